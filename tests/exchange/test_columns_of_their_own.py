"""Columns that only people's own lists have: the copies of one material, and what was read and liked online."""

import pytest

from exchange.upload import Action, import_rows, preview
from models.count import Count, Qualifier
from models.draft import ReadingDraft
from models.viewer import Viewer
from store.database import Database
from store.events import read_event
from tests.exchange.lists import counts, csv_table, events, only

HEADING = "活动名称,日期,主办机构,"
MATERIALS = {
    ("发放折页（份）", "300余"): [("leaflet", Count(300, Qualifier.AT_LEAST))],
    ("发放宣传单", "约80"): [("leaflet", Count(80, Qualifier.ABOUT))],
    ("发放折页,发放手册份数,发放礼品", "300,20,/"): [("leaflet", Count(300)), ("handbook", Count(20))],
    ("发放资料份数,发放折页", "300,200"): [("other", Count(300))],
    ("发放资料份数", "300"): [("other", Count(300))],
    ("海报张数", ""): [],
}


@pytest.mark.parametrize(("columns", "cells"), MATERIALS)
def test_the_heading_says_what_was_handed_out(ledger: Database, viewer: Viewer, columns: str, cells: str) -> None:
    row = only(preview(ledger, viewer, csv_table(f"{HEADING}{columns}\n讲座,2026-01-01,武清支行,{cells}\n")))
    assert row.action is Action.NEW
    assert [(given.material, given.copies) for given in row.draft.materials] == MATERIALS[columns, cells]


READINGS = {
    ("发布渠道,阅读量,点赞量", "微信公众号,1.2万,300"): (
        ReadingDraft(channel="微信公众号", views=Count(12_000), likes=300),
        "",
    ),
    ("发布渠道,阅读量,点赞量,转发量", "抖音、视频号,8600,300余,12"): (
        ReadingDraft(channel="抖音、视频号", views=Count(8_600), shares=12),
        "300余",
    ),
    ("平台,点赞数", "视频号,5"): (ReadingDraft(channel="视频号", likes=5), ""),
    ("阅读量,转发数", "100,"): (ReadingDraft(views=Count(100)), ""),
}


@pytest.mark.parametrize(("columns", "cells"), READINGS)
def test_channel_likes_and_shares_are_read_beside_the_views(
    ledger: Database, viewer: Viewer, columns: str, cells: str
) -> None:
    expected, in_note = READINGS[columns, cells]
    table = csv_table(f"{HEADING}{columns}\n推文,2026-01-01,武清支行,{cells}\n")
    row = only(preview(ledger, viewer, table))
    assert (table.unread, row.problems, row.draft.readings) == ((), (), (expected,))
    assert in_note in row.draft.note
    assert bool(row.draft.note) == bool(in_note)


def test_a_list_that_tells_more_of_a_reading_completes_it(ledger: Database, viewer: Viewer) -> None:
    first = csv_table(f"{HEADING}发布渠道,阅读量,点赞量\n推文,2026-01-01,武清支行,公众号,100,\n")
    assert counts(import_rows(ledger, viewer, preview(ledger, viewer, first))) == (1, 0, 0)
    for cells, expected in {
        "公众号,100,7": (ReadingDraft(channel="公众号", views=Count(100), likes=7),),
        "公众号,150,": (
            ReadingDraft(channel="公众号", views=Count(100), likes=7),
            ReadingDraft(channel="公众号", views=Count(150)),
        ),
    }.items():
        table = csv_table(f"{HEADING}发布渠道,阅读量,点赞量\n推文,2026-01-01,武清支行,{cells}\n")
        assert import_rows(ledger, viewer, preview(ledger, viewer, table), update=True).updated == 1
        draft = read_event(ledger, viewer, events(ledger, viewer)[0].id)
        assert draft is not None
        assert draft.readings == expected
