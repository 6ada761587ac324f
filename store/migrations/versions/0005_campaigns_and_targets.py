"""Themes and papers of campaigns, campaigns retired or merged, and what each unit is to reach."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Make the tables; no campaign that is there is retired or merged."""
    op.add_column("campaign", sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True))
    # In words of its own, for SQLite adds no constraint to a table that is there, only with the column.
    op.execute(
        "ALTER TABLE campaign ADD COLUMN merged_into INTEGER"
        " CONSTRAINT fk_campaign_merged_into REFERENCES campaign (id)"
    )
    create_belongings()
    create_targets()


def create_belongings() -> None:
    """What belongs to a campaign."""
    op.create_table(
        "campaign_theme",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("text", sa.String(200), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_campaign_theme_campaign_id"),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_theme"),
    )
    op.create_index("ix_campaign_theme_campaign_id", "campaign_theme", ["campaign_id"])
    op.create_index("ix_campaign_theme_change", "campaign_theme", ["change"])
    op.create_table(
        "campaign_document",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(80), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(80), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_campaign_document_campaign_id"),
        sa.PrimaryKeyConstraint("id", name="pk_campaign_document"),
    )
    op.create_index("ix_campaign_document_campaign_id", "campaign_document", ["campaign_id"])
    op.create_index("ix_campaign_document_change", "campaign_document", ["change"])
    op.create_index("ix_campaign_document_sha256", "campaign_document", ["sha256"])


def create_targets() -> None:
    """What units are to reach."""
    op.create_table(
        "target",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("measure", sa.String(60), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.String(80), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.CheckConstraint("value >= 0", name=op.f("ck_target_value")),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_target_campaign_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_target_organisation_id"),
        sa.PrimaryKeyConstraint("id", name="pk_target"),
        sa.UniqueConstraint(
            "campaign_id", "organisation_id", "measure", name="uq_target_campaign_id_organisation_id_measure"
        ),
    )
    op.create_index("ix_target_organisation_id", "target", ["organisation_id"])
    op.create_index("ix_target_change", "target", ["change"])
