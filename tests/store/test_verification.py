"""Verifying: whatever is altered behind the ledger's back is found."""

import pytest

from launch.commands import parse
from launch.jobs import run_job
from models.permission import ADMINISTRATOR, LEADER, REVIEWER
from models.viewer import Viewer
from store import verification
from store.accounts import add_account, grant_role, revoke_role, set_active
from store.database import FILE, Database
from store.outcome import NotAllowedError
from store.verification import verify_history
from tests.store.noted import ADMIN, ENTRY, change, create, entries, meddle, told, verify


def test_an_untouched_ledger_verifies_with_and_without_the_noted_hash(kept: Database) -> None:
    verdict = verify(kept)
    assert verdict.fine
    assert (verdict.entries, verdict.events, verdict.without) == (9, 4, 0)
    for entry in entries(kept):
        assert verify(kept, entry.hash).fine
    assert verdict.head == entries(kept)[-1].hash


OTHER = {
    "id": "id + 1000",
    "at": "strftime('%Y-%m-%d %H:%M:%f', at, '+1 second')",
    "by": "by || '丙'",
    "change": "change + 1",
    "record": "'unit'",
    "record_id": "record_id + 1",
    "action": "'approve'",
    "reason": "reason || ' '",
    "fields": "replace(fields, '60', '61') || ' '",
    "state": "substr(state, 2) || '0'",
    "previous": "substr(previous, 2) || '0'",
    "hash": "substr(hash, 2) || '0'",
}


@pytest.mark.parametrize("column", ENTRY.columns.keys())
def test_an_entry_altered_in_any_column_is_found(kept: Database, column: str) -> None:
    # Of the newest entry the id alone may change: nothing that it says, and not its place, is another then.
    for entry in entries(kept)[: -1 if column == "id" else None]:
        before = (kept.data / FILE).read_bytes()
        meddle(kept, f"UPDATE history SET {column} = {OTHER[column]} WHERE id = {entry.id}")  # noqa: S608
        assert told(kept), entry.id
        kept.close()
        (kept.data / FILE).write_bytes(before)


@pytest.mark.parametrize(
    ("statements", "sentence"),
    [
        (["DELETE FROM history WHERE id = 1"], "entry 2 does not follow what is there: entries 1 to 1 are missing."),
        (["DELETE FROM history WHERE id = 5"], "entry 6 does not follow what is there: entries 5 to 5 are missing."),
        (
            ["DELETE FROM history WHERE id BETWEEN 3 AND 6"],
            "entry 7 does not follow what is there: entries 3 to 6 are missing.",
        ),
        (
            ["DELETE FROM history WHERE id = 5", "UPDATE history SET id = id - 1 WHERE id > 5"],
            "entry 5 does not follow the one before it: one was altered, put in, or moved.",
        ),
        (
            [
                "UPDATE history SET id = -3 WHERE id = 3",
                "UPDATE history SET id = 3 WHERE id = 4",
                "UPDATE history SET id = 4 WHERE id = -3",
            ],
            "entry 3 does not follow the one before it: one was altered, put in, or moved.",
        ),
        (
            ["INSERT INTO history SELECT id + 1, at, by, change, record, record_id, action, reason, fields, state, "
             "previous, hash FROM history WHERE id = 9"],
            "entry 10 does not follow the one before it: one was altered, put in, or moved.",
        ),
        (["UPDATE history SET at = 'rubbish' WHERE id = 4"], "entry 4 (rubbish, 甲) is not as it was written."),
        (["UPDATE history SET by = x'00ff' WHERE id = 4"], "is not as it was written."),
    ],
)  # fmt: skip
def test_entries_removed_moved_put_in_or_made_rubbish_are_found(
    kept: Database, statements: list[str], sentence: str
) -> None:
    meddle(kept, *statements)
    assert any(sentence in found for found in told(kept)), told(kept)


def test_entries_cut_off_the_end_are_found_by_the_noted_hash(kept: Database) -> None:
    head = verify(kept).head
    # Whoever sets the events back too leaves a ledger that holds together.
    meddle(kept, "DELETE FROM history WHERE id > 7", "UPDATE event SET attendance_value = 60, deleted_at = NULL")
    assert told(kept) == []
    assert told(kept, head) == [f"there is no entry {head}: entries were taken off the end, or all were written anew."]


def test_entries_cut_off_the_end_are_found_by_the_events_they_told_of(kept: Database) -> None:
    meddle(kept, "DELETE FROM history WHERE id > 6")
    assert told(kept) == [
        "event 2 “第2场” is not as the history left it.",
        "event 3 “第3场” is not as the history left it.",
        "event 5 has vanished; the history says it is there.",
    ]


