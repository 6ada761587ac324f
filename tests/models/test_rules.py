"""Each rule, broken by itself."""

from datetime import date
from typing import Any

import pytest

from locales import CHINESE, ENGLISH, speaking
from models.count import MOST, MOST_ONLINE, Count, Qualifier
from models.draft import EventDraft, KeyGroupDraft, LinkDraft, MaterialDraft, PlaceDraft, ReadingDraft
from models.problem import FIELDS
from models.rules import check
from models.when import Precision, When

TODAY = date(2024, 9, 30)
GOOD = EventDraft(
    title="防范非法集资讲座",
    when=When.on(date(2024, 9, 4)),
    organisation="武清支行",
    co_organisers=("和平支行", 7),
    places=(PlaceDraft(name="红英里社区"), PlaceDraft(division_id="120114"), PlaceDraft(place_id=3)),
    attendance=Count(60, Qualifier.OVER),
    key_groups=(KeyGroupDraft(key_group="older_people", count=Count(69)), KeyGroupDraft(key_group="women")),
    links=(LinkDraft(url="https://example.org/报道?id=1"),),
)


def place(**values: Any) -> dict[str, Any]:
    return {"places": (PlaceDraft(**values),)}


def group(value: int, qualifier: Qualifier = Qualifier.EXACT) -> tuple[KeyGroupDraft, ...]:
    return (KeyGroupDraft(key_group="older_people", count=Count(value, qualifier)),)


def link(url: str, title: str = "") -> dict[str, Any]:
    return {"links": (LinkDraft(url=url, title=title),)}


# What is changed in the good draft, and the one problem that must be found.
BROKEN = [
    ({"title": ""}, "title", "missing"),
    ({"title": "\u3000 "}, "title", "missing"),
    ({"title": "长" * 201}, "title", "too_long"),
    ({"kind": "party"}, "kind", "unknown"),
    ({"organisation": " "}, "organisation", "missing"),
    ({"organisation": "支" * 121}, "organisation", "too_long"),
    ({"note": "长" * 5001}, "note", "too_long"),
    ({"partners": ("伴" * 121,)}, "partners", "too_long"),
    ({"co_organisers": ("支" * 121,)}, "co_organisers", "too_long"),
    ({"co_organisers": ("武清支行",)}, "co_organisers", "same_unit"),
    ({"campaigns": ("月" * 121,)}, "campaigns", "too_long"),
    ({"materials": (MaterialDraft(material="other", name="册" * 121),)}, "materials", "too_long"),
    ({"readings": (ReadingDraft(channel="号" * 81),)}, "readings", "too_long"),
    ({"reference": "R" * 81}, "reference", "too_long"),
    ({"when": When.unknown("春" * 81)}, "when", "too_long"),
    ({"when": When(date(2024, 9, 1), date(2024, 9, 1), Precision.DAY, "春" * 81)}, "when", "too_long"),
    ({"when": When(date(2024, 9, 1), None, Precision.DAY)}, "when", "incomplete"),
    ({"when": When(date(2024, 9, 2), date(2024, 9, 1), Precision.RANGE)}, "when", "end_before_start"),
    ({"when": When.on(date(2024, 10, 1))}, "when", "future"),
    ({"when": When.in_quarter(2024, 4)}, "when", "future"),
    (place(name="社" * 121), "places", "too_long"),
    (place(), "places", "missing"),
    (place(name=" "), "places", "missing"),
    (place(name="村", lat=39.1), "places", "point"),
    (place(name="村", lng=117.2), "places", "point"),
    (place(name="村", lat=117.2, lng=39.1), "places", "point"),
    (place(name="村", lat=float("nan"), lng=117.2), "places", "point"),
    (place(name="村", lat=39.1, lng=float("inf")), "places", "point"),
    ({"sessions": 0}, "sessions", "range"),
    ({"sessions": 1001}, "sessions", "range"),
    ({"attendance": Count(MOST + 1)}, "attendance", "range"),
    ({"attendance": Count(-1), "key_groups": ()}, "attendance", "range"),
    ({"indirect": Count(-1)}, "indirect", "range"),
    ({"consultations": Count(-1)}, "consultations", "range"),
    ({"staff": Count(-1)}, "staff", "range"),
    ({"media_reports": -1}, "media_reports", "range"),
    ({"materials": (MaterialDraft(material="other", copies=Count(-1)),)}, "materials", "range"),
    ({"readings": (ReadingDraft(views=Count(MOST_ONLINE + 1)),)}, "readings", "range"),
    ({"readings": (ReadingDraft(likes=-1),)}, "readings", "range"),
    ({"readings": (ReadingDraft(shares=MOST + 1),)}, "readings", "range"),
    ({"key_groups": group(-1)}, "key_groups", "range"),
    ({"key_groups": group(70)}, "key_groups", "above_total"),
    ({"attendance": Count(60), "key_groups": group(61)}, "key_groups", "above_total"),
    ({"key_groups": group(1) * 2}, "key_groups", "twice"),
    (link("javascript:alert(1)"), "links", "not_an_address"),
    (link("example.org"), "links", "not_an_address"),
    (link("https://"), "links", "not_an_address"),
    (link("https://[::1"), "links", "not_an_address"),
    (link("https://example.org/a b"), "links", "not_an_address"),
    (link("https://example.org/" + "a" * 1000), "links", "too_long"),
    (link("https://example.org", "题" * 201), "links", "too_long"),
    ({"partners": tuple(f"伙伴{n}" for n in range(201))}, "partners", "too_many"),
    ({"links": (LinkDraft(url="https://example.org"),) * 201}, "links", "too_many"),
]


