"""The people who may sign in: adding them, their roles, and keeping them out."""

from typing import Final

import streamlit as st

from components.frame import show_problems
from components.ledger import ask, ledger, viewer
from components.news import tell_next
from components.units import unit_options
from components.wording import heading, plain
from locales import either
from locales import gettext as _
from locales.numbers import moment
from models.permission import COORDINATOR, ROLES, Action
from store.account_list import AccountLine, HeldRole, list_accounts
from store.accounts import add_account, end_sessions, grant_role, revoke_role, set_active, set_password
from store.outcome import Outcome
from store.passwords import SHORTEST

WHOLE_BANK: Final = 0  # among the units to choose from
NOT_CHOSEN: Final = ""  # no unit: refused by the command, for nobody gets the whole bank by default
_ADDED: Final = "person_added"
# Counts the people added: a new box for the password each time. A browser goes on showing what was typed in the old one
# but no longer sends it, and the next person would get none.
_ROUND: Final = "person_round"


def add_person() -> None:
    """A new person with a first role. Everything that is wrong is told at once, and what was typed stays."""
    with st.form("new_person", border=True):
        _empty_after_success()
        heading(_("Add a person"))
        left, right = st.columns(2)
        name = left.text_input(_("Sign-in name"), key="person_name")
        full_name = right.text_input(_("Full name"), key="person_full_name")
        role, unit = _role_and_unit("person")
        password = st.text_input(_("First password"), type="password", key=password_key(), autocomplete="new-password")
        without = _("Leave empty for people who sign in through the bank's own system.")
        st.caption(f"{_password_rule()} {without}")
        if st.form_submit_button(_("Add"), icon=":material/person_add:", key="person_add"):
            outcome = add_account(
                ledger(),
                viewer(),
                name=name or "",
                full_name=full_name or "",
                password=password or "",
                role=role,
                unit=unit,
            )
            st.session_state[_ADDED] = outcome.done
            added = _("Added: {name}") if password else _("Added without a password: {name}")
            _answer(outcome, added.format(name=plain(full_name or name or "")))


def password_key() -> str:
    """The key of the box for the first password of the person to be added next."""
    return f"person_password_{st.session_state.get(_ROUND, 0)}"


def _empty_after_success() -> None:
    if st.session_state.pop(_ADDED, False):
        st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1
        st.session_state.update(dict.fromkeys(("person_name", "person_full_name"), ""))
        st.session_state.update({"person_role": COORDINATOR, "person_unit": None})


def _password_rule() -> str:
    return _("At least {least} characters; a sentence is easy to remember.").format(least=SHORTEST)


def people_list() -> None:
    """Everybody the person looking may see, each with what can be changed."""
    for line in ask(list_accounts, ledger(), viewer()):
        title = plain(f"{line.full_name} ({line.name})" if line.full_name else line.name)
        disabled = _("disabled")
        state = "" if line.active else f" · :red[{disabled}]"
        roles = "、".join(plain(_held(role)) for role in line.roles) or _("no role")
        with st.expander(f"{title}{state} · {roles}", key=f"person_{line.id}"):
            _person(line)


def _person(line: AccountLine) -> None:
    seen = moment(line.seen_at) if line.seen_at else _("never")
    st.caption(_("Last seen: {when}").format(when=plain(seen)))
    if not line.changeable:
        st.caption(_("This person also holds a role outside your part of the bank; you cannot change anything."))
        return
    who = plain(line.full_name or line.name)
    for number, held in enumerate(line.roles):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(_held(held))
            if st.button(_("Remove"), key=f"revoke_{line.id}_{number}", type="tertiary"):
                outcome = revoke_role(ledger(), viewer(), line.id, held.role, held.unit_id)
                _answer(outcome, _("{who} no longer holds this role: {role}").format(who=who, role=plain(_held(held))))
    with st.form(f"grant_{line.id}", border=False):
        role, unit = _role_and_unit(f"grant_{line.id}")
        if st.form_submit_button(_("Give this role"), icon=":material/add:", key=f"grant_add_{line.id}"):
            outcome = grant_role(ledger(), viewer(), line.id, role, unit)
            _answer(outcome, _("{who} holds the role: {role}").format(who=who, role=_(ROLES[role])))
    with st.form(f"password_{line.id}", border=False, clear_on_submit=True):
        password = st.text_input(
            _("New password"), type="password", key=f"new_password_{line.id}", autocomplete="new-password"
        )
        st.caption(_password_rule())
        if st.form_submit_button(_("Set password"), icon=":material/key:", key=f"password_set_{line.id}"):
            outcome = set_password(ledger(), viewer(), line.id, password or "")
            _answer(outcome, _("{who} has a new password and is signed out everywhere.").format(who=who))
    with st.container(horizontal=True):
        if st.button(_("Sign out everywhere"), key=f"sign_out_{line.id}", icon=":material/logout:"):
            outcome = end_sessions(ledger(), viewer(), line.id)
            _answer(outcome, _("{who} is signed out everywhere.").format(who=who))
        label = _("Disable") if line.active else _("Enable")
        if st.button(label, key=f"active_{line.id}", icon=":material/block:"):
            done = _("Disabled: {name}") if line.active else _("Enabled: {name}")
            _answer(set_active(ledger(), viewer(), line.id, not line.active), done.format(name=who))


def _role_and_unit(key: str) -> tuple[str, int | str | None]:
    """The role and the unit chosen, as the commands take them: None is the whole bank."""
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
    return role, NOT_CHOSEN if unit is None else unit or None


def _held(held: HeldRole) -> str:
    where = either(held.unit_zh, held.unit_en) if held.unit_id is not None else _("the whole bank")
    return f"{_(ROLES.get(held.role, held.role))} · {where}"


def _answer(outcome: Outcome, done: str) -> None:
    show_problems(outcome.problems)
    if outcome.done:
        tell_next(done)
        st.rerun()
