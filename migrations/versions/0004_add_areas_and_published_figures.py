"""Published areas and figures, services and teams, sharing agreements."""

import sqlalchemy as sa
from alembic import op

from regionqa.core.protection import protect, unprotect
from regionqa.core.tables import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

REFERENCE = (
    "reference_loads",
    "areas",
    "area_codes",
    "successions",
    "statistical_neighbours",
    "inspections",
    "inspection_visits",
    "indicators",
    "published_values",
)
OWNED = ("services", "teams", "sharing_agreements", "indicator_uploads")


def upgrade() -> None:
    _areas()
    _inspections()
    _figures()
    _own()
    for name in REFERENCE:
        protect(op, name, "global")
    for name in OWNED:
        protect(op, name, "owned")


def downgrade() -> None:
    for name in (*reversed(OWNED), *reversed(REFERENCE)):
        unprotect(op, name)
        op.drop_table(name)


def _areas() -> None:
    op.create_table(
        "reference_loads",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("at", UtcDateTime, nullable=False, index=True),
        sa.Column("what", sa.String(200), nullable=False),
        sa.Column("person_id", sa.Uuid),
        sa.Column("upload_id", sa.Uuid),
        sa.Column("added", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("unchanged", sa.Integer, nullable=False),
        sa.UniqueConstraint("upload_id", name="uq_reference_loads_upload_id"),
    )
    op.create_table(
        "areas",
        sa.Column("slug", sa.String(60), primary_key=True),
        sa.Column("code", sa.String(24)),
        sa.Column("dfe_code", sa.String(12)),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False, index=True),
        sa.Column("type_name", sa.String(40)),
        sa.Column("region_code", sa.String(9)),
        sa.Column("sub_region_code", sa.String(9)),
        sa.Column("ofsted_region", sa.String(60)),
        sa.Column("ofsted_urn", sa.String(10)),
        sa.Column("starts_on", sa.Date),
        sa.Column("ends_on", sa.Date),
        sa.Column("children", sa.Integer),
        sa.Column("members", sa.String(60)),
        sa.Column("continues", sa.String(24)),
        sa.UniqueConstraint("code", name="uq_areas_code"),
    )
    op.create_table(
        "area_codes",
        sa.Column("code", sa.String(24), primary_key=True),
        sa.Column("area_code", sa.String(24), nullable=False),
    )
    op.create_table(
        "successions",
        sa.Column("predecessor", sa.String(60), sa.ForeignKey("areas.slug"), primary_key=True),
        sa.Column("successor", sa.String(60), sa.ForeignKey("areas.slug"), primary_key=True),
        sa.Column("on_date", sa.Date, nullable=False),
        sa.Column("extent", sa.String(10), nullable=False),
    )
    op.create_table(
        "statistical_neighbours",
        sa.Column("area_code", sa.String(9), primary_key=True),
        sa.Column("rank", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("neighbour_code", sa.String(9), nullable=False),
        sa.Column("closeness", sa.Integer, nullable=False),
    )


def _inspections() -> None:
    op.create_table(
        "inspections",
        sa.Column("area_code", sa.String(9), primary_key=True),
        sa.Column("inspected_on", sa.Date, primary_key=True),
        sa.Column("published_on", sa.Date),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("overall_effectiveness", sa.String(40)),
        sa.Column("impact_of_leaders", sa.String(40)),
        sa.Column("help_and_protection", sa.String(40)),
        sa.Column("children_in_care", sa.String(40)),
        sa.Column("care_leavers", sa.String(40)),
        sa.Column("machine_read", sa.Boolean, nullable=False),
        sa.Column("report", sa.String(200), nullable=False),
    )
    op.create_table(
        "inspection_visits",
        sa.Column("area_code", sa.String(9), primary_key=True),
        sa.Column("visited_on", sa.Date, primary_key=True),
        sa.Column("published_on", sa.Date),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("theme", sa.String(80), nullable=False),
    )


def _figures() -> None:
    op.create_table(
        "indicators",
        sa.Column("code", sa.String(60), primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("title", sa.String(160), nullable=False),
        sa.Column("theme_code", sa.String(40), nullable=False),
        sa.Column("theme_title", sa.String(80), nullable=False),
        sa.Column("theme_order", sa.Integer, nullable=False),
        sa.Column("unit", sa.String(12), nullable=False),
        sa.Column("decimal_places", sa.Integer, nullable=False),
        sa.Column("polarity", sa.String(4), nullable=False),
        sa.Column("type", sa.String(12), nullable=False),
        sa.Column("period", sa.String(40), nullable=False),
        sa.Column("definition", sa.String(1000), nullable=False),
        sa.Column("accuracy", sa.String(1000), nullable=False),
        sa.Column("purpose", sa.String(1000), nullable=False),
        sa.Column("trend_and_comparison", sa.String(1000), nullable=False),
        sa.Column("folded", sa.Boolean, nullable=False),
        sa.Column("numerator", sa.String(60)),
        sa.Column("denominator", sa.String(200), nullable=False),
        sa.Column("source_code", sa.String(40), nullable=False),
        sa.Column("source_title", sa.String(160), nullable=False),
        sa.Column("source_publisher", sa.String(80), nullable=False),
        sa.Column("source_collected", sa.String(300), nullable=False),
        sa.Column("source_url", sa.String(300), nullable=False),
        sa.Column("source_accuracy", sa.String(1000), nullable=False),
    )
    op.create_table(
        "published_values",
        sa.Column("indicator_code", sa.String(60), primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("area_code", sa.String(24), primary_key=True),
        sa.Column("figure", sa.String(24), nullable=False),
    )


def _authority() -> sa.Column[sa.Uuid]:
    return sa.Column(
        "authority_id", sa.Uuid, sa.ForeignKey("authorities.id"), nullable=False, index=True
    )


def _dated(name: str) -> list[sa.Column | sa.CheckConstraint]:
    return [
        sa.Column("id", sa.Uuid, primary_key=True),
        _authority(),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("start_date", sa.Date, nullable=False),
        sa.Column("end_date", sa.Date),
        sa.Column("successor_id", sa.Uuid, sa.ForeignKey(f"{name}.id")),
        sa.CheckConstraint("end_date is null or end_date >= start_date", name="ends_after_start"),
        sa.CheckConstraint(
            "successor_id is null or end_date is not null", name="ended_if_followed"
        ),
    ]


def _own() -> None:
    op.create_table("services", *_dated("services"))
    op.create_table(
        "teams",
        *_dated("teams"),
        sa.Column("service_id", sa.Uuid, sa.ForeignKey("services.id"), nullable=False, index=True),
    )
    op.create_table(
        "sharing_agreements",
        sa.Column("id", sa.Uuid, primary_key=True),
        _authority(),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("reference", sa.String(80), nullable=False),
        sa.Column("signatory", sa.String(80), nullable=False),
        sa.Column("signed_on", sa.Date, nullable=False),
        sa.Column("review_on", sa.Date, nullable=False),
        sa.Column("ended_on", sa.Date),
        sa.CheckConstraint("review_on > signed_on", name="reviewed_after_signed"),
        sa.CheckConstraint(
            "kind in ('memorandum', 'data_sharing', 'impact_assessment')", name="kind_known"
        ),
        sa.CheckConstraint("ended_on is null or ended_on >= signed_on", name="ends_after_signed"),
    )
    op.create_table(
        "indicator_uploads",
        sa.Column("id", sa.Uuid, primary_key=True),
        _authority(),
        sa.Column("filename", sa.String(200), nullable=False),
        sa.Column("layout", sa.String(160), nullable=False),
        sa.Column("content_hash", sa.String(64), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("readings", sa.LargeBinary, nullable=False),
        sa.Column("added", sa.Integer, nullable=False),
        sa.Column("changed", sa.Integer, nullable=False),
        sa.Column("unchanged", sa.Integer, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("created_by", sa.Uuid),
        sa.Column("job_id", sa.Uuid),
    )
