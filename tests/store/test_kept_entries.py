"""What people have typed is theirs alone, and stays until it is saved or thrown away."""

from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select, update

from models.base import table_of
from models.personal import KeptEntry
from models.viewer import Viewer
from store.database import Database, newest
from store.kept_entries import MOST, forget_entry, keep_entry, kept_entry

ONE, OTHER = Viewer("甲"), Viewer("乙")


def test_the_last_that_was_typed_is_kept_for_each_person_and_form(ledger: Database) -> None:
    before = newest(ledger)
    keep_entry(ledger, ONE, "new", "一")
    keep_entry(ledger, ONE, "new", "二")
    keep_entry(ledger, ONE, "7", "七")
    keep_entry(ledger, OTHER, "new", "乙")

    kept = {(who.name, form): kept_entry(ledger, who, form) for who in (ONE, OTHER) for form in ("new", "7")}

    assert {key: found.content for key, found in kept.items() if found} == {
        ("甲", "new"): "二",
        ("甲", "7"): "七",
        ("乙", "new"): "乙",
    }
    assert newest(ledger) == before  # nobody has to look again


def test_what_was_thrown_away_is_gone_and_nothing_else(ledger: Database) -> None:
    keep_entry(ledger, ONE, "new", "一")
    keep_entry(ledger, OTHER, "new", "乙")
    forget_entry(ledger, ONE, "new")
    forget_entry(ledger, ONE, "new")
    assert kept_entry(ledger, ONE, "new") is None
    assert kept_entry(ledger, OTHER, "new") is not None


def test_more_than_anybody_types_is_not_kept_and_what_was_before_stays(ledger: Database) -> None:
    keep_entry(ledger, ONE, "new", "一")
    assert keep_entry(ledger, ONE, "new", "长" * (MOST + 1)) is None
    kept = kept_entry(ledger, ONE, "new")
    assert kept is not None
    assert kept.content == "一"


def test_after_three_months_it_goes(ledger: Database) -> None:
    table = table_of(KeptEntry)
    keep_entry(ledger, ONE, "new", "旧")
    with ledger.engine.begin() as connection:
        connection.execute(update(table).values(kept_at=datetime.now(UTC) - timedelta(days=91)))
    keep_entry(ledger, OTHER, "new", "新")
    assert kept_entry(ledger, ONE, "new") is None
    with ledger.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(table)) == 1
