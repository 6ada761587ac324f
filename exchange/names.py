"""The ledger's units, campaigns and words by name, for writing them into a list and finding them again."""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import Connection, select

from locales import LANGUAGES, either, speaking
from metrics.counting import UNIT
from models.base import table_of
from models.dataset import Dataset
from models.permission import Action
from models.place import Campaign
from models.viewer import Viewer
from models.vocabulary import VOCABULARIES
from models.words import Words
from store.units import ABOVE
from store.words import load_words


class UnitRow(NamedTuple):
    """A unit as its table holds it."""

    id: int
    parent_id: int | None
    path: str
    name_zh: str
    name_en: str
    division_id: str | None = None


class Units:
    """Units by name. Every branch has a 营业部: such a name is written with the unit above it."""

    def __init__(self, rows: Iterable[UnitRow], viewer: Viewer) -> None:
        """`rows` in any order; as organisers only those are found by name that the viewer may record for."""
        self._rows = {row.id: row for row in rows}
        self._times = Counter(either(row.name_zh, row.name_en) for row in self._rows.values())
        self._ids: defaultdict[str, list[int]] = defaultdict(list)
        for row in self._rows.values():
            for name in {_key(row.name_zh), _key(row.name_en)} - {""}:
                self._ids[name].append(row.id)
        self._found: dict[tuple[str, bool], list[int]] = {}
        self._organisers = {row.id for row in self._rows.values() if viewer.may(Action.RECORD, row.path)}

    def name(self, unit_id: int) -> str:
        """The unit's name in the language now spoken."""
        row = self._rows[unit_id]
        return either(row.name_zh, row.name_en)

    def label(self, unit_id: int) -> str:
        """The unit's name in the language now spoken, with the unit above it where several have that name."""
        name, row = self.name(unit_id), self._rows[unit_id]
        if self._times[name] == 1 or row.parent_id not in self._rows:
            return name
        return f"{self.label(row.parent_id)}{ABOVE}{name}"

    def find(self, text: str, *, organiser: bool) -> list[int]:
        """The units of this name in either language; "above / name" narrows it down.

        An `organiser` must be a unit the viewer may record for; a co-organiser may be any.
        """
        key = (text, organiser)
        if key not in self._found:
            self._found[key] = self._find(text, organiser)
        return self._found[key]

    def labels(self, *, organiser: bool = False) -> list[str]:
        """The units as they are told apart, in the language now spoken; only those that may organise if asked so."""
        return [self.label(id_) for id_ in self._rows if not organiser or id_ in self._organisers]

    @cached_property
    def usual(self) -> int | None:
        """The unit that all those are or lie below that the viewer may record for; None where there is no such one."""
        paths = {self._rows[id_].path: id_ for id_ in self._organisers}
        top = min(paths, key=len, default="")
        return paths[top] if top and all(path.startswith(top) for path in paths) else None

    def line(self, unit_id: int) -> Iterator[UnitRow]:
        """The unit and those above it, upwards."""
        yield self._rows[unit_id]
        yield from self._above(unit_id)

    def _find(self, text: str, organiser: bool) -> list[int]:
        found = self._ids.get(_key(text), [])
        if not found:
            *above, name = text.split(ABOVE.strip())
            found = [id_ for id_ in self._ids.get(_key(name), []) if above and self._lies_below(id_, above)]
        return [id_ for id_ in found if not organiser or id_ in self._organisers]

    def _lies_below(self, unit_id: int, names: list[str]) -> bool:
        """Whether the units above have these names, from the top down; others may stand between."""
        wanted = [_key(name) for name in names]
        for row in self._above(unit_id):
            if wanted and wanted[-1] in (_key(row.name_zh), _key(row.name_en)):
                wanted.pop()
        return not wanted

    def _above(self, unit_id: int) -> Iterator[UnitRow]:
        parent = self._rows[unit_id].parent_id
        while parent is not None and parent in self._rows:
            yield self._rows[parent]
            parent = self._rows[parent].parent_id


