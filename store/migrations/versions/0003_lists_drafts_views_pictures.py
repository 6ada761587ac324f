"""Lists taken in as batches, entries kept while they are typed, views of the list, and what pictures tell."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Make the tables; events recorded before belong to no batch."""
    create_uploads()
    create_personal()
    create_pictures()
    # In words of its own, for SQLite adds no constraint to a table that is there, only with the column.
    op.execute(
        "ALTER TABLE event ADD COLUMN batch_id INTEGER CONSTRAINT fk_event_batch_id REFERENCES upload_batch (id)"
    )
    op.create_index("ix_event_batch_id", "event", ["batch_id"])


def create_uploads() -> None:
    """Batches, what they changed, and how columns were matched."""
    op.create_table(
        "upload_batch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("new", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.String(80), nullable=True),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_upload_batch"),
    )
    op.create_index("ix_upload_batch_by", "upload_batch", ["by"])
    op.create_index("ix_upload_batch_change", "upload_batch", ["change"])
    op.create_table(
        "upload_change",
        sa.Column("batch_id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["batch_id"], ["upload_batch.id"], name="fk_upload_change_batch_id"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_upload_change_event_id"),
        sa.PrimaryKeyConstraint("batch_id", "event_id", name="pk_upload_change"),
    )
    op.create_index("ix_upload_change_event_id", "upload_change", ["event_id"])
    op.create_table(
        "column_memory",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(80), nullable=False),
        sa.Column("headings", sa.String(64), nullable=False),
        sa.Column("columns", sa.String(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_column_memory"),
        sa.UniqueConstraint("person", "headings", name="uq_column_memory_person_headings"),
    )


def create_personal() -> None:
    """Entries not yet saved, and views of the list."""
    op.create_table(
        "kept_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(80), nullable=False),
        sa.Column("form", sa.String(20), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_kept_entry"),
        sa.UniqueConstraint("person", "form", name="uq_kept_entry_person_form"),
    )
    op.create_table(
        "saved_view",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(80), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("address", sa.String(4000), nullable=False),
        sa.Column("columns", sa.String(1000), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_view"),
        sa.UniqueConstraint("person", "name", name="uq_saved_view_person_name"),
    )


def create_pictures() -> None:
    """What each stored picture tells, and four indexes by which likenesses are found."""
    parts = [f"part_{number}" for number in range(4)]
    op.create_table(
        "picture",
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.String(32), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lng", sa.Float(), nullable=True),
        sa.Column("likeness", sa.String(16), nullable=False),
        *(sa.Column(part, sa.Integer(), nullable=True) for part in parts),
        sa.PrimaryKeyConstraint("sha256", name="pk_picture"),
    )
    for part in parts:
        op.create_index(f"ix_picture_{part}", "picture", [part])
