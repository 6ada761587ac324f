"""The open ledger, who is looking at it, and answers kept as long as nothing has changed."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, ParamSpec, TypeVar

import streamlit as st

from components import session
from exchange.divisions import load_gazetteer, load_resolver
from geo.gazetteer import Gazetteer
from geo.parse import Resolver
from locales import language
from metrics.choices import vocabularies
from metrics.records import datasets_present
from models.dataset import Dataset
from models.viewer import Viewer
from models.words import Words
from store.database import Database, newest, open_database

ROOT: Final = Path(__file__).resolve().parent.parent
P = ParamSpec("P")
T = TypeVar("T")


def ledger() -> Database:
    """The ledger this process serves: OUTREACH_DATA and OUTREACH_DATABASE say which, data/ beside app.py if unset."""
    return _open(os.environ.get("OUTREACH_DATA") or str(ROOT / "data"), os.environ.get("OUTREACH_DATABASE") or None)


def keep_copy() -> None:
    """Make the ledger's copy in columns in the background, and keep it up to date; until it is there all goes on."""
    if (copy := ledger().snapshot) is not None:
        copy.keep_following()


@st.cache_resource(show_spinner=False)
def _open(data: str, url: str | None) -> Database:
    return open_database(Path(data), url).with_copy()


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


@st.cache_data(max_entries=500, show_spinner=False)
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
    return ask(vocabularies, ledger(), viewer())


def present() -> dict[Dataset, int]:
    """How many events there are of each dataset for this viewer."""
    return ask(datasets_present, ledger(), viewer())


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
