"""The papers of a campaign: to download, to add, to take off."""

from collections.abc import Callable
from pathlib import Path

import streamlit as st

from components.frame import show_problems
from components.ledger import ask, ledger, viewer
from components.names import named
from components.news import tell_next
from components.wording import heading, plain
from locales import gettext as _
from locales.numbers import moment, number
from store.campaign_documents import Document, add_document, documents_of, remove_document

_ENDINGS = ["pdf", "doc", "docx", "xls", "xlsx", "ppt", "pptx", "wps", "et", "dps"]


def campaign_documents(campaign_id: int, *, may_change: bool) -> None:
    """The papers there are; for whoever may change the campaign, a way to add one and to take one off."""
    papers = ask(documents_of, ledger(), viewer(), campaign_id)
    heading(_("Documents"), number(len(papers)) if papers else "")
    if not papers and not may_change:
        st.caption(_("There are no documents."))
    for paper in papers:
        _paper(campaign_id, paper, may_change=may_change)
    if may_change:
        _add(campaign_id)


def _paper(campaign_id: int, paper: Document, *, may_change: bool) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.download_button(
            paper.name,
            _reader(paper.path),
            file_name=paper.name,
            mime="application/octet-stream",  # saved, never opened in the page
            icon=":material/description:",
            on_click="ignore",
            key=f"paper_{paper.id}",
            disabled=not paper.path.is_file(),
        )
        told = _("{size} kB · {when} · {who}").format(
            size=number(max(1, round(paper.size / 1000))), when=moment(paper.added_at), who=named(paper.added_by)
        )
        st.caption(plain(told), width="content")
        if may_change and st.button(_("Remove"), key=f"remove_paper_{paper.id}", type="tertiary"):
            outcome = remove_document(ledger(), viewer(), campaign_id, paper.id)
            show_problems(outcome.problems)
            if outcome.done:
                tell_next(_("Removed: {name}").format(name=plain(paper.name)))
                st.rerun()


def _reader(path: Path) -> Callable[[], bytes]:
    return path.read_bytes


def _add(campaign_id: int) -> None:
    turn = st.session_state.get("paper_turn", 0)
    given = st.file_uploader(
        _("Add a notice, a plan or a report (PDF, Word, Excel, PowerPoint, WPS; up to 20 MB)"),
        type=_ENDINGS,
        key=f"paper_new_{campaign_id}_{turn}",
    )
    if given is None:
        return
    outcome = add_document(ledger(), viewer(), campaign_id, name=given.name, content=given.getvalue())
    show_problems(outcome.problems)
    if outcome.done:
        st.session_state["paper_turn"] = turn + 1
        tell_next(_("Added: {name}").format(name=plain(given.name)))
        st.rerun()
