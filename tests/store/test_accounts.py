"""People and roles: who may change whom, and what is never allowed."""

import pytest
from sqlalchemy import select

from models.account import Account, AccountRole
from models.base import table_of
from models.dataset import Dataset
from models.history import HistoryEntry
from models.organisation import Organisation
from models.permission import ADMINISTRATOR, COORDINATOR, LEADER, REVIEWER
from models.viewer import Grant, Viewer
from store.account_list import list_accounts
from store.accounts import add_account, end_sessions, grant_role, revoke_role, set_active, set_password, viewer_of
from store.database import Database, last_change
from store.outcome import NotAllowedError, Outcome
from store.sessions import Limits, open_session, session_of
from store.units import save_unit

PASSWORD = "three cups of green tea"  # noqa: S105 - of people who are only in these tests

pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def tree(ledger: Database, viewer: Viewer) -> dict[str, int]:
    """A branch with two sub-branches, and another branch."""
    ids: dict[str, int] = {}
    for name, parent in (("East", None), ("East One", "East"), ("East Two", "East"), ("West", None)):
        done = save_unit(ledger, viewer, name=name, parent_id=ids[parent] if parent else None)
        assert done.id is not None, done.problems
        ids[name] = done.id
    return ids


@pytest.fixture
def of_the_east(ledger: Database, viewer: Viewer, tree: dict[str, int]) -> Viewer:
    """The administrator of the branch in the east."""
    done = add_account(ledger, viewer, name="east", password=PASSWORD, role=ADMINISTRATOR, unit=tree["East"])
    return sees(ledger, done)


def sees(database: Database, done: Outcome) -> Viewer:
    assert done.id is not None, done.problems
    found = viewer_of(database, done.id)
    assert found is not None
    return found


def codes(done: Outcome) -> list[str]:
    return [problem.code for problem in done.problems]


def test_a_person_has_the_roles_given_at_their_units(ledger: Database, viewer: Viewer, tree: dict[str, int]) -> None:
    done = add_account(ledger, viewer, name="Li.Na", full_name="李娜", role=COORDINATOR, unit="East One")
    assert grant_role(ledger, viewer, "li.na", REVIEWER, tree["East Two"]).done
    assert grant_role(ledger, viewer, "li.na", REVIEWER, tree["East Two"]).done  # twice is once
    assert grant_role(ledger, viewer, "li.na", LEADER).done
    assert grant_role(ledger, viewer, "li.na", LEADER).done
    east = f"{tree['East']}/"
    assert sees(ledger, done) == Viewer(
        "Li.Na",
        frozenset(
            {
                Grant(COORDINATOR, f"{east}{tree['East One']}/"),
                Grant(REVIEWER, f"{east}{tree['East Two']}/"),
                Grant(LEADER, ""),
            }
        ),
    )
    with ledger.reading() as connection:
        assert len(connection.execute(select(table_of(AccountRole))).all()) == 3
    assert revoke_role(ledger, viewer, "li.na", LEADER).done
    assert revoke_role(ledger, viewer, "li.na", REVIEWER, "East Two").done
    assert codes(revoke_role(ledger, viewer, "li.na", REVIEWER, "East Two")) == ["not_held"]
    assert sees(ledger, done).grants == {Grant(COORDINATOR, f"{east}{tree['East One']}/")}


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("", "missing"),
        ("  ", "missing"),
        ("a" * 81, "too_long"),
        ("ﷺ" * 10, "too_long"),  # short as typed, long as it is looked for
        ("li\nna", "unprintable"),
        ("local", "taken"),
        ("LOCAL", "taken"),
        ("Li.Na", "taken"),
        ("ｌｉ．ｎａ", "taken"),
    ],
)
def test_a_name_that_cannot_be_given_is_refused(name: str, code: str, ledger: Database, viewer: Viewer) -> None:
    add_account(ledger, viewer, name="li.na", role=COORDINATOR)
    assert codes(add_account(ledger, viewer, name=name, role=COORDINATOR)) == [code]


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("eleven char", "too_short"),
        ("x" * 201, "too_long"),
        ("1qaz2wsx3edc", "common"),
        ("PasswordPassword", "common"),
        ("abababababababab", "common"),
        ("wang.xiaoming", "is_name"),
        ("Wang.Xiaoming", "is_name"),
    ],
)
def test_a_password_that_is_guessed_first_is_refused(
    password: str, code: str, ledger: Database, viewer: Viewer
) -> None:
    assert codes(add_account(ledger, viewer, name="wang.xiaoming", password=password)) == [code]
    assert add_account(ledger, viewer, name="wang.xiaoming", password=PASSWORD).done
    assert codes(set_password(ledger, viewer, "wang.xiaoming", password)) == [code]


