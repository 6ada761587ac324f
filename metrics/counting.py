"""How events are counted. The rules of docs/counting.md stand here, those about places and people in `metrics.reach`.

Every question begins with `conditions`: which events it is about, for this viewer and this filter. Each event is
one row, so no total can count it twice because it has two topics, two campaigns, two places or two units.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, case, exists, false, func, or_, select, true, union, union_all

from metrics.filter import Filter
from models.base import Base, table_of
from models.count import Qualifier
from models.dataset import Dataset
from models.division import Division
from models.event import (
    TRAINING,
    Event,
    EventCampaign,
    EventCoOrganiser,
    EventKeyGroup,
    EventMaterial,
    EventPartner,
    EventPlace,
    EventReading,
    EventTopic,
)
from models.organisation import Organisation
from models.permission import Action, Reach
from models.place import Partner, Place
from models.review import APPROVED, DRAFT
from models.viewer import Viewer
from models.when import Precision
from store.dialects import either_wording, holds, like, one_of
from store.search import binned_saying, events_saying

EVENT: Final = table_of(Event)
UNIT: Final = table_of(Organisation)
CO_ORGANISER: Final = table_of(EventCoOrganiser)
EVENT_PLACE: Final = table_of(EventPlace)
PLACE: Final = table_of(Place)
DIVISION: Final = table_of(Division)
KEY_GROUP: Final = table_of(EventKeyGroup)
MATERIAL: Final = table_of(EventMaterial)
READING: Final = table_of(EventReading)
_NAMED: Final = EVENT.alias()  # another than the one a question is about

Condition = ColumnElement[bool]

# Staff training never counts as public reach.
PUBLIC: Final[Condition] = EVENT.c.kind != TRAINING
LAST_DAY: Final = case((EVENT.c.when_precision == Precision.RANGE.value, EVENT.c.when_start), else_=EVENT.c.when_end)
"""The last day on which an event may have begun: of a range its first, else the last day that its date may mean."""
LOWER_BOUNDS: Final = (Qualifier.AT_LEAST.value, Qualifier.OVER.value, Qualifier.MORE_THAN.value)
ESTIMATE: Final = "estimate"


def conditions(
    viewer: Viewer,
    filter_: Filter,
    action: Action = Action.READ,
    *,
    binned: bool = False,
    rare: bool = True,
    with_words: Sequence[int] | None = None,
) -> list[Condition]:
    """The events a question is about: of the filter's dataset, and such that the viewer may do `action` with them.

    Those in the bin are left out; with `binned` they alone are meant. `rare` says that the words searched for are
    (see `metrics.finding`): then the events that say them are fetched one by one, else all are gone through in order.
    `with_words` are the ids of those that say them, where they are known already.
    """
    by_words = with_words is not None or bool(filter_.words and rare)
    found = _conditions(viewer, filter_, action, binned, by_words)
    if with_words is not None:
        return [*found, one_of(EVENT.c.id, with_words)]
    return [*found, *(mentions(word, filter_.dataset, binned=binned) for word in filter_.words)]


@lru_cache(maxsize=500)  # for one filter a page asks this a dozen times
def _conditions(viewer: Viewer, filter_: Filter, action: Action, binned: bool, by_words: bool) -> tuple[Condition, ...]:
    in_bin = EVENT.c.deleted_at.is_not(None) if binned else EVENT.c.deleted_at.is_(None)
    # Put together with something, the column is no longer the one that is indexed, and the words lead to the events.
    dataset = EVENT.c.dataset.concat("") if by_words else EVENT.c.dataset
    found: list[Condition] = [dataset == filter_.dataset.value, in_bin, *_allowed(viewer, action)]
    if filter_.start and filter_.end:
        found.append(in_period(filter_))
    if filter_.organisation is not None:
        found.append(_organised_by(_below(UNIT, filter_.organisation)))
    if filter_.statuses:
        found.append(EVENT.c.status.in_(filter_.statuses))
    if filter_.drafts_of:
        found.append(or_(EVENT.c.status != DRAFT, EVENT.c.created_by == filter_.drafts_of))
    if filter_.kinds:
        found.append(EVENT.c.kind.in_(filter_.kinds))
    if filter_.venue_types:
        found.append(EVENT.c.venue_type.in_(filter_.venue_types))
    if filter_.campaigns:
        found.append(_has(EventCampaign, "campaign_id", filter_.campaigns))
    if filter_.key_groups:
        found.append(_has(EventKeyGroup, "key_group", filter_.key_groups))
    if filter_.topics:
        found.append(_has(EventTopic, "topic", filter_.topics))
    if filter_.division:
        found.append(within(filter_.division))
    return tuple(found)


@lru_cache(maxsize=500)
def in_period(filter_: Filter) -> Condition:
    """An event lies in a period when all the days its date may mean do; a range when its first day does.

    "2024" is not in September 2024, though it may have been: nothing is guessed.
    """
    return and_(EVENT.c.when_start >= filter_.start, EVENT.c.when_start <= filter_.end, filter_.end >= LAST_DAY)


@lru_cache(maxsize=500)
def left_out_of_period(filter_: Filter) -> Condition:
    """Events that may belong to the period but whose date does not say so: undated, or dated less precisely."""
    return or_(
        EVENT.c.when_start.is_(None),
        and_(
            EVENT.c.when_precision.not_in((Precision.DAY.value, Precision.RANGE.value)),
            EVENT.c.when_start <= filter_.end,
            EVENT.c.when_end >= filter_.start,
            ~in_period(filter_),
        ),
    )


def units_within(viewer: Viewer, action: Action = Action.READ) -> list[Condition]:
    """The units at which the viewer may do this with any events at all; no condition where that is the whole bank."""
    paths = viewer.reach(action)
    return [] if "" in paths else [or_(false(), *(_at_or_below(path) for path in paths))]


def _allowed(viewer: Viewer, action: Action) -> list[Condition]:
    """The events with which the viewer may do this: read what a unit of theirs has a part in, change what it leads."""
    if viewer.everywhere(action):
        return []
    allowed: list[Condition] = [false()]
    for path, reach in viewer.reach(action).items():
        units = select(UNIT.c.id).where(_at_or_below(path))
        leads = EVENT.c.organisation_id.in_(units)
        there = _organised_by(units) if action in (Action.READ, Action.EXPORT) else leads
        allowed.append(and_(there, EVENT.c.status == APPROVED) if reach is Reach.APPROVED else there)
    return [or_(*allowed)]


def _at_or_below(path: str) -> Condition:
    return UNIT.c.path.like(like(path) + "%", escape="\\")


def _organised_by(units: Any) -> Condition:
    """Organised or co-organised by one of `units`: counted once in a total that holds both."""
    other = CO_ORGANISER.alias()
    return or_(EVENT.c.organisation_id.in_(units), having(other, other.c.organisation_id.in_(units)))


def _below(tree: Any, root_id: int | str) -> Any:
    """The ids of a node of a tree and all below it."""
    root = tree.alias("root")
    node = tree.alias("node")
    return select(node.c.id).join_from(node, root, node.c.path.like(root.c.path + "%")).where(root.c.id == root_id)


def _has(model: type[Base], column: str, values: tuple[int | str, ...]) -> Condition:
    # An alias, for the question itself may be about the same table: its rows are not the ones meant here.
    part = table_of(model).alias()
    return having(part, part.c[column].in_(values))


def having(part: Any, meant: Condition) -> Condition:
    """The event has a part of which this is true; `part` is an alias, lest the question's own rows be taken for it."""
    return either_wording(
        by_rows=exists().where(part.c.event_id == EVENT.c.id, meant).correlate_except(part),
        by_columns=EVENT.c.id.in_(select(part.c.event_id).where(meant)),
    )


