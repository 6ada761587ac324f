"""What people have typed is theirs alone, and stays until it is saved or thrown away."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, insert, select, update

from models.base import table_of
from models.personal import KeptEntry
from models.viewer import Viewer
from store.database import FILE, Database, newest
from store.dialects import BUSY_SECONDS
from store.kept_entries import MOST, Kept, forget_entry, keep_entry, kept_entry

ONE, OTHER = Viewer("甲"), Viewer("乙")


def kept(ledger: Database, form: str, content: str, *, by: Viewer = ONE, before: Kept | None = None) -> Kept:
    found = keep_entry(ledger, by, form, content, before=before)
    assert found is not None
    return found


def newest_of(ledger: Database, form: str, by: Viewer = ONE) -> str | None:
    found = kept_entry(ledger, by, form)
    return found.content if found else None


@contextmanager
def long_import(ledger: Database) -> Iterator[None]:
    """Somebody else writes and does not come to an end."""
    with closing(sqlite3.connect(ledger.data / FILE, isolation_level=None)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield
        connection.execute("ROLLBACK")


def test_the_last_that_was_typed_is_kept_for_each_person_and_form(bare_ledger: Database) -> None:
    change = newest(bare_ledger)
    first = kept(bare_ledger, "new", "一")
    kept(bare_ledger, "new", "二", before=first)
    kept(bare_ledger, "7", "七")
    kept(bare_ledger, "71", "七十一")
    kept(bare_ledger, "new", "乙", by=OTHER)

    found = {(who.name, form): newest_of(bare_ledger, form, who) for who in (ONE, OTHER) for form in ("new", "7", "71")}

    assert {key: content for key, content in found.items() if content} == {
        ("甲", "new"): "二",
        ("甲", "7"): "七",
        ("甲", "71"): "七十一",
        ("乙", "new"): "乙",
    }
    assert newest(bare_ledger) == change  # nobody has to look again


def test_what_was_thrown_away_is_gone_and_nothing_else(bare_ledger: Database) -> None:
    first = kept(bare_ledger, "new", "一")
    kept(bare_ledger, "new", "一", by=OTHER)
    assert forget_entry(bare_ledger, ONE, first)
    assert forget_entry(bare_ledger, ONE, first)
    assert newest_of(bare_ledger, "new") is None
    assert newest_of(bare_ledger, "new", OTHER) == "一"


def test_a_form_open_twice_keeps_both_whichever_is_saved_first(bare_ledger: Database) -> None:
    computer = kept(bare_ledger, "new", "电脑上的一场")
    phone = kept(bare_ledger, "new", "手机上的一场")
    computer = kept(bare_ledger, "new", "电脑上的一场，续", before=computer)
    phone = kept(bare_ledger, "new", "手机上的一场，续", before=phone)
    assert newest_of(bare_ledger, "new") == "手机上的一场，续"
    assert forget_entry(bare_ledger, ONE, phone)
    assert newest_of(bare_ledger, "new") == "电脑上的一场，续"


def test_what_another_round_went_on_with_is_neither_replaced_nor_thrown_away(bare_ledger: Database) -> None:
    computer = kept(bare_ledger, "new", "一")
    phone = kept_entry(bare_ledger, ONE, "new")  # opened there with what the computer had kept
    assert phone == computer
    kept(bare_ledger, "new", "一二", before=phone)
    assert forget_entry(bare_ledger, ONE, computer)
    assert newest_of(bare_ledger, "new") == "一二"
    beside = kept(bare_ledger, "new", "一三", before=computer)
    assert forget_entry(bare_ledger, ONE, beside)
    assert newest_of(bare_ledger, "new") == "一二"


def test_what_an_earlier_release_kept_is_found_and_gone_on_with(bare_ledger: Database) -> None:
    with bare_ledger.engine.begin() as connection:
        row = {"person": ONE.name, "form": "new", "content": "一", "kept_at": datetime.now(UTC)}
        connection.execute(insert(table_of(KeptEntry)).values(row))
    found = kept_entry(bare_ledger, ONE, "new")
    assert found is not None
    assert forget_entry(bare_ledger, ONE, kept(bare_ledger, "new", "一二", before=found))
    assert newest_of(bare_ledger, "new") is None


def test_while_somebody_else_writes_for_long_nothing_is_kept_and_nothing_breaks(
    bare_ledger: Database, caplog: pytest.LogCaptureFixture
) -> None:
    first = kept(bare_ledger, "new", "一")
    with long_import(bare_ledger):
        assert keep_entry(bare_ledger, ONE, "new", "一二", before=first) is None
        assert not forget_entry(bare_ledger, ONE, first)
        assert newest_of(bare_ledger, "new") == "一"
    assert [record.message for record in caplog.records if record.exc_info] == [
        "entry not kept",
        "kept entry not thrown away",
    ]
    assert forget_entry(bare_ledger, ONE, kept(bare_ledger, "new", "一二", before=first))
    # All other commands wait as long as ever.
    with bare_ledger.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == BUSY_SECONDS * 1000


def test_more_than_anybody_types_is_not_kept_and_what_was_before_stays(bare_ledger: Database) -> None:
    first = kept(bare_ledger, "new", "一")
    assert keep_entry(bare_ledger, ONE, "new", "长" * (MOST + 1), before=first) is None
    assert newest_of(bare_ledger, "new") == "一"


def test_after_three_months_it_goes(bare_ledger: Database) -> None:
    table = table_of(KeptEntry)
    kept(bare_ledger, "new", "旧")
    with bare_ledger.engine.begin() as connection:
        connection.execute(update(table).values(kept_at=datetime.now(UTC) - timedelta(days=91)))
    kept(bare_ledger, "new", "新", by=OTHER)
    assert newest_of(bare_ledger, "new") is None
    with bare_ledger.reading() as connection:
        assert connection.scalar(select(func.count()).select_from(table)) == 1
