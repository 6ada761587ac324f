"""Where it was: one box for each place, and below it which place is meant. Nothing is guessed silently.

The box takes the name of a known place, a community, a township or a district, a part of it, or the initials of its
pinyin; or the name of a new place, which is made in passing.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import streamlit as st

from components.ledger import gazetteer, resolver
from components.point_field import point_field
from components.rows import Key, PlaceRow, growing_rows
from components.wording import plain
from geo.gazetteer import Found
from geo.pinyin import initials_of
from locales import gettext as _
from metrics.choices import Known
from models.draft import PlaceDraft

# What a row can mean: a known place, a new one in a division, the division itself, or a name and nothing more.
KNOWN, WITHIN, ITSELF, OPEN = "known", "within", "itself", "open"
MOST_INITIALS: Final = 8


def place_rows(key: Key, offered: Known, home: str | None) -> None:
    """The rows of the form; the first is labelled "Where". What lies in the division `home` is found first."""
    first = [True]

    def draw(_row: PlaceRow, at: Key) -> PlaceRow:
        label = _("Where") if first else _("Another place")
        first.clear()
        name = st.text_input(
            label,
            key=at("name"),
            placeholder=_("a place, community or district, or its initials (bl); empty if not known"),
            persist_state="session",
        ).strip()
        if not name:
            return PlaceRow()
        choice = _meaning(_Asked(name, offered, home), at)
        kind, _colon, division = choice.partition(":")
        # A known place has its point, and a whole community has none.
        point = point_field(at, division or None) if kind in (WITHIN, OPEN) else (None, None)
        return PlaceRow(name, choice, name, *point)

    growing_rows(key, "places", PlaceRow(), draw)


def rows_of(places: list[PlaceDraft], offered: Known) -> list[PlaceRow]:
    """The rows that stand for an event's places."""
    rows = []
    for place in places:
        if place.place_id is not None:
            name = offered.place_names.get(place.place_id, "")
            rows.append(PlaceRow(name, f"{KNOWN}:{place.place_id}", name))
        elif place.name:
            choice = f"{WITHIN}:{place.division_id}" if place.division_id else OPEN
            rows.append(PlaceRow(place.name, choice, place.name, place.lat, place.lng))
        elif place.division_id:
            division = gazetteer().find(place.division_id)
            name = division.name if division else place.division_id
            rows.append(PlaceRow(name, f"{ITSELF}:{place.division_id}", name))
    return rows


def places_of(rows: list[PlaceRow]) -> list[PlaceDraft]:
    """The places that the rows stand for."""
    drafts = []
    for row in rows:
        kind, _colon, reference = row.choice.partition(":")
        match kind:
            case "known" if reference.isdecimal():
                drafts.append(PlaceDraft(place_id=int(reference)))
            case "within":
                drafts.append(PlaceDraft(name=row.name, division_id=reference, lat=row.lat, lng=row.lng))
            case "itself":
                drafts.append(PlaceDraft(division_id=reference))
            case _:
                drafts.append(PlaceDraft(name=row.name, lat=row.lat, lng=row.lng))
    return drafts


@dataclass(frozen=True, slots=True)
class _Asked:
    """What was typed, what is known to the ledger, and the division where things are looked for first."""

    name: str
    offered: Known
    home: str | None

    @property
    def is_initials(self) -> bool:
        """Whether these are letters of pinyin and no name."""
        return self.name.isascii() and self.name.isalpha() and len(self.name) <= MOST_INITIALS

    def found(self, text: str, limit: int) -> list[Found]:
        """The divisions that fit a text, those at home first."""
        return gazetteer().search(text, limit=limit, within=self.home)

    def known(self) -> list[int]:
        """The known places with this name or initials, then those in whose name or district it stands."""
        places = self.offered.places.items()
        if self.is_initials:
            return [place for place, label in places if self.name.lower() in initials_of(label).lower()]
        named = [place for place, name in self.offered.place_names.items() if name == self.name]
        return [*named, *(place for place, label in places if self.name in label and place not in named)]

    def divisions(self) -> Iterator[tuple[str, str]]:
        """The divisions it may mean or lie in, each with how: itself, or a new place within."""
        read = resolver().resolve(self.name, home=self.home) if not self.is_initials else None
        told = [read.division_id, *read.candidates[:6]] if read else []
        hits = self.found(self.name, 6) or self._of_beginning()
        for division in dict.fromkeys([*(one for one in told if one), *(hit.id for hit in hits)]):
            found = gazetteer().find(division)
            if found is not None:
                yield ITSELF if self.is_initials or self.name in found.name else WITHIN, division

    def only_one(self) -> str | None:
        """The division of exactly this name, where the whole country has just one."""
        first, second = [*self.found(self.name, 2), None, None][:2]
        if first is None or first.name != self.name or (second and second.name == self.name):
            return None
        return first.id

    def _of_beginning(self) -> list[Found]:
        """The divisions the name begins with: 庄河农贸市集 lies in 庄河市."""
        for end in range(len(self.name) - 1, 1, -1):
            if hits := self.found(self.name[:end], 3):
                return hits
        return []


