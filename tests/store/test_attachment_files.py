"""The files of attachments as they lie in the data folder."""

import os
from datetime import date

import pytest

from models.draft import EventDraft
from models.viewer import Viewer
from models.when import When
from store.attachments import add_attachment, attachments_of
from store.database import Database
from store.events import save_event


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such modes")
@pytest.mark.parametrize(("mask", "mode"), [(0o022, 0o644), (0o027, 0o640)])
def test_evidence_may_be_read_as_far_as_its_owner_lets_others(
    ledger: Database, viewer: Viewer, mask: int, mode: int
) -> None:
    draft = EventDraft(title="设台宣传", organisation="武清支行", when=When.on(date(2024, 9, 4)))
    event = save_event(ledger, viewer, draft).id
    assert event is not None
    before = os.umask(mask)
    try:
        assert add_attachment(ledger, viewer, event, name="签到.pdf", content=b"%PDF-1.7 signed").done
    finally:
        os.umask(before)
    (kept,) = attachments_of(ledger, viewer, event)
    assert kept.path.stat().st_mode & 0o777 == mode
    assert [path.name for path in kept.path.parent.iterdir()] == [kept.path.name]
