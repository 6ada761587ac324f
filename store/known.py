"""What many drafts refer to by name or id: each unit, partner, campaign and place is looked up, or made, only once.

The same rules as for a single event (`store.parts`, `store.units`), but for a whole run of drafts at a time.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, func, insert, or_, select

from models.base import table_of
from models.dataset import Dataset
from models.division import Division
from models.draft import EventDraft, PlaceDraft
from models.permission import Action
from models.place import Campaign, Partner, Place
from store.database import Writing
from store.event_rows import Row
from store.units import add_unit, find_unit

MOST_PARAMETERS: Final = 5_000
PARTNER, PLACE, CAMPAIGN = table_of(Partner), table_of(Place), table_of(Campaign)
DIVISION = table_of(Division)


class Known:
    """The ids behind names, for one transaction and one dataset; `learn` a run of drafts before asking about it."""

    def __init__(self, writing: Writing, dataset: Dataset) -> None:
        """Look up, and make, in the caller's transaction and among the records of `dataset`."""
        self._writing = writing
        self._connection = writing.session.connection()
        self._dataset = dataset
        self._units: dict[tuple[int | str, bool], int] = {}
        self._partners: dict[str, int] = {}
        self._campaigns: dict[tuple[int | str, int | None], int] = {}
        self._places: dict[tuple[str, str | None], int] = {}
        self._place_ids: set[int] = set()
        self._divisions: set[str] = set()

    def learn(self, drafts: list[EventDraft]) -> None:
        """Find the partners and places of the drafts, and make those that are missing, in the order of the drafts."""
        places = [(place, draft.venue_type) for draft in drafts for place in draft.places]
        self._learn_partners(dict.fromkeys(name for draft in drafts for name in draft.partners))
        usable = PLACE.c.dataset.in_({self._dataset.value, Dataset.RECORDED.value})
        place_ids = {place.place_id for place, _ in places} - self._place_ids
        division_ids = {place.division_id for place, _ in places} - self._divisions
        self._place_ids |= self._present(select(PLACE.c.id).where(usable), PLACE.c.id, place_ids)
        self._divisions |= self._present(select(DIVISION.c.id), DIVISION.c.id, division_ids)
        self._learn_places(places)

    def unit(self, reference: int | str, *, organiser: bool = False) -> int | None:
        """The unit's id; for an `organiser` that is not there a new one. None where the viewer may not record for it.

        An organiser must be one the viewer may record for, a co-organiser may be any unit of the bank.

        Raises AmbiguousUnitError where several units have the name.
        """
        if (known := self._units.get((reference, organiser))) is not None:
            return known
        viewer = self._writing.viewer
        action = Action.RECORD if organiser else None
        unit = find_unit(self._writing.session, viewer, reference, self._dataset, action=action)
        if unit is None and organiser and isinstance(reference, str) and viewer.everywhere(Action.MANAGE):
            unit = add_unit(self._writing, name=reference, dataset=self._dataset)
        if unit is None or unit.id is None:
            return None
        self._units[reference, organiser] = unit.id
        return unit.id

    def partner(self, name: str) -> int:
        """The id of a partner of a learnt draft."""
        return self._partners[name]

    def campaign(self, reference: int | str, year: int | None) -> int | None:
        """The id of the campaign, of that year if it is named, a new one if need be; None for an unknown id."""
        known = self._campaigns.get((reference, year))
        if known is None:
            usable = CAMPAIGN.c.dataset.in_({self._dataset.value, Dataset.RECORDED.value})
            meant = select(func.coalesce(CAMPAIGN.c.merged_into, CAMPAIGN.c.id))
            if isinstance(reference, int):
                found: int | None = self._connection.scalar(meant.where(CAMPAIGN.c.id == reference, usable))
                return found
            named = or_(CAMPAIGN.c.name_zh == reference, CAMPAIGN.c.name_en == reference)
            same_year = CAMPAIGN.c.year == year if year else CAMPAIGN.c.year.is_(None)
            known = self._connection.scalar(meant.where(named, same_year, usable).limit(1))
            if known is None:
                row = self._row(Campaign, name_zh=reference, year=year)
                known = self._connection.scalar(insert(CAMPAIGN).values(row).returning(CAMPAIGN.c.id))
            if known is not None:
                self._campaigns[reference, year] = known
        return known

    def place(self, place: PlaceDraft) -> Row | None:
        """The columns that link an event to a place of a learnt draft; None where there is no such place."""
        if place.place_id is not None:
            known = place.place_id if place.place_id in self._place_ids else None
        elif place.division_id is not None and place.division_id not in self._divisions:
            known = None
        elif not place.name:
            return {"place_id": None, "division_id": place.division_id}
        else:
            known = self._places[place.name, place.division_id]
        return None if known is None else {"place_id": known, "division_id": None}

    def _learn_partners(self, names: Iterable[str]) -> None:
        wanted = [name for name in names if name not in self._partners]
        self._find_partners(wanted)
        missing = [self._row(Partner, name=name) for name in wanted if name not in self._partners]
        if missing:
            self._connection.execute(insert(PARTNER), missing)
            self._find_partners([row["name"] for row in missing])

    def _find_partners(self, names: list[str]) -> None:
        own = PARTNER.c.dataset == self._dataset.value
        for some in _runs(names):
            found = self._connection.execute(select(PARTNER.c.name, PARTNER.c.id).where(own, PARTNER.c.name.in_(some)))
            self._partners.update(dict(found.all()))

    def _learn_places(self, places: list[tuple[PlaceDraft, str | None]]) -> None:
        wanted: dict[tuple[str, str | None], Row] = {}
        for place, venue_type in places:
            key = (place.name, place.division_id)
            new = place.place_id is None and place.name and key not in self._places and key not in wanted
            if new and (place.division_id is None or place.division_id in self._divisions):
                wanted[key] = self._row(
                    Place,
                    name=place.name,
                    division_id=place.division_id,
                    venue_type=venue_type,
                    lat=place.lat,
                    lng=place.lng,
                )
        self._find_places({name for name, _ in wanted})
        missing = [row for key, row in wanted.items() if key not in self._places]
        if missing:
            self._connection.execute(insert(PLACE), missing)
            self._find_places({row["name"] for row in missing})

    def _find_places(self, names: set[str]) -> None:
        own = PLACE.c.dataset == self._dataset.value
        for some in _runs(names):
            found = self._connection.execute(
                select(PLACE.c.name, PLACE.c.division_id, PLACE.c.id)
                .where(own, PLACE.c.name.in_(some))
                .order_by(PLACE.c.id.desc())  # so that of several alike the oldest is taken
            )
            self._places.update({(name, division_id): place_id for name, division_id, place_id in found})

    def _present(self, query: Select[Any], column: ColumnElement[Any], ids: set[Any]) -> set[Any]:
        present: set[Any] = set()
        for some in _runs(ids - {None}):
            present.update(self._connection.scalars(query.where(column.in_(some))))
        return present

    def _row(self, model: type[Partner | Campaign | Place], **values: Any) -> Row:
        """A new record's row: the values, the model's defaults for the rest, and where it belongs."""
        return {**_defaults(model), **values, "dataset": self._dataset.value, "change": self._writing.change}


@cache
def _defaults(model: type[Partner | Campaign | Place]) -> Row:
    return {
        name: field.get_default(call_default_factory=True, validated_data={})
        for name, field in model.model_fields.items()
        if name != "id" and not field.is_required()
    }


def _runs(values: Iterable[Any]) -> Iterator[list[Any]]:
    """The values some thousands at a time: databases limit the parameters of one statement."""
    waiting = iter(values)
    while some := list(islice(waiting, MOST_PARAMETERS)):
        yield some