def within(division_id: str) -> Condition:
    """The event took place in this division or one below it, at one of its places at least."""
    root, node = DIVISION.alias("root"), DIVISION.alias("node")
    below = (
        select(node.c.id)
        .join_from(node, root, node.c.path.like(root.c.path + "%"))
        .where(root.c.id == division_id, is_used(node))
        .cte()
    )
    places = select(PLACE.c.id).where(PLACE.c.division_id.in_(select(below.c.id)))
    return EVENT.c.id.in_(_at(places, select(below.c.id)))


def is_used(division: Any) -> Condition:
    """Something is in this division: of a province's tens of thousands in few; the copy holds no others."""
    return either_wording(by_rows=division.c.id.in_(select(_USED.c.division_id)), by_columns=true())


def _at(places: Any, divisions: Any) -> Any:
    """The ids of the events at one of these places, or in one of these divisions where no place is told."""
    link = EVENT_PLACE.alias()
    return select(link.c.event_id).where(link.c.place_id.in_(places) | link.c.division_id.in_(divisions))


def mentions(word: str, dataset: Dataset, *, binned: bool = False) -> Condition:
    """The word stands in the title, the note, or the name of a place, a division, a partner or the unit."""
    said = binned_saying(word, dataset) if binned else events_saying(word, dataset)
    return EVENT.c.id.in_(union_all(said, *named(word)))