def test_a_password_needs_length_and_nothing_else(ledger: Database, viewer: Viewer) -> None:
    for number, password in enumerate(["白日依山尽，黄河入海流。", "correct horse battery", "x1234" + "yz" * 97]):
        assert add_account(ledger, viewer, name=f"person {number}", password=password).done


def test_the_administrator_of_a_part_arranges_that_part_and_nothing_else(
    ledger: Database, tree: dict[str, int], of_the_east: Viewer
) -> None:
    own = add_account(ledger, of_the_east, name="own", password=PASSWORD, role=COORDINATOR, unit=tree["East One"])
    assert sees(ledger, own)
    assert grant_role(ledger, of_the_east, "own", REVIEWER, tree["East Two"]).done
    assert set_password(ledger, of_the_east, "own", "another long password").done
    assert set_active(ledger, of_the_east, "own", False).done
    assert set_active(ledger, of_the_east, "own", True).done

    refused = {
        "a role elsewhere": grant_role(ledger, of_the_east, "own", REVIEWER, tree["West"]),
        "a role elsewhere by name": grant_role(ledger, of_the_east, "own", REVIEWER, "West"),
        "a role everywhere": grant_role(ledger, of_the_east, "own", ADMINISTRATOR),
        "somebody new elsewhere": add_account(ledger, of_the_east, name="n1", role=COORDINATOR, unit=tree["West"]),
        "somebody new everywhere": add_account(ledger, of_the_east, name="n2", role=ADMINISTRATOR),
        "somebody new without a role": add_account(ledger, of_the_east, name="n3"),
    }
    assert {what: done.done for what, done in refused.items()} == dict.fromkeys(refused, False)
    with ledger.reading() as connection:
        assert set(connection.scalars(select(table_of(Account).c.name))) == {"east", "own"}


@pytest.mark.parametrize("elsewhere", ["West", None, "nothing"])
def test_somebody_who_also_works_elsewhere_is_out_of_reach(
    elsewhere: str | None, ledger: Database, viewer: Viewer, tree: dict[str, int], of_the_east: Viewer
) -> None:
    if elsewhere == "nothing":  # without any role
        other = add_account(ledger, viewer, name="other", password=PASSWORD)
    else:
        other = add_account(ledger, viewer, name="other", password=PASSWORD, role=LEADER, unit=elsewhere)
        assert grant_role(ledger, viewer, "other", COORDINATOR, tree["East One"]).done
    before = sees(ledger, other)

    attempts = [
        set_password(ledger, of_the_east, "other", "another long password"),
        set_active(ledger, of_the_east, "other", False),
        end_sessions(ledger, of_the_east, "other"),
        grant_role(ledger, of_the_east, "other", REVIEWER, tree["East One"]),
        revoke_role(ledger, of_the_east, "other", COORDINATOR, tree["East One"]),
    ]

    assert [codes(done) for done in attempts] == [["scope"]] * 5
    assert sees(ledger, other) == before


@pytest.mark.parametrize("role", [COORDINATOR, REVIEWER, LEADER])
def test_who_arranges_nothing_changes_nobody(role: str, ledger: Database, viewer: Viewer) -> None:
    add_account(ledger, viewer, name="li.na", role=COORDINATOR)
    other = Viewer.holding("other", role)
    with ledger.reading() as connection:
        before = last_change(connection)
    for attempt in (
        lambda: add_account(ledger, other, name="new", role=COORDINATOR),
        lambda: set_password(ledger, other, "li.na", PASSWORD),
        lambda: set_active(ledger, other, "li.na", False),
        lambda: end_sessions(ledger, other, "li.na"),
        lambda: grant_role(ledger, other, "li.na", ADMINISTRATOR),
        lambda: revoke_role(ledger, other, "li.na", COORDINATOR),
        lambda: list_accounts(ledger, other),
    ):
        with pytest.raises(NotAllowedError):
            attempt()
    with ledger.reading() as connection:
        assert last_change(connection) == before


