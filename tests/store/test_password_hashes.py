"""What is kept of a password is as slow to try as it should be today, whenever it was set."""

from argon2 import PasswordHasher
from sqlalchemy import select, update

from models.account import Account
from models.base import table_of
from models.permission import COORDINATOR
from models.viewer import Viewer
from store.accounts import add_account
from store.database import Database
from store.sign_ins import check_password

PASSWORD = "three cups of green tea"  # noqa: S105 - of a person who is only in these tests
ACCOUNT = table_of(Account)


def test_a_hash_with_old_parameters_is_made_anew_when_the_password_is_seen(ledger: Database, viewer: Viewer) -> None:
    person = add_account(ledger, viewer, name="li.na", password=PASSWORD, role=COORDINATOR).id
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)
    with ledger.writing(Viewer("test"), "test") as writing:
        writing.session.connection().execute(update(ACCOUNT).values(password=weak))
    assert check_password(ledger, "li.na", PASSWORD) == person
    with ledger.reading() as connection:
        kept = connection.scalar(select(ACCOUNT.c.password))
    assert str(kept).startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert check_password(ledger, "li.na", PASSWORD) == person
