"""Releases: definitions, releases, frozen contributions, where each stands, the gate, products."""

import sqlalchemy as sa
from alembic import op

from regionqa.core.protection import protect, unprotect
from regionqa.core.tables import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

RELEASE = "benchmark_releases"
CLASSES = {
    "benchmark_definitions": "regional",
    RELEASE: "regional",
    "benchmark_contributions": "owned",
    "benchmark_standings": "copy",
    "benchmark_settlements": "copy",
    "benchmark_gate_runs": "owned",
    "benchmark_products": "copy",
}
CHANGED = ("benchmark_definitions", RELEASE)


def upgrade() -> None:
    _definitions()
    _releases()
    _contributions()
    _standings()
    _settlements()
    _gate_runs()
    _products()
    for name, table_class in CLASSES.items():
        protect(op, name, table_class, insert_only=name not in CHANGED)


def downgrade() -> None:
    for name in reversed(CLASSES):
        unprotect(op, name)
        op.drop_table(name)


def _of_region() -> sa.Column[sa.Uuid]:
    return sa.Column("region_id", sa.Uuid, sa.ForeignKey("regions.id"), nullable=False, index=True)


def _authority(name: str) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey("authorities.id"), nullable=False, index=True)


def _of_release() -> sa.Column[sa.Uuid]:
    return sa.Column(
        "release_id", sa.Uuid, sa.ForeignKey(f"{RELEASE}.id"), nullable=False, index=True
    )


def _definitions() -> None:
    own = "benchmark_definitions"
    op.create_table(
        own,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("window_months", sa.Integer, nullable=False),
        sa.Column("overlapping", sa.Boolean, nullable=False),
        sa.Column("measures", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        _of_region(),
        sa.UniqueConstraint("region_id", "title", name=f"uq_{own}_region_id_title"),
        sa.CheckConstraint("window_months in (3, 6, 12)", name="window_known"),
    )


def _releases() -> None:
    op.create_table(
        RELEASE,
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column(
            "definition_id",
            sa.Uuid,
            sa.ForeignKey("benchmark_definitions.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("first_month", sa.Date, nullable=False),
        sa.Column("last_month", sa.Date, nullable=False),
        sa.Column("recipe", sa.JSON, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("proposed_by", sa.Uuid, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("check_opened_at", UtcDateTime),
        sa.Column("check_due", sa.Date),
        sa.Column("gate_number", sa.Integer, nullable=False),
        sa.Column("passed_number", sa.Integer),
        sa.Column("signed_by", sa.Uuid),
        sa.Column("published_at", UtcDateTime),
        sa.Column("data_hash", sa.String(64)),
        sa.Column("ended_reason", sa.String(300)),
        sa.Column("ended_at", UtcDateTime),
        _of_region(),
        *_release_rules(),
    )


def _release_rules() -> list[sa.CheckConstraint]:
    passed = "passed_number is not null and passed_number = gate_number"
    rules = {
        "state_known": "state in ('draft', 'opening', 'checking', 'gate', 'refused', 'passed',"
        " 'published', 'withdrawn', 'abandoned')",
        "window_in_order": "first_month < last_month",
        "published_has_passed": f"state not in ('published', 'withdrawn') or ({passed}"
        " and data_hash is not null and signed_by is not null and published_at is not null)",
        "second_person": "signed_by is null or signed_by <> proposed_by",
        "passed_by_the_gate": f"state <> 'passed' or ({passed})",
        "ended_with_reason": "state not in ('withdrawn', 'abandoned') or ended_reason is not null",
        "checked_has_due_day": "state in ('draft', 'opening', 'abandoned')"
        " or check_due is not null",
    }
    return [sa.CheckConstraint(rule, name=name) for name, rule in rules.items()]


def _contributions() -> None:
    own = "benchmark_contributions"
    op.create_table(
        own,
        sa.Column("id", sa.Uuid, primary_key=True),
        _of_release(),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("salt", sa.String(32), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.Column("frozen_at", UtcDateTime, nullable=False),
        _authority("authority_id"),
        sa.UniqueConstraint("authority_id", "release_id", name=f"uq_{own}_authority_id_release_id"),
    )


def _standings() -> None:
    own = "benchmark_standings"
    op.create_table(
        own,
        sa.Column("id", sa.Uuid, primary_key=True),
        _of_release(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("measures", sa.JSON, nullable=False),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("agrees", sa.Boolean, nullable=False),
        sa.Column("said", sa.String(500)),
        sa.Column("at", UtcDateTime, nullable=False),
        _authority("owner_id"),
        _authority("reader_id"),
        sa.UniqueConstraint(
            "release_id", "owner_id", "number", name=f"uq_{own}_release_id_owner_id_number"
        ),
        sa.CheckConstraint(
            "state in ('awaited', 'given', 'confirmed', 'disputed')", name="state_known"
        ),
        sa.CheckConstraint("(state = 'disputed') = (said is not null)", name="dispute_has_reason"),
    )


def _settlements() -> None:
    own = "benchmark_settlements"
    op.create_table(
        own,
        sa.Column("id", sa.Uuid, primary_key=True),
        _of_release(),
        sa.Column("answers", sa.Integer, nullable=False),
        sa.Column("outcome", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        _authority("owner_id"),
        _authority("reader_id"),
        sa.UniqueConstraint(
            "release_id", "reader_id", "answers", name=f"uq_{own}_release_id_reader_id_answers"
        ),
        sa.CheckConstraint("outcome in ('stands', 'left_out')", name="outcome_known"),
    )


def _gate_runs() -> None:
    own = "benchmark_gate_runs"
    op.create_table(
        own,
        sa.Column("id", sa.Uuid, primary_key=True),
        _of_release(),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("outcome", sa.String(8), nullable=False),
        sa.Column("recipe", sa.JSON, nullable=False),
        sa.Column("verdict", sa.JSON, nullable=False),
        sa.Column("products", sa.JSON),
        sa.Column("beside", sa.JSON, nullable=False),
        sa.Column("data_hash", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        _authority("authority_id"),
        sa.UniqueConstraint("release_id", "number", name=f"uq_{own}_release_id_number"),
        sa.CheckConstraint("outcome in ('passed', 'refused')", name="outcome_known"),
        sa.CheckConstraint("outcome = 'passed' or products is null", name="refused_prints_nothing"),
    )


def _products() -> None:
    own = "benchmark_products"
    op.create_table(
        own,
        sa.Column("id", sa.Uuid, primary_key=True),
        _of_release(),
        sa.Column("audience", sa.String(8), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        _authority("owner_id"),
        _authority("reader_id"),
        sa.UniqueConstraint(
            "release_id", "reader_id", "audience", name=f"uq_{own}_release_id_reader_id_audience"
        ),
        sa.CheckConstraint("audience in ('unnamed', 'members')", name="audience_known"),
    )
