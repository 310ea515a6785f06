"""Frameworks: drafts, versions, documents, sharing, the frozen crosswalk, practice standards."""

import sqlalchemy as sa
from alembic import op

from regionqa.core.protection import protect, unprotect
from regionqa.core.tables import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

# table → (class, insert-only), in the order in which they are made
TABLES = {
    "frameworks": ("owned", False),
    "framework_drafts": ("owned", False),
    "framework_versions": ("owned", True),
    "framework_documents": ("owned", False),
    "regional_additions": ("regional", False),
    "own_additions": ("owned", False),
    "framework_sharing": ("owned", False),
    "shared_components": ("copy", False),
    "shared_standings": ("copy", False),
    "help_offers": ("copy", False),
    "framework_legacies": ("copy", True),
    "crosswalk_snapshots": ("regional", True),
    "crosswalk_contributions": ("owned", True),
    "practice_standards": ("owned", False),
    "practice_standard_versions": ("owned", False),
    "practice_standard_steps": ("owned", True),
}


def upgrade() -> None:
    _frameworks()
    _documents_and_additions()
    _sharing()
    _crosswalk()
    _practice_standards()
    for name, (table_class, insert_only) in TABLES.items():
        protect(op, name, table_class, insert_only=insert_only)


def downgrade() -> None:
    for name in reversed(TABLES):
        unprotect(op, name)
        op.drop_table(name)


def _id() -> sa.Column:
    return sa.Column("id", sa.Uuid, primary_key=True)


def _of_authority() -> sa.Column:
    return sa.Column(
        "authority_id", sa.Uuid, sa.ForeignKey("authorities.id"), nullable=False, index=True
    )


def _of_region() -> sa.Column:
    return sa.Column("region_id", sa.Uuid, sa.ForeignKey("regions.id"), nullable=False, index=True)


def _of_two() -> list[sa.Column]:
    return [
        sa.Column("owner_id", sa.Uuid, sa.ForeignKey("authorities.id"), nullable=False, index=True),
        sa.Column(
            "reader_id", sa.Uuid, sa.ForeignKey("authorities.id"), nullable=False, index=True
        ),
    ]