def test_the_last_administrator_of_the_whole_bank_stays(ledger: Database, viewer: Viewer, of_the_east: Viewer) -> None:
    assert of_the_east  # administrates a part, which does not count
    add_account(ledger, viewer, name="first", password=PASSWORD, role=ADMINISTRATOR)
    for refused in (set_active(ledger, viewer, "first", False), revoke_role(ledger, viewer, "first", ADMINISTRATOR)):
        assert codes(refused) == ["last_administrator"]
    add_account(ledger, viewer, name="second", password=PASSWORD, role=ADMINISTRATOR)
    assert set_active(ledger, viewer, "second", False).done
    assert codes(set_active(ledger, viewer, "first", False)) == ["last_administrator"]  # the other one is disabled
    assert set_active(ledger, viewer, "second", True).done
    assert revoke_role(ledger, viewer, "first", ADMINISTRATOR).done
    assert codes(revoke_role(ledger, viewer, "second", ADMINISTRATOR)) == ["last_administrator"]


@pytest.mark.parametrize(
    ("account", "role", "unit", "code"),
    [
        ("nobody", LEADER, None, "unknown"),
        (12345, LEADER, None, "unknown"),
        ("li.na", "emperor", None, "unknown"),
        ("li.na", LEADER, "North", "unknown_unit"),
        ("li.na", LEADER, 12345, "unknown_unit"),
    ],
)
def test_what_is_not_there_is_told(
    account: int | str, role: str, unit: int | str | None, code: str, ledger: Database, viewer: Viewer
) -> None:
    add_account(ledger, viewer, name="li.na", role=COORDINATOR)
    assert codes(grant_role(ledger, viewer, account, role, unit)) == [code]


def test_the_list_shows_each_administrator_their_own_people(
    ledger: Database, viewer: Viewer, tree: dict[str, int], of_the_east: Viewer
) -> None:
    add_account(ledger, viewer, name="west", full_name="王伟", role=COORDINATOR, unit=tree["West"])
    add_account(ledger, viewer, name="both", password=PASSWORD, role=COORDINATOR, unit=tree["West"])
    grant_role(ledger, viewer, "both", COORDINATOR, tree["East One"])
    add_account(ledger, viewer, name="none")
    assert [(line.name, line.changeable) for line in list_accounts(ledger, viewer)] == [
        *(("both", True), ("east", True), ("none", True), ("west", True)),
    ]
    both, east = list_accounts(ledger, of_the_east)
    assert (both.name, both.changeable, both.has_password) == ("both", False, True)
    assert (east.name, east.changeable, east.seen_at) == ("east", True, None)
    assert [(role.role, role.unit_id, role.unit_zh) for role in both.roles] == [
        (COORDINATOR, tree["East One"], "East One"),
        (COORDINATOR, tree["West"], "West"),
    ]


def test_a_person_can_be_signed_out_everywhere(ledger: Database, viewer: Viewer) -> None:
    done = add_account(ledger, viewer, name="li.na", role=COORDINATOR)
    assert done.id is not None
    secret = open_session(ledger, done.id, "proxy")
    (line,) = list_accounts(ledger, viewer)
    assert line.seen_at is not None
    assert end_sessions(ledger, viewer, "li.na").done
    assert session_of(ledger, secret, Limits()) is None


def test_every_change_of_a_person_is_in_the_history_without_the_password(ledger: Database, viewer: Viewer) -> None:
    add_account(ledger, viewer, name="li.na", password=PASSWORD, role=COORDINATOR)
    set_password(ledger, viewer, "li.na", "another long password")
    set_active(ledger, viewer, "li.na", False)
    set_active(ledger, viewer, "li.na", True)
    grant_role(ledger, viewer, "li.na", LEADER)
    revoke_role(ledger, viewer, "li.na", LEADER)
    end_sessions(ledger, viewer, "li.na")
    entry = table_of(HistoryEntry)
    with ledger.reading() as connection:
        rows = connection.execute(
            select(entry.c.action, entry.c.by, entry.c.fields).where(entry.c.record == "account").order_by(entry.c.id)
        ).all()
    assert [row.action for row in rows] == ["create", "password", "disable", "enable", "grant", "revoke", "sign_out"]
    assert {row.by for row in rows} == {viewer.name}
    assert "argon2" not in str(rows)


def test_a_role_at_a_unit_of_trial_data_shows_trial_data(made_up_ledger: Database, viewer: Viewer) -> None:
    with made_up_ledger.reading() as connection:
        unit = table_of(Organisation)
        id_, path = connection.execute(
            select(unit.c.id, unit.c.path).where(unit.c.dataset == Dataset.MADE_UP.value).order_by(unit.c.id)
        ).first()  # type: ignore[misc]
    done = add_account(made_up_ledger, viewer, name="trial", role=COORDINATOR, unit=id_)
    assert sees(made_up_ledger, done).grants == {Grant(COORDINATOR, path)}
