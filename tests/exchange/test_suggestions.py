"""Words the ledger does not know come with what may be meant, and are settled once for all rows."""

from difflib import SequenceMatcher

import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.names import load_names
from exchange.suggestions import LEAST_LIKE, nearest, unknown_words
from exchange.upload import Action, import_rows, preview
from exchange.word_aliases import DOUBTFUL as OF_DOUBT
from exchange.word_aliases import WORDS as WORDS_OF_STAFF
from locales import CHINESE, speaking
from models.count import Count
from models.dataset import Dataset
from models.draft import MaterialDraft
from models.permission import COORDINATOR
from models.viewer import Viewer
from store.database import Database
from store.groundwork import CampaignSeed, write_campaigns
from store.units import save_unit
from tests.exchange.lists import counts, csv_table, events, only

WORDS = ("社区", "学校", "养老机构", "集市/农贸市场", "村", "企业/园区/工地", "营业网点")
NEAREST = {
    "社区广场": "社区",
    "养老院机构": "养老机构",
    "农贸市场": "集市/农贸市场",
    "工地": "企业/园区/工地",
    "学 校": "学校",
    "校园": "学校",
    "月球": "",
    "": "",
}


@pytest.mark.parametrize(("text", "expected"), NEAREST.items())
def test_the_nearest_word_is_the_one_a_person_would_think_of(text: str, expected: str) -> None:
    assert nearest(text, WORDS) == expected


@given(st.sampled_from(WORDS))
def test_a_word_is_nearest_to_itself(word: str) -> None:
    assert nearest(word, WORDS) == word


def test_nothing_is_like_a_text_longer_than_a_word() -> None:
    assert nearest("社区" * 30, WORDS) == "社区"
    assert nearest("社区" * 31, WORDS) == ""


def plainly_nearest(text: str, choices: tuple[str, ...]) -> str:
    """The same without any bound: every choice is compared in full."""
    best, rank = "", (False, 0.0)
    for choice in choices:
        like = SequenceMatcher(None, text, choice, autojunk=False).ratio()
        inside = len(choice) > 1 and (choice in text or (len(text) > 1 and text in choice))
        if (inside or like >= LEAST_LIKE) and (inside, like) > rank:
            best, rank = choice, (inside, like)
    return best


@given(
    st.text(alphabet="社区学校养老机构集市村", min_size=1, max_size=8),
    st.lists(st.text(alphabet="社区学校养老村", min_size=1, max_size=8)),
)
def test_the_quick_way_finds_what_the_plain_one_does(text: str, choices: list[str]) -> None:
    assert nearest(text, choices) == plainly_nearest(text, tuple(choices))


@given(st.text(max_size=12))
def test_only_words_that_are_there_are_suggested(text: str) -> None:
    assert nearest(text, WORDS) in {*WORDS, ""}


LIST = "活动名称,主办机构,活动场景,宣传主题,重点人群,数据依据\n" + "".join(
    f"第{number}场,武清支行,社区广场,反假币,老人,现场点数\n" for number in range(3)
)


def test_each_word_is_told_once_with_its_rows_and_what_may_be_meant(ledger: Database, viewer: Viewer) -> None:
    with speaking(CHINESE):
        previewed = preview(ledger, viewer, csv_table(LIST))
    told = {(word.kind, word.text): (word.times, word.nearest) for word in previewed.unknown}
    assert told["venue_type", "社区广场"] == (3, "社区")
    assert told["key_group", "老人"] == (3, "老年人")
    assert {kind for kind, _text in told} == {"venue_type", "topic", "key_group", "basis", "unit"}
    assert previewed.number(Action.PROBLEM) == 3


def test_words_once_settled_hold_for_all_rows(ledger: Database, viewer: Viewer) -> None:
    instead = {
        ("venue_type", "社区广场"): "社区",
        ("topic", "反假币"): "反假货币",
        ("key_group", "老人"): "老年人",
        ("basis", "现场点数"): "",
    }
    with speaking(CHINESE):
        previewed = preview(ledger, viewer, csv_table(LIST), instead=instead)
    assert {word.kind for word in previewed.unknown} == {"unit"}
    assert counts(import_rows(ledger, viewer, previewed)) == (3, 0, 0)
    found = [(e.venue_type, e.topics, list(e.key_groups)) for e in events(ledger, viewer)]
    assert found == [("community", ["counterfeit_money"], ["older_people"])] * 3


