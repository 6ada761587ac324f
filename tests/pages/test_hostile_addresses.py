"""Whatever stands in an address, the page opens and says no more than it would without it."""

import pytest

from store.database import Database
from tests.hostile import hostile_texts
from tests.pages.visiting import visit

PARAMETERS = (
    *("text", "start", "end", "period", "dataset", "organisation", "campaigns", "kinds", "statuses", "venue_types"),
    *("key_groups", "topics", "division", "event", "no_such"),
)
VISITS = 3  # of each page; the lists of events and the map are the slowest


@pytest.mark.parametrize("at", range(VISITS))
@pytest.mark.parametrize("page", ["overview", "events", "export", "record", "upload", "map"])
def test_a_page_opens_whatever_its_address_says(page: str, at: int, sample_ledger: Database) -> None:
    texts = iter(hostile_texts(len(PARAMETERS), seed=100 * at + len(page)))

    app = visit(sample_ledger, page, **{name: next(texts) for name in PARAMETERS})

    assert not app.exception
    assert app.title
