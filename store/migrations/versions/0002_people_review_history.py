"""People who sign in, the review of events, and the history that nothing is taken out of."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make the tables; what was recorded before there was a review waits for it."""
    create_tables()
    op.add_column("event", sa.Column("status", sa.String(12), nullable=False, server_default="draft"))
    op.add_column("event", sa.Column("status_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("event", sa.Column("status_by", sa.String(80), nullable=True))
    op.add_column("event", sa.Column("status_reason", sa.String(500), nullable=True))
    op.create_index("ix_event_reviewed", "event", ["dataset", "deleted_at", "status"])
    op.execute("UPDATE event SET status = 'submitted'")
    keep_history()


def create_tables() -> None:
    """Accounts, their roles, who is signed in, and the history."""
    op.create_table(
        "account",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("key", sa.String(80), nullable=False),
        sa.Column("full_name", sa.String(80), nullable=False),
        sa.Column("password", sa.String(200), nullable=False),
        sa.Column("issuer", sa.String(200), nullable=True),
        sa.Column("subject", sa.String(200), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(80), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_account"),
        sa.UniqueConstraint("key", name="uq_account_key"),
        sa.UniqueConstraint("issuer", "subject", name="uq_account_issuer_subject"),
    )
    op.create_index("ix_account_change", "account", ["change"])
    op.create_table(
        "account_role",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_account_role_account_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_account_role_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_account_role"),
        sa.UniqueConstraint(
            "account_id", "role", "organisation_id", name="uq_account_role_account_id_role_organisation_id"
        ),
    )
    op.create_index("ix_account_role_account_id", "account_role", ["account_id"])
    op.create_index("ix_account_role_organisation_id", "account_role", ["organisation_id"])
    op.create_table(
        "sign_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("account_id", sa.Integer(), nullable=False),
        sa.Column("method", sa.String(16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_sign_in_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_sign_in"),
        sa.UniqueConstraint("token", name="uq_sign_in_token"),
    )
    op.create_index("ix_sign_in_account_id", "sign_in", ["account_id"])
    op.create_table(
        "sign_in_failure",
        sa.Column("key", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("key", name="pk_sign_in_failure"),
    )
    op.create_table(
        "history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.Column("record", sa.String(16), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(16), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("fields", sa.String(), nullable=False),
        sa.Column("state", sa.String(64), nullable=False),
        sa.Column("previous", sa.String(64), nullable=False),
        sa.Column("hash", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_history"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_history_change", "history", ["change"])
    op.create_index("ix_history_record_record_id", "history", ["record", "record_id"])


def keep_history() -> None:
    """Let the database itself refuse to change or remove what the history holds."""
    if op.get_bind().dialect.name == "sqlite":
        for event in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER history_no_{event.lower()} BEFORE {event} ON history "
                "BEGIN SELECT RAISE(ABORT, 'the history is only ever added to'); END"
            )
    else:
        op.execute(
            "CREATE FUNCTION history_is_kept() RETURNS trigger LANGUAGE plpgsql AS "
            "$$ BEGIN RAISE EXCEPTION 'the history is only ever added to'; END $$"
        )
        op.execute(
            "CREATE TRIGGER history_is_kept BEFORE UPDATE OR DELETE OR TRUNCATE ON history "
            "FOR EACH STATEMENT EXECUTE FUNCTION history_is_kept()"
        )
