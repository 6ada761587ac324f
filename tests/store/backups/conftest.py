"""A ledger worth a backup."""

import pytest

from models.viewer import Viewer
from store.database import Database
from tests.store.backups.material import record


@pytest.fixture
def kept(ledger: Database, viewer: Viewer) -> Database:
    """A ledger with three events and four photos."""
    record(ledger, viewer, "讲座", photos=3)
    record(ledger, viewer, "集市", photos=1)
    record(ledger, viewer, "入户")
    return ledger
