"""Signing in: passwords, lock-outs, sessions and their end."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from models.account import Account, SignIn, SignInFailure
from models.base import table_of
from models.permission import ADMINISTRATOR, COORDINATOR
from models.viewer import Viewer
from store.accounts import add_account, set_active, set_password, viewer_of
from store.database import Database
from store.passwords import is_password
from store.sessions import Limits, end_session, note_seen, open_session, session_of
from store.sign_ins import (
    account_by_name,
    account_vouched_for,
    add_first_administrator,
    check_password,
    lacks_administrator,
)

ISSUER = "https://sign-in.bank.example"
PASSWORD = "three cups of green tea"  # noqa: S105 - of a person who is only in these tests
ACCOUNT, SIGN_IN, FAILURE = table_of(Account), table_of(SignIn), table_of(SignInFailure)
NOW = datetime.now(UTC)
LIMITS = Limits()

pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def person(ledger: Database, viewer: Viewer) -> int:
    """The account of a coordinator."""
    done = add_account(ledger, viewer, name="li.na", password=PASSWORD, role=COORDINATOR)
    assert done.id is not None, done.problems
    return done.id


def column(database: Database, what: object) -> list[object]:
    with database.reading() as connection:
        return list(connection.scalars(select(what)))  # type: ignore[call-overload]


def test_the_right_password_opens_the_account(ledger: Database, person: int) -> None:
    assert check_password(ledger, "li.na", PASSWORD) == person


@pytest.mark.parametrize("name", ["Li.Na", " li.na ", "ｌｉ．ｎａ"])
def test_case_width_and_blanks_of_a_name_do_not_matter(name: str, ledger: Database, person: int) -> None:
    assert check_password(ledger, name, PASSWORD) == person


@pytest.mark.parametrize(
    ("name", "password"),
    [("li.na", "three cups of black tea"), ("li.na", ""), ("wang.wei", PASSWORD), ("", ""), ("li.na\0", PASSWORD)],
)
def test_anything_else_opens_nothing(name: str, password: str, ledger: Database, person: int) -> None:
    assert person
    assert check_password(ledger, name, password) is None


def test_a_disabled_person_is_not_let_in_whatever_the_way(ledger: Database, viewer: Viewer, person: int) -> None:
    assert account_vouched_for(ledger, ISSUER, "17", "li.na") == person
    assert set_active(ledger, viewer, person, False).done
    assert check_password(ledger, "li.na", PASSWORD) is None
    assert account_by_name(ledger, "li.na") is None
    assert account_vouched_for(ledger, ISSUER, "17", "li.na") is None
    assert viewer_of(ledger, person) is None


def test_somebody_without_a_password_cannot_use_one(ledger: Database, viewer: Viewer) -> None:
    add_account(ledger, viewer, name="elsewhere", role=COORDINATOR)
    for password in ("", "nobody's", PASSWORD):
        assert check_password(ledger, "elsewhere", password) is None


@pytest.mark.parametrize("name", ["li.na", "nobody at all"])
def test_five_failures_lock_a_name_for_longer_and_longer(name: str, ledger: Database, person: int) -> None:
    assert person
    now, locks = NOW, []
    for _try in range(12):
        while True:
            check_password(ledger, name, "a wrong password", now)
            (until,) = column(ledger, FAILURE.c.locked_until)
            if until is not None:
                break
        assert isinstance(until, datetime)
        locks.append((until - now).total_seconds() / 60)
        assert check_password(ledger, name, PASSWORD, until - timedelta(seconds=1)) is None  # whatever the password
        now = until
    assert column(ledger, FAILURE.c.count) == [16]
    assert locks == [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 60, 60]


def test_a_lock_that_is_over_lets_the_right_password_in_and_is_forgotten(ledger: Database, person: int) -> None:
    for _try in range(5):
        assert check_password(ledger, "li.na", "a wrong password", NOW) is None
    assert check_password(ledger, "li.na", PASSWORD, NOW + timedelta(seconds=59)) is None
    assert check_password(ledger, "LI.NA", PASSWORD, NOW + timedelta(seconds=61)) == person
    assert column(ledger, FAILURE.c.key) == []


def test_four_failures_do_no_harm(ledger: Database, person: int) -> None:
    for _round in range(3):
        for _try in range(4):
            assert check_password(ledger, "li.na", "a wrong password") is None
        assert check_password(ledger, "li.na", PASSWORD) == person


def test_failures_of_yesterday_are_swept_and_no_name_is_kept(ledger: Database) -> None:
    check_password(ledger, "my password typed into the wrong box", "x", NOW)
    (key,) = column(ledger, FAILURE.c.key)
    assert "password" not in str(key)
    check_password(ledger, "somebody else", "x", NOW + timedelta(days=1, seconds=1))
    assert key not in column(ledger, FAILURE.c.key)


def test_one_password_typed_on_two_keyboards_is_the_same(ledger: Database, viewer: Viewer) -> None:
    composed, apart = "café au lait, trois", "cafe\N{COMBINING ACUTE ACCENT} au lait, trois"
    add_account(ledger, viewer, name="zoé", password=composed, role=COORDINATOR)
    assert check_password(ledger, "zoé", apart) is not None


def test_nothing_is_the_password_of_an_empty_hash() -> None:
    assert not is_password("", "")
    assert not is_password("", "nobody's")
    assert not is_password("rubbish", "rubbish")


def test_a_session_is_found_by_its_secret_of_which_only_a_digest_is_kept(ledger: Database, person: int) -> None:
    secret = open_session(ledger, person, "password")
    found = session_of(ledger, secret, LIMITS)
    assert found is not None
    assert (found.account_id, found.name, found.method) == (person, "li.na", "password")
    assert len(secret) == 43
    assert secret not in str(column(ledger, SIGN_IN.c.token))


@pytest.mark.parametrize("secret", ["", "x", "x" * 43, "é" * 43, "' or 1=1 --"])
def test_any_other_secret_finds_nothing(secret: str, ledger: Database, person: int) -> None:
    open_session(ledger, person, "password")
    (token,) = column(ledger, SIGN_IN.c.token)
    assert session_of(ledger, secret, LIMITS) is None
    assert session_of(ledger, str(token), LIMITS) is None  # who reads the database cannot come in with it


def test_a_session_ends_when_nothing_is_done_in_it(ledger: Database, person: int) -> None:
    secret = open_session(ledger, person, "password")
    now = datetime.now(UTC)
    assert session_of(ledger, secret, LIMITS, now + timedelta(minutes=29))
    assert session_of(ledger, secret, LIMITS, now + timedelta(minutes=31)) is None
    session = session_of(ledger, secret, LIMITS)
    assert session is not None
    note_seen(ledger, session, now + timedelta(minutes=29))
    assert session_of(ledger, secret, LIMITS, now + timedelta(minutes=58))
    assert session_of(ledger, secret, LIMITS, now + timedelta(minutes=60)) is None


def test_a_session_ends_after_twelve_hours_whatever_is_done(ledger: Database, person: int) -> None:
    secret = open_session(ledger, person, "password")
    now = datetime.now(UTC)
    session = session_of(ledger, secret, LIMITS)
    assert session is not None
    note_seen(ledger, session, now + timedelta(hours=11, minutes=50))
    assert session_of(ledger, secret, LIMITS, now + timedelta(hours=11, minutes=59))
    assert session_of(ledger, secret, LIMITS, now + timedelta(hours=12, minutes=1)) is None


def test_signing_out_ends_one_session_and_no_other(ledger: Database, person: int) -> None:
    here, there = (open_session(ledger, person, "password") for _browser in range(2))
    end_session(ledger, here)
    assert session_of(ledger, here, LIMITS) is None
    assert session_of(ledger, there, LIMITS)


@pytest.mark.parametrize("how", ["disabled", "password"])
def test_all_sessions_end_with_the_account_and_with_its_password(
    how: str, ledger: Database, viewer: Viewer, person: int
) -> None:
    sessions = [open_session(ledger, person, "password") for _browser in range(2)]
    if how == "disabled":
        assert set_active(ledger, viewer, person, False).done
        assert set_active(ledger, viewer, person, True).done  # being let in again opens no old session
    else:
        assert set_password(ledger, viewer, person, "another long password").done
    assert [session_of(ledger, secret, LIMITS) for secret in sessions] == [None, None]


def test_an_account_disabled_behind_our_back_ends_its_sessions_too(ledger: Database, person: int) -> None:
    secret = open_session(ledger, person, "password")
    with ledger.writing(Viewer("test"), "test") as writing:
        writing.session.connection().execute(update(ACCOUNT).values(active=False))
    assert session_of(ledger, secret, LIMITS) is None


def test_limits_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    assert Limits.from_environment() == Limits(timedelta(minutes=30), timedelta(hours=12))
    monkeypatch.setenv("OUTREACH_IDLE_MINUTES", "5")
    monkeypatch.setenv("OUTREACH_SESSION_HOURS", "8")
    assert Limits.from_environment() == Limits(timedelta(minutes=5), timedelta(hours=8))


@pytest.mark.parametrize("text", ["0", "-1", "soon", "nan", "inf"])
@pytest.mark.parametrize("name", ["OUTREACH_IDLE_MINUTES", "OUTREACH_SESSION_HOURS"])
def test_a_limit_that_is_none_is_refused(name: str, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, text)
    with pytest.raises(ValueError, match=r"OUTREACH|float"):
        Limits.from_environment()


def test_the_first_administrator_is_added_once(ledger: Database) -> None:
    assert lacks_administrator(ledger)
    done = add_first_administrator(ledger, "director", PASSWORD, "Wang Wei")
    assert done.id is not None
    assert not lacks_administrator(ledger)
    first = viewer_of(ledger, done.id)
    assert first == Viewer.holding("director", ADMINISTRATOR)
    again = add_first_administrator(ledger, "intruder", PASSWORD)
    assert [problem.code for problem in again.problems] == ["not_the_first"]
    assert column(ledger, ACCOUNT.c.name) == ["director"]


def test_a_provider_is_believed_once_a_name_is_linked_by_identity_alone(ledger: Database, person: int) -> None:
    assert account_vouched_for(ledger, ISSUER, "17", "Li.Na") == person
    assert account_vouched_for(ledger, ISSUER, "17", "renamed there") == person
    assert account_vouched_for(ledger, ISSUER, "18", "li.na") is None  # somebody else who took the name there
    assert account_vouched_for(ledger, "https://other.example", "17", "li.na") is None
    assert account_vouched_for(ledger, ISSUER, "19", "unknown here") is None
