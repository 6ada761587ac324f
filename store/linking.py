"""What a draft refers to, as rows: its co-organisers, partners, campaigns and places, for many events at once."""

from locales import mark
from models.base import Base
from models.draft import EventDraft
from models.event import EventCampaign, EventCoOrganiser, EventPartner, EventPlace
from models.problem import Problem
from store.event_rows import Row
from store.known import Known
from store.units import AmbiguousUnitError, unknown_unit


def link(known: Known, draft: EventDraft, unit_id: int, parts: dict[type[Base], list[Row]]) -> list[Problem]:
    """Add what refers to other records to the parts of a learnt draft of this unit; the problems met on the way.

    In the order in which `store.parts.write_parts` does.
    """
    problems = list[Problem]()
    year = draft.when.start.year if draft.when.start else None
    for co_organiser in draft.co_organisers:
        try:
            other = known.unit(co_organiser)
        except AmbiguousUnitError as error:
            problems.append(error.about("co_organisers"))
            continue
        if other is None:
            problems.append(unknown_unit("co_organisers", co_organiser))
        elif other != unit_id:
            _add(parts, EventCoOrganiser, {"organisation_id": other})
    for name in draft.partners:
        _add(parts, EventPartner, {"partner_id": known.partner(name)})
    for campaign in draft.campaigns:
        campaign_id = known.campaign(campaign, year)
        if campaign_id is None:
            sentence = mark("there is no campaign “{name}”.")
            problems.append(Problem.of("campaigns", "unknown", sentence, name=str(campaign)[:60]))
        else:
            _add(parts, EventCampaign, {"campaign_id": campaign_id})
    for place in draft.places:
        where = known.place(place)
        if where is None:
            sentence = mark("there is no place “{name}”.")
            problems.append(
                Problem.of("places", "unknown", sentence, name=place.name or place.division_id or place.place_id)
            )
        else:
            _add(parts, EventPlace, where)
    return problems


def _add(parts: dict[type[Base], list[Row]], table: type[Base], row: Row) -> None:
    """Add a row once: the same place, partner, unit or campaign may be named in two ways."""
    rows = parts.setdefault(table, [])
    if row not in rows:
        rows.append(row)
