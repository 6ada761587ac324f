"""Rows by what events say in words and names: venue type, 五进入, format, topic, key group, campaign, partner."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import case, select

from locales import gettext, mark
from metrics import prepared
from metrics.choices import distinct
from metrics.counting import EVENT, KEY_GROUP
from metrics.dimension import Asking, Dimension
from metrics.facts import ROW, Apart, Key, in_several, told_apart
from metrics.filter import Filter
from metrics.measures import Facts
from metrics.summed import ATTENDANCE, OF_GROUP
from models.base import Base, table_of
from models.event import EventCampaign, EventFormat, EventKeyGroup, EventPartner, EventTopic
from models.place import Campaign, Partner
from models.words import Words

CHUNK: Final = 500  # names fetched in one go
OTHER_VENUES: Final = "other"
"""The key of the row of venue types that belong to none of the five scenes; no scene has this code."""


@dataclass(frozen=True)
class ByVenueType(Dimension):
    """By venue type; an event has one at most."""

    def apart(self, _asking: Asking) -> Apart:
        """By the event's own column."""
        return Apart(EVENT.c.venue_type)

    def names(self, asking: Asking, found: Collection[Key]) -> dict[Key, tuple[str, str]]:
        """The words of the vocabulary."""
        return {code: (str(code), asking.words.label("venue_type", str(code))) for code in found}

    def narrowed(self, filter_: Filter, key: str, _words: Words) -> Filter | None:
        """Events of this venue type."""
        return _of_venues(filter_, (key,))


@dataclass(frozen=True)
class ByScene(Dimension):
    """By the regulator's five scenes (五进入): each venue type belongs to one of them or to none."""

    def apart(self, asking: Asking) -> Apart:
        """By the venue types of each scene; a venue type that is not known is in no row."""
        scenes = sorted({word.maps_to for word in asking.words.words("venue_type") if word.maps_to})
        rows = [(EVENT.c.venue_type.in_(_venues(scene, asking.words)), scene) for scene in scenes]
        return Apart(case(*rows, (EVENT.c.venue_type.is_not(None), OTHER_VENUES)))

    def names(self, asking: Asking, found: Collection[Key]) -> dict[Key, tuple[str, str]]:
        """The words of the vocabulary."""
        named = {code: (str(code), asking.words.label("regulator_scene", str(code))) for code in found}
        return named | ({OTHER_VENUES: (OTHER_VENUES, gettext(_ELSEWHERE))} if OTHER_VENUES in found else {})

    def narrowed(self, filter_: Filter, key: str, words: Words) -> Filter | None:
        """Events of the venue types of this scene."""
        return _of_venues(filter_, _venues("" if key == OTHER_VENUES else key, words))


_ELSEWHERE: Final = mark("In none of the five")


def _venues(scene: str, words: Words) -> tuple[str, ...]:
    return tuple(word.code for word in words.words("venue_type") if word.maps_to == scene)


def _of_venues(filter_: Filter, venues: tuple[str, ...]) -> Filter | None:
    meant = tuple(venue for venue in venues if not filter_.venue_types or venue in filter_.venue_types)
    return replace(filter_, venue_types=meant) if meant else None


@dataclass(frozen=True)
class ByPart(Dimension):
    """By something of which an event may have several: it is in the row of each.

    `part` is the table of what hangs on the events, `column` what names the row. `field` of a filter asks for it, if
    any does: then only rows of what the filter asks for are shown, for "a topic and another one" cannot be asked.
    """

    part: type[Base] = Base
    column: str = ""
    field: str = ""

    def apart(self, asking: Asking) -> Apart:
        """By the table's pairs."""
        return _by_part(self.part, self.column, getattr(asking.filter_, self.field) if self.field else ())

    def narrowed(self, filter_: Filter, key: str, _words: Words) -> Filter | None:
        """Events that have this one."""
        if not self.field:
            return None
        asked, value = getattr(filter_, self.field), self._value(key)
        if value is None or (asked and value not in asked):
            return None
        one: dict[str, Any] = {self.field: (value,)}
        return replace(filter_, **one)

    def _value(self, key: str) -> int | str | None:
        return key


