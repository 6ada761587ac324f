"""An index of what titles and notes say, and indexes in each of the orders of the list."""

import sqlalchemy as sa
from alembic import op

from store.search import build_index

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Make the indexes and fill them from the events that are there."""
    op.create_index("ix_event_by_title", "event", ["dataset", "deleted_at", "title"])
    op.create_index("ix_event_by_attendance", "event", ["dataset", "deleted_at", "attendance_value"])
    op.create_index("ix_event_by_update", "event", ["dataset", "deleted_at", "updated_at"])
    if op.get_bind().dialect.name == "sqlite":
        # Without a copy of the text and without its lengths; letters beyond ASCII are taken as they are.
        op.execute(
            "CREATE VIRTUAL TABLE event_search USING fts5"
            " (recorded, sample, made_up, content = '', columnsize = 0, tokenize = 'ascii')"
        )
    else:
        # No reference to the event: it is always written with it, and a restored ledger is filled table by table.
        op.create_table(
            "event_gram",
            sa.Column("event_id", sa.Integer(), autoincrement=False, nullable=False),
            sa.Column("dataset", sa.String(16), nullable=False),
            sa.Column("grams", sa.ARRAY(sa.Text()), nullable=False),
            sa.PrimaryKeyConstraint("event_id", name="pk_event_gram"),
        )
        op.create_index("ix_event_gram_grams", "event_gram", ["grams"], postgresql_using="gin")
    build_index(op.get_bind())
