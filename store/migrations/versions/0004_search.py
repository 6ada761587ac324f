"""An index of what titles and notes say, and indexes in each of the orders of the list.

What goes into the index is written out here as it was when it was first made: `store.search` may do otherwise one day,
and a later migration will then make the index anew.
"""

import re
import unicodedata
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

BATCH = 5_000
DATASETS = ("recorded", "sample", "made_up")
SAYING = sa.text(
    "SELECT id, dataset, title, note FROM event WHERE deleted_at IS NULL AND id > :last ORDER BY id LIMIT :batch"
)


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
        insert = (
            "INSERT INTO event_search (rowid, recorded, sample, made_up) VALUES (:id, :recorded, :sample, :made_up)"
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
        insert = "INSERT INTO event_gram (event_id, dataset, grams) VALUES (:id, :dataset, :pairs)"
    _fill(op.get_bind(), sa.text(insert))


def _fill(connection: sa.Connection, insert: sa.TextClause) -> None:
    last = 0
    while events := connection.execute(SAYING, {"last": last, "batch": BATCH}).all():
        connection.execute(insert, [_row(*event) for event in events])
        last = events[-1].id


def _row(event_id: int, dataset: str, title: str, note: str) -> dict[str, Any]:
    """The parameters of both statements: all pairs of an event, and their text in the column of its dataset."""
    pairs = [*_pairs(title), *_pairs(note)]
    texts = {name: " ".join(pairs) if name == dataset else None for name in DATASETS}
    return {"id": event_id, "dataset": dataset, "pairs": pairs, **texts}


def _pairs(words: str) -> list[str]:
    """Of each run of letters and digits each character with the one after it, and the last alone."""
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", words).casefold())
    return [run[at : at + 2] for run in re.findall(r"[^\W_]+", folded) for at in range(len(run))]