def mentioning(word: str, dataset: Dataset, most: int) -> Any:
    """The ids of at most so many events that say a word or are named by it, some of them several times.

    Of those named, any dataset's and those in the bin too: see `conditions`.
    """
    return union_all(events_saying(word, dataset), *named(word)).limit(most)


def named(word: str) -> tuple[Any, ...]:
    """The ids of the events whose reference is the word, or whose unit, place, division or partner has it in its name.

    Of any dataset, the bin included; several times where several names have it.
    """
    event_partner = table_of(EventPartner)
    units, partners, _places = _with_names(word)
    # From each kind of name through an index to the events, never through all events.
    return (
        select(_NAMED.c.id).where(_NAMED.c.reference == word),
        select(_NAMED.c.id).where(_NAMED.c.organisation_id.in_(units)),
        select(event_partner.c.event_id).where(event_partner.c.partner_id.in_(partners)),
        _held_at(word),
    )


def _with_names(word: str) -> tuple[Select[int], Select[int], Select[int]]:
    """The ids of the units, partners and places that have the word in their name."""
    partner, place = table_of(Partner), PLACE.alias()
    return (
        select(UNIT.c.id).where(holds(UNIT.c.name_zh, word) | holds(UNIT.c.name_en, word)),
        select(partner.c.id).where(holds(partner.c.name, word)),
        select(place.c.id).where(holds(place.c.name, word)),
    )


def _held_at(word: str) -> Any:
    """The events at a place of such a name, or in a division of such a name."""
    divisions = select(divisions_named(word).cte().c.used_id)
    # Not in one condition: alone each is answered by its index, without reading the places.
    by_name, there = select(PLACE.c.id).where(holds(PLACE.c.name, word)), PLACE.c.division_id.in_(divisions)
    return _at(union_all(by_name, select(PLACE.c.id).where(there)), divisions)


def any_name(word: str) -> Any:
    """A row where some unit, partner, place or reference is named so; divisions apart."""
    return union_all(select(_NAMED.c.id).where(_NAMED.c.reference == word), *_with_names(word)).limit(1)


def is_named(word: str, divisions: Collection[str]) -> Condition:
    """As `named`, but asked of one event after the other: the quicker way where few are to be asked.

    `divisions` are those named so.
    """
    event_partner, link, place = table_of(EventPartner), EVENT_PLACE.alias(), PLACE.alias()
    units, partners, _places = _with_names(word)
    here = holds(place.c.name, word) | place.c.division_id.in_(divisions)
    there = link.outerjoin(place, place.c.id == link.c.place_id)
    return or_(
        EVENT.c.reference == word,
        EVENT.c.organisation_id.in_(units),
        exists().where(event_partner.c.event_id == EVENT.c.id, event_partner.c.partner_id.in_(partners)),
        exists().select_from(there).where(link.c.event_id == EVENT.c.id, here | link.c.division_id.in_(divisions)),
    )


