"""People by the names their colleagues know."""

from collections import Counter

from sqlalchemy import select

from models.account import Account
from models.base import table_of
from models.viewer import Viewer
from store.database import Database

_ACCOUNT = table_of(Account)


def people_names(database: Database, viewer: Viewer) -> dict[str, str]:
    """Sign-in name → full name, of everybody who has one; nothing for a viewer without any role.

    Whoever may read a record may know by name who wrote it; nothing else of the accounts is told. Of several people of
    one name each comes with the sign-in name, so that nobody is taken for somebody else.
    """
    if not viewer.grants:
        return {}
    with database.reading() as connection:
        rows = connection.execute(select(_ACCOUNT.c.name, _ACCOUNT.c.full_name).where(_ACCOUNT.c.full_name != "")).all()
    counted = Counter(row.full_name for row in rows)
    return {row.name: f"{row.full_name} ({row.name})" if counted[row.full_name] > 1 else row.full_name for row in rows}
