"""Every rule that makes an event valid, in one place: form, upload and command line all come through here.

A rule looks at a draft and reports problems; it needs no database. That the units, words and campaigns a draft
names exist is checked where they are kept, by the command that saves.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final
from urllib.parse import urlsplit

from locales import mark
from models.count import MOST, MOST_ONLINE, Count
from models.draft import EventDraft, PlaceDraft
from models.event import KINDS
from models.problem import Problem
from models.when import Precision

TITLE_LENGTH: Final = 200
NAME_LENGTH: Final = 120
NOTE_LENGTH: Final = 5000
WORDS_LENGTH: Final = 80
LINK_LENGTH: Final = 1000
MOST_SESSIONS: Final = 1000
MOST_PARTS: Final = 200
_IN_PARTS: Final = ("partners", "co_organisers", "places", "campaigns", "materials", "readings", "links")


def check(draft: EventDraft, *, today: date) -> list[Problem]:
    """All broken rules of a draft, in the order of the form; empty when it may be saved."""
    # What an event does not have is not looked at: a list has tens of thousands of events, most without most parts.
    return [
        *_texts(draft),
        *_when(draft, today),
        *(_places(draft) if draft.places else ()),
        *_numbers(draft),
        *(_read_in_time(draft, today) if draft.readings else ()),
        *(_key_groups(draft) if draft.key_groups else ()),
        *(_links(draft) if draft.links else ()),
        *_sizes(draft),
    ]


def _texts(draft: EventDraft) -> Iterator[Problem]:
    if not any(c.isprintable() and not c.isspace() for c in draft.title):
        yield Problem.of("title", "missing", mark("say in a few words what was done."))
    if draft.kind not in KINDS:
        yield Problem.of("kind", "unknown", mark("“{kind}” is not a kind of event."), kind=draft.kind[:40])
    if not str(draft.organisation).strip():
        yield Problem.of("organisation", "missing", mark("choose or name the unit that organised it."))
    yield from too_long("title", draft.title, TITLE_LENGTH)
    yield from too_long("note", draft.note, NOTE_LENGTH)
    yield from too_long("organisation", str(draft.organisation), NAME_LENGTH)
    for partner in draft.partners:
        yield from too_long("partners", partner, NAME_LENGTH)
    for unit in draft.co_organisers:
        yield from too_long("co_organisers", str(unit), NAME_LENGTH)
    for campaign in draft.campaigns:
        yield from too_long("campaigns", str(campaign), NAME_LENGTH)
    for material in draft.materials:
        yield from too_long("materials", material.name, NAME_LENGTH)
    for reading in draft.readings:
        yield from too_long("readings", reading.channel, WORDS_LENGTH)
    yield from too_long("reference", draft.reference or "", WORDS_LENGTH)
    if draft.organisation in draft.co_organisers:
        yield Problem.of("co_organisers", "same_unit", mark("the organising unit is named again; leave it out here."))


def too_long(field: str, text: str, most: int) -> tuple[Problem, ...]:
    """The problem of a text that is longer than `most` characters, if it is."""
    if len(text) <= most:
        return ()
    sentence = mark("{length} characters; at most {most} fit. Put the rest into the note or a link.")
    return (Problem.of(field, "too_long", sentence, length=f"{len(text):,}", most=f"{most:,}"),)


def _when(draft: EventDraft, today: date) -> Iterator[Problem]:
    when = draft.when
    yield from too_long("when", when.text, WORDS_LENGTH)
    if when.precision is Precision.UNKNOWN:
        return
    if when.start is None or when.end is None:
        yield Problem.of("when", "incomplete", mark("the first or the last day is missing."))
    elif when.end < when.start:
        yield Problem.of("when", "end_before_start", mark("the end is before the start."))
    elif when.start > today:
        yield Problem.of("when", "future", mark("{when} has not come yet; record an event when it is over."), when=when)


def _read_in_time(draft: EventDraft, today: date) -> Iterator[Problem]:
    for reading in draft.readings:
        if reading.read_on is not None and reading.read_on > today:
            yield Problem.of(
                "readings", "future", mark("{when} has not come yet; no counter was read on it."), when=reading.read_on
            )


def _places(draft: EventDraft) -> Iterator[Problem]:
    for place in draft.places:
        yield from too_long("places", place.name, NAME_LENGTH)
        if not (place.place_id or place.name.strip() or place.division_id):
            yield Problem.of("places", "missing", mark("name the place or choose its district."))
        if not _on_earth(place):
            yield Problem.of(
                "places", "point", mark("a point needs a latitude (−90 to 90) and a longitude (−180 to 180).")
            )


def _on_earth(place: PlaceDraft) -> bool:
    if place.lat is None or place.lng is None:
        return place.lat is place.lng
    return -90 <= place.lat <= 90 and -180 <= place.lng <= 180


def _numbers(draft: EventDraft) -> Iterator[Problem]:
    if not 1 <= draft.sessions <= MOST_SESSIONS:
        yield Problem.of(
            "sessions",
            "range",
            mark("{sessions} sessions; one record holds 1 to {most}."),
            sessions=draft.sessions,
            most=MOST_SESSIONS,
        )
    for field, count in (
        ("attendance", draft.attendance),
        ("indirect", draft.indirect),
        ("consultations", draft.consultations),
        ("staff", draft.staff),
        ("media_reports", draft.media_reports),
    ):
        if count is not None:
            yield from _within(field, count, MOST)
    for material in draft.materials:
        yield from _within("materials", material.copies, MOST)
    for reading in draft.readings:
        yield from _within("readings", reading.views, MOST_ONLINE)
        for number in (reading.likes, reading.shares):
            yield from _within("readings", number, MOST)


def _within(field: str, count: Count | int | None, most: int) -> tuple[Problem, ...]:
    value = count.value if isinstance(count, Count) else count
    if value is None or 0 <= value <= most:
        return ()
    sentence = mark("{value} is not between 0 and {most}. Leave it empty if it is not known.")
    return (Problem.of(field, "range", sentence, value=f"{value:,}", most=f"{most:,}"),)


def _key_groups(draft: EventDraft) -> Iterator[Problem]:
    seen: set[str] = set()
    for group in draft.key_groups:
        yield from _within("key_groups", group.count, MOST)
        if group.key_group in seen:
            yield Problem.of("key_groups", "twice", mark("the same key group is named twice."))
        seen.add(group.key_group)
        total = draft.attendance
        if group.count is not None and total is not None and group.count.value > total.high:
            yield Problem.of(
                "key_groups",
                "above_total",
                mark("{part} of one group is more than the attendance of {total}; correct one of the two."),
                part=group.count,
                total=total,
            )


def _links(draft: EventDraft) -> Iterator[Problem]:
    for link in draft.links:
        yield from too_long("links", link.url, LINK_LENGTH)
        yield from too_long("links", link.title, TITLE_LENGTH)
        try:
            parts = urlsplit(link.url)
            good = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            good = False
        if not good or any(c.isspace() for c in link.url):
            yield Problem.of(
                "links",
                "not_an_address",
                mark("“{url}” is not a web address; it should begin with https:// or http://."),
                url=link.url[:60],
            )


def _sizes(draft: EventDraft) -> Iterator[Problem]:
    for field in _IN_PARTS:
        parts = getattr(draft, field)
        if len(parts) > MOST_PARTS:
            yield Problem.of(
                field,
                "too_many",
                mark("{count} entries; one record holds at most {most}."),
                count=len(parts),
                most=MOST_PARTS,
            )
