"""Photos and papers: given with the form, shown with the event."""

import streamlit as st

from components import session
from components.event_form import ROUND, Form
from components.ledger import ask, ledger, viewer
from components.wording import plain
from locales import gettext as _
from locales import mark
from models.problem import Problem
from store.attachments import (
    MOST_BYTES,
    MOST_PER_EVENT,
    PDF,
    Attachment,
    add_attachment,
    attachment_problem,
    attachments_of,
    remove_attachment,
    thumbnail,
    too_many_attachments,
)
from store.events import may_export
from store.outcome import NotAllowedError


def file_field(form: Form) -> None:
    """The box for new files, and those the event has already."""
    st.file_uploader(
        _("Photos and papers (JPEG, PNG, WebP, PDF)"),
        type=["jpg", "jpeg", "png", "webp", "pdf"],
        accept_multiple_files=True,
        max_upload_size=MOST_BYTES // 1024 // 1024,
        key=_box(form),
    )
    if form.event_id is not None:
        for kept in attachments_of(ledger(), viewer(), form.event_id):
            with st.container(horizontal=True, vertical_alignment="center"):
                _picture(kept, form.event_id, width=96)
                st.text(kept.name)
                if st.button(_("Take off"), key=f"take_off_{kept.id}", type="tertiary"):
                    outcome = remove_attachment(ledger(), viewer(), form.event_id, kept.id)
                    if outcome.done:
                        st.rerun()
                    for problem in outcome.problems:
                        st.error(plain(str(problem)))


def file_problems(form: Form) -> list[Problem]:
    """Why some of the new files cannot be kept."""
    files = st.session_state.get(_box(form)) or []
    problems = [problem for file in files if (problem := attachment_problem(file.name, file.getvalue()))]
    held = len(attachments_of(ledger(), viewer(), form.event_id)) if form.event_id is not None else 0
    return [*problems, too_many_attachments()] if held + len(files) > MOST_PER_EVENT else problems


def keep_files(form: Form, event_id: int) -> list[Problem]:
    """Keep the new files with a saved event; what could not be kept."""
    problems: list[Problem] = []
    for file in st.session_state.get(_box(form)) or []:
        problems += add_attachment(ledger(), viewer(), event_id, name=file.name, content=file.getvalue()).problems
    return problems


def show_evidence(event_id: int) -> None:
    """The pictures of an event side by side; papers as downloads for whoever may export the event."""
    kept = ask(attachments_of, ledger(), viewer(), event_id)
    if kept:
        with st.container(horizontal=True):
            for attachment in kept:
                _picture(attachment, event_id, width=160)


def _picture(attachment: Attachment, event_id: int, *, width: int) -> None:
    small = _thumbnail(attachment)
    if small is not None:
        st.image(small, caption=plain(attachment.name), width=width)
    elif attachment.media_type != PDF or not may_export(ledger(), viewer(), event_id):
        st.caption(plain(attachment.name))  # the file itself would tell where a picture was taken
    else:
        database, who = ledger(), session.later(ledger())

        def content() -> bytes:
            if not may_export(database, who(), event_id):
                raise NotAllowedError(mark("your roles do not allow this. Ask an administrator."))
            return attachment.path.read_bytes()

        st.download_button(
            plain(attachment.name),
            content,
            file_name=attachment.name,
            mime=attachment.media_type,
            icon=":material/description:",
            key=f"paper_{attachment.id}_{width}",
            on_click="ignore",
        )


@st.cache_data(max_entries=200, show_spinner=False)
def _thumbnail(attachment: Attachment) -> bytes | None:
    return thumbnail(attachment)


def _box(form: Form) -> str:
    return f"record_files_{form.event_id or 'new'}_{st.session_state.get(ROUND, 0)}"
