"""What an event's parts look like in the cells of the list. `exchange.rows` reads them back."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from functools import cache
from typing import Final

from exchange.cells import join_fields, join_items
from exchange.names import Names
from locales import gettext, language, mark, speaking
from metrics.positions import Position
from metrics.records import EventRecord, PlaceRecord, newest
from models.count import Count, Qualifier
from models.dataset import Dataset
from models.division import CITY, COUNTY, PROVINCE
from models.event import KINDS
from models.when import Precision

Cell = str | int | float | date | datetime | None
Write = Callable[[EventRecord, Names], Cell]

NO_DIVISION: Final = "—"  # told in the code's place: nothing nearer is known, so nothing is to be looked up

PRECISIONS: Final = {
    Precision.DAY: mark("day"),
    Precision.MONTH: mark("month"),
    Precision.QUARTER: mark("quarter"),
    Precision.YEAR: mark("year"),
    Precision.RANGE: mark("range of days"),
    Precision.UNKNOWN: mark("not known"),
}
# Numbers besides the attendance that may be "about" or "at least": field of the record → heading of its column.
QUALIFIED: Final = {
    "indirect": mark("Indirect reach"),
    "consultations": mark("Consultations"),
    "staff": mark("Staff taking part"),
}


def nowhere(_record: EventRecord, _names: Names) -> Cell:
    """Nothing: what the column says stands in another one."""
    return None


def kind(record: EventRecord, _names: Names) -> Cell:
    """The kind of event in words."""
    return gettext(KINDS[record.kind]) if record.kind in KINDS else record.kind


def when(record: EventRecord, _names: Names) -> Cell:
    """The date as exactly as it is known; empty where nothing at all is."""
    return record.when.text if record.when.start is None else str(record.when)


def precision(record: EventRecord, _names: Names) -> Cell:
    """How exactly the date is known."""
    return gettext(PRECISIONS[record.when.precision])


def words(vocabulary: str, codes: Callable[[EventRecord], Iterable[str]]) -> Write:
    """Several words of a vocabulary."""
    return lambda record, names: join_items(names.words.label(vocabulary, code) for code in codes(record))


def word(vocabulary: str, code: Callable[[EventRecord], str | None]) -> Write:
    """One word of a vocabulary."""
    return lambda record, names: names.words.label(vocabulary, code(record))


def basis(record: EventRecord) -> str | None:
    """What the attendance rests on."""
    return record.attendance.basis if record.attendance else None


def number(count: Callable[[EventRecord], Count | None]) -> Write:
    """The bare number; how exact it is stands in a column of its own, so that the numbers can be summed."""

    def write(record: EventRecord, _names: Names) -> Cell:
        told = count(record)
        return told.value if told else None

    return write


def qualifier_word(qualifier: Qualifier) -> str:
    """约, 余, "at least": what stands beside a number; empty for an exact one."""
    return _qualifier_words(language())[qualifier]


@cache
def _qualifier_words(spoken: str) -> dict[Qualifier, str]:
    with speaking(spoken):
        return {qualifier: str(Count(1, qualifier)).replace("1", "").strip() for qualifier in Qualifier}


def attendance_qualifier(record: EventRecord, _names: Names) -> Cell:
    """How exact the attendance is."""
    return qualifier_word(record.attendance.qualifier) if record.attendance else ""


def other_qualifiers(record: EventRecord, _names: Names) -> Cell:
    """Which of the other numbers are not exact: 辐射人次 | 约."""
    told = ((heading, getattr(record, field)) for field, heading in QUALIFIED.items())
    return join_items(
        join_fields([gettext(heading), qualifier_word(count.qualifier)])
        for heading, count in told
        if count and count.qualifier is not Qualifier.EXACT
    )


def group_counts(record: EventRecord, names: Names) -> Cell:
    """How many of each key group: 老年人 60多；学生 12."""
    return join_items(
        f"{names.words.label('key_group', group)} {count}" for group, count in record.key_groups.items() if count
    )


def copies(record: EventRecord, _names: Names) -> Cell:
    """The sum of all materials, empty where no number is known."""
    known = [material.copies.value for material in record.materials if material.copies]
    return sum(known) if known else None


def materials(record: EventRecord, names: Names) -> Cell:
    """Kind | name | copies of each material."""
    return join_items(
        join_fields([names.words.label("material", told.material), told.name, _text(told.copies)])
        for told in record.materials
    )


def views(record: EventRecord, _names: Names) -> Cell:
    """The sum of each channel's newest reading, empty where no number is known."""
    known = [reading.views.value for reading in newest(record.readings) if reading.views]
    return sum(known) if known else None


def read_on(record: EventRecord, _names: Names) -> Cell:
    """The day of the newest reading."""
    return max((reading.read_on for reading in newest(record.readings) if reading.read_on), default=None)


def readings(record: EventRecord, _names: Names) -> Cell:
    """Channel | day | views | likes | shares of each reading, older ones included."""
    return join_items(
        join_fields(
            [
                told.channel,
                told.read_on.isoformat() if told.read_on else "",
                _text(told.views),
                _text(told.likes),
                _text(told.shares),
            ]
        )
        for told in record.readings
    )


def of_each_place(text: Callable[[PlaceRecord], str]) -> Write:
    """What is told of each place, in the order of the places; once where it is the same for all."""

    def write(record: EventRecord, _names: Names) -> Cell:
        told = [text(place) for place in record.places]
        return join_items(told[:1] if len(set(told)) == 1 else told)

    return write


def division_name(level: int) -> Callable[[PlaceRecord], str]:
    """The name of a place's division of one level; empty where that is not known, or does not exist there."""
    return lambda place: division_names(place.position).get(level, "")


def division_names(position: Position) -> dict[int, str]:
    """Level → name. Only the city may be missing between two levels: 武清区 lies in 天津市, a province."""
    levels = list(range(position.level, PROVINCE - 1, -1))
    if position.level >= COUNTY and len(position.chain) < len(levels):
        levels.remove(CITY)
    return dict(zip(levels, position.chain, strict=False))


def division_code(place: PlaceRecord) -> str:
    """The division's code, or the sign that none is known."""
    return place.position.division_id or NO_DIVISION


def point(place: PlaceRecord) -> str:
    """Latitude and longitude of the place itself; empty where only its division's are known."""
    position = place.position
    return f"{position.lat!r}, {position.lng!r}" if position.precision == "exact" else ""


def dataset(record: EventRecord, _names: Names) -> Cell:
    """Whether it is an own record, a sample or made up."""
    return str(Dataset(record.dataset))


def updated_at(record: EventRecord, _names: Names) -> Cell:
    """The moment of the last change, in local time, to the minute."""
    stored = record.updated_at
    aware = stored.replace(tzinfo=UTC) if stored.tzinfo is None else stored
    return aware.astimezone().replace(tzinfo=None, second=0, microsecond=0)


def _text(value: Count | int | None) -> str:
    return "" if value is None else str(value)