def test_a_unit_written_nearly_right_is_settled(ledger: Database, viewer: Viewer) -> None:
    unit = save_unit(ledger, viewer, name="武清区支行").id
    own = Viewer.holding("wang", COORDINATOR, f"{unit}/")
    table = csv_table("活动名称,主办机构\n进社区,武清支行\n")
    first = preview(ledger, own, table)
    assert [(word.kind, word.text, word.nearest) for word in first.unknown] == [("unit", "武清支行", "武清区支行")]
    assert only(first).action is Action.PROBLEM
    settled = preview(ledger, own, table, instead={("unit", "武清支行"): "武清区支行"})
    assert only(settled).draft.organisation == unit


def test_a_campaign_written_nearly_right_is_settled_and_a_new_year_is_not_asked_about(
    ledger: Database, viewer: Viewer
) -> None:
    with ledger.writing(viewer, "campaign") as writing:
        write_campaigns(writing, [CampaignSeed("c", "金融知识进万家", "", 2024)], Dataset.RECORDED)
    heading = "活动名称,日期,主办机构,所属活动\n"
    other_year = preview(ledger, viewer, csv_table(heading + "进社区,2025-09-04,武清支行,金融知识进万家\n"))
    assert [word.kind for word in other_year.unknown] == ["unit"]
    table = csv_table(heading + "进社区,2024-09-04,武清支行,金融知识进千万家\n")
    with speaking(CHINESE):
        first = preview(ledger, viewer, table)
    (word,) = (word for word in first.unknown if word.kind == "campaign")
    assert word.nearest == "金融知识进万家"
    settled = preview(ledger, viewer, table, instead={("campaign", word.text): word.nearest})
    import_rows(ledger, viewer, settled)
    assert [event.campaigns for event in events(ledger, viewer)] == [["金融知识进万家 2024"]]


def test_who_records_for_one_branch_is_offered_it_and_works_with_any(ledger: Database, viewer: Viewer) -> None:
    units = {name: save_unit(ledger, viewer, name=name).id for name in ("武清区支行", "北辰支行")}
    own = Viewer.holding("wang", COORDINATOR, f"{units['武清区支行']}/")
    table = csv_table("活动名称,主办机构,联合主办\n进社区,武清支行,北辰区支行\n")
    first = preview(ledger, own, table)
    assert {word.kind: (word.text, word.nearest, word.choices) for word in first.unknown} == {
        "unit": ("武清支行", "武清区支行", ("武清区支行",)),
        "co_organiser": ("北辰区支行", "北辰支行", ("武清区支行", "北辰支行")),
    }
    assert not any(word.sure for word in first.unknown)
    instead = {("unit", "武清支行"): "武清区支行", ("co_organiser", "北辰区支行"): "北辰支行"}
    settled = preview(ledger, own, table, instead=instead)
    row = only(settled)
    assert (row.draft.organisation, row.draft.co_organisers) == (units["武清区支行"], (units["北辰支行"],))
    assert [(word.text, word.chosen, word.times) for word in settled.settled] == [
        ("武清支行", "武清区支行", 1),
        ("北辰区支行", "北辰支行", 1),
    ]


def test_a_unit_that_is_not_the_persons_own_is_said_and_never_made_another(ledger: Database, viewer: Viewer) -> None:
    units = {name: save_unit(ledger, viewer, name=name).id for name in ("城东支行", "庐阳支行")}
    own = Viewer.holding("li", COORDINATOR, f"{units['城东支行']}/")
    table = csv_table("活动名称,主办机构\n进社区,庐阳支行\n进学校,城东支行\n")
    for instead in ({}, {("unit", "庐阳支行"): "城东支行"}):
        previewed = preview(ledger, own, table, instead=instead)
        assert (previewed.unknown, previewed.settled) == ((), ())
        other, mine = previewed.rows
        assert [problem.code for problem in other.problems] == ["not_yours"]
        assert mine.action is Action.NEW
    with speaking(CHINESE):
        assert "庐阳支行" in str(previewed.rows[0].problems[0])
    assert counts(import_rows(ledger, own, previewed)) == (1, 0, 1)


