"""People, their places and roles, and sign-in."""

import sqlalchemy as sa
from alembic import op

from regionqa.core.protection import protect, unprotect
from regionqa.core.tables import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = (
    "persons",
    "credentials",
    "memberships",
    "membership_roles",
    "sign_in_sessions",
    "throttles",
    "one_time_links",
)


def _key(name: str, target: str, *, nullable: bool = False, index: bool = True) -> sa.Column:
    return sa.Column(name, sa.Uuid, sa.ForeignKey(target), nullable=nullable, index=index)


def _moment(name: str, *, nullable: bool = False, index: bool = False) -> sa.Column:
    return sa.Column(name, UtcDateTime, nullable=nullable, index=index)


def upgrade() -> None:
    _people()
    _memberships()
    _sign_in()


def _people() -> None:
    op.create_table(
        "persons",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("email", sa.String(254)),
        sa.Column("email_key", sa.String(254)),
        sa.Column("name", sa.String(80), nullable=False),
        _moment("created_at"),
        _moment("left_at", nullable=True),
        sa.UniqueConstraint("email_key"),
    )
    protect(op, "persons", "installation")
    op.create_table(
        "credentials",
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("person_id", "persons.id", index=False),
        sa.Column("method", sa.String(20), nullable=False),
        sa.Column("secret", sa.String(255), nullable=False),
        _moment("changed_at"),
        sa.UniqueConstraint("person_id", "method"),
    )
    protect(op, "credentials", "installation")


def _memberships() -> None:
    op.create_table(
        "memberships",
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("person_id", "persons.id"),
        _key("authority_id", "authorities.id"),
        sa.Column("display_name", sa.String(80), nullable=False),
        _moment("invited_at"),
        _moment("joined_at", nullable=True),
        _moment("left_at", nullable=True),
        _moment("changed_at"),
        sa.Column("version", sa.Integer, nullable=False),
        sa.UniqueConstraint("id", "authority_id"),
    )
    _present("memberships", ["person_id", "authority_id"], "left_at IS NULL")
    protect(op, "memberships", "installation", own_authority_reads=True)
    op.create_table(
        "membership_roles",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("membership_id", sa.Uuid, nullable=False),
        _key("authority_id", "authorities.id"),
        sa.Column("role", sa.String(40), nullable=False),
        _moment("since"),
        _moment("until", nullable=True),
        sa.ForeignKeyConstraint(
            ["membership_id", "authority_id"], ["memberships.id", "memberships.authority_id"]
        ),
    )
    _present("membership_roles", ["membership_id", "role"], "until IS NULL")
    protect(op, "membership_roles", "installation", own_authority_reads=True)


def _present(table: str, columns: list[str], where: str) -> None:
    op.create_index(
        f"uq_{table}_present",
        table,
        columns,
        unique=True,
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def _sign_in() -> None:
    op.create_table(
        "sign_in_sessions",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("token_hash", sa.String(64), nullable=False),
        _key("person_id", "persons.id"),
        _key("authority_id", "authorities.id", nullable=True, index=False),
        sa.Column("method", sa.String(20), nullable=False),
        _moment("created_at"),
        _moment("last_seen_at"),
        sa.Column("idle_seconds", sa.Integer, nullable=False),
        _moment("expires_at"),
        _moment("ended_at", nullable=True),
        sa.UniqueConstraint("token_hash"),
    )
    protect(op, "sign_in_sessions", "installation")
    op.create_table(
        "throttles",
        sa.Column("key", sa.String(64), primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        _moment("failed_at", index=True),
        _moment("blocked_until"),
    )
    protect(op, "throttles", "installation")
    op.create_table(
        "one_time_links",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("purpose", sa.String(20), nullable=False),
        sa.Column("token_hash", sa.String(64), nullable=False),
        _key("person_id", "persons.id", nullable=True),
        _key("membership_id", "memberships.id", nullable=True),
        _moment("created_at"),
        _moment("expires_at", index=True),
        _moment("used_at", nullable=True),
        sa.UniqueConstraint("token_hash"),
        sa.CheckConstraint("purpose in ('invitation', 'reset')", name="purpose_known"),
    )
    protect(op, "one_time_links", "installation")


def downgrade() -> None:
    for name in reversed(TABLES):
        unprotect(op, name)
        op.drop_table(name)