def _frameworks() -> None:
    op.create_table(
        "frameworks",
        _id(),
        sa.Column("standard_code", sa.String(20), nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("begun_at", UtcDateTime, nullable=False),
        sa.Column("asked_at", UtcDateTime),
        sa.Column("asked_by", sa.Uuid),
        _of_authority(),
        sa.UniqueConstraint("authority_id", name="uq_frameworks_authority_id"),
    )
    op.create_table(
        "framework_drafts",
        _id(),
        sa.Column("component_key", sa.String(40), nullable=False),
        sa.Column("description", sa.Text, nullable=False),
        sa.Column("local", sa.Text, nullable=False),
        sa.Column("coverage", sa.String(8)),
        sa.Column("maturity", sa.Integer),
        sa.Column("points", sa.Text, nullable=False),
        sa.Column("sources", sa.Text, nullable=False),
        sa.Column("owner_role", sa.String(40)),
        sa.Column("review_on", sa.Date),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.Column("changed_by", sa.Uuid),
        sa.Column("version", sa.Integer, nullable=False),
        _of_authority(),
        sa.UniqueConstraint(
            "authority_id", "component_key", name="uq_framework_drafts_authority_id_component_key"
        ),
        sa.CheckConstraint("coverage in ('absent', 'part', 'full')", name="coverage_known"),
        sa.CheckConstraint("maturity between 1 and 4", name="maturity_a_step"),
        sa.CheckConstraint(
            "not (coverage = 'absent' and maturity is not null)", name="absent_no_step"
        ),
    )
    op.create_table(
        "framework_versions",
        _id(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("standard_code", sa.String(20), nullable=False),
        sa.Column("approved_at", UtcDateTime, nullable=False),
        sa.Column("approved_by", sa.Uuid),
        sa.Column("approved_as", sa.String(40), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("yearly_review", sa.Boolean, nullable=False),
        sa.Column("review_due", sa.Date, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        _of_authority(),
        sa.UniqueConstraint(
            "authority_id", "number", name="uq_framework_versions_authority_id_number"
        ),
    )


def _documents_and_additions() -> None:
    op.create_table(
        "framework_documents",
        _id(),
        sa.Column("component_key", sa.String(40), nullable=False, index=True),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("url", sa.String(500)),
        sa.Column("file_name", sa.String(160)),
        sa.Column("kind", sa.String(20)),
        sa.Column("size", sa.Integer),
        sa.Column("pages", sa.Integer),
        sa.Column("sha256", sa.String(64)),
        sa.Column("scanned_by", sa.String(80)),
        sa.Column("content", sa.LargeBinary),
        sa.Column("added_at", UtcDateTime, nullable=False),
        sa.Column("added_by", sa.Uuid),
        _of_authority(),
        sa.CheckConstraint("(url is null) <> (content is null)", name="a_file_or_a_link"),
        sa.CheckConstraint("url is null or url like 'https://%'", name="links_are_https"),
    )
    for name, column, key in (
        ("regional_additions", _of_region(), "region_id"),
        ("own_additions", _of_authority(), "authority_id"),
    ):
        op.create_table(
            name,
            _id(),
            sa.Column("key", sa.String(40), nullable=False),
            sa.Column("component_key", sa.String(40)),
            sa.Column("title", sa.String(300), nullable=False),
            sa.Column("purpose", sa.String(500), nullable=False),
            sa.Column("steps", sa.Text, nullable=False),
            sa.Column("added_at", UtcDateTime, nullable=False),
            sa.Column("retired_at", UtcDateTime),
            column,
            sa.UniqueConstraint(key, "key", name=f"uq_{name}_{key}_key"),
        )


def _sharing() -> None:
    op.create_table(
        "framework_sharing",
        _id(),
        sa.Column("component_key", sa.String(40), nullable=False),
        sa.Column("level", sa.String(8), nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.Column("changed_by", sa.Uuid),
        _of_authority(),
        sa.UniqueConstraint(
            "authority_id", "component_key", name="uq_framework_sharing_authority_id_component_key"
        ),
        sa.CheckConstraint("level in ('private', 'unnamed', 'named')", name="level_known"),
    )
    op.create_table(
        "shared_components",
        _id(),
        sa.Column("component_key", sa.String(40), nullable=False),
        sa.Column("version_number", sa.Integer, nullable=False),
        sa.Column("approved_at", UtcDateTime, nullable=False),
        sa.Column("published_at", UtcDateTime, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("evidence", sa.Text, nullable=False),
        *_of_two(),
        sa.UniqueConstraint(
            "owner_id", "reader_id", "component_key",
            name="uq_shared_components_owner_id_reader_id_component_key",
        ),
    )  # fmt: skip
    op.create_index(
        "ix_shared_components_reader_component", "shared_components", ["reader_id", "component_key"]
    )
    op.create_table(
        "shared_standings",
        _id(),
        sa.Column("standing", sa.Text, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("published_at", UtcDateTime, nullable=False),
        *_of_two(),
        sa.UniqueConstraint("owner_id", "reader_id", name="uq_shared_standings_owner_id_reader_id"),
    )
    op.create_table(
        "help_offers",
        _id(),
        sa.Column("component_key", sa.String(40), nullable=False),
        sa.Column("text", sa.String(500), nullable=False),
        sa.Column("contact_role", sa.String(40), nullable=False),
        sa.Column("offered_at", UtcDateTime, nullable=False),
        *_of_two(),
        sa.UniqueConstraint(
            "owner_id", "reader_id", "component_key",
            name="uq_help_offers_owner_id_reader_id_component_key",
        ),
    )  # fmt: skip
    op.create_table(
        "framework_legacies",
        _id(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("approved_at", UtcDateTime, nullable=False),
        sa.Column("approved_as", sa.String(40), nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("handed_at", UtcDateTime, nullable=False),
        *_of_two(),
        sa.UniqueConstraint(
            "owner_id", "reader_id", "number",
            name="uq_framework_legacies_owner_id_reader_id_number",
        ),
    )  # fmt: skip


def _crosswalk() -> None:
    op.create_table(
        "crosswalk_snapshots",
        _id(),
        sa.Column("set_on", sa.Date, nullable=False),
        sa.Column("made_at", UtcDateTime, nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        _of_region(),
        sa.UniqueConstraint("region_id", "set_on", name="uq_crosswalk_snapshots_region_id_set_on"),
    )
    op.create_table(
        "crosswalk_contributions",
        _id(),
        sa.Column("set_on", sa.Date, nullable=False),
        sa.Column("answers", sa.Text, nullable=False),
        _of_authority(),
        sa.UniqueConstraint(
            "authority_id", "set_on", name="uq_crosswalk_contributions_authority_id_set_on"
        ),
    )


def _practice_standards() -> None:
    op.create_table(
        "practice_standards",
        _id(),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("begun_at", UtcDateTime, nullable=False),
        _of_authority(),
        sa.UniqueConstraint(
            "authority_id", "title", name="uq_practice_standards_authority_id_title"
        ),
    )
    op.create_table(
        "practice_standard_versions",
        _id(),
        sa.Column(
            "standard_id", sa.Uuid, sa.ForeignKey("practice_standards.id"),
            nullable=False, index=True,
        ),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("sources", sa.Text, nullable=False),
        sa.Column("changed_at", UtcDateTime, nullable=False),
        sa.Column("changed_by", sa.Uuid),
        sa.Column("version", sa.Integer, nullable=False),
        _of_authority(),
        sa.UniqueConstraint(
            "standard_id", "number", name="uq_practice_standard_versions_standard_id_number"
        ),
        sa.CheckConstraint(
            "status in ('draft', 'checked', 'engaged', 'signed_off', 'in_force', 'retired')",
            name="status_known",
        ),
    )  # fmt: skip
    in_force = sa.text("status = 'in_force'")
    op.create_index(
        "uq_practice_standard_versions_in_force", "practice_standard_versions", ["standard_id"],
        unique=True, sqlite_where=in_force, postgresql_where=in_force,
    )  # fmt: skip
    op.create_table(
        "practice_standard_steps",
        _id(),
        sa.Column(
            "version_id", sa.Uuid, sa.ForeignKey("practice_standard_versions.id"),
            nullable=False, index=True,
        ),
        sa.Column("from_status", sa.String(12)),
        sa.Column("to_status", sa.String(12), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("by", sa.Uuid),
        sa.Column("note", sa.Text, nullable=False),
        _of_authority(),
    )  # fmt: skip
