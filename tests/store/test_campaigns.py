"""Campaigns: saved with their themes, retired, merged; and their papers."""

import io
import os
import time
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from metrics.campaigns import read_campaign
from metrics.choices import choices
from metrics.filter import Filter
from metrics.overview import headline
from models.campaign import CampaignDraft, ThemeDraft
from models.campaign_themes import read_themes, write_themes
from models.dataset import Dataset
from models.draft import EventDraft
from models.permission import ADMINISTRATOR
from models.viewer import Viewer, local_administrator
from store.attachments import MOST_BYTES
from store.backup import make_backup
from store.bulk import save_events
from store.campaign_documents import add_document, documents_of, kind_of_paper, remove_document
from store.campaigns import merge_campaigns, retire_campaign, save_campaign
from store.chain import ENTRY
from store.database import Database
from store.events import delete_event, read_event, restore_event, save_event
from store.outcome import NotAllowedError, Outcome
from store.review import move_event
from store.sweeping import SPARED_SECONDS, find_unused, remove_unused
from store.targets import set_targets
from store.verification import verify_history

EVERYWHERE = local_administrator()
JUNE = CampaignDraft(
    name_zh="守住“钱袋子”",
    year=2026,
    starts=date(2026, 6, 1),
    ends=date(2026, 8, 31),
    slogan="口号",
    organiser="协会",
    themes=(ThemeDraft(starts=date(2026, 6, 1), ends=date(2026, 6, 30), text="货币金融知识"),),
)
PDF = b"%PDF-1.7\n%notice"


def saved(database: Database, draft: CampaignDraft = JUNE) -> int:
    outcome = save_campaign(database, EVERYWHERE, draft)
    assert outcome.id is not None, [str(problem) for problem in outcome.problems]
    return outcome.id


def held(database: Database, campaign_id: int) -> CampaignDraft:
    record = read_campaign(database, EVERYWHERE, campaign_id)
    assert record is not None
    return record.draft


def codes(outcome: Outcome) -> list[tuple[str, str]]:
    return [(problem.field, problem.code) for problem in outcome.problems]


def event(database: Database, *campaigns: int | str, title: str = "讲座") -> int:
    draft = EventDraft(title=title, organisation="武清支行", campaigns=campaigns)
    outcome = save_event(database, EVERYWHERE, draft, submit=True)
    assert outcome.id is not None
    return outcome.id


def campaigns_of(database: Database, event_id: int) -> tuple[int | str, ...]:
    draft = read_event(database, EVERYWHERE, event_id)
    assert draft is not None
    return draft.campaigns


def actions(database: Database, record: str, record_id: int) -> list[str]:
    with database.reading() as connection:
        asked = select(ENTRY.c.action).where(ENTRY.c.record == record, ENTRY.c.record_id == record_id)
        return list(connection.scalars(asked.order_by(ENTRY.c.id)))


def test_a_campaign_is_kept_as_it_was_typed(bare_ledger: Database) -> None:
    campaign = saved(bare_ledger)
    kept = held(bare_ledger, campaign)
    assert kept.model_copy(update={"id": None, "seen": None}) == JUNE
    assert actions(bare_ledger, "campaign", campaign) == ["create"]


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"name_zh": "  "}, ("campaign_name", "missing")),
        ({"name_zh": "长" * 161}, ("campaign_name", "too_long")),
        ({"slogan": "长" * 201}, ("slogan", "too_long")),
        ({"year": 10_000}, ("year", "range")),
        ({"starts": None}, ("dates", "incomplete")),
        ({"ends": None}, ("dates", "incomplete")),
        ({"ends": date(2026, 5, 1), "themes": ()}, ("dates", "end_before_start")),
        ({"ends": date(2036, 5, 1)}, ("dates", "too_long")),
        (
            {"themes": (ThemeDraft(starts=date(2026, 6, 9), ends=date(2026, 6, 1), text="甲"),)},
            ("themes", "end_before_start"),
        ),
        ({"themes": (ThemeDraft(starts=date(2026, 9, 9), ends=date(2026, 9, 9), text="甲"),)}, ("themes", "outside")),
        ({"themes": (ThemeDraft(starts=date(2026, 6, 9), ends=date(2026, 6, 9), text=" "),)}, ("themes", "missing")),
        ({"themes": JUNE.themes * 61}, ("themes", "too_many")),
    ],
)
def test_what_makes_no_campaign_is_refused(
    bare_ledger: Database, change: dict[str, object], problem: tuple[str, str]
) -> None:
    assert codes(save_campaign(bare_ledger, EVERYWHERE, JUNE.model_copy(update=change))) == [problem]


def test_a_second_campaign_of_the_name_and_year_is_refused(bare_ledger: Database) -> None:
    first = saved(bare_ledger)
    assert codes(save_campaign(bare_ledger, EVERYWHERE, JUNE)) == [("campaign_name", "exists")]
    next_year = {"year": 2027, "starts": None, "ends": None, "themes": ()}
    other = saved(bare_ledger, JUNE.model_copy(update=next_year))
    assert other != first
    assert codes(
        save_campaign(bare_ledger, EVERYWHERE, held(bare_ledger, other).model_copy(update={"year": 2026}))
    ) == [("campaign_name", "exists")]