CERTAIN = {
    ("key_group", "农民工"): "务工务农人员",
    ("key_group", "社区居民"): "社会公众",
    ("key_group", "老人"): "老年人",
    ("key_group", "中小学生"): "学生",
    ("key_group", "村民"): "农村居民",
    ("key_group", "外卖骑手"): "户外劳动者",
    ("key_group", "个体工商户"): "小微商户",
    ("format", "LED屏滚动播放"): "电子屏",
    ("format", "发放折页"): "资料发放",
    ("topic", "反假币"): "反假货币",
    ("venue_type", "农贸市场"): "集市/农贸市场",
    ("basis", "现场点数"): "现场计数",
    ("material", "宣传单"): "折页/单页",
}
DOUBTFUL = {("key_group", "农民"): "农村居民", ("format", "现场讲解"): "讲座", ("venue_type", "社区广场"): "社区"}


@pytest.mark.parametrize("sure", [True, False])
def test_only_what_is_beyond_doubt_may_be_taken_with_all_the_others(
    ledger: Database, viewer: Viewer, *, sure: bool
) -> None:
    with speaking(CHINESE), ledger.reading() as connection:
        met = CERTAIN if sure else DOUBTFUL
        found = unknown_words(dict.fromkeys(met, 1), load_names(connection, viewer, Dataset.RECORDED))
    assert {(word.kind, word.text): (word.nearest, word.sure) for word in found} == {
        key: (meant, sure) for key, meant in met.items()
    }


def test_every_word_staff_use_stands_for_a_word_of_the_vocabularies(ledger: Database, viewer: Viewer) -> None:
    with ledger.reading() as connection:
        words = load_names(connection, viewer, Dataset.RECORDED).words
    told = [(kind, code) for table in (WORDS_OF_STAFF, OF_DOUBT) for kind, codes in table.items() for code in codes]
    assert [one for one in told if one[1] not in words.codes(one[0])] == []
    # A word that is one of ours already is never asked about.
    idle = [
        (kind, word)
        for kind, codes in WORDS_OF_STAFF.items()
        for text in codes.values()
        for word in text.split()
        if words.code(kind, word)
    ]
    assert idle == []


MORE = (
    "活动名称,主办机构,活动类型,各人群人次,宣传资料\n进社区,武清支行,线下宣传活动,老年群众 60；学生 12,折页单页 300份\n"
)


def test_kinds_materials_and_groups_with_numbers_are_settled_too(ledger: Database, viewer: Viewer) -> None:
    save_unit(ledger, viewer, name="武清支行")
    with speaking(CHINESE):
        first = preview(ledger, viewer, csv_table(MORE))
        told = {(word.kind, word.text): word.nearest for word in first.unknown}
        assert told == {
            ("kind", "线下宣传活动"): "线下活动",
            ("key_group", "老年群众"): "老年人",
            ("material", "折页单页"): "折页/单页",
        }
        assert {problem.field for problem in only(first).problems} == {"kind", "key_groups"}
        draft = only(preview(ledger, viewer, csv_table(MORE), instead=told)).draft
        left_out = dict.fromkeys(told, "")
        bare = only(preview(ledger, viewer, csv_table(MORE), instead=left_out))
    assert draft.kind == "offline"
    assert {group.key_group: group.count for group in draft.key_groups} == {
        "older_people": Count(60),
        "students": Count(12),
    }
    assert draft.materials == (MaterialDraft(material="leaflet", name="折页单页", copies=Count(300)),)
    assert bare.problems == ()
    assert ([group.key_group for group in bare.draft.key_groups], bare.draft.materials) == (["students"], ())


def test_what_was_handed_out_is_not_asked_about_where_no_kind_is_near(ledger: Database, viewer: Viewer) -> None:
    with speaking(CHINESE):
        previewed = preview(ledger, viewer, csv_table("活动名称,主办机构,宣传资料\n甲,武清支行,扇子30把\n"))
    assert [word.kind for word in previewed.unknown] == ["unit"]
    assert only(previewed).draft.materials == (MaterialDraft(material="other", name="扇子", copies=Count(30)),)


def test_our_own_lists_are_not_asked_about(ledger: Database, viewer: Viewer) -> None:
    heading = "活动名称,日期,主办机构,所属活动,数据来源\n"
    table = csv_table(heading + "进社区,2024-09-04,武清支行,自办活动 2024,recorded\n")
    assert [word.kind for word in preview(ledger, viewer, table).unknown] == ["unit"]
