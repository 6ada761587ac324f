"""The filter bar: one row above every figure, its choices kept in the address so that a link reopens the view."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Final

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from components.ledger import ask, ledger, present, viewer
from components.periods import AGAINST, NAMES, named_period, period_name
from components.wording import plain
from locales import gettext as _
from metrics.choices import Choices, choices
from metrics.filter import Filter, from_address, to_address
from metrics.wording import filter_sentences
from models.dataset import Dataset
from store.datasets import first_shown

_READY: Final = "filter_ready"
_PAGE: Final = "filter_page"
_WRITTEN: Final = "filter_written"  # what this session last put into the address
_AGAINST: Final = "filter_against"
_ADDRESS_OF_COMPARISON: Final = "against"
_PARAMETERS: Final = ("period", *Filter.__dataclass_fields__)
_DIVISION: Final = "filter_division"  # no widget sets it: it comes with an address and goes with the other filters
_WANTED: Final = "dataset_wanted"
_VOCABULARIES: Final = {
    "filter_kinds": "kinds",
    "filter_statuses": "statuses",
    "filter_venue_types": "venue_types",
    "filter_key_groups": "key_groups",
    "filter_topics": "topics",
}


def dataset() -> Dataset:
    """Which records the pages show: never two kinds at once. The bank's own as soon as there are any."""
    held = present()
    chosen = st.session_state.get("filter_dataset")
    if chosen in held:
        return Dataset(chosen)
    asked = st.query_params.get("dataset")
    if asked in held:
        return Dataset(asked)
    return first_shown(held)


def choose_dataset() -> None:
    """The choice between own records and trial data, shown where the ledger holds more than one kind."""
    held = present()
    if _WANTED in st.session_state:
        st.session_state["filter_dataset"] = st.session_state.pop(_WANTED)
    if len(held) > 1:
        if st.session_state.get("filter_dataset") not in held:
            st.session_state["filter_dataset"] = dataset()
        st.selectbox(
            _("Showing"),
            list(held),
            format_func=str,
            key="filter_dataset",
            on_change=_forget_units,
            persist_state="session",
        )


def show_dataset(kind: Dataset) -> None:
    """Show this kind of records from the next run on (after recording, loading or removing)."""
    # The choice itself is drawn by now, and a drawn widget's state can be set only before it is drawn again.
    st.session_state[_WANTED] = kind
    st.query_params["dataset"] = kind.value
    _forget_units()


def show_address(parameters: Mapping[str, str]) -> None:
    """Show what these address parameters describe; only before anything is drawn, as in a callback."""
    for name in _PARAMETERS:
        st.query_params.pop(name, None)
    held = present()
    asked = parameters.get("dataset")
    if asked in held:
        st.session_state[_WANTED] = Dataset(asked)
    st.query_params.update({name: value for name, value in parameters.items() if name != "dataset" or value in held})
    st.session_state.pop(_READY, None)


def follow_address() -> None:
    """Take the next page's filter from its address, whatever was chosen before."""
    st.session_state.pop(_READY, None)


def _forget_units() -> None:
    for key in (_READY, "filter_period", "filter_organisation", "filter_campaigns"):
        st.session_state.pop(key, None)
    for parameter in ("start", "end", "organisation", "campaigns"):
        st.query_params.pop(parameter, None)


def filter_bar(*, text_search: bool = False, comparing: bool = False) -> Filter:
    """Draw the bar and return what is asked for; below it one grey line says in words what is counted.

    With `comparing` one chooses too what the period is compared with (see `compared_with`).
    """
    shown = dataset()
    offered = ask(choices, ledger(), viewer(), shown)
    _settle(shown, offered)
    with st.container(horizontal=True, vertical_alignment="center", gap="small", key="filter_bar"):
        st.pills(
            _("Period"),
            list(NAMES),
            format_func=lambda name: _(NAMES[name]),
            key="filter_period",
            required=True,
            label_visibility="collapsed",
            wrap=True,
            persist_state="session",
        )
        if st.session_state["filter_period"] == "custom":
            st.date_input(
                _("From – to"),
                key="filter_range",
                format="YYYY-MM-DD",
                label_visibility="collapsed",
                width=240,
                persist_state="session",
            )
        st.selectbox(
            _("Unit"),
            list(offered.units),
            format_func=lambda unit: offered.units[unit],
            index=None,
            key="filter_organisation",
            placeholder=_("All units"),
            label_visibility="collapsed",
            width=230,
            persist_state="session",
        )
        if comparing:
            _choose_comparison()
        with st.popover(_more_label(), icon=":material/tune:"):
            _more(offered)
        if text_search:
            st.text_input(
                _("Search"),
                key="filter_text",
                placeholder=_("Search title, place, partner, note"),
                label_visibility="collapsed",
                type="search",
                width=280,
                persist_state="session",
            )
    filter_ = _chosen(shown, with_text=text_search)
    _keep_in_address(filter_)
    return filter_


def compared_with() -> str:
    """What the person compares periods with: a key of AGAINST."""
    chosen: str = st.session_state[_AGAINST]
    return chosen


def _choose_comparison() -> None:
    st.selectbox(
        _("Comparison"),
        list(AGAINST),
        format_func=lambda name: _(AGAINST[name]),
        key=_AGAINST,
        disabled=st.session_state["filter_period"] == "all",
        label_visibility="collapsed",
        width=190,
        persist_state="session",
    )
    if st.session_state[_AGAINST] == next(iter(AGAINST)):
        st.query_params.pop(_ADDRESS_OF_COMPARISON, None)
    else:
        st.query_params[_ADDRESS_OF_COMPARISON] = st.session_state[_AGAINST]


