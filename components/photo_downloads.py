"""The photos of a list as one file: prepared on a click, for that takes about half a second a picture."""

from dataclasses import dataclass
from typing import Final

import streamlit as st

from components import session
from components.ledger import ask, ledger, viewer
from components.wording import heading
from exchange.photo_archive import PhotoArchive, photo_archive
from locales import gettext as _
from locales import language, ngettext
from locales.numbers import number
from metrics.filter import Filter
from metrics.photos import PhotoCount, count_photos
from models.viewer import Viewer
from store.outcome import not_allowed

MOST_BYTES: Final = 400 * 1024 * 1024  # of one download, which the server holds in memory while it goes out
_HELD: Final = "photo_archive"


@dataclass(frozen=True, slots=True)
class _Made:
    """An archive, and for what and for whom it was made: it is offered for nothing else and to nobody else."""

    asked: Filter
    who: Viewer
    spoken: str
    archive: PhotoArchive


def photos_of(asked: Filter) -> None:
    """How many photos the events have, how large they are, and their download."""
    counted = ask(count_photos, ledger(), viewer(), asked)
    heading(_("Photos and papers"))
    if not counted.pictures and not counted.papers:
        st.caption(_("These events have no photos and papers."))
        return
    st.markdown(_how_many(counted))
    st.caption(
        _(
            "Pictures are written anew without the place, time and device that phones put into them. "
            "PDF files stay as they were given."
        )
    )
    if counted.size > MOST_BYTES:
        st.info(
            _("One download holds at most {size}. Choose a shorter period or a single unit.").format(
                size=in_megabytes(MOST_BYTES)
            )
        )
        return
    made = st.session_state.get(_HELD)
    if isinstance(made, _Made) and (made.asked, made.who, made.spoken) == (asked, viewer(), language()):
        _offer(made.archive, made.who)
        return
    st.session_state.pop(_HELD, None)
    if st.button(_("Prepare the photos"), icon=":material/photo_library:", key="prepare_photos"):
        st.session_state[_HELD] = _Made(asked, viewer(), language(), _prepared(asked))
        st.rerun()


def in_megabytes(size: int) -> str:
    """The size of a file as people say it: "3.2 MB"."""
    return _("{size} MB").format(size=number(max(0.1, round(size / 1024 / 1024, 1))))


def _how_many(counted: PhotoCount) -> str:
    pictures = ngettext("**{count}** picture", "**{count}** pictures", counted.pictures)
    papers = ngettext("**{count}** PDF", "**{count}** PDFs", counted.papers)
    parts = [pictures.format(count=number(counted.pictures)), papers.format(count=number(counted.papers))]
    return " · ".join([*parts[: 2 if counted.papers else 1], in_megabytes(counted.size)])


def _prepared(asked: Filter) -> PhotoArchive:
    bar = st.progress(0.0, text=_("Preparing the photos…"))

    def progress(done: int, total: int) -> None:
        words = _("Preparing the photos… {done} of {total}").format(done=number(done), total=number(total))
        bar.progress(done / total, text=words)

    archive = photo_archive(ledger(), viewer(), asked, progress=progress)
    bar.empty()
    return archive


def _offer(archive: PhotoArchive, made_for: Viewer) -> None:
    if archive.missing:
        st.warning(
            ngettext(
                "{count} file is missing or damaged and was left out; the list inside names it.",
                "{count} files are missing or damaged and were left out; the list inside names them.",
                archive.missing,
            ).format(count=number(archive.missing)),
            icon=":material/broken_image:",
        )
    who = session.later(ledger())

    def content() -> bytes:
        if who() != made_for:
            raise not_allowed()
        return archive.content()

    st.download_button(
        _("Download the photos (zip, {size})").format(size=in_megabytes(archive.size)),
        content,
        file_name=archive.name,
        mime="application/zip",
        icon=":material/download:",
        on_click="ignore",
        key="download_photos",
    )
