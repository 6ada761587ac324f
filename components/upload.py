"""A list on its way in: the file, and what was made of it so far, kept while its columns and words are settled."""

from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Final

import streamlit as st

from components.ledger import ledger, resolver, viewer
from components.wording import plain
from exchange.list_reading import Instead
from exchange.preview import Preview, file_hash, preview
from exchange.table import MOST_BYTES, Heading, Table, UnknownHeadingsError, read_table
from locales import gettext as _
from locales import language, mark
from models.problem import InvalidError
from store.column_memory import Answers, remembered_answers, remembered_columns

KINDS: Final = (".xlsx", ".xls", ".ods", ".csv")
_LIST: Final = "upload_list"
_STOPPED: Final = "upload_stopped"

Columns = dict[str, str]


@dataclass
class Incoming:
    """A file, what the person says about it, and what was read of it that way.

    `columns`: heading → key of our column, "" for left out, as the person says; `year` that of dates without one;
    `instead`: words chosen for those that are not known, `recalled` those of them chosen for an earlier list. `table`
    and `previewed` are missing where it cannot be read.
    Once its good rows are `saved` they are forgotten, and both hold the bad rows alone.
    """

    name: str
    content: bytes
    sha256: str
    columns: Columns = field(default_factory=dict)
    year: int | None = None
    instead: Answers = field(default_factory=dict)
    recalled: Answers = field(default_factory=dict)
    headings: tuple[Heading, ...] = ()
    refusal: InvalidError | None = None
    table: Table | None = None
    previewed: Preview | None = None
    read_with: tuple[Columns, int | None] | None = None
    previewed_with: tuple[str, Instead] | None = None
    saved: bool = False

    def keep_only(self, bad: Preview) -> None:
        """Forget all rows but those of `bad`: a session lives for days, and a long list takes hundreds of megabytes."""
        places = {row.at for row in bad.rows}
        if self.table is not None:
            rows = [row for row in self.table.rows if (row.sheet, row.number) in places]
            self.table = Table(self.table.name, rows)
        self.previewed, self.saved = bad, True

    def read_again(self) -> None:
        """Let the file be read anew, as if it had just been chosen, but with what was said about it."""
        self.table = self.previewed = self.read_with = None
        self.saved = False


def choose_file() -> Incoming | None:
    """The box for the file, and the list in it as read so far; None until there is a file."""
    limit = MOST_BYTES // 1024 // 1024
    label = _("The list, at most {limit} MB").format(limit=limit)
    # Any kind of file may come: what the box itself says of one it refuses is English in every language.
    file = st.file_uploader(label, max_upload_size=limit, key="upload_file")
    if file is None:
        forget_list()
        return None
    content = file.getvalue()
    incoming: Incoming | None = st.session_state.get(_LIST)
    key = file_hash(content)
    if incoming is None or (incoming.sha256, incoming.name) != (key, file.name):
        incoming = Incoming(file.name, content, key)
        st.session_state[_LIST] = incoming
        st.session_state.pop(_STOPPED, None)
    if not incoming.saved:
        _read(incoming)
    return incoming


def forget_list() -> None:
    """Let go of the file and all that was read of it."""
    st.session_state.pop(_LIST, None)
    st.session_state.pop(_STOPPED, None)


def make_preview(incoming: Incoming) -> Preview | None:
    """What the rows will do, made anew where anything was said differently; None while it was stopped."""
    if incoming.table is None:
        return None
    made_with = (language(), dict(incoming.instead))
    if incoming.previewed is not None and incoming.previewed_with == made_with:
        return incoming.previewed
    if st.session_state.get(_STOPPED):
        st.info(_("Reading the list was stopped."))
        st.button(_("Read it again"), key="upload_again", on_click=_go_on)
        return None
    table, place = incoming.table, st.empty()
    with place.container():
        # Pressing anything ends the run of the page at the next step of the bar, and the reading with it.
        st.button(_("Stop"), key="upload_stop_reading", on_click=_stop)
        bar = st.progress(0.0, text=_("Reading the list…"))

        def progress(done: int) -> None:
            bar.progress(done / len(table.rows), text=_("Reading the list…"))

        previewed = preview(
            ledger(),
            viewer(),
            table,
            resolver=resolver,
            instead=incoming.instead,
            sha256=incoming.sha256,
            progress=progress,
        )
    place.empty()
    incoming.previewed, incoming.previewed_with = previewed, made_with
    return previewed


def _stop() -> None:
    st.session_state[_STOPPED] = True


def _go_on() -> None:
    st.session_state.pop(_STOPPED, None)


def _read(incoming: Incoming) -> None:
    """Take the file apart as the person says, or at first as they said of the last list with these headings."""
    first = incoming.read_with is None
    if first and not incoming.recalled:
        incoming.recalled = remembered_answers(ledger(), viewer())
        incoming.instead = {**incoming.recalled, **incoming.instead}
    if incoming.read_with != (incoming.columns, incoming.year):
        _take_apart(incoming)
    if first and (known := remembered_columns(ledger(), viewer(), [heading.text for heading in incoming.headings])):
        incoming.columns = known
        _take_apart(incoming)
    _say_why(incoming)


def _take_apart(incoming: Incoming) -> None:
    incoming.table = incoming.previewed = None
    incoming.read_with = (dict(incoming.columns), incoming.year)
    try:
        with st.spinner(_("Reading the list…")):
            incoming.table = read_table(incoming.content, incoming.name, year=incoming.year, columns=incoming.columns)
        incoming.headings = incoming.table.headings
        incoming.refusal = None
    except UnknownHeadingsError as error:
        incoming.headings, incoming.refusal = error.headings, error
    except InvalidError as error:
        incoming.headings, incoming.refusal = (), _of_its_kind(incoming.name, error)


def _of_its_kind(name: str, refusal: InvalidError) -> InvalidError:
    """Why a file was refused; of another kind than lists have, that is all there is to say."""
    kind = PurePath(name).suffix
    if kind.casefold() in KINDS:
        return refusal
    return InvalidError(
        mark("a file of the kind “{kind}” is no list. Save the list as xlsx, xls, ods or CSV."), kind=kind
    )


def _say_why(incoming: Incoming) -> None:
    if incoming.refusal is not None:
        st.error(_("This file cannot be read: {reason}").format(reason=plain(str(incoming.refusal.message))))
