"""Photos and papers: given with the form, shown with the event, each with what there is to remark about it."""

import logging
from collections.abc import Sequence
from typing import Final

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from components import session
from components.event_form import ROUND, Form
from components.ledger import ask, ledger, viewer
from components.wording import plain
from locales import gettext as _
from locales import language, mark
from metrics.evidence import OTHER, WHEN, WHERE, Remark, remarks_of, remarks_on
from metrics.records import one_event
from models.dataset import Dataset
from models.entry import Entry, tidy_text
from models.problem import InvalidError, Problem
from models.review import SUBMITTED
from models.when import When, parse_when
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
from store.events import may_export, read_event
from store.outcome import not_allowed
from store.picture_file import PDF, Look, look_at
from store.pictures import read_missing
from store.trouble import BENEATH

LOOKED_AT_ONCE: Final = 6
"""Stored pictures that nobody has looked at yet and that one sight of an event makes up for: each takes a moment."""
_log: Final = logging.getLogger("outreach.pages")
_TILE: Final = 150  # pixels wide: two of them side by side on a phone
_ICONS: Final = {WHEN: "event_busy", WHERE: "wrong_location", OTHER: "content_copy"}


def file_field(form: Form) -> None:
    """The box for new files, and those the event has already."""
    limit = MOST_BYTES // 1024 // 1024
    with st.container(key="evidence"):
        st.file_uploader(
            _("Photos and papers (JPEG, HEIC, PNG, WebP, PDF), at most {limit} MB each").format(limit=limit),
            type=["jpg", "jpeg", "heic", "heif", "png", "webp", "pdf"],
            accept_multiple_files=True,
            max_upload_size=limit,
            key=_box(form),
        )
        entry = form.entry()
        _new_files(form, entry)
        if form.event_id is not None:
            _kept_files(form, form.event_id, entry)


def had_files(form: Form) -> bool:
    """Whether the event has files, or had some when it was opened: taking the last one off does not count as none."""
    if form.event_id is None:
        return False
    noted = f"had_files_{form.event_id}"
    if ask(attachments_of, ledger(), viewer(), form.event_id):
        st.session_state[noted] = True
    return noted in st.session_state


def file_problems(form: Form) -> list[Problem]:
    """Why some of the new files cannot be kept."""
    files = _chosen(form)
    problems = [problem for file in files if (problem := attachment_problem(file.name, file.size, _look(file)))]
    held = len(attachments_of(ledger(), viewer(), form.event_id)) if form.event_id is not None else 0
    return [*problems, too_many_attachments()] if held + len(files) > MOST_PER_EVENT else problems


def keep_files(form: Form, event_id: int) -> list[Problem]:
    """Keep the new files with a saved event; what could not be kept, and whether the event goes without evidence.

    The event stays saved where the disk or the database takes no file: each of them is named.
    """
    problems: list[Problem] = []
    database_takes_none = False
    for file in _chosen(form):
        if not database_takes_none:
            try:
                kept = add_attachment(ledger(), viewer(), event_id, name=file.name, content=file.getvalue())
            except BENEATH as error:
                _log.exception("file not kept")
                database_takes_none = not isinstance(error, OSError)  # each further one would be waited for as long
            else:
                problems += kept.problems
                continue
        not_kept = mark("“{name}” was not kept: disk or database did not take it. Add it to the event later.")
        problems.append(Problem.of("attachments", "not_kept", not_kept, name=tidy_text(file.name)[:60]))
    saved = one_event(ledger(), viewer(), event_id)
    if saved and saved.status == SUBMITTED and not saved.links and not attachments_of(ledger(), viewer(), event_id):
        without = mark("there is none, and no link. The event is submitted all the same; add one if you can.")
        problems.append(Problem.of("attachments", "without_evidence", without))
    return problems


def show_evidence(event_id: int) -> None:
    """The pictures of an event side by side; papers as downloads for whoever may export the event."""
    kept = ask(attachments_of, ledger(), viewer(), event_id)
    event = ask(one_event, ledger(), viewer(), event_id)
    if event is None:
        return
    if not kept:
        if not event.links and event.dataset == Dataset.RECORDED.value:
            st.caption(_("No photo, paper or link yet"))
        return
    draft = ask(read_event, ledger(), viewer(), event_id)
    places = draft.places if draft else ()
    read_missing(ledger(), viewer(), event_id=event_id, most=LOOKED_AT_ONCE)
    remarks = ask(remarks_of, ledger(), viewer(), event_id, event.when, places, Dataset(event.dataset))
    with st.container(horizontal=True):
        for attachment in kept:
            with st.container(width=_TILE):
                _picture(attachment, event_id, width=_TILE)
                _say(remarks.get(attachment.sha256, ()))


