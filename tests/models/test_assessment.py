"""Quarters, and what may be an indicator."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from locales import speaking
from metrics.measures import MEASURES
from metrics.points import line_of
from metrics.score_counting import events_behind
from models.assessment import (
    KEY_GROUP,
    NARROWINGS,
    SCORED,
    IndicatorDraft,
    Quarter,
    Rule,
    as_narrowing,
    check_indicators,
    narrowed_to,
)
from models.dataset import Dataset
from models.event import TRAINING
from store.migrations.seeds_0006 import INDICATORS

GOOD = IndicatorDraft(name_zh="场次", measure="sessions", full_at=Decimal(3), weight=20)


@given(st.dates(date(1981, 1, 1), date(2099, 12, 31)))
def test_a_day_lies_in_its_quarter_and_the_one_before_ends_right_before(day: date) -> None:
    quarter = Quarter.of(day)
    assert quarter.start <= day <= quarter.end
    assert quarter.before.end + timedelta(days=1) == quarter.start
    assert quarter.before < quarter
    assert Quarter.read(quarter.key) == quarter


@pytest.mark.parametrize(
    "text",
    ["", "Q", "2026", "2026Q", "2026Q0", "2026Q5", "2026q1", "26Q1", "2026Q11", "٢٠٢٦Q1", "9999Q1", "0000Q1", "Q1"],
)
def test_what_is_no_quarter_is_read_as_none(text: str) -> None:
    assert Quarter.read(text) is None


def test_a_quarter_is_called_as_people_call_it() -> None:
    said = []
    for code in ("zh_CN", "en"):
        with speaking(code):
            said.append(str(Quarter(2026, 3)))
    assert said == ["2026年第三季度", "Q3 2026"]


def test_all_measures_but_the_range_of_people_can_be_scored() -> None:
    assert set(SCORED) == set(MEASURES) - {"people"}
    for key in SCORED:
        one = MEASURES[key]
        rule = Rule(1, "", "", key, "", "", Decimal(1), 1)
        assert line_of(rule, one.made([None] * len(one.columns), 0, 0), None).figure.events == 0


def test_the_indicators_to_begin_with_are_valid_and_add_up_to_a_hundred() -> None:
    drafts = [
        IndicatorDraft(None, zh, en, measure, narrowing, per, Decimal(full_at), weight)
        for zh, en, measure, narrowing, per, full_at, weight in INDICATORS
    ]
    groups = [KEY_GROUP + code for code in ("older_people", "new_citizens")]
    assert list(check_indicators(drafts, [*SCORED, *groups])) == []
    assert sum(draft.weight or 0 for draft in drafts) == 100


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name_zh": ""}, "name"),
        ({"name_zh": "长" * 81}, "too long"),
        ({"measure": "people"}, "counted"),
        ({"measure": ""}, "counted"),
        ({"per": "people"}, "divided"),
        ({"full_at": None}, "above 0"),
        ({"full_at": Decimal(0)}, "above 0"),
        ({"full_at": Decimal(-1)}, "above 0"),
        ({"full_at": Decimal("NaN")}, "above 0"),
        ({"full_at": Decimal("1e12")}, "above 0"),
        ({"full_at": Decimal("0.0001")}, "three decimals"),
        ({"weight": None}, "weight"),
        ({"weight": 0}, "weight"),
        ({"weight": 1001}, "weight"),
        ({"narrowing": "start=2026-01-01"}, "narrowed"),
        ({"narrowing": "organisation=1"}, "narrowed"),
        ({"retired": True}, "at least one"),
    ],
)
def test_what_is_wrong_with_an_indicator_is_said(change: dict[str, object], said: str) -> None:
    fields = {name: getattr(GOOD, name) for name in IndicatorDraft.__dataclass_fields__} | change
    with speaking("en"):
        problems = [str(problem) for problem in check_indicators([IndicatorDraft(**fields)], SCORED)]
    assert len(problems) == 1
    assert said in problems[0]


def test_nothing_is_wrong_with_a_good_one() -> None:
    assert list(check_indicators([GOOD], SCORED)) == []


WORDS = st.lists(st.sampled_from(("village", "rural_market", "older_people")), unique=True).map(tuple)


@given(st.dictionaries(st.sampled_from(list(NARROWINGS)), WORDS))
def test_a_narrowing_comes_back_as_it_was_written(words: dict[str, tuple[str, ...]]) -> None:
    kept = {field: codes for field, codes in words.items() if codes}
    assert narrowed_to(as_narrowing(words)) == kept


@pytest.mark.parametrize(
    ("measure", "narrowing", "kinds", "groups"),
    [
        ("sessions", "", ("offline", "online", "home_visit"), ()),
        ("trainings", "", (TRAINING,), ()),
        ("key_group:youth", "", ("offline", "online", "home_visit"), ("youth",)),
        ("sessions", "kinds=online&key_groups=women", ("online",), ("women",)),
    ],
)
def test_the_events_behind_a_line_are_those_that_it_counts(
    measure: str, narrowing: str, kinds: tuple[str, ...], groups: tuple[str, ...]
) -> None:
    rule = Rule(1, "", "", measure, narrowing, "", Decimal(1), 1)
    behind = events_behind(rule, Quarter(2026, 1), Dataset.RECORDED, 7)
    assert (behind.kinds, behind.key_groups, behind.organisation) == (kinds, groups, 7)
    assert (behind.start, behind.end, behind.statuses) == (date(2026, 1, 1), date(2026, 3, 31), ("approved",))
    assert events_behind(rule, Quarter(2026, 1), Dataset.MADE_UP, 7).statuses == ()