def test_nobody_overwrites_what_somebody_else_has_changed_meanwhile(bare_ledger: Database) -> None:
    campaign = saved(bare_ledger)
    mine = theirs = held(bare_ledger, campaign)
    assert save_campaign(bare_ledger, EVERYWHERE, theirs.model_copy(update={"slogan": "新"})).done
    late = save_campaign(bare_ledger, EVERYWHERE, mine.model_copy(update={"slogan": "旧"}))
    assert codes(late) == [("campaigns", "changed_meanwhile")]
    assert held(bare_ledger, campaign).slogan == "新"
    assert actions(bare_ledger, "campaign", campaign) == ["create", "change"]


@pytest.mark.parametrize(
    "command",
    [
        lambda database, viewer: save_campaign(database, viewer, JUNE),
        lambda database, viewer: retire_campaign(database, viewer, 1),
        lambda database, viewer: merge_campaigns(database, viewer, 1, 2),
        lambda database, viewer: add_document(database, viewer, 1, name="a.pdf", content=PDF),
        lambda database, viewer: remove_document(database, viewer, 1, 1),
    ],
)
def test_only_who_arranges_the_whole_bank_changes_campaigns(
    bare_ledger: Database, command: Callable[[Database, Viewer], Outcome]
) -> None:
    with pytest.raises(NotAllowedError):
        command(bare_ledger, Viewer.holding("甲", ADMINISTRATOR, "1/"))


def test_a_retired_campaign_keeps_its_events_and_can_come_back(bare_ledger: Database) -> None:
    campaign = saved(bare_ledger)
    one = event(bare_ledger, campaign)
    assert retire_campaign(bare_ledger, EVERYWHERE, campaign).done
    record = read_campaign(bare_ledger, EVERYWHERE, campaign)
    assert record is not None
    assert record.retired_at is not None
    offered = choices(bare_ledger, EVERYWHERE, Dataset.RECORDED).campaigns
    assert list(offered)[-1] == campaign
    assert offered[campaign] != record.label
    assert campaigns_of(bare_ledger, one) == (campaign,)
    assert retire_campaign(bare_ledger, EVERYWHERE, campaign, retired=False).done
    assert actions(bare_ledger, "campaign", campaign) == ["create", "retire", "bring_back"]


def test_merging_gives_each_event_to_the_right_campaign_once(bare_ledger: Database) -> None:
    right = saved(bare_ledger)
    typed, approved, both, binned = (
        event(bare_ledger, *campaigns) for campaigns in (("钱袋于",), ("钱袋于",), ("钱袋于", right), ("钱袋于",))
    )
    [wrong] = campaigns_of(bare_ledger, typed)
    assert isinstance(wrong, int)
    assert move_event(bare_ledger, EVERYWHERE, approved, "approve").done
    assert delete_event(bare_ledger, EVERYWHERE, binned).done

    assert merge_campaigns(bare_ledger, EVERYWHERE, wrong, right) == Outcome(
        id=right, version=held(bare_ledger, right).seen
    )

    assert restore_event(bare_ledger, EVERYWHERE, binned).done
    assert {campaigns_of(bare_ledger, one) for one in (typed, approved, both, binned)} == {(right,)}
    assert headline(bare_ledger, EVERYWHERE, Filter(campaigns=(right,))).events == 4
    assert read_campaign(bare_ledger, EVERYWHERE, wrong) is None
    assert wrong not in choices(bare_ledger, EVERYWHERE, Dataset.RECORDED).campaigns
    assert verify_history(bare_ledger, EVERYWHERE).fine
    # The slip made once more, by its name or its number, alone or in a list, means the right one.
    assert campaigns_of(bare_ledger, event(bare_ledger, "钱袋于")) == (right,)
    assert campaigns_of(bare_ledger, event(bare_ledger, wrong, right)) == (right,)
    listed = save_events(
        bare_ledger,
        EVERYWHERE,
        [EventDraft(title="表格", organisation="武清支行", campaigns=(name,)) for name in ("钱袋于", wrong)],
    )
    assert listed.done
    assert headline(bare_ledger, EVERYWHERE, Filter(campaigns=(right,))).events == 8


def test_a_campaign_merged_twice_leads_to_the_last(bare_ledger: Database) -> None:
    first, second, third = (
        saved(bare_ledger, JUNE.model_copy(update={"name_zh": name, "themes": ()})) for name in "甲乙丙"
    )
    assert merge_campaigns(bare_ledger, EVERYWHERE, first, second).done
    assert merge_campaigns(bare_ledger, EVERYWHERE, second, third).done
    assert campaigns_of(bare_ledger, event(bare_ledger, first)) == (third,)
    assert codes(merge_campaigns(bare_ledger, EVERYWHERE, first, third)) == [("campaigns", "gone")]


