"""A filter in words, for exports and above the figures of a page."""

from collections.abc import Iterator

from sqlalchemy import Connection, select

from locales import CHINESE, _, either, gettext, language, mark
from locales.numbers import day
from metrics.counting import UNIT
from metrics.filter import Filter
from metrics.positions import positions_of
from models.base import table_of
from models.dataset import Dataset
from models.event import KINDS
from models.permission import Action
from models.place import Campaign
from models.review import STATUSES
from models.viewer import Viewer
from store.database import Database
from store.words import load_words


def filter_sentences(database: Database, viewer: Viewer, filter_: Filter) -> list[str]:
    """Every condition of a filter as a short sentence in the language now spoken; the period always comes first."""
    with database.reading() as connection:
        return list(sentences(connection, viewer, filter_))


def sentences(connection: Connection, viewer: Viewer, filter_: Filter) -> Iterator[str]:
    """The same over an open connection."""
    yield _period(filter_)
    if filter_.dataset is not Dataset.RECORDED:
        yield _condition(mark("Records"), str(filter_.dataset))
    if not viewer.everywhere(Action.READ):
        yield _("Only events of your own part of the bank")
    if filter_.organisation is not None:
        name = _unit_name(connection, viewer, filter_.organisation)
        yield _condition(mark("Organising unit"), _("{name} and all below").format(name=name))
    if filter_.division:
        position = positions_of(connection, [filter_.division]).get(filter_.division)
        name = " · ".join(position.chain) if position else filter_.division
        yield _condition(mark("Place"), _("{name} and all below").format(name=name))
    if filter_.campaigns:
        yield _condition(mark("Campaign"), *_campaign_names(connection, filter_.campaigns))
    if filter_.statuses:
        yield _condition(mark("Status"), *(gettext(STATUSES.get(status, status)) for status in filter_.statuses))
    if filter_.kinds:
        yield _condition(mark("Kind of event"), *(gettext(KINDS.get(kind, kind)) for kind in filter_.kinds))
    words = load_words(connection)
    for label, vocabulary, codes in (
        (mark("Venue type"), "venue_type", filter_.venue_types),
        (mark("Key groups"), "key_group", filter_.key_groups),
        (mark("Topics"), "topic", filter_.topics),
    ):
        if codes:
            yield _condition(label, *(words.label(vocabulary, code) for code in codes))
    if filter_.text.strip():
        yield _condition(mark("Text"), " ".join(filter_.text.split()))


def _period(filter_: Filter) -> str:
    if filter_.start is None or filter_.end is None:
        return _("All dates; events whose date is not known are included")
    if filter_.start == filter_.end:
        return day(filter_.start)
    return f"{day(filter_.start)} – {day(filter_.end)}"


def _condition(label: str, *values: str) -> str:
    separator = "、" if language() == CHINESE else ", "
    return _("{label}: {values}").format(label=gettext(label), values=separator.join(values))


def _unit_name(connection: Connection, viewer: Viewer, unit_id: int) -> str:
    unit = connection.execute(select(UNIT.c.path, UNIT.c.name_zh, UNIT.c.name_en).where(UNIT.c.id == unit_id)).first()
    if unit is None or not viewer.may_see(unit.path):
        return f"#{unit_id}"
    return either(unit.name_zh, unit.name_en)


def _campaign_names(connection: Connection, ids: tuple[int, ...]) -> list[str]:
    campaign = table_of(Campaign)
    rows = connection.execute(
        select(campaign.c.name_zh, campaign.c.name_en, campaign.c.year)
        .where(campaign.c.id.in_(ids))
        .order_by(campaign.c.year, campaign.c.id)
    )
    return [Campaign(name_zh=zh, name_en=en, year=year).label for zh, en, year in rows]