def _new_files(form: Form, entry: Entry) -> None:
    """The files just chosen, as they will be kept, with what there is to remark about them before anything is saved."""
    looks = {file.file_id: look for file in _chosen(form) if (look := _look(file)) and not look.most}
    if not looks:
        return
    about = remarks_on(
        ledger(),
        viewer(),
        tuple(looks.values()),
        _when(entry),
        tuple(entry.places),
        form.dataset,
        form.event_id,
    )
    with st.container(horizontal=True):
        for file in _chosen(form):
            look = looks.get(file.file_id)
            if look is None or not (look.small or look.sha256 in about):
                continue
            with st.container(width=_TILE):
                if look.small:
                    st.image(look.small, caption=plain(file.name), width=_TILE)
                else:
                    st.caption(plain(file.name))
                _say(about.get(look.sha256, ()))


def _kept_files(form: Form, event_id: int, entry: Entry) -> None:
    """The files the event has, each with a button to take it off."""
    kept = attachments_of(ledger(), viewer(), event_id)
    if not kept:
        return
    read_missing(ledger(), viewer(), event_id=event_id, most=LOOKED_AT_ONCE)
    remarks = ask(remarks_of, ledger(), viewer(), event_id, _when(entry), tuple(entry.places), form.dataset)
    with st.container(horizontal=True):
        for attachment in kept:
            with st.container(width=_TILE):
                _picture(attachment, event_id, width=_TILE)
                _say(remarks.get(attachment.sha256, ()))
                if st.button(_("Take off"), key=f"take_off_{attachment.id}", type="tertiary"):
                    outcome = remove_attachment(ledger(), viewer(), event_id, attachment.id)
                    if outcome.done:
                        st.rerun()
                    for problem in outcome.problems:
                        st.error(plain(str(problem)))


def _say(remarks: Sequence[Remark]) -> None:
    """Remarks, each with the way to the other event it names: in a tab of its own, for files just chosen stay here."""
    for remark in remarks:
        st.markdown(f":orange[:material/{_ICONS[remark.about]}:] {plain(remark.text)}")
        if remark.event_id is not None:
            st.link_button(
                _("See that event"),
                f"record?event={remark.event_id}&lang={language()}",
                icon=":material/open_in_new:",
                type="tertiary",
            )


def _picture(attachment: Attachment, event_id: int, *, width: int) -> None:
    small = _thumbnail(attachment, attachment.sha256)
    if small is not None:
        st.image(small, caption=plain(attachment.name), width=width)
    elif attachment.media_type != PDF or not may_export(ledger(), viewer(), event_id):
        st.caption(plain(attachment.name))  # the file itself would tell where a picture was taken
    else:
        database, who = ledger(), session.later(ledger())

        def content() -> bytes:
            if not may_export(database, who(), event_id):
                raise not_allowed()
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


@st.cache_data(max_entries=2_000, show_spinner=False)  # about 10 kB each
def _thumbnail(_attachment: Attachment, sha256: str) -> bytes | None:
    del sha256  # whatever event a picture belongs to, and whatever its name is there
    return thumbnail(_attachment)


def _look(file: UploadedFile) -> Look | None:
    return _looked(file, file.file_id) if file.size <= MOST_BYTES else None


@st.cache_data(max_entries=200, show_spinner=False)
def _looked(_file: UploadedFile, file_id: str) -> Look | None:
    del file_id  # only there to tell files apart
    return look_at(_file.getvalue())


def _chosen(form: Form) -> list[UploadedFile]:
    return st.session_state.get(_box(form)) or []


def _when(entry: Entry) -> When:
    """The date as it stands in the form; not known while it cannot be understood."""
    try:
        return parse_when(entry.when)
    except InvalidError:
        return When.unknown()


def _box(form: Form) -> str:
    return f"record_files_{form.event_id or 'new'}_{st.session_state.get(ROUND, 0)}"