@dataclass(frozen=True)
class ByWord(ByPart):
    """By words of a vocabulary, of which an event may have several."""

    def names(self, asking: Asking, found: Collection[Key]) -> dict[Key, tuple[str, str]]:
        """The words of the vocabulary."""
        return {code: (str(code), asking.words.label(self.column, str(code))) for code in found}


@dataclass(frozen=True)
class ByKeyGroup(ByWord):
    """By key group: what counts as attendance in a row is the group's own number, not that of the whole event."""

    def apart(self, asking: Asking) -> Apart:
        """By the groups an event names; one that names none counts with all who came."""
        return _by_key_group(asking.filter_.key_groups)


def _links(part: type[Base], column: str, asked: tuple[int | str, ...], *more: str) -> Any:
    """The pairs of an event and what it has, or of those of them that are asked about."""
    table = table_of(part).alias()
    columns = (table.c.event_id, table.c[column].label(ROW), *(table.c[name] for name in more))
    return select(*columns).where(*([table.c[column].in_(asked)] if asked else [])).subquery("links")


@lru_cache(maxsize=100)
def _by_part(part: type[Base], column: str, asked: tuple[int | str, ...]) -> Apart:
    links = _links(part, column, asked)
    return told_apart(links, in_several(links))


@lru_cache(maxsize=100)
def _by_key_group(asked: tuple[str, ...]) -> Apart:
    links = _links(EventKeyGroup, "key_group", asked, "value", "qualifier", "basis")
    own = (links.c.value, links.c.qualifier, links.c.basis)
    number = (
        case((links.c[ROW].is_(None), whole), else_=of_group) for whole, of_group in zip(ATTENDANCE, own, strict=True)
    )
    simply = Apart(
        KEY_GROUP.c.key_group,
        number=OF_GROUP,
        rows_of=prepared.KEY_GROUPS,
        only=(KEY_GROUP.c.key_group.in_(asked),) if asked else (),
        unknown=False,
    )
    return replace(told_apart(links, in_several(links), tuple(number)), simply=(simply,), good_for=(Facts.EVENTS,))


@dataclass(frozen=True)
class ByName(ByPart):
    """By campaigns or partners, which events refer to by their number."""

    names_in: type[Base] = Base

    def names(self, asking: Asking, found: Collection[Key]) -> dict[Key, tuple[str, str]]:
        """Their names; of several of one name each with its number."""
        table = table_of(self.names_in)
        label = (table.c.name_zh, table.c.name_en, table.c.year) if self.names_in is Campaign else (table.c.name,)
        ids = sorted(int(str(id_)) for id_ in found)
        labels = {
            id_: Campaign(name_zh=names[0], name_en=names[1], year=names[2]).label if len(names) > 1 else names[0]
            for start in range(0, len(ids), CHUNK)
            for id_, *names in asking.connection.execute(
                select(table.c.id, *label).where(table.c.id.in_(ids[start : start + CHUNK]))
            )
        }
        return {id_: (str(id_), label) for id_, label in distinct(labels).items()}

    def _value(self, key: str) -> int | str | None:
        return int(key) if key.isdecimal() and len(key) <= 15 else None


WORD_ROWS: Final[tuple[Dimension, ...]] = (
    ByVenueType("venue_type", mark("Venue type")),
    ByScene("scene", mark("Five scenes (五进入)")),
    ByWord("format", mark("Format"), part=EventFormat, column="format"),
    ByWord("topic", mark("Topics"), part=EventTopic, column="topic", field="topics"),
    ByKeyGroup("key_group", mark("Key groups"), part=EventKeyGroup, column="key_group", field="key_groups"),
    ByName(
        "campaign",
        mark("Campaign"),
        mark("In no campaign"),
        part=EventCampaign,
        column="campaign_id",
        field="campaigns",
        names_in=Campaign,
    ),
    ByName(
        "partner",
        mark("Partners"),
        mark("Without a partner"),
        part=EventPartner,
        column="partner_id",
        names_in=Partner,
    ),
)
