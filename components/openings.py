"""From a figure to the events behind it: the list for the same filter, or the same page for a part."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, TypeVar

import streamlit as st

from components.filters import follow_address, show_address
from components.ledger import present
from locales import gettext as _
from locales import language
from metrics.filter import Filter, to_address
from models.event import KINDS, TRAINING

T = TypeVar("T")
LIST: Final = "pages/events.py"


def address_of(filter_: Filter) -> dict[str, str]:
    """The address of a page that shows the public events of a filter: figures count no others, so neither may a list.

    The language spoken goes along.
    """
    kinds = tuple(kind for kind in filter_.kinds or KINDS if kind != TRAINING)
    return _told(replace(filter_, kinds=kinds)) | {"lang": language()}


def _told(filter_: Filter) -> dict[str, str]:
    # Exactly what the page itself writes: another wording would be one more step for the browser's Back.
    told = to_address(filter_) | ({} if filter_.start else {"period": "all"})
    if len(present()) < 2:
        told.pop("dataset", None)
    return told


def open_list(filter_: Filter | None) -> None:
    """Leave the page for the list of a filter's public events; where no filter can ask for them, say so."""
    if filter_ is None:
        st.caption(_("No filter asks for exactly these events, so the list cannot show them by themselves."))
    else:
        follow_address()
        st.switch_page(LIST, query_params=address_of(filter_))


def link_to_list(filter_: Filter, label: str) -> None:
    """A link to the list of a filter's public events."""
    st.page_link(LIST, label=label, icon=":material/list_alt:", query_params=address_of(filter_))


def narrow_to(filter_: Filter) -> None:
    """Show this page for another filter."""
    show_address(_told(filter_))
    st.rerun()


def at(things: Sequence[T], place: object) -> T | None:
    """The thing at a place the browser names; None where there is none."""
    return things[place] if isinstance(place, int) and 0 <= place < len(things) else None
