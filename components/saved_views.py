"""Views of the list that the person looking has given a name: choosing, keeping, renaming and deleting them."""

from datetime import date
from typing import Final
from urllib.parse import parse_qsl, urlencode

import streamlit as st

from components import event_columns
from components.event_list import ORDER, ORDERS
from components.filters import show_address
from components.ledger import ledger, viewer
from components.periods import NAMES, named_period
from components.queues import PARAMETER
from components.wording import plain
from locales import gettext as _
from metrics.filter import Filter
from store.outcome import Outcome
from store.views import LONGEST_NAME, View, delete_view, rename_view, save_view, views_of

_CHOSEN: Final = "list_view"
_NAME: Final = "view_name"
_PROBLEM: Final = "view_problem"
_KEPT: Final = ("period", PARAMETER, *Filter.__dataclass_fields__)


def saved_views() -> None:
    """The drop-down of the person's own views, where there are any, and what can be done with them."""
    views = {view.id: view for view in views_of(ledger(), viewer())}
    if st.session_state.get(_CHOSEN) not in views:
        st.session_state[_CHOSEN] = None
    if views:
        st.selectbox(
            _("My views"),
            list(views),
            format_func=lambda id_: views[id_].name,
            index=None,
            key=_CHOSEN,
            placeholder=_("My views"),
            label_visibility="collapsed",
            width=200,
            on_change=_open,
            args=(views,),
            persist_state="session",
        )
    chosen = views.get(st.session_state[_CHOSEN])
    with st.popover(_("Save this view"), icon=":material/bookmark_add:", key="view_box"):
        st.caption(_("Keeps filters, order and columns under a name. Only you see it."))
        st.text_input(_("Name of the view"), key=_NAME, max_chars=LONGEST_NAME)
        with st.container(horizontal=True):
            st.button(_("Save"), key="view_save", type="primary", on_click=_save)
            if chosen is not None:
                st.button(_("Rename"), key="view_rename", on_click=_rename, args=(chosen,))
                st.button(_("Delete"), key="view_delete", icon=":material/delete:", on_click=_delete, args=(chosen,))
        if chosen is not None:
            st.caption(_("Rename and Delete are about “{name}”.").format(name=plain(chosen.name)))
        if _PROBLEM in st.session_state:
            st.error(plain(st.session_state.pop(_PROBLEM)))


def address_now() -> str:
    """What the list shows, as one text: a period that has a name moves on with the calendar."""
    kept = {name: st.query_params[name] for name in _KEPT if name in st.query_params}
    period = st.session_state.get("filter_period", "all")
    if period != "custom":
        kept = {name: value for name, value in kept.items() if name not in ("start", "end")} | {"period": period}
    return urlencode({**kept, "order": st.session_state.get(ORDER, "when")})


def parameters_of(address: str, today: date) -> dict[str, str]:
    """The parameters that the text of a view stands for today."""
    parameters = {name: value for name, value in parse_qsl(address) if name in (*_KEPT, "order")}
    days = named_period(parameters.get("period", ""), today)
    if days is not None:
        parameters |= {"start": days[0].isoformat(), "end": days[1].isoformat()}
    if parameters.get("period") != "all" and parameters.get("period") in NAMES:
        del parameters["period"]
    return parameters


def _open(views: dict[int, View]) -> None:
    view = views.get(st.session_state[_CHOSEN])
    if view is None:
        return
    parameters = parameters_of(view.address, date.today())
    order = parameters.pop("order", "when")
    if order in ORDERS:
        st.session_state[ORDER] = order
    st.session_state[event_columns.KEY] = list(view.columns) or list(event_columns.DEFAULT)
    if PARAMETER not in parameters:
        st.query_params.pop(PARAMETER, None)
    show_address(parameters)


def _save() -> None:
    columns = st.session_state.get(event_columns.KEY, event_columns.DEFAULT)
    _told(save_view(ledger(), viewer(), st.session_state[_NAME], address_now(), columns))


def _rename(view: View) -> None:
    _told(rename_view(ledger(), viewer(), view.id, st.session_state[_NAME]))


def _delete(view: View) -> None:
    if _told(delete_view(ledger(), viewer(), view.id)):
        st.session_state[_CHOSEN] = None


def _told(outcome: Outcome) -> bool:
    if not outcome.done:
        told = "; ".join(str(problem.message) for problem in outcome.problems)
        st.session_state[_PROBLEM] = _("{who}: {reason}").format(who=_("Name of the view"), reason=told)
        return False
    st.session_state[_CHOSEN] = outcome.id
    st.session_state[_NAME] = ""
    return True
