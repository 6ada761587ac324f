"""The history of an event in words: fields by their labels, codes and ids by the names people know."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Text, func, select
from sqlalchemy import cast as as_type

from locales import either, gettext, mark
from locales.numbers import day, listing, moment
from metrics.counting import EVENT, PLACE, UNIT, units_within
from metrics.positions import Position, positions_of
from metrics.records import PlaceRecord
from models.account import Account
from models.assessment import Assessment, Indicator
from models.base import table_of
from models.count import Qualifier, stored_count
from models.event import KINDS
from models.permission import Action
from models.place import Campaign, Partner
from models.problem import FIELDS
from models.review import STATUSES
from models.target import Target
from models.viewer import Viewer
from models.words import Words
from store.assessment import ASSESSMENT_RECORD
from store.baseline import BASELINE, EVENT_RECORD
from store.campaigns import CAMPAIGN_RECORD
from store.chain import ENTRY
from store.database import Database
from store.history import HistoryLine, history_of
from store.indicators import INDICATOR_RECORD
from store.targets import TARGET_RECORD
from store.words import load_words

ACCOUNT: Final = table_of(Account)
ACTIONS: Final = {
    "create": mark("recorded"),
    "import": mark("imported"),
    "baseline": mark("recorded before the history began"),
    "change": mark("changed"),
    "delete": mark("deleted"),
    "restore": mark("restored"),
    "attach": mark("file added"),
    "detach": mark("file taken off"),
    "submit": mark("submitted"),
    "approve": mark("approved"),
    "return": mark("returned"),
    "reopen": mark("reopened"),
    "password": mark("password set"),
    "disable": mark("disabled"),
    "enable": mark("enabled"),
    "grant": mark("role given"),
    "revoke": mark("role removed"),
    "sign_out": mark("signed out everywhere"),
    "link": mark("linked to the bank's sign-in"),
    "close": mark("closed"),
    "retire": mark("retired"),
    "bring_back": mark("brought back"),
    "merge": mark("merged into another"),
}
_ADDED: Final = mark("added")  # a unit, a person: what is recorded is an event
# Fields of a state that are not those of the form; what is not here nor there is not told.
_LABELS: Final = {
    **{
        name: FIELDS[name] for name in ("kind", "title", "venue_type", "sessions", "media_reports", "note", "reference")
    },
    **{name: FIELDS[name] for name in ("topics", "formats", "links", "attachments", "key_groups", "materials")},
    **{name: FIELDS[name] for name in ("readings", "places", "partners", "campaigns", "co_organisers")},
    "organisation_id": FIELDS["organisation"],
    "when_start": mark("First day"),
    "when_end": mark("Last day"),
    "when_text": mark("Date in words"),
    "status": FIELDS["status"],
    "deleted_at": mark("Deleted"),
}
_QUALIFIERS: Final = {
    "exact": mark("exactly"),
    "about": mark("about"),
    "at_least": mark("at least"),
    "over": mark("over"),
    "more_than": mark("more than"),
    "nearly": mark("nearly"),
}
_NUMBERS: Final = ("attendance", "indirect", "consultations", "staff")


@dataclass(frozen=True, slots=True)
class ToldChange:
    """A field that changed, in words; empty where nothing stood."""

    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Told:
    """One thing done to an event, in words."""

    at: datetime
    by: str
    action: str
    reason: str
    changes: tuple[ToldChange, ...]


def told_history(database: Database, viewer: Viewer, event_id: int) -> list[Told]:
    """What was done to an event, newest first, in the language now spoken; nothing for whom it is not to see."""
    lines = history_of(database, viewer, event_id)
    with database.reading() as connection:
        names = _Names(connection, lines)
        return [
            Told(
                line.at,
                line.by,
                gettext(ACTIONS.get(line.action, line.action)),
                line.reason,
                tuple(_changes(line, names)),
            )
            for line in lines
        ]


@dataclass(frozen=True, slots=True)
class Lately:
    """One thing done lately: when, by whom, what, to which record, and why."""

    at: datetime
    by: str
    action: str
    record: str
    reason: str


def recently(database: Database, viewer: Viewer, *, limit: int = 200) -> list[Lately]:
    """What was done lately, newest first, to events of units the viewer arranges; of the whole bank, to all records."""
    only = [] if viewer.everywhere(Action.MANAGE) else [UNIT.c.id.is_not(None), *units_within(viewer, Action.MANAGE)]
    made, target, campaign = UNIT.alias("made"), table_of(Target).alias(), table_of(Campaign).alias()
    campaign_name = func.coalesce(func.nullif(campaign.c.name_zh, ""), campaign.c.name_en)
    unit_name = func.coalesce(func.nullif(made.c.name_zh, ""), made.c.name_en)
    indicator, closed = table_of(Indicator).alias(), table_of(Assessment).alias()
    quarter = as_type(closed.c.year, Text).concat("Q").concat(as_type(closed.c.quarter, Text))
    scored = func.coalesce(func.nullif(indicator.c.name_zh, ""), func.nullif(indicator.c.name_en, ""), quarter)
    with database.reading() as connection:
        rows = connection.execute(
            select(
                ENTRY.c.at,
                ENTRY.c.by,
                ENTRY.c.action,
                ENTRY.c.reason,
                ENTRY.c.record.label("sort"),
                func.coalesce(EVENT.c.title, ACCOUNT.c.name, unit_name, campaign_name, scored, "").label("record"),
            )
            .outerjoin_from(ENTRY, EVENT, (ENTRY.c.record == EVENT_RECORD) & (EVENT.c.id == ENTRY.c.record_id))
            .outerjoin(ACCOUNT, (ENTRY.c.record == "account") & (ACCOUNT.c.id == ENTRY.c.record_id))
            .outerjoin(made, (ENTRY.c.record == "unit") & (made.c.id == ENTRY.c.record_id))
            .outerjoin(target, (ENTRY.c.record == TARGET_RECORD) & (target.c.id == ENTRY.c.record_id))
            .outerjoin(
                campaign,
                ((ENTRY.c.record == CAMPAIGN_RECORD) & (campaign.c.id == ENTRY.c.record_id))
                | (campaign.c.id == target.c.campaign_id),
            )
            .outerjoin(indicator, (ENTRY.c.record == INDICATOR_RECORD) & (indicator.c.id == ENTRY.c.record_id))
            .outerjoin(closed, (ENTRY.c.record == ASSESSMENT_RECORD) & (closed.c.id == ENTRY.c.record_id))
            .outerjoin(UNIT, UNIT.c.id == func.coalesce(EVENT.c.organisation_id, made.c.id, target.c.organisation_id))
            .where(ENTRY.c.action != BASELINE, *only)
            .order_by(ENTRY.c.id.desc())
            .limit(limit)
        ).all()
    return [Lately(row.at, row.by, _done(row.sort, row.action), row.record, row.reason) for row in rows]


def _done(sort: str, action: str) -> str:
    is_added = action == "create" and sort != EVENT_RECORD
    return gettext(_ADDED if is_added else ACTIONS.get(action, action))


def _changes(line: HistoryLine, names: "_Names") -> Iterable[ToldChange]:
    changes = {field: (before, after) for field, before, after in line.changes}
    for field, (before, after) in changes.items():
        label = _LABELS.get(field)
        if label is not None:
            yield ToldChange(gettext(label), names.text(field, before), names.text(field, after))
    for number in _NUMBERS:
        parts = [changes.get(f"{number}_{part}", (None, None)) for part in ("value", "qualifier", "basis")]
        if any(part != (None, None) for part in parts):
            before, after = (names.number(*(part[side] for part in parts)) for side in (0, 1))
            yield ToldChange(gettext(FIELDS[number]), before, after)


class _Names:
    """The names behind the codes and ids in some lines of history."""

    def __init__(self, connection: Connection, lines: list[HistoryLine]) -> None:
        self._words: Words = load_words(connection)
        ids: dict[str, set[Any]] = {}
        for line in lines:
            for field, *values in line.changes:
                for value in values:
                    ids.setdefault(field, set()).update(_ids(value))
        campaign, partner = table_of(Campaign), table_of(Partner)
        units = ids.get("organisation_id", set()) | ids.get("co_organisers", set())
        self._units = {
            row.id: either(row.name_zh, row.name_en)
            for row in connection.execute(select(UNIT.c.id, UNIT.c.name_zh, UNIT.c.name_en).where(UNIT.c.id.in_(units)))
        }
        self._partners = {
            row.id: row.name
            for row in connection.execute(
                select(partner.c.id, partner.c.name).where(partner.c.id.in_(ids.get("partners", set())))
            )
        }
        self._campaigns = {
            row.id: Campaign(name_zh=row.name_zh, name_en=row.name_en, year=row.year).label
            for row in connection.execute(
                select(campaign.c.id, campaign.c.name_zh, campaign.c.name_en, campaign.c.year).where(
                    campaign.c.id.in_(ids.get("campaigns", set()))
                )
            )
        }
        parts = [dict(part) for part in ids.get("places", set())]
        named = {part.get("place_id") for part in parts} - {None}
        places = connection.execute(
            select(PLACE.c.id, PLACE.c.name, PLACE.c.division_id).where(PLACE.c.id.in_(named))
        ).all()
        divisions = {str(id_) for part in parts if (id_ := part.get("division_id"))}
        self._divisions = positions_of(connection, divisions | {row.division_id for row in places if row.division_id})
        # With their divisions: places of one name in two counties are two places.
        self._places: dict[int, str] = {
            row.id: PlaceRecord(row.name, self._divisions.get(row.division_id, Position())).label for row in places
        }

    def text(self, field: str, value: Any) -> str:
        """The value of a field in words; "" for nothing."""
        if value in (None, "", []):
            return ""
        if isinstance(value, list):
            return listing(self._one(field, one) for one in value)
        return self._one(field, value)

    def number(self, value: Any, qualifier: Any, basis: Any) -> str:
        """A number with its qualifier and what it rests on, as far as they changed."""
        words = []
        if value is not None:
            count = stored_count(int(value), str(qualifier or Qualifier.EXACT), None)
            words.append(str(count))
        elif qualifier:
            words.append(gettext(_QUALIFIERS.get(str(qualifier), str(qualifier))))
        if basis:
            words.append(self._words.label("basis", str(basis)))
        return " · ".join(words)

    def _one(self, field: str, value: Any) -> str:
        readers: dict[str, Callable[[Any], str]] = {
            "kind": lambda code: gettext(KINDS.get(code, code)),
            "status": lambda code: gettext(STATUSES.get(code, code)),
            "venue_type": lambda code: self._words.label("venue_type", code),
            "topics": lambda code: self._words.label("topic", code),
            "formats": lambda code: self._words.label("format", code),
            "organisation_id": lambda id_: self._units.get(int(id_), f"#{id_}"),
            "co_organisers": lambda id_: self._units.get(int(id_), f"#{id_}"),
            "partners": lambda id_: self._partners.get(int(id_), f"#{id_}"),
            "campaigns": lambda id_: self._campaigns.get(int(id_), f"#{id_}"),
            "places": self._place,
            "key_groups": lambda part: self._part("key_group", part.get("key_group"), "", part),
            "materials": lambda part: self._part("material", part.get("material"), part.get("name") or "", part),
            "readings": self._reading,
            "links": lambda part: str(part.get("url", "")),
            "attachments": lambda part: str(part.get("name", "")),
            "when_start": lambda text: day(date.fromisoformat(text)),
            "when_end": lambda text: day(date.fromisoformat(text)),
            "deleted_at": lambda text: moment(datetime.fromisoformat(text)),
        }
        reader: Callable[[Any], str] = readers.get(field, str)
        try:
            return str(reader(value))
        except (AttributeError, KeyError, TypeError, ValueError):
            return str(value)

    def _place(self, part: Any) -> str:
        if part.get("place_id") is not None:
            return self._places.get(int(part["place_id"]), f"#{part['place_id']}")
        position = self._divisions.get(part.get("division_id"), Position())
        return PlaceRecord("", position).label or str(part.get("division_id", ""))

    def _part(self, vocabulary: str, code: Any, name: str, part: dict[str, Any]) -> str:
        label = name or self._words.label(vocabulary, code)
        number = self.number(part.get("value"), part.get("qualifier"), part.get("basis"))
        return f"{label} {number}".strip()

    def _reading(self, part: dict[str, Any]) -> str:
        number = self.number(part.get("views_value"), part.get("views_qualifier"), None)
        read_on = day(date.fromisoformat(part["read_on"])) if part.get("read_on") else ""
        return " ".join(text for text in (part.get("channel", ""), number, read_on) if text)


def _ids(value: Any) -> set[Any]:
    """The ids in a value of a state: itself, those of a list, or the objects of a list as pairs."""
    values = value if isinstance(value, list) else [value]
    return {tuple(sorted(one.items())) if isinstance(one, dict) else one for one in values} - {None}