class QuickWords(Words):
    """The same words; each text is looked up once, for in a list the same come in thousands of rows."""

    def __init__(self, words: Words) -> None:
        """A copy of `words`."""
        super().__init__({name: words.words(name) for name in VOCABULARIES})
        self._found: dict[tuple[str, str], str | None] = {}

    def code(self, vocabulary: str, text: str) -> str | None:
        """The code a label or code stands for, or None."""
        key = (vocabulary, text)
        try:
            return self._found[key]
        except KeyError:
            found = self._found[key] = super().code(vocabulary, text)
            return found


@dataclass(frozen=True, slots=True)
class Names:
    """What a list of one dataset's records may name. `campaigns`: label in either language → id.

    `campaign_names`: name in either language, however it is spaced → in the language now spoken, without a year.
    """

    words: Words
    units: Units
    campaigns: Mapping[str, int]
    campaign_labels: Mapping[int, str]
    campaign_names: Mapping[str, str] = field(default_factory=dict)

    def campaign(self, text: str, year: int | None, *, exact: bool) -> int | str:
        """The campaign written as `text`: its id, or what to make it from.

        `exact`: the text is a whole label, as exports write it (see `campaign_of_label`). Otherwise people wrote it,
        and a campaign they name without its year is that of the year of the event.
        """
        known = self.campaigns.get(_key(text))
        if known is not None:
            return known
        return text if exact or year is None else text.removesuffix(f" {year}") or text

    def has_campaign(self, name: str) -> bool:
        """Whether there is a campaign of this name in any year: of another it is the same drive again."""
        return _key(name) in self.campaign_names

    def campaign_label(self, reference: int | str, year: int | None) -> str:
        """How a campaign, given by id or by what to make it from, will be written for an event of that year."""
        known = reference if isinstance(reference, int) else self.campaigns.get(_key(reference))
        if known is not None:
            return self.campaign_labels.get(known, "")
        return Campaign(name_zh=str(reference), year=year).label


def campaign_of_label(label: str) -> tuple[str, int | None]:
    """Name and year of a campaign by its label; a label without a year is that of a campaign that has none."""
    match = re.fullmatch(r"(.+) (\d{4})", label)
    return (match[1], int(match[2])) if match else (label, None)


def load_names(connection: Connection, viewer: Viewer, dataset: Dataset) -> Names:
    """The names that records of `dataset` may use: its own and the bank's, which every dataset may refer to."""
    campaign = table_of(Campaign)
    allowed = {dataset.value, Dataset.RECORDED.value}
    units = connection.execute(
        select(UNIT.c.id, UNIT.c.parent_id, UNIT.c.path, UNIT.c.name_zh, UNIT.c.name_en, UNIT.c.division_id)
        .where(UNIT.c.dataset.in_(allowed))
        .order_by(UNIT.c.dataset != dataset.value, UNIT.c.id)
    )
    found = connection.execute(
        select(campaign.c.id, campaign.c.name_zh, campaign.c.name_en, campaign.c.year)
        .where(campaign.c.dataset.in_(allowed))
        .order_by(campaign.c.dataset == dataset.value, campaign.c.id.desc())
    ).all()
    campaigns = {id_: Campaign(name_zh=zh, name_en=en, year=year) for id_, zh, en, year in found}
    by_label: dict[str, int] = {}
    for code in LANGUAGES:
        with speaking(code):
            by_label |= {_key(kept.label): id_ for id_, kept in campaigns.items()}
    return Names(
        words=QuickWords(load_words(connection)),
        units=Units((UnitRow(*row) for row in units), viewer),
        campaigns=by_label,
        campaign_labels={id_: kept.label for id_, kept in campaigns.items()},
        campaign_names={_key(name): either(zh, en) for _id, zh, en, _year in found for name in (zh, en) if name},
    )


def _key(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).casefold().split())