INSERTED = (
    "INSERT INTO event (kind, title, when_precision, when_text, organisation_id, sessions, note, dataset, version,"
    " created_at, created_by, updated_at, updated_by, change, status) SELECT kind, '编造', when_precision, when_text,"
    " organisation_id, sessions, note, dataset, version, created_at, created_by, updated_at, updated_by, change, status"
    " FROM event WHERE id = 1"
)


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE event SET attendance_value = 61 WHERE id = 1", "event 1 “第1场” is not as the history left it."),
        ("UPDATE event SET status = 'approved' WHERE id = 1", "event 1 “第1场” is not as the history left it."),
        ("UPDATE event SET when_start = 'rubbish' WHERE id = 1", "event 1 “第1场” is not as the history left it."),
        ("UPDATE event SET dataset = 'sample' WHERE id = 1", "event 1 “第1场” is not as the history left it."),
        ("UPDATE event SET note = x'00ff' WHERE id = 1", "event 1 “第1场” is not as the history left it."),
        ("UPDATE event SET deleted_at = NULL WHERE id = 3", "event 3 “第3场” is not as the history left it."),
        ("DELETE FROM event_topic WHERE event_id = 2", "event 2 “第2场” is not as the history left it."),
        ("UPDATE event_topic SET topic = 'other' WHERE topic = 'integrity' AND event_id = 4",
         "event 4 “第4场” is not as the history left it."),
        ("DELETE FROM event WHERE id = 4", "event 4 has vanished; the history says it is there."),
        (INSERTED, "event 5 “编造” is not as the history left it."),
        (INSERTED.replace("(kind", "(id, kind").replace("SELECT kind", "SELECT 77, kind"),
         "event 77 “编造” is not in the history."),
        (INSERTED.replace("(kind", "(id, kind").replace("SELECT kind", "SELECT -7, kind"),
         "event -7 “编造” is not in the history."),
    ],
)  # fmt: skip
def test_an_event_altered_behind_the_ledgers_back_is_found(kept: Database, statement: str, sentence: str) -> None:
    meddle(kept, statement)
    assert told(kept) == [sentence]


ZHANG, WANG = (f"account {name} or its roles are not as the history left them." for name in ("1 “zhang”", "2 “wang”"))


@pytest.mark.parametrize(
    ("statement", "sentence"),
    [
        ("UPDATE account_role SET role = 'administrator' WHERE account_id = 1",
         ZHANG),
        ("UPDATE account_role SET organisation_id = NULL", ZHANG),
        ("DELETE FROM account_role", ZHANG),
        ("INSERT INTO account_role (account_id, role) VALUES (1, 'reviewer')",
         ZHANG),
        ("UPDATE account SET active = 1 WHERE id = 2", WANG),
        ("UPDATE account SET subject = 'me', issuer = 'elsewhere' WHERE id = 2",
         WANG),
        ("INSERT INTO account (name, key, full_name, password, active, created_at, created_by, change)"
         " SELECT 'mole', 'mole', '', password, 1, created_at, created_by, change FROM account WHERE id = 2",
         "account 3 “mole” is not in the history."),
        ("DELETE FROM account WHERE id = 2", "account 2 has vanished; the history says it is there."),
    ],
)  # fmt: skip
def test_an_account_altered_behind_the_ledgers_back_is_found(kept: Database, statement: str, sentence: str) -> None:
    assert add_account(kept, ADMIN, name="zhang", role=REVIEWER, unit=1).done
    assert add_account(kept, ADMIN, name="wang", full_name="王").done
    assert grant_role(kept, ADMIN, "wang", LEADER).done
    assert revoke_role(kept, ADMIN, "wang", LEADER).done
    assert set_active(kept, ADMIN, "wang", active=False).done
    verdict = verify(kept)
    assert (verdict.accounts, verdict.fine) == (2, True)
    meddle(kept, statement)
    assert told(kept) == [sentence]


def test_a_gap_in_the_ids_alone_means_nothing(kept: Database) -> None:
    meddle(kept, "UPDATE sqlite_sequence SET seq = 500 WHERE name = 'history'")
    with kept.writing(ADMIN, "change") as writing:
        change(writing, 1, title="改")
    assert entries(kept)[-1].id == 501
    assert verify(kept).fine


def test_of_many_problems_the_first_hundred_are_told_and_all_are_counted(bare_ledger: Database) -> None:
    with bare_ledger.writing(ADMIN, "create") as writing:
        for number in range(150):
            create(writing, str(number))
    meddle(bare_ledger, "UPDATE event SET title = '改'")
    verdict = verify(bare_ledger)
    assert (len(verdict.problems), verdict.found, verdict.fine) == (verification.MOST_PROBLEMS, 150, False)


def test_who_does_not_arrange_the_whole_bank_may_not_verify(kept: Database) -> None:
    for viewer in (Viewer("甲"), Viewer.holding("乙", REVIEWER), Viewer.holding("丙", ADMINISTRATOR, "1/")):
        with pytest.raises(NotAllowedError):
            verify_history(kept, viewer)


def test_the_command_says_what_it_found_and_ends_with_its_code(
    kept: Database, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "en_GB.UTF-8")
    head = verify(kept).head

    def run(*arguments: str) -> tuple[int, str]:
        code = run_job(parse(["verify-history", "--data", str(kept.data), *arguments]))
        return code, capsys.readouterr().out

    code, said = run("--expect", head.upper())
    assert code == 0
    assert "Checked: history entries 9, events 4, accounts 0; events older than the history: 0" in said
    assert head in said
    assert "given with --expect was found" in said
    meddle(kept, "UPDATE event SET title = '改' WHERE id = 1")
    code, said = run("--expect", "0" * 64)
    assert code == 1
    assert "History: event 1 “改” is not as the history left it." in said
    assert f"there is no entry {'0' * 64}" in said
    assert "Problems found: 2" in said
    assert "was found" not in said


@pytest.mark.parametrize("expected", ["", "abc", "g" * 64, "0" * 63])
def test_what_cannot_be_a_hash_is_refused(expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["verify-history", "--expect", expected])
    assert "64" in capsys.readouterr().err
