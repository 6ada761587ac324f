"""Where it was: a text box for each place, and below it which place is meant. Nothing is guessed silently."""

import streamlit as st

from components.ledger import gazetteer, resolver
from components.rows import Key, PlaceRow, growing_rows
from components.wording import plain
from locales import gettext as _
from metrics.choices import Known
from models.division import COMMUNITY
from models.draft import PlaceDraft

# What a row can mean: a known place, a new one in a division, the division itself, or a name and nothing more.
KNOWN, WITHIN, ITSELF, OPEN = "known", "within", "itself", "open"


def place_rows(key: Key, offered: Known) -> None:
    """The rows of the form; the first is labelled "Where"."""
    first = [True]

    def draw(_row: PlaceRow, at: Key) -> PlaceRow:
        label = _("Where") if first else _("Another place")
        first.clear()
        name = st.text_input(
            label,
            key=at("name"),
            placeholder=_("a place, community, township or district; empty if not known"),
            persist_state="session",
        ).strip()
        if not name:
            return PlaceRow()
        return PlaceRow(name, _meaning(name, at, offered), name)

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
            rows.append(PlaceRow(place.name, choice, place.name))
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
                drafts.append(PlaceDraft(name=row.name, division_id=reference))
            case "itself":
                drafts.append(PlaceDraft(division_id=reference))
            case _:
                drafts.append(PlaceDraft(name=row.name))
    return drafts


def _meaning(name: str, at: Key, offered: Known) -> str:
    """The choice of what `name` means, drawn below its box; settled anew whenever the name changes."""
    state = st.session_state
    chosen, settled_for, asked = at("choice"), at("settled_for"), at("search")
    search = (state.get(asked) or "").strip()
    options = _options(name, search, offered)
    if state.get(settled_for) != name or not state.get(chosen):
        state[chosen], state[settled_for] = _default(name, offered, options), name
    if search != state.get(at("searched_for"), ""):
        state[at("searched_for")] = search
        hits = gazetteer().search(search, limit=1) if search else []
        if hits:  # what is searched for is meant; it stands in the box to be seen and changed
            state[chosen] = f"{WITHIN}:{hits[0].id}"
    if state[chosen] not in options:
        options = {state[chosen]: _label(state[chosen], offered), **options}
    left, right = st.columns([3, 2])
    left.selectbox(
        _("Which place is meant by “{name}”").format(name=plain(name)),
        list(options),
        format_func=lambda option: options.get(option, option),
        key=chosen,
        persist_state="session",
    )
    right.text_input(
        _("Not listed? Search its community or district"),
        key=asked,
        placeholder=_("name or pinyin initials, e.g. 孛兰 or bl"),
        persist_state="session",
    )
    return str(state[chosen])


def _options(name: str, search: str, offered: Known) -> dict[str, str]:
    """All that `name` may mean, with labels: what was searched for, known places, divisions the name tells, open."""
    options: dict[str, str] = {}
    divisions = [found.id for found in gazetteer().search(search, limit=12)] if search else []
    for division in divisions:
        options[f"{WITHIN}:{division}"] = _label(f"{WITHIN}:{division}", offered)
    for place_id, label in offered.places.items():
        if name in label and len(options) < 30:
            options[f"{KNOWN}:{place_id}"] = label
    read = resolver().resolve(name)
    told = [read.division_id] if read.division_id else []
    told += [*read.candidates[:6], *(found.id for found in gazetteer().search(name, limit=6))]
    for division in dict.fromkeys(told):
        found = gazetteer().find(division)
        if found is not None:
            kind = ITSELF if found.name == name and found.level < COMMUNITY else WITHIN
            options[f"{kind}:{division}"] = _label(f"{kind}:{division}", offered)
    options[OPEN] = _label(OPEN, offered)
    seen: set[str] = set()
    for option, label in options.items():
        # A drop-down knows its options by their labels: two that read the same are told apart by their code.
        options[option] = f"{label} #{option.partition(':')[2]}" if label in seen else label
        seen.add(label)
    return options


def _default(name: str, offered: Known, options: dict[str, str]) -> str:
    """A known place of exactly this name if there is just one; else what the name tells for certain; else open."""
    same = [place_id for place_id, known in offered.place_names.items() if known == name]
    if len(same) == 1:
        return f"{KNOWN}:{same[0]}"
    certain = resolver().resolve(name).division_id
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