def divisions_named(word: str) -> Select[str]:
    """The ids of the divisions events use that have such a name themselves or lie in one that has.

    From the few that are used upwards: a look through the names of all 666,000 would take longer than all the rest.
    """
    return select(_LINES.c.used_id).where(holds(_LINES.c.name, word))


def _each(column: Any) -> Any:
    """The different values of an indexed column, from each to the next: what lies between them is never read."""
    first = select(func.min(column).label("value")).cte(recursive=True)
    following = select(func.min(column)).where(column > first.c.value).correlate(first).scalar_subquery()
    values = first.union_all(select(following).where(first.c.value.is_not(None)))
    return select(values.c.value.label("division_id")).where(values.c.value.is_not(None))


def _lines() -> Any:
    """Each used division beside itself and each one above it."""
    line = (
        select(DIVISION.c.id.label("used_id"), DIVISION.c.name, DIVISION.c.parent_id)
        .where(DIVISION.c.id.in_(select(_USED.c.division_id)))
        .cte("line", recursive=True)
    )
    above = DIVISION.alias("above")
    return line.union_all(
        select(line.c.used_id, above.c.name, above.c.parent_id).join_from(line, above, above.c.id == line.c.parent_id)
    )


# Put together once; and a statement that asks for several words then looks for all of them in the same rows.
_USED: Final = union(_each(EVENT_PLACE.c.division_id), _each(PLACE.c.division_id)).subquery()
_LINES: Final = _lines()


@dataclass(frozen=True, slots=True)
class Figure:
    """A sum that remembers what it rests on.

    `value` is None where no event gave a number: that is not zero. `known` of `events` gave one. `lower_bound`:
    some said "at least"; `approximate`: some said "about"; `estimated` is the part of the sum that was estimated.
    """

    value: int | None = None
    known: int = 0
    events: int = 0
    lower_bound: bool = False
    approximate: bool = False
    estimated: int = 0


def figure_columns(value: Any, qualifier: Any, basis: Any, *, only: Condition | None = None) -> list[Any]:
    """The columns from which `as_figure` builds a Figure, over rows that satisfy `only`."""
    counted = value if only is None else case((only, value))
    applies = value.is_not(None) if only is None else and_(only, value.is_not(None))
    return [
        func.sum(counted),
        func.count(counted),
        func.sum(case((and_(applies, qualifier.in_(LOWER_BOUNDS)), 1), else_=0)),
        func.sum(case((and_(applies, qualifier.in_((Qualifier.ABOUT.value, Qualifier.NEARLY.value))), 1), else_=0)),
        func.sum(case((and_(applies, basis == ESTIMATE), value), else_=0)),
    ]


def as_figure(columns: Any, events: int) -> Figure:
    """The Figure that five result columns hold."""
    value, known, lower, about, estimated = columns
    return Figure(
        value=None if value is None else int(value),
        known=known or 0,
        events=events,
        lower_bound=bool(lower),
        approximate=bool(about),
        estimated=int(estimated or 0),
    )


def newest_readings() -> Any:
    """Each event's newest reading of views per channel: numbers read at a time, of which only the newest counts."""
    readings = select(
        READING.c.event_id,
        READING.c.views_value,
        READING.c.views_qualifier,
        READING.c.views_basis,
        func.row_number()
        .over(
            partition_by=(READING.c.event_id, READING.c.channel),
            order_by=(READING.c.read_on.is_(None), READING.c.read_on.desc(), READING.c.id.desc()),
        )
        .label("age"),
    ).where(READING.c.views_value.is_not(None))
    ranked = readings.subquery()
    return select(ranked).where(ranked.c.age == 1).subquery("newest")
