"""The open ledger, who is looking at it, and answers kept as long as nothing has changed."""

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from functools import partial
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

import streamlit as st

from components import session
from exchange.divisions import load_gazetteer, load_resolver
from geo.gazetteer import Gazetteer
from geo.parse import Resolver
from locales import language
from metrics.choices import vocabularies
from metrics.filter import Filter
from metrics.records import datasets_present
from metrics.summed import READY
from models.dataset import Dataset
from models.viewer import Viewer
from models.words import Words
from store.database import Database, newest, open_database

ROOT: Final = Path(__file__).resolve().parent.parent
_AHEAD: Final = ThreadPoolExecutor(2, "ahead")
_OPENING: Final = threading.Lock()
_OPENED: Final[dict[tuple[str, str | None], Database]] = {}
P = ParamSpec("P")
T = TypeVar("T")


def ledger() -> Database:
    """The ledger this process serves: OUTREACH_DATA and OUTREACH_DATABASE say which, data/ beside app.py if unset."""
    return _open(os.environ.get("OUTREACH_DATA") or str(ROOT / "data"), os.environ.get("OUTREACH_DATABASE") or None)


def keep_copy() -> None:
    """Make the ledger's copy in columns in the background, and keep it up to date; until it is there all goes on."""
    if (copy := ledger().snapshot) is not None:
        copy.keep_following()


def _open(data: str, url: str | None) -> Database:
    # Not in a cache of Streamlit's: those are slow to ask, and this is asked dozens of times for a page.
    with _OPENING:
        if (data, url) not in _OPENED:
            _OPENED[data, url] = open_database(Path(data), url).with_copy(READY)
        return _OPENED[data, url]


def viewer() -> Viewer:
    """Who is looking, with the roles they hold now; for nobody the page ends here, with the way to sign in."""
    return session.require(ledger())


def ask(question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """The answer to a question of `metrics` or `store`, asked again only when something it depends on has changed.

    `question` takes the ledger and the viewer first; the viewer, the language and the number of the last change are
    part of the key, so nobody gets another's answer or a stale one.
    """
    database, who, *rest = args
    assert isinstance(database, Database)  # noqa: S101 - the questions' own signature says so
    key = (f"{question.__module__}.{question.__qualname__}", str(database.engine.url), newest(database), language())
    answer: T = _answer(question, database, key, who, rest, kwargs)
    return answer


def ask_ahead(question: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> None:
    """Begin to ask what this run will `ask` further down; whoever asks it then waits for the same answer."""
    _AHEAD.submit(copy_context().run, partial(ask, question, *args, **kwargs))


# What all of them are told apart by is written down once instead of walked through field by field at each question.
@st.cache_data(max_entries=500, show_spinner=False, hash_funcs={Viewer: repr, Filter: repr})
def _answer(
    _question: Callable[..., Any],
    _database: Database,
    key: tuple[str, str, int, str],
    who: object,
    rest: list[object],
    kwargs: dict[str, object],
) -> Any:
    del key  # only there to tell answers apart
    return _question(_database, who, *rest, **kwargs)


def words() -> Words:
    """The vocabularies as they are now."""
    return _ask_once(vocabularies)


def present() -> dict[Dataset, int]:
    """How many events there are of each dataset for this viewer."""
    return _ask_once(datasets_present)


def _ask_once(question: Callable[[Database, Viewer], T]) -> T:
    """The answer to a question that every part of a page asks; kept in the session, as long as nothing has changed."""
    database, who = ledger(), viewer()
    key = (str(database.engine.url), newest(database), language(), who)
    name = f"answer_{question.__qualname__}"
    before = st.session_state.get(name)
    if before is None or before[0] != key:
        before = st.session_state[name] = (key, ask(question, database, who))
    answer: T = before[1]
    return answer


def gazetteer() -> Gazetteer:
    """The search over all divisions; built once per process, in about a second."""
    return _gazetteer(ledger(), str(ledger().engine.url))


@st.cache_resource(show_spinner=False)
def _gazetteer(_database: Database, url: str) -> Gazetteer:
    del url  # only there to tell ledgers apart
    return load_gazetteer(_database)


def resolver() -> Resolver:
    """Reads divisions out of free Chinese text, former names too; its index is built once per process."""
    return _resolver(ledger(), str(ledger().engine.url))


@st.cache_resource(show_spinner=False)
def _resolver(_database: Database, url: str) -> Resolver:
    return load_resolver(_database, _gazetteer(_database, url))
