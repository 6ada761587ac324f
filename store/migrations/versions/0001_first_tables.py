"""The first tables, and the words every ledger starts with."""

from datetime import date

import sqlalchemy as sa
from alembic import op

from store.migrations import seeds_0001

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the tables and fill in the vocabularies and the known campaigns."""
    create_tables()
    for name, seeds in seeds_0001.VOCABULARIES.items():
        table = sa.table(
            name,
            *(sa.column(c) for c in ("code", "label_zh", "label_en", "maps_to")),
            sa.column("position", sa.Integer),
            sa.column("retired", sa.Boolean),
        )
        op.bulk_insert(
            table,
            [
                {
                    "code": code,
                    "label_zh": zh,
                    "label_en": en,
                    "maps_to": maps_to,
                    "position": position,
                    "retired": False,
                }
                for position, (code, zh, en, maps_to) in enumerate(seeds)
            ],
        )
    campaign = sa.table(
        "campaign",
        *(sa.column(c) for c in ("name_zh", "name_en", "slogan", "organiser", "dataset")),
        sa.column("year", sa.Integer),
        sa.column("starts", sa.Date),
        sa.column("ends", sa.Date),
        sa.column("change", sa.Integer),
    )
    op.bulk_insert(
        campaign,
        [
            {
                "name_zh": zh,
                "name_en": en,
                "slogan": slogan,
                "organiser": "",
                "dataset": "recorded",
                "year": year,
                "starts": day(starts),
                "ends": day(ends),
                "change": 0,
            }
            for zh, en, year, starts, ends, slogan in seeds_0001.CAMPAIGNS
        ],
    )


def day(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def create_tables() -> None:
    op.create_table(
        "basis",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("label_zh", sa.String(80), nullable=False),
        sa.Column("label_en", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("maps_to", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_basis"),
    )
    op.create_table(
        "campaign",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name_zh", sa.String(160), nullable=False),
        sa.Column("name_en", sa.String(160), nullable=False),
        sa.Column("year", sa.Integer(), nullable=True),
        sa.Column("starts", sa.Date(), nullable=True),
        sa.Column("ends", sa.Date(), nullable=True),
        sa.Column("slogan", sa.String(200), nullable=False),
        sa.Column("organiser", sa.String(160), nullable=False),
        sa.Column("dataset", sa.String(16), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_campaign"),
    )
    op.create_index("ix_campaign_change", "campaign", ["change"], unique=False)
    op.create_index("ix_campaign_dataset", "campaign", ["dataset"], unique=False)
    op.create_table(
        "change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(80), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_change"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "division",
        sa.Column("id", sa.String(16), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.String(16), nullable=True),
        sa.Column("path", sa.String(96), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("source", sa.String(32), nullable=False),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lng", sa.Float(), nullable=True),
        sa.Column("point_source", sa.String(32), nullable=False),
        sa.ForeignKeyConstraint(["parent_id"], ["division.id"], name="fk_division_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_division"),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_division_parent_id", "division", ["parent_id"], unique=False)
    op.create_index("ix_division_path", "division", ["path"], unique=False)
    op.create_table(
        "format",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("label_zh", sa.String(80), nullable=False),
        sa.Column("label_en", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("maps_to", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_format"),
    )
    op.create_table(
        "key_group",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("label_zh", sa.String(80), nullable=False),
        sa.Column("label_en", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("maps_to", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_key_group"),
    )
    op.create_table(
        "material",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("label_zh", sa.String(80), nullable=False),
        sa.Column("label_en", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("maps_to", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_material"),
    )
    op.create_table(
        "partner",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("dataset", sa.String(16), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_partner"),
        sa.UniqueConstraint("dataset", "name", name="uq_partner_dataset_name"),
    )
    op.create_index("ix_partner_change", "partner", ["change"], unique=False)
    op.create_index("ix_partner_dataset", "partner", ["dataset"], unique=False)
    op.create_table(
        "regulator_group",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("label_zh", sa.String(80), nullable=False),
        sa.Column("label_en", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("maps_to", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_regulator_group"),
    )
    op.create_table(
        "regulator_scene",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("label_zh", sa.String(80), nullable=False),
        sa.Column("label_en", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("maps_to", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_regulator_scene"),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("value", sa.String(2000), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_setting"),
    )
    op.create_table(
        "topic",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("label_zh", sa.String(80), nullable=False),
        sa.Column("label_en", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("maps_to", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_topic"),
    )
    op.create_table(
        "venue_type",
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("label_zh", sa.String(80), nullable=False),
        sa.Column("label_en", sa.String(80), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Boolean(), nullable=False),
        sa.Column("maps_to", sa.String(40), nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_venue_type"),
    )
    op.create_table(
        "division_code",
        sa.Column("division_id", sa.String(16), nullable=False),
        sa.Column("scheme", sa.String(16), nullable=False),
        sa.Column("code", sa.String(16), nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.ForeignKeyConstraint(["division_id"], ["division.id"], name="fk_division_code_division_id"),
        sa.PrimaryKeyConstraint("division_id", "scheme", "code", name="pk_division_code"),
    )
    op.create_index("ix_division_code_code", "division_code", ["code"], unique=False)
    op.create_table(
        "organisation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("parent_id", sa.Integer(), nullable=True),
        sa.Column("path", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("name_zh", sa.String(120), nullable=False),
        sa.Column("name_en", sa.String(120), nullable=False),
        sa.Column("division_id", sa.String(16), nullable=True),
        sa.Column("dataset", sa.String(16), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["division_id"], ["division.id"], name="fk_organisation_division_id"),
        sa.ForeignKeyConstraint(["parent_id"], ["organisation.id"], name="fk_organisation_parent_id"),
        sa.PrimaryKeyConstraint("id", name="pk_organisation"),
        sa.UniqueConstraint("dataset", "parent_id", "name_zh", name="uq_organisation_dataset_parent_id_name_zh"),
    )
    op.create_index("ix_organisation_change", "organisation", ["change"], unique=False)
    op.create_index("ix_organisation_dataset", "organisation", ["dataset"], unique=False)
    op.create_index("ix_organisation_parent_id", "organisation", ["parent_id"], unique=False)
    op.create_index("ix_organisation_path", "organisation", ["path"], unique=False)
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("when_start", sa.Date(), nullable=True),
        sa.Column("when_end", sa.Date(), nullable=True),
        sa.Column("when_precision", sa.String(8), nullable=False),
        sa.Column("when_text", sa.String(80), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("venue_type", sa.String(40), nullable=True),
        sa.Column("sessions", sa.Integer(), nullable=False),
        sa.Column("attendance_value", sa.Integer(), nullable=True),
        sa.Column("attendance_qualifier", sa.String(12), nullable=True),
        sa.Column("attendance_basis", sa.String(40), nullable=True),
        sa.Column("indirect_value", sa.Integer(), nullable=True),
        sa.Column("indirect_qualifier", sa.String(12), nullable=True),
        sa.Column("indirect_basis", sa.String(40), nullable=True),
        sa.Column("consultations_value", sa.Integer(), nullable=True),
        sa.Column("consultations_qualifier", sa.String(12), nullable=True),
        sa.Column("consultations_basis", sa.String(40), nullable=True),
        sa.Column("staff_value", sa.Integer(), nullable=True),
        sa.Column("staff_qualifier", sa.String(12), nullable=True),
        sa.Column("staff_basis", sa.String(40), nullable=True),
        sa.Column("media_reports", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(5000), nullable=False),
        sa.Column("reference", sa.String(80), nullable=True),
        sa.Column("dataset", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.String(80), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_by", sa.String(80), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.CheckConstraint("attendance_value >= 0", name=op.f("ck_event_attendance")),
        sa.CheckConstraint("sessions >= 1", name=op.f("ck_event_sessions")),
        sa.ForeignKeyConstraint(["attendance_basis"], ["basis.code"], name="fk_event_attendance_basis"),
        sa.ForeignKeyConstraint(["consultations_basis"], ["basis.code"], name="fk_event_consultations_basis"),
        sa.ForeignKeyConstraint(["indirect_basis"], ["basis.code"], name="fk_event_indirect_basis"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_event_organisation_id"),
        sa.ForeignKeyConstraint(["staff_basis"], ["basis.code"], name="fk_event_staff_basis"),
        sa.ForeignKeyConstraint(["venue_type"], ["venue_type.code"], name="fk_event_venue_type"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
    )
    op.create_index("ix_event_change", "event", ["change"], unique=False)
    op.create_index("ix_event_listed", "event", ["dataset", "deleted_at", "when_start"], unique=False)
    op.create_index("ix_event_organisation_id", "event", ["organisation_id"], unique=False)
    op.create_index("ix_event_reference", "event", ["reference"], unique=False)
    op.create_index("ix_event_venue_type", "event", ["venue_type"], unique=False)
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("venue_type", sa.String(40), nullable=True),
        sa.Column("division_id", sa.String(16), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("lng", sa.Float(), nullable=True),
        sa.Column("standing", sa.String(16), nullable=True),
        sa.Column("organisation_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(2000), nullable=False),
        sa.Column("dataset", sa.String(16), nullable=False),
        sa.Column("change", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["division_id"], ["division.id"], name="fk_place_division_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_place_organisation_id"),
        sa.ForeignKeyConstraint(["venue_type"], ["venue_type.code"], name="fk_place_venue_type"),
        sa.PrimaryKeyConstraint("id", name="pk_place"),
    )
    op.create_index("ix_place_change", "place", ["change"], unique=False)
    op.create_index("ix_place_dataset", "place", ["dataset"], unique=False)
    op.create_index("ix_place_division_id", "place", ["division_id"], unique=False)
    op.create_index("ix_place_name", "place", ["name"], unique=False)
    op.create_index("ix_place_organisation_id", "place", ["organisation_id"], unique=False)
    op.create_table(
        "event_attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("media_type", sa.String(80), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_event_attachment_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_event_attachment"),
    )
    op.create_index("ix_event_attachment_event_id", "event_attachment", ["event_id"], unique=False)
    op.create_index("ix_event_attachment_sha256", "event_attachment", ["sha256"], unique=False)
    op.create_table(
        "event_campaign",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name="fk_event_campaign_campaign_id"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_event_campaign_event_id"),
        sa.PrimaryKeyConstraint("event_id", "campaign_id", name="pk_event_campaign"),
    )
    op.create_index("ix_event_campaign_campaign_id", "event_campaign", ["campaign_id"], unique=False)
    op.create_table(
        "event_co_organiser",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_event_co_organiser_event_id"),
        sa.ForeignKeyConstraint(["organisation_id"], ["organisation.id"], name="fk_event_co_organiser_organisation_id"),
        sa.PrimaryKeyConstraint("event_id", "organisation_id", name="pk_event_co_organiser"),
    )
    op.create_index("ix_event_co_organiser_organisation_id", "event_co_organiser", ["organisation_id"], unique=False)
    op.create_table(
        "event_format",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("format", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_event_format_event_id"),
        sa.ForeignKeyConstraint(["format"], ["format.code"], name="fk_event_format_format"),
        sa.PrimaryKeyConstraint("event_id", "format", name="pk_event_format"),
    )
    op.create_index("ix_event_format_format", "event_format", ["format"], unique=False)
    op.create_table(
        "event_key_group",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("key_group", sa.String(40), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("qualifier", sa.String(12), nullable=True),
        sa.Column("basis", sa.String(40), nullable=True),
        sa.CheckConstraint("value >= 0", name=op.f("ck_event_key_group_value")),
        sa.ForeignKeyConstraint(["basis"], ["basis.code"], name="fk_event_key_group_basis"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_event_key_group_event_id"),
        sa.ForeignKeyConstraint(["key_group"], ["key_group.code"], name="fk_event_key_group_key_group"),
        sa.PrimaryKeyConstraint("event_id", "key_group", name="pk_event_key_group"),
    )
    op.create_index("ix_event_key_group_key_group", "event_key_group", ["key_group"], unique=False)
    op.create_table(
        "event_link",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(1000), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_event_link_event_id"),
        sa.PrimaryKeyConstraint("id", name="pk_event_link"),
    )
    op.create_index("ix_event_link_event_id", "event_link", ["event_id"], unique=False)
    op.create_table(
        "event_material",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("material", sa.String(40), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.Column("qualifier", sa.String(12), nullable=True),
        sa.Column("basis", sa.String(40), nullable=True),
        sa.CheckConstraint("value >= 0", name=op.f("ck_event_material_value")),
        sa.ForeignKeyConstraint(["basis"], ["basis.code"], name="fk_event_material_basis"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_event_material_event_id"),
        sa.ForeignKeyConstraint(["material"], ["material.code"], name="fk_event_material_material"),
        sa.PrimaryKeyConstraint("id", name="pk_event_material"),
    )
    op.create_index("ix_event_material_event_id", "event_material", ["event_id"], unique=False)
    op.create_table(
        "event_partner",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("partner_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_event_partner_event_id"),
        sa.ForeignKeyConstraint(["partner_id"], ["partner.id"], name="fk_event_partner_partner_id"),
        sa.PrimaryKeyConstraint("event_id", "partner_id", name="pk_event_partner"),
    )
    op.create_index("ix_event_partner_partner_id", "event_partner", ["partner_id"], unique=False)
    op.create_table(
        "event_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("division_id", sa.String(16), nullable=True),
        sa.CheckConstraint(
            "(place_id IS NULL) <> (division_id IS NULL)", name=op.f("ck_event_place_place_or_division")
        ),
        sa.ForeignKeyConstraint(["division_id"], ["division.id"], name="fk_event_place_division_id"),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_event_place_event_id"),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name="fk_event_place_place_id"),
        sa.PrimaryKeyConstraint("id", name="pk_event_place"),
    )
    op.create_index("ix_event_place_division_id", "event_place", ["division_id"], unique=False)
    op.create_index("ix_event_place_event_id", "event_place", ["event_id"], unique=False)
    op.create_index("ix_event_place_place_id", "event_place", ["place_id"], unique=False)
    op.create_table(
        "event_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(80), nullable=False),
        sa.Column("read_on", sa.Date(), nullable=True),
        sa.Column("views_value", sa.BigInteger(), nullable=True),
        sa.Column("views_qualifier", sa.String(12), nullable=True),
        sa.Column("views_basis", sa.String(40), nullable=True),
        sa.Column("likes", sa.Integer(), nullable=True),
        sa.Column("shares", sa.Integer(), nullable=True),
        sa.CheckConstraint("views_value >= 0", name=op.f("ck_event_reading_views")),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_event_reading_event_id"),
        sa.ForeignKeyConstraint(["views_basis"], ["basis.code"], name="fk_event_reading_views_basis"),
        sa.PrimaryKeyConstraint("id", name="pk_event_reading"),
    )
    op.create_index("ix_event_reading_event_id", "event_reading", ["event_id"], unique=False)
    op.create_table(
        "event_topic",
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("topic", sa.String(40), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name="fk_event_topic_event_id"),
        sa.ForeignKeyConstraint(["topic"], ["topic.code"], name="fk_event_topic_topic"),
        sa.PrimaryKeyConstraint("event_id", "topic", name="pk_event_topic"),
    )
    op.create_index("ix_event_topic_topic", "event_topic", ["topic"], unique=False)
