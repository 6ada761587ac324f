"""Photos and papers: given with the form, shown with the event."""

import streamlit as st

from components.event_form import ROUND, Form
from components.ledger import ask, ledger, viewer
from components.wording import plain
from locales import gettext as _
from models.problem import Problem
from store.attachments import (
    MOST_BYTES,
    MOST_PER_EVENT,
    Attachment,
    add_attachment,
    attachment_problem,
    attachments_of,
    remove_attachment,
    thumbnail,
    too_many_attachments,
)


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
                _picture(kept, width=96)
                st.text(kept.name)
                if st.button(_("Take off"), key=f"take_off_{kept.id}", type="tertiary"):
                    remove_attachment(ledger(), viewer(), form.event_id, kept.id)
                    st.rerun()


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
    """The pictures of an event side by side, papers as downloads."""
    kept = ask(attachments_of, ledger(), viewer(), event_id)
    if kept:
        with st.container(horizontal=True):
            for attachment in kept:
                _picture(attachment, width=160)


def _picture(attachment: Attachment, *, width: int) -> None:
    small = _thumbnail(attachment)
    if small is not None:
        st.image(small, caption=plain(attachment.name), width=width)
    elif attachment.path.is_file():
        st.download_button(
            plain(attachment.name),
            attachment.path.read_bytes,
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
