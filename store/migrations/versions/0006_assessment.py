"""Indicators with their weights, and what the score cards of closed quarters said."""

from typing import Any

import sqlalchemy as sa
from alembic import op

from store.migrations import seeds_0006

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Make the tables and fill in indicators to begin with; no quarter is closed."""
    create_indicators()
    create_closed_quarters()
    create_scores()
    named = ("name_zh", "name_en", "measure", "narrowing", "per", "full_at")
    numbered = ("weight", "position", "change")
    indicator = sa.table(
        "indicator",
        *(sa.column(name) for name in named),
        *(sa.column(name, sa.Integer) for name in numbered),
        sa.column("retired", sa.Boolean),
    )
    op.bulk_insert(
        indicator,
        [
            {**dict(zip((*named, "weight"), seed, strict=True)), "position": position, "change": 0, "retired": False}
            for position, seed in enumerate(seeds_0006.INDICATORS)
        ],
    )


def ruled() -> list[sa.Column[Any]]:
    """The columns of a rule."""
    return [
        sa.Column("name_zh", sa.String(80), nullable=False),
        sa.Column("name_en", sa.String(80), nullable=False),
        sa.Column("measure", sa.String(60), nullable=False),
        sa.Column("narrowing", sa.String(400), nullable=False),
        sa.Column("per", sa.String(60), nullable=False),
        sa.Column("full_at", sa.String(20), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
    ]


def create_indicators() -> None:
    op.create_table(
        "indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        *ruled(),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.CheckConstraint("weight > 0", name="weight"),
        sa.PrimaryKeyConstraint("id", name="pk_indicator"),
    )
    op.create_index("ix_indicator_change", "indicator", ["change"])


def create_closed_quarters() -> None:
    """Which quarters are closed, by what they were scored, and which units there were."""
    op.create_table(
        "assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("quarter", sa.Integer(), nullable=False),
        sa.Column("dataset", sa.String(16), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_by", sa.String(80), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_by", sa.String(80), nullable=True),
        sa.Column("reopened_reason", sa.String(500), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_assessment"),
    )
    op.create_index("ix_assessment_change", "assessment", ["change"])
    op.create_table(
        "scored_indicator",
        sa.Column("id", sa.Integer(), nullable=False),
        *ruled(),
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("indicator_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name="fk_scored_indicator_assessment_id"),
        sa.ForeignKeyConstraint(["indicator_id"], ["indicator.id"], name="fk_scored_indicator_indicator_id"),
        sa.PrimaryKeyConstraint("id", name="pk_scored_indicator"),
    )
    op.create_index("ix_scored_indicator_assessment_id", "scored_indicator", ["assessment_id"])
    op.create_index("ix_scored_indicator_indicator_id", "scored_indicator", ["indicator_id"])
    op.create_table(
        "scored_unit",
        sa.Column("assessment_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("name_zh", sa.String(120), nullable=False),
        sa.Column("name_en", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("outlets", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["assessment_id"], ["assessment.id"], name="fk_scored_unit_assessment_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_scored_unit_organisation_id"),
        sa.PrimaryKeyConstraint("assessment_id", "organisation_id", name="pk_scored_unit"),
    )
    op.create_index("ix_scored_unit_organisation_id", "scored_unit", ["organisation_id"])


def create_scores() -> None:
    """What each unit had, and the points it got."""
    op.create_table(
        "score_row",
        sa.Column("scored_indicator_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=True),
        sa.Column("known", sa.Integer(), nullable=False),
        sa.Column("events", sa.Integer(), nullable=False),
        sa.Column("lower_bound", sa.Boolean(), nullable=False),
        sa.Column("approximate", sa.Boolean(), nullable=False),
        sa.Column("estimated", sa.BigInteger(), nullable=False),
        sa.Column("divisor", sa.BigInteger(), nullable=True),
        sa.Column("points", sa.String(60), nullable=False),
        sa.ForeignKeyConstraint(
            ["scored_indicator_id"], ["scored_indicator.id"], name="fk_score_row_scored_indicator_id"
        ),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_score_row_organisation_id"),
        sa.PrimaryKeyConstraint("scored_indicator_id", "organisation_id", name="pk_score_row"),
    )
    op.create_index("ix_score_row_organisation_id", "score_row", ["organisation_id"])
