"""Who is signed in, as the running script sees it: looked up again every few seconds, so that a change takes effect."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import streamlit as st

from components import front_door
from locales import gettext as _
from locales import mark
from models.viewer import Viewer
from store.accounts import viewer_of
from store.database import Database
from store.outcome import NotAllowedError
from store.sessions import COOKIE, PROVED_HERE, Limits, Session, end_session, session_of, token_of

LOOK_EVERY: Final = 5.0
"""Seconds for which an answer holds within one browser tab."""
ASK_EVERY: Final = 10
"""Seconds after which an open page asks whether its session goes on; when it does not, the page is left."""
_KEY: Final = "signed_in"
_LAST: Final = "signed_in_last"  # the account last seen here, also after its session has ended
# Pages are left with `replace`, so that the way back in the browser does not show them again.
_LEAVE: Final = st.components.v2.component(
    "leave_for_sign_in",
    js="""export default function ({ data }) {
        const here = location.pathname + location.search, to = new URL(data.to, location.origin);
        if (here !== "/") to.searchParams.set("next", here);
        location.replace(to);
    }""",
)
_STAY: Final = st.components.v2.component(
    "stay_while_signed_in",
    js="""export default function ({ data }) {
        const look = async () => {
            try {
                const answer = await fetch("/sign-in/here", { cache: "no-store" });
                if (!answer.ok || (await answer.json()).account === data.account) return;
                const here = location.pathname + location.search;
                location.replace("/sign-in?ended=1&next=" + encodeURIComponent(here));
            } catch { /* the server does not answer; the page says so itself */ }
        };
        const asking = setInterval(look, data.seconds * 1000);
        return () => clearInterval(asking);
    }""",
)


@dataclass(frozen=True, slots=True)
class _SignedIn:
    """What was found behind the cookie, and when."""

    token: str
    account: int | None
    viewer: Viewer | None
    method: str
    at: float


def who(database: Database) -> Viewer | None:
    """The person signed in in this browser, with the roles they hold now; None for nobody."""
    return _signed_in(database).viewer


def require(database: Database) -> Viewer:
    """The person signed in; for nobody the page says so, leaves for the sign-in page and is not drawn any further."""
    viewer = who(database)
    if viewer is None:
        _show_the_way(ended=bool(_secret()))
        st.stop()
    return viewer


def stay(database: Database) -> None:
    """Leave this page by itself, also when nobody touches it, as soon as the session it was drawn for has ended."""
    account = _signed_in(database).account
    if account is not None and front_door.has_gate():
        _STAY(key="stay_while_signed_in", data={"account": account, "seconds": ASK_EVERY}, height=1)


def later(database: Database) -> Callable[[], Viewer]:
    """For what is made after the page was drawn, outside any run of it: the same person, with the roles held then.

    Raises NotAllowedError where the session has ended meanwhile.
    """
    secret = _secret()

    def look() -> Viewer:
        _session, viewer = _behind(database, secret)
        if viewer is None:
            raise NotAllowedError(mark("you are not signed in any more."))
        return viewer

    return look


def sign_out_button(database: Database) -> None:
    """A button that ends the session and goes to the sign-in page."""
    if st.button(_("Sign out"), icon=":material/logout:", type="tertiary", key="sign_out"):
        end_session(database, _secret())
        st.session_state.clear()
        _show_the_way()
        st.stop()


def own_password_button(database: Database) -> None:
    """A button that leads to the page where people change their password; not for those who sign in elsewhere."""
    if _signed_in(database).method != PROVED_HERE or not front_door.has_gate():
        return
    if st.button(_("Change password"), icon=":material/key:", type="tertiary", key="own_password"):
        _leave_for("/sign-in/password")


def _leave_for(address: str) -> None:
    _LEAVE(key="leave_for_sign_in", data={"to": address}, height=1)


def _secret() -> str:
    return st.context.cookies.get(COOKIE, "")


def _signed_in(database: Database) -> _SignedIn:
    secret, now = _secret(), time.monotonic()
    token = token_of(secret)
    before: _SignedIn | None = st.session_state.get(_KEY)
    if before and before.token == token and now - before.at < LOOK_EVERY:
        return before
    session, found = _behind(database, secret)
    account = session.account_id if session else None
    if account is not None:
        if st.session_state.get(_LAST, account) != account:
            st.session_state.clear()  # what somebody else has begun in this browser is not shown to the next
        st.session_state[_LAST] = account
    signed_in = _SignedIn(token, account, found, session.method if session else "", now)
    st.session_state[_KEY] = signed_in
    return signed_in


def _behind(database: Database, secret: str) -> tuple[Session | None, Viewer | None]:
    """The session behind a cookie and its person as a viewer; None for both where nobody is signed in with it."""
    session = session_of(database, secret, Limits.from_environment()) if secret else None
    viewer = viewer_of(database, session.account_id) if session else None
    return (session, viewer) if session and viewer else (None, None)


def _show_the_way(*, ended: bool = False) -> None:
    if not front_door.has_gate():
        st.info(_("To sign in, start the ledger with: python3 manage.py run"))
        return
    sentence, link = _("You are not signed in."), _("Sign in")
    st.markdown(f"{sentence} [{link}](/sign-in)")
    _leave_for("/sign-in?ended=1" if ended else "/sign-in")