@pytest.mark.parametrize(("change", "field", "code"), BROKEN)
def test_a_broken_rule_is_named_with_its_field(change: dict[str, Any], field: str, code: str) -> None:
    problems = check(GOOD.model_copy(update=change), today=TODAY)
    assert [(problem.field, problem.code) for problem in problems] == [(field, code)]
    assert field in FIELDS
    for language in (CHINESE, ENGLISH):
        with speaking(language):
            assert "{" not in str(problems[0])
            assert str(problems[0].label) in str(problems[0])


GRANTED = [
    {},
    {"when": When.unknown()},
    {"when": When.on(TODAY)},
    {"when": When.in_month(2024, 9)},
    {"when": When.in_year(2024)},
    {"when": When.between(date(2024, 9, 29), date(2024, 10, 2))},
    {"attendance": None},
    {"attendance": Count(0), "key_groups": group(0)},
    {"attendance": Count(60, Qualifier.AT_LEAST), "key_groups": group(65)},
    {"attendance": Count(60), "key_groups": (*group(60), KeyGroupDraft(key_group="women", count=Count(60)))},
    {"places": ()},
    {"title": "长" * 200, "note": "长" * 5000},
    {"readings": (ReadingDraft(views=Count(MOST_ONLINE)),)},
    {"title": "<script>alert(1)</script>", "partners": ("'; DROP TABLE event;--", "{0}", "%s")},
]


@pytest.mark.parametrize("change", GRANTED)
def test_what_may_be_true_is_allowed(change: dict[str, Any]) -> None:
    assert check(GOOD.model_copy(update=change), today=TODAY) == []


def test_all_problems_are_told_at_once() -> None:
    problems = check(EventDraft(title="", organisation="", sessions=0, attendance=Count(-1)), today=TODAY)
    assert [problem.field for problem in problems] == ["title", "organisation", "sessions", "attendance"]


def test_hostile_text_in_a_sentence_stays_text() -> None:
    (problem,) = check(GOOD.model_copy(update={"kind": "{field}{0}%s"}), today=TODAY)
    assert "{field}{0}%s" in str(problem)