def _meaning(asked: _Asked, at: Key) -> str:
    """The choice of what was typed, drawn below its box; settled anew whenever the name changes."""
    state = st.session_state
    chosen, settled_for, box = at("choice"), at("settled_for"), at("search")
    search = (state.get(box) or "").strip()
    options = _options(asked, search)
    if state.get(settled_for) != asked.name or not state.get(chosen):
        state[chosen], state[settled_for] = _default(asked, options), asked.name
    if search != state.get(at("searched_for"), ""):
        state[at("searched_for")] = search
        hits = asked.found(search, 2) if search else []
        # What alone fits the search is meant; of several none is taken, and one that was taken before is no more.
        if len(hits) == 1:
            state[chosen] = f"{WITHIN}:{hits[0].id}"
        elif hits or not search:
            state[chosen] = _default(asked, options)
    if state[chosen] not in options:
        options = {state[chosen]: _label(state[chosen], asked.offered), **options}
    left, right = st.columns([3, 2])
    left.selectbox(
        _("Which place is meant by “{name}”").format(name=plain(asked.name)),
        list(options),
        format_func=lambda option: options.get(option, option),
        key=chosen,
        persist_state="session",
    )
    if asked.is_initials and state[chosen] == OPEN:
        several = _("Several begin like this. Choose which is meant.")
        left.caption(f":red[{several}]")
    if not str(state[chosen]).startswith(KNOWN):
        right.text_input(
            _("Not listed? Search its community or district"),
            key=box,
            placeholder=_("name or pinyin initials, e.g. 孛兰 or bl"),
            persist_state="session",
        )
    return str(state[chosen])


def _options(asked: _Asked, search: str) -> dict[str, str]:
    """All that was typed may mean, with labels: known places, what was searched for, divisions, a name alone."""
    options = [f"{WITHIN}:{found.id}" for found in asked.found(search, 12)] if search else []
    options += [f"{KNOWN}:{place}" for place in asked.known()[:30]]
    options += [f"{kind}:{division}" for kind, division in asked.divisions()]
    labels: dict[str, str] = {}
    seen: set[str] = set()
    for option in dict.fromkeys([*options, OPEN]):
        label = _label(option, asked.offered)
        # A drop-down knows its options by their labels: two that read the same are told apart by their code.
        labels[option] = f"{label} #{option.partition(':')[2]}" if label in seen else label
        seen.add(label)
    return labels


def _default(asked: _Asked, options: dict[str, str]) -> str:
    """A known place of exactly this name if there is just one; else what is told for certain, or has the only such name
    in the country; else a name alone.

    Initials are no name: what alone fits them is taken.
    """
    if asked.is_initials:
        return next(iter(options)) if len(options) <= 2 else OPEN
    same = [place for place, known in asked.offered.place_names.items() if known == asked.name]
    if len(same) == 1:
        return f"{KNOWN}:{same[0]}"
    certain = resolver().resolve(asked.name, home=asked.home).division_id or asked.only_one()
    for kind in (ITSELF, WITHIN):
        if f"{kind}:{certain}" in options:
            return f"{kind}:{certain}"
    return OPEN


def _label(option: str, offered: Known) -> str:
    kind, _colon, reference = option.partition(":")
    if kind == KNOWN:
        return offered.places.get(int(reference), reference)
    found = gazetteer().find(reference)
    where = found.label if found else reference
    if kind == ITSELF:
        return _("{where} (no more is known)").format(where=where)
    if kind == WITHIN:
        return _("new place in {where}").format(where=where)
    return _("new place, community and district not known")