def in_words(filter_: Filter, *more: str) -> None:
    """The grey line: what exactly is counted."""
    sentences = ask(filter_sentences, ledger(), viewer(), filter_)
    st.caption(" · ".join(plain(sentence) for sentence in (*sentences, *more)))


def _more_label() -> str:
    chosen = sum(bool(st.session_state.get(key)) for key in ("filter_campaigns", *_VOCABULARIES))
    return _("More filters · {count}").format(count=chosen) if chosen else _("More filters")


def _more(offered: Choices) -> None:
    st.multiselect(
        _("Campaign"),
        list(offered.campaigns),
        format_func=lambda campaign: offered.campaigns[campaign],
        key="filter_campaigns",
        placeholder=_("Any campaign"),
        persist_state="session",
    )
    labels = {
        "filter_kinds": (_("Kind of event"), _("Any kind")),
        "filter_statuses": (_("Status"), _("Any status")),
        "filter_venue_types": (_("Venue type"), _("Any venue")),
        "filter_key_groups": (_("Key groups"), _("Any group")),
        "filter_topics": (_("Topics"), _("Any topic")),
    }
    for key, (label, placeholder) in labels.items():
        options = offered.words[_VOCABULARIES[key]]
        st.multiselect(
            label,
            list(options),
            format_func=options.__getitem__,
            key=key,
            placeholder=placeholder,
            persist_state="session",
        )
    st.button(_("Clear all filters"), on_click=_clear, type="tertiary", icon=":material/filter_alt_off:")


def _clear() -> None:
    for key in (*_VOCABULARIES, "filter_campaigns"):
        st.session_state[key] = []
    st.session_state["filter_organisation"] = None
    st.session_state[_DIVISION] = None
    st.session_state["filter_text"] = ""
    st.session_state["filter_period"] = "all"


def _settle(shown: Dataset, offered: Choices) -> None:
    """Fill the widgets' state when a session begins (from the address) and drop what is no longer on offer."""
    state = st.session_state
    if _READY not in state or _arrived():
        asked = from_address(st.query_params.to_dict(), default=Filter(dataset=shown))
        everything = st.query_params.get("period") == "all"
        name = "all" if everything else period_name(asked, has_this_year=offered.newest_year == date.today().year)
        state[_READY] = True
        state["filter_period"] = name
        if asked.start and asked.end:
            state["filter_range"] = (asked.start, asked.end)
        state["filter_organisation"] = asked.organisation
        state[_DIVISION] = asked.division
        state["filter_campaigns"] = list(asked.campaigns)
        state["filter_text"] = asked.text
        state[_AGAINST] = st.query_params.get(_ADDRESS_OF_COMPARISON)
        for key, field in _VOCABULARIES.items():
            state[key] = list(getattr(asked, field))
    if state.get(_PAGE) != (page := _page()):
        # On another page the browser draws the choices anew, and takes over only what is set anew. Without this the
        # first page visited hands on no choice that was made by the app itself.
        state[_PAGE] = page
        for key in ("filter_period", "filter_range", "filter_organisation", "filter_text", _AGAINST):
            if key in state:
                state[key] = state[key]
    state.setdefault("filter_period", "all")
    if state.get(_AGAINST) not in AGAINST:
        state[_AGAINST] = next(iter(AGAINST))
    state.setdefault("filter_range", (date.today().replace(month=1, day=1), date.today()))
    if state.get("filter_organisation") not in offered.units:
        state["filter_organisation"] = None
    state["filter_campaigns"] = [c for c in state.get("filter_campaigns", []) if c in offered.campaigns]
    for key, field in _VOCABULARIES.items():
        state[key] = [word for word in state.get(key, []) if word in offered.words[field]]


def _arrived() -> bool:
    """Whether a link led here: then the address says what is meant, not what was chosen last.

    Going to another page by the navigation leaves the address empty.
    """
    said = {name: value for name, value in st.query_params.to_dict().items() if name in _PARAMETERS}
    return st.session_state.get(_PAGE) != _page() and bool(said) and said != st.session_state.get(_WRITTEN)


def _page() -> str:
    """Which page is running."""
    context = get_script_run_ctx(suppress_warning=True)
    return context.page_script_hash if context else ""


def _chosen(shown: Dataset, *, with_text: bool) -> Filter:
    state = st.session_state
    period = named_period(state["filter_period"], date.today())
    days: tuple[date, ...] = tuple(state.get("filter_range") or ())
    if state["filter_period"] == "custom" and days:
        period = (days[0], days[-1])
    filter_ = Filter(
        dataset=shown,
        organisation=state["filter_organisation"],
        division=state.get(_DIVISION),
        campaigns=tuple(state["filter_campaigns"]),
        kinds=tuple(state["filter_kinds"]),
        statuses=tuple(state["filter_statuses"]),
        venue_types=tuple(state["filter_venue_types"]),
        key_groups=tuple(state["filter_key_groups"]),
        topics=tuple(state["filter_topics"]),
        text=(state.get("filter_text") or "") if with_text else "",
    )
    return replace(filter_, start=period[0], end=period[1]) if period else filter_


def _keep_in_address(filter_: Filter) -> None:
    wanted = to_address(filter_)
    if len(present()) < 2:
        wanted.pop("dataset", None)
    if filter_.start is None:
        wanted["period"] = "all"
    st.session_state[_WRITTEN] = wanted
    for name in _PARAMETERS:
        if name not in wanted and name in st.query_params:
            del st.query_params[name]
    for name, value in wanted.items():
        if st.query_params.get(name) != value:
            st.query_params[name] = value