def test_what_is_no_slip_is_not_merged(bare_ledger: Database) -> None:
    right = saved(bare_ledger)
    plain = JUNE.model_copy(update={"name_zh": "另一个", "themes": ()})
    wrong = saved(bare_ledger, plain)
    assert codes(merge_campaigns(bare_ledger, EVERYWHERE, right, wrong)) == [("campaigns", "not_empty")]  # a theme
    assert set_targets(bare_ledger, EVERYWHERE, wrong, {(1, "events"): 3}).done
    assert codes(merge_campaigns(bare_ledger, EVERYWHERE, wrong, right)) == [("campaigns", "not_empty")]
    assert codes(merge_campaigns(bare_ledger, EVERYWHERE, right, right)) == [("campaigns", "same")]
    trial = save_campaign(bare_ledger, EVERYWHERE, plain, dataset=Dataset.SAMPLE).id or 0
    assert codes(merge_campaigns(bare_ledger, EVERYWHERE, trial, right)) == [("campaigns", "same")]


def packed(*names: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for name in names:
            made.writestr(name, "x")
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PDF, "application/pdf"),
        (packed("[Content_Types].xml", "word/document.xml"), "wordprocessingml"),
        (packed("[Content_Types].xml", "xl/workbook.xml"), "spreadsheetml"),
        (packed("[Content_Types].xml", "ppt/presentation.xml"), "presentationml"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"x" * 100, "ole"),
        (packed("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"), None),
        (packed("word/document.xml"), None),
        (packed("[Content_Types].xml", "other/a"), None),
        (b"PK\x03\x04 cut off", None),
        (b"<html><script>", None),
        (b"MZ\x90\x00", None),
        (b"", None),
    ],
)
def test_a_paper_is_told_by_its_content(content: bytes, kind: str | None) -> None:
    found = kind_of_paper(content)
    assert found is None if kind is None else kind in str(found)


def test_papers_are_kept_once_and_never_swept_while_a_campaign_has_them(bare_ledger: Database, tmp_path: Path) -> None:
    campaign = saved(bare_ledger)
    for name in ("通知.pdf", "又一次.pdf"):
        assert add_document(bare_ledger, EVERYWHERE, campaign, name=name, content=PDF).done
    [paper] = documents_of(bare_ledger, EVERYWHERE, campaign)
    assert (paper.name, paper.size, paper.added_by) == ("通知.pdf", len(PDF), EVERYWHERE.name)
    assert paper.path.read_bytes() == PDF
    long_ago = time.time() - SPARED_SECONDS - 60
    os.utime(paper.path, (long_ago, long_ago))
    assert find_unused(bare_ledger, EVERYWHERE).files == ()
    assert remove_unused(bare_ledger, EVERYWHERE).files == ()
    assert make_backup(bare_ledger, EVERYWHERE, out=tmp_path / "copy.zip").photos == 1

    assert remove_document(bare_ledger, EVERYWHERE, campaign, paper.id).done
    assert documents_of(bare_ledger, EVERYWHERE, campaign) == []
    assert remove_unused(bare_ledger, EVERYWHERE).files == (paper.path,)
    assert actions(bare_ledger, "campaign", campaign) == ["create", "attach", "detach"]


def test_what_is_no_paper_is_refused_in_words(bare_ledger: Database) -> None:
    campaign = saved(bare_ledger)
    assert codes(add_document(bare_ledger, EVERYWHERE, campaign, name="a.exe", content=b"MZ")) == [
        ("documents", "type")
    ]
    large = add_document(bare_ledger, EVERYWHERE, campaign, name="a.pdf", content=PDF + b"0" * MOST_BYTES)
    assert codes(large) == [("documents", "too_large")]
    assert codes(add_document(bare_ledger, EVERYWHERE, 999, name="a.pdf", content=PDF)) == [("campaigns", "gone")]
    assert documents_of(bare_ledger, EVERYWHERE, campaign) == []
    assert documents_of(bare_ledger, Viewer("乙"), campaign) == []


@pytest.mark.parametrize(
    ("typed", "themes"),
    [
        ("2026-06 货币金融知识", [(date(2026, 6, 1), date(2026, 6, 30), "货币金融知识")]),
        (
            "6月： 个人征信\n\n 2026-07-01~2026-07-15 防诈",
            [
                (date(2026, 6, 1), date(2026, 6, 30), "个人征信"),
                (date(2026, 7, 1), date(2026, 7, 15), "防诈"),
            ],
        ),
        ("2026-06-15 集中宣传日", [(date(2026, 6, 15), date(2026, 6, 15), "集中宣传日")]),
        ("", []),
    ],
)
def test_themes_are_read_line_by_line_and_written_again(typed: str, themes: list[tuple[date, date, str]]) -> None:
    read, problems = read_themes(typed, 2026)
    assert not problems
    assert [(theme.starts, theme.ends, theme.text) for theme in read] == themes
    assert read_themes(write_themes(read)) == (read, [])


@pytest.mark.parametrize("line", ["货币金融知识", "六月份 货币", "不详 货币"])
def test_a_theme_without_its_time_is_told_with_an_example(line: str) -> None:
    read, [problem] = read_themes(f"2026-06 甲\n{line}", 2026)
    assert len(read) == 1
    assert "2026-06" in str(problem)
