"""Where it was: known places, or new ones by name with the division they lie in, never guessed silently."""

from collections.abc import Callable, Sequence

import streamlit as st

from components.frame import plain
from components.ledger import gazetteer, resolver
from geo.gazetteer import Found
from locales import gettext as _
from models.draft import PlaceDraft

Key = Callable[[str], str]


def place_field(key: Key, places: dict[int, str]) -> None:
    """One box for all places; below it, for each new one, the division it lies in."""

    def label(place: int | str) -> str:
        if isinstance(place, int):
            return places.get(place, f"#{place}")
        division = gazetteer().find(place) if place.isascii() else None
        return division.label if division else place

    st.multiselect(
        _("Where"),
        list(places),
        format_func=label,
        key=key("places"),
        accept_new_options=True,
        placeholder=_("Choose known places, or type a name and press Enter; several are possible"),
        persist_state="session",
    )
    for place in st.session_state[key("places")]:
        if isinstance(place, str) and not _is_division(place):
            _division_field(key, place)


def place_texts(key: Key, origin: Sequence[PlaceDraft]) -> list[PlaceDraft]:
    """The places the field holds."""
    before = {place.name: place for place in origin if place.name}
    drafts = []
    for place in st.session_state[key("places")]:
        if isinstance(place, int):
            drafts.append(PlaceDraft(place_id=place))
        elif _is_division(place):
            drafts.append(PlaceDraft(division_id=place))
        else:
            known = before.get(place)
            division = st.session_state.get(key(f"division_{place}"), known.division_id if known else None)
            # A name that is the division's own adds nothing to it.
            found = gazetteer().find(division) if division else None
            name = "" if found and found.name == place and found.level < 5 else place
            drafts.append(PlaceDraft(name=name, division_id=division))
    return drafts


def _is_division(place: str) -> bool:
    return place.isascii() and gazetteer().find(place) is not None


def _division_field(key: Key, place: str) -> None:
    """The division of a new place: what its name tells, or what is searched for; open where nobody knows."""
    chosen, asked = key(f"division_{place}"), key(f"search_{place}")
    search = (st.session_state.get(asked) or "").strip()
    read = resolver().resolve(place)
    found = gazetteer().search(search, limit=12) if search else _candidates(place, read.candidates, read.division_id)
    options = [division.id for division in found]
    if chosen not in st.session_state or (st.session_state[chosen] and st.session_state[chosen] not in options):
        certain = read.division_id if not search else (options[0] if len(options) == 1 else None)
        st.session_state[chosen] = certain if certain in options else None
    labels = {division.id: division.label for division in found}
    with st.container(border=True):
        st.markdown(_("**{place}** is new. Where does it lie?").format(place=plain(place)))
        left, right = st.columns([3, 2])
        left.selectbox(
            _("Community or district"),
            options,
            index=None,
            format_func=lambda division: labels.get(division, division),
            key=chosen,
            placeholder=_("not known: leave open") if options else _("nothing found in the name; search at the right"),
            persist_state="session",
        )
        right.text_input(
            _("Search a community, township, district"),
            key=asked,
            placeholder=_("name or pinyin initials, e.g. 孛兰 or bl"),
            persist_state="session",
        )


def _candidates(place: str, candidates: Sequence[str], certain: str | None) -> list[Found]:
    ids = dict.fromkeys([*([certain] if certain else []), *candidates])
    found = [division for id_ in ids if (division := gazetteer().find(id_))]
    known = {division.id for division in found}
    return found + [division for division in gazetteer().search(place, limit=8) if division.id not in known]
