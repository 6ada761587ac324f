"""A list on its way in: the file, what each of its rows will do, and the button that lets the good ones in."""

from hashlib import sha256

import pandas as pd
import streamlit as st

from components.filters import show_dataset
from components.ledger import ledger, resolver, viewer
from components.wording import plain
from exchange.table import MOST_BYTES, read_table
from exchange.upload import Action, Preview, import_rows, preview
from locales import gettext as _
from locales import language, ngettext
from locales.numbers import number
from models.dataset import Dataset
from models.privacy import privacy_warnings
from models.problem import InvalidError

_DONE = "upload_done"
_PREVIEW = "upload_preview"


def choose_file() -> Preview | None:
    """The box for the file; returns what its rows will do, or None until there is a file that can be read."""
    file = st.file_uploader(
        _("The list"), type=["xlsx", "csv"], max_upload_size=MOST_BYTES // 1024 // 1024, key="upload_file"
    )
    if file is None:
        st.session_state.pop(_PREVIEW, None)
        return None
    content = file.getvalue()
    key = (sha256(content).hexdigest(), language())
    held: tuple[tuple[str, str], Preview] | None = st.session_state.get(_PREVIEW)
    if held is not None and held[0] == key:
        return held[1]
    try:
        with st.spinner(_("Reading the list…")):
            table = read_table(content, file.name)
            bar = st.progress(0.0)

            def progress(done: int) -> None:
                bar.progress(done / len(table.rows))

            previewed = preview(ledger(), viewer(), table, resolver=resolver, progress=progress)
            bar.empty()
    except InvalidError as error:
        st.error(_("This file cannot be read: {reason}").format(reason=plain(str(error.message))))
        return None
    st.session_state[_PREVIEW] = (key, previewed)
    return previewed


def show_preview(previewed: Preview) -> None:
    """How many rows do what, and each row with its problem in words."""
    with st.grid(3, min_column_width=150):
        st.metric(_("New events"), number(previewed.number(Action.NEW)), border=True)
        st.metric(_("Already there"), number(previewed.number(Action.SAME)), border=True)
        st.metric(_("Cannot go in yet"), number(previewed.number(Action.PROBLEM)), border=True)
    if previewed.unread:
        st.caption(_("Columns not read: {names}").format(names=plain("、".join(previewed.unread))))
    labels = {Action.NEW: _("new"), Action.SAME: _("already there"), Action.PROBLEM: _("problem")}
    order = [Action.PROBLEM, Action.NEW, Action.SAME]
    st.dataframe(
        pd.DataFrame(
            [
                {
                    "row": row.number,
                    "action": labels[row.action],
                    "when": str(row.draft.when),
                    "title": row.draft.title,
                    "says": " ".join(
                        str(problem) for problem in (*row.problems, *row.hints, *privacy_warnings(row.draft))
                    ),
                }
                for row in sorted(previewed.rows, key=lambda row: (order.index(row.action), row.number))
            ]
        ),
        hide_index=True,
        key="upload_rows",
        column_config={
            "row": st.column_config.NumberColumn(_("Row"), width=60),
            "action": st.column_config.TextColumn(_("What it does"), width=100),
            "when": st.column_config.TextColumn(_("Date"), width=130),
            "title": st.column_config.TextColumn(_("What was done"), width="medium"),
            "says": st.column_config.TextColumn(_("To put right, or to know"), width="large"),
        },
    )


def let_in(previewed: Preview) -> None:
    """The button that saves the new rows, with progress."""
    new = previewed.number(Action.NEW)
    label = ngettext("Save {count} new event", "Save {count} new events", new).format(count=number(new))
    if st.button(label, type="primary", disabled=not new, key="upload_save"):
        bar = st.progress(0.0, text=_("Saving…"))

        def progress(done: int) -> None:
            bar.progress(min(1.0, done / new), text=_("Saving…"))

        imported = import_rows(ledger(), viewer(), previewed, progress=progress)
        st.session_state[_DONE] = (imported.new, imported.same, imported.refused)
        st.session_state.pop(_PREVIEW, None)
        show_dataset(Dataset.RECORDED)
        st.rerun()


def last_import() -> None:
    """What became of the list that was let in last."""
    done = st.session_state.pop(_DONE, None)
    if done is not None:
        new, same, refused = (number(count) for count in done)
        st.success(
            _("Saved {new} new events; {same} were already there; {refused} could not go in.").format(
                new=new, same=same, refused=refused
            ),
            icon=":material/check_circle:",
        )
