"""The people who may sign in: adding them, their roles, and keeping them out."""

from typing import Final

import streamlit as st

from components.frame import show_problems
from components.ledger import ask, ledger, viewer
from components.units import unit_options
from components.wording import heading, plain
from locales import either
from locales import gettext as _
from locales.numbers import moment
from models.permission import COORDINATOR, ROLES, Action
from store.account_list import AccountLine, HeldRole, list_accounts
from store.accounts import add_account, end_sessions, grant_role, revoke_role, set_active, set_password
from store.outcome import Outcome

WHOLE_BANK: Final = 0  # among the units to choose from


def add_person() -> None:
    """A new person with a first role."""
    with st.form("new_person", border=True):
        heading(_("Add a person"))
        left, right = st.columns(2)
        name = left.text_input(_("Sign-in name"), key="person_name")
        full_name = right.text_input(_("Full name"), key="person_full_name")
        role, unit = _role_and_unit("person")
        password = st.text_input(
            _("First password"),
            type="password",
            key="person_password",
            help=_("At least 12 characters. Leave empty for people who sign in through the bank's own system."),
        )
        if st.form_submit_button(_("Add"), icon=":material/person_add:", key="person_add") and _is_chosen(unit):
            outcome = add_account(
                ledger(),
                viewer(),
                name=name or "",
                full_name=full_name or "",
                password=password or "",
                role=role,
                unit=unit or None,
            )
            if outcome.done:
                st.session_state.pop("person_password", None)
            _answer(outcome, _("Added: {name}").format(name=plain(name or "")))


def people_list() -> None:
    """Everybody the person looking may see, each with what can be changed."""
    for line in ask(list_accounts, ledger(), viewer()):
        title = plain(f"{line.full_name} ({line.name})" if line.full_name else line.name)
        disabled = _("disabled")
        state = "" if line.active else f" · :red[{disabled}]"
        roles = "、".join(plain(_held(role)) for role in line.roles) or _("no role")
        with st.expander(f"{title}{state} · {roles}"):
            _person(line)


def _person(line: AccountLine) -> None:
    seen = moment(line.seen_at) if line.seen_at else _("never")
    st.caption(_("Last here: {when}").format(when=plain(seen)))
    if not line.changeable:
        st.caption(_("This person also holds a role outside your part of the bank; you cannot change anything."))
        return
    for number, held in enumerate(line.roles):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(_held(held))
            if st.button(_("Take away"), key=f"revoke_{line.id}_{number}", type="tertiary"):
                _answer(revoke_role(ledger(), viewer(), line.id, held.role, held.unit_id), _("The role is taken away."))
    with st.form(f"grant_{line.id}", border=False):
        role, unit = _role_and_unit(f"grant_{line.id}")
        given = st.form_submit_button(_("Give this role"), icon=":material/add:", key=f"grant_add_{line.id}")
        if given and _is_chosen(unit):
            _answer(grant_role(ledger(), viewer(), line.id, role, unit or None), _("The role is given."))
    with st.form(f"password_{line.id}", border=False, clear_on_submit=True):
        password = st.text_input(_("New password"), type="password", key=f"new_password_{line.id}")
        if st.form_submit_button(_("Set password"), icon=":material/key:", key=f"password_set_{line.id}"):
            _answer(set_password(ledger(), viewer(), line.id, password or ""), _("The password is set."))
    with st.container(horizontal=True):
        if st.button(_("Sign out everywhere"), key=f"sign_out_{line.id}", icon=":material/logout:"):
            _answer(end_sessions(ledger(), viewer(), line.id), _("Signed out everywhere."))
        label = _("Disable") if line.active else _("Enable")
        if st.button(label, key=f"active_{line.id}", icon=":material/block:"):
            _answer(set_active(ledger(), viewer(), line.id, not line.active), _("Done."))


def _role_and_unit(key: str) -> tuple[str, int | None]:
    left, right = st.columns(2)
    role = left.selectbox(
        _("Role"),
        list(ROLES),
        format_func=lambda code: _(ROLES[code]),
        index=list(ROLES).index(COORDINATOR),
        key=f"{key}_role",
    )
    options = {**({WHOLE_BANK: _("the whole bank")} if viewer().everywhere(Action.MANAGE) else {}), **unit_options()}
    unit = right.selectbox(
        _("At this unit and all below"),
        list(options),
        format_func=options.__getitem__,
        index=None,
        placeholder=_("Choose a unit"),
        key=f"{key}_unit",
    )
    return role, unit


def _is_chosen(unit: int | None) -> bool:
    """Whether a unit or the whole bank was chosen; says so where not: nobody gets the whole bank by default."""
    if unit is None:
        st.error(_("Choose the unit at which the role is held."), icon=":material/error:")
    return unit is not None


def _held(held: HeldRole) -> str:
    where = either(held.unit_zh, held.unit_en) if held.unit_id is not None else _("the whole bank")
    return f"{_(ROLES.get(held.role, held.role))} · {where}"


def _answer(outcome: Outcome, done: str) -> None:
    show_problems(outcome.problems)
    if outcome.done:
        st.toast(done, icon=":material/check_circle:")
        st.rerun()
