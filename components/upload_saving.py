"""Letting a list in: the good rows into the ledger, the others back as a workbook to be mended."""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Final

import streamlit as st

from components.filters import show_dataset
from components.ledger import ledger, viewer
from components.upload import Incoming
from components.upload_columns import remember_understood
from components.upload_rows import list_rows, row_name
from components.upload_submitting import hand_in_later
from exchange.marked import marked_name, marked_workbook
from exchange.preview import Action, Place, Preview
from exchange.table import Table
from exchange.upload import Imported, import_rows
from locales import gettext as _
from locales import language, ngettext, speaking
from locales.numbers import number
from models.dataset import Dataset

_DONE: Final = "upload_done"
_AT_WORK: Final = "upload_at_work"
_XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def let_in(incoming: Incoming, previewed: Preview) -> None:
    """The button that saves the good rows and the corrections chosen, and the download of the bad rows."""
    new, changed = previewed.number(Action.NEW), _changes_wanted(incoming, previewed)
    with st.container(horizontal=True):
        label = ngettext("Save {count} new event", "Save {count} new events", new).format(count=number(new))
        if changed:
            label = _("Save {new} new events and change {changed}").format(
                new=number(new), changed=number(len(changed))
            )
        pressed = st.button(label, type="primary", disabled=not (new or changed), key="upload_save")
        _offer_bad_rows(incoming, previewed)
    if pressed:
        _save(incoming, previewed, new + len(changed), changed)
    elif st.session_state.pop(_AT_WORK, False):
        st.info(_("Saving was stopped. Nothing of the list was saved."))


def _changes_wanted(incoming: Incoming, previewed: Preview) -> set[Place]:
    """The rows whose changes are to be made: the list's corrections, and those chosen where the ledger has moved on."""
    differing = [row for row in previewed.rows if row.action is Action.UPDATE]
    corrections = [row for row in differing if row.edited is None]
    conflicts = {row.at: row for row in differing if row.edited is not None}
    wanted: set[Place] = set()
    only_told = _("Only what the row tells is changed. The former content is kept and can be given back.")
    if corrections:
        also = ngettext(
            "Also make {count} correction: the row says something else than when it was taken in",
            "Also make {count} corrections: the rows say something else than when they were taken in",
            len(corrections),
        )
        key = f"upload_update_{incoming.sha256[:12]}"
        if st.checkbox(also.format(count=number(len(corrections))), value=True, key=key, help=only_told):
            wanted |= {row.at for row in corrections}
    if conflicts:
        told = ngettext(
            "{count} row differs from an event that somebody has worked on in the ledger. Take the list's word for",
            "{count} rows differ from events that somebody has worked on in the ledger. Take the list's word for",
            len(conflicts),
        )
        sheets = len({row.sheet for row in previewed.rows}) > 1
        wanted |= set(
            st.multiselect(
                told.format(count=number(len(conflicts))),
                list(conflicts),
                format_func=lambda at: f"{row_name(conflicts[at], sheets=sheets)} · {conflicts[at].draft.title}",
                placeholder=_("none: the ledger's stay"),
                key=f"upload_conflicts_{incoming.sha256[:12]}",
                help=only_told,
            )
        )
    return wanted


def show_rest(incoming: Incoming) -> None:
    """What is left of a list whose good rows are saved: the bad ones, to be seen and taken along."""
    if incoming.previewed is not None and incoming.previewed.rows:
        list_rows(incoming.previewed)
    with st.container(horizontal=True):
        if incoming.previewed is not None:
            _offer_bad_rows(incoming, incoming.previewed)
        st.button(_("Read it again"), key="upload_again", on_click=incoming.read_again)


def last_import() -> None:
    """What became of the list that was let in last."""
    done: Imported | None = st.session_state.pop(_DONE, None)
    if done is None:
        return
    told = _("Saved {new} new events; {same} were already there; {refused} could not go in.").format(
        new=number(done.new), same=number(done.same), refused=number(done.refused)
    )
    if done.updated:
        changed = ngettext("{count} event was changed.", "{count} events were changed.", done.updated)
        told = f"{told} {changed.format(count=number(done.updated))}"
    st.success(told, icon=":material/check_circle:")


def _save(incoming: Incoming, previewed: Preview, rows: int, changed: Collection[Place]) -> None:
    # Pressing anything ends the run of the page at the next step of the bar; the transaction is then left unwritten.
    st.session_state[_AT_WORK] = True
    st.button(_("Stop"), key="upload_stop_saving")
    bar = st.progress(0.0, text=_("Saving…"))

    def progress(done: int) -> None:
        bar.progress(min(1.0, done / rows), text=_("Saving…"))

    imported = import_rows(ledger(), viewer(), previewed, update=changed or False, progress=progress)
    st.session_state.pop(_AT_WORK, None)
    st.session_state[_DONE] = replace(imported, rows=())
    remember_understood(incoming, previewed.settled)
    hand_in_later(imported.batch_id if imported.new else None)
    bad = tuple(row for row in imported.rows if row.action is Action.PROBLEM)
    incoming.keep_only(replace(previewed, rows=bad, unknown=(), settled=()))
    show_dataset(Dataset.RECORDED)
    st.rerun()


def _offer_bad_rows(incoming: Incoming, previewed: Preview) -> None:
    bad = previewed.number(Action.PROBLEM)
    if bad and incoming.table is not None:
        st.download_button(
            ngettext("Download {count} row to mend", "Download {count} rows to mend", bad).format(count=number(bad)),
            _maker(incoming, incoming.table, previewed),
            file_name=marked_name(incoming.name),
            mime=_XLSX,
            icon=":material/download:",
            on_click="ignore",
            key="upload_bad",
            help=_("The rows that cannot go in yet, with the cells marked and the reasons beside them."),
        )


def _maker(incoming: Incoming, table: Table, previewed: Preview) -> Callable[[], bytes]:
    spoken = language()
    content, columns, year = incoming.content, dict(incoming.columns), incoming.year

    def make() -> bytes:
        with speaking(spoken):  # made outside any page run, where nobody's choice of language is known
            return marked_workbook(content, table, previewed, columns=columns, year=year)

    return make
