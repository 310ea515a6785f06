"""Packs that are checked, attested, opened and ended; slots to read a record in place.

The tables for packs that stood here before never held a row, because no operation took a pack in.
"""

import sqlalchemy as sa
from alembic import op

from regionqa.core.protection import grant_to_duty, protect, revoke_from_duty, unprotect
from regionqa.core.tables import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

EARLIER = (
    ("moderation_pack_copies", "copy"),
    ("moderation_pack_openings", "owned"),
    ("moderation_packs", "copy"),
)
# table, insert only; each is its authority's, and opened to the duty of revealing
SEALED = (
    ("moderation_packs", False),
    ("moderation_pack_copies", False),
    ("moderation_pack_openings", True),
    ("moderation_slots", False),
    ("moderation_slot_copies", True),
    ("moderation_bookings", True),
    ("moderation_booking_copies", True),
)
TOLD = "moderation_pack_opening_copies"


def upgrade() -> None:
    for name, _class in EARLIER:
        unprotect(op, name)
        op.drop_table(name)
    op.add_column("moderation_rounds", sa.Column("ended_at", UtcDateTime))
    _packs()
    _openings()
    _slots()
    _bookings()
    for name, insert_only in SEALED:
        protect(op, name, "owned", insert_only=insert_only, opened_by="reveal")
    protect(op, TOLD, "copy", insert_only=True)
    grant_to_duty(op, "reveal", TOLD, "SELECT, INSERT")


def downgrade() -> None:
    for name in (TOLD, *(name for name, _insert_only in reversed(SEALED))):
        unprotect(op, name)
        revoke_from_duty(op, "reveal", name)
        op.drop_table(name)
    op.drop_column("moderation_rounds", "ended_at")
    _earlier()
    for name, table_class in EARLIER:
        protect(op, name, table_class, insert_only=True)
        grant_to_duty(op, "reveal", name, "SELECT, INSERT")


def _key(name: str, table: str) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey(f"{table}.id"), nullable=False, index=True)


def _on_case(*owners: str) -> list[sa.Column[sa.Uuid]]:
    return [
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("case_id", "moderation_cases"),
        *(_key(name, "authorities") for name in owners or ("authority_id",)),
        *([] if owners else [_key("region_id", "regions")]),
    ]


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.String(length), nullable=nullable)


def _number(name: str, *, nullable: bool = False) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=nullable)


def _packs() -> None:
    op.create_table(
        "moderation_packs",
        *_on_case(),
        _number("number"),
        _number("version"),
        _text("state", 12),
        _text("kind", 4),
        _number("size"),
        _number("pages", nullable=True),
        _text("key_id", 64),
        sa.Column("document", sa.LargeBinary),
        sa.Column("text", sa.LargeBinary),
        sa.Column("report", sa.LargeBinary),
        _text("digest", 64, nullable=True),
        _number("findings"),
        _number("open_findings"),
        _number("unread"),
        sa.Column("uploaded_by", sa.Uuid, nullable=False),
        sa.Column("uploaded_at", UtcDateTime, nullable=False),
        sa.Column("attested_by", sa.Uuid),
        sa.Column("attested_at", UtcDateTime),
        _text("attestation", 1000, nullable=True),
        _text("in_words", 500, nullable=True),
        sa.Column("ended_at", UtcDateTime),
        _text("ended_why", 300, nullable=True),
        sa.UniqueConstraint("case_id", "number", name="uq_moderation_packs_case_id_number"),
        sa.CheckConstraint(
            "state in ('checking', 'checked', 'attested', 'refused', 'replaced', 'taken_back',"
            " 'destroyed')",
            name="state_known",
        ),
        sa.CheckConstraint(
            "state not in ('refused', 'replaced', 'taken_back', 'destroyed')"
            " or (document is null and text is null and report is null and ended_at is not null)",
            name="ended_holds_nothing",
        ),
        sa.CheckConstraint(
            "state <> 'attested' or (attested_by is not null and attested_at is not null"
            " and attestation is not null and open_findings = 0)",
            name="attested_by_somebody",
        ),
    )
    op.create_table(
        "moderation_pack_copies",
        *_on_case(),
        sa.Column("pack_id", sa.Uuid, nullable=False),
        _number("number"),
        _text("kind", 4),
        _number("pages", nullable=True),
        _text("key_id", 64),
        sa.Column("document", sa.LargeBinary, nullable=False),
        sa.Column("text", sa.LargeBinary, nullable=False),
        _text("digest", 64),
        sa.UniqueConstraint(
            "pack_id", "authority_id", name="uq_moderation_pack_copies_pack_id_authority_id"
        ),
    )


def _openings() -> None:
    op.create_table(
        "moderation_pack_openings",
        *_on_case(),
        sa.Column("person_id", sa.Uuid, nullable=False),
        _number("number"),
        _text("what", 10),
        _text("digest", 64),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.CheckConstraint("what in ('text', 'document')", name="what_known"),
    )
    op.create_table(
        TOLD,
        *_on_case("owner_id", "reader_id"),
        sa.Column("opening_id", sa.Uuid, nullable=False),
        _text("mark", 12),
        _number("number"),
        _text("what", 10),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.UniqueConstraint(
            "opening_id", "reader_id", name="uq_moderation_pack_opening_copies_opening_id_reader_id"
        ),
    )


def _times() -> list[sa.Column[object]]:
    return [
        _text("kind", 16),
        sa.Column("starts_at", UtcDateTime, nullable=False),
        sa.Column("ends_at", UtcDateTime, nullable=False),
        _text("how", 1000),
        _text("day_contact", 200),
    ]


def _slots() -> None:
    op.create_table(
        "moderation_slots",
        *_on_case(),
        *_times(),
        sa.Column("offered_by", sa.Uuid, nullable=False),
        sa.Column("offered_at", UtcDateTime, nullable=False),
        sa.Column("cancelled_at", UtcDateTime),
        _text("request_key", 64),
        sa.UniqueConstraint(
            "authority_id", "request_key", name="uq_moderation_slots_authority_id_request_key"
        ),
        sa.CheckConstraint("kind in ('appointment', 'guest_account')", name="kind_known"),
        sa.CheckConstraint("starts_at < ends_at", name="ends_after_start"),
    )
    op.create_table(
        "moderation_slot_copies",
        *_on_case(),
        *_times(),
        sa.Column("slot_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        _number("number"),
        _text("standing", 10),
        sa.UniqueConstraint(
            "slot_id",
            "authority_id",
            "number",
            name="uq_moderation_slot_copies_slot_id_authority_id_number",
        ),
        sa.CheckConstraint("standing in ('offered', 'cancelled')", name="standing_known"),
    )


def _bookings() -> None:
    op.create_table(
        "moderation_bookings",
        *_on_case(),
        sa.Column("slot_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        _number("number"),
        _text("standing", 10),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.UniqueConstraint(
            "slot_id",
            "authority_id",
            "number",
            name="uq_moderation_bookings_slot_id_authority_id_number",
        ),
        sa.CheckConstraint("standing in ('booked', 'given_back')", name="standing_known"),
    )
    op.create_table(
        "moderation_booking_copies",
        *_on_case(),
        sa.Column("slot_id", sa.Uuid, nullable=False),
        _number("number"),
        _text("standing", 10),
        sa.UniqueConstraint(
            "slot_id", "number", name="uq_moderation_booking_copies_slot_id_number"
        ),
        sa.CheckConstraint("standing in ('booked', 'given_back')", name="standing_known"),
    )


def _earlier() -> None:
    """The tables as they stood before, empty as they always were."""
    sealed = (("number", sa.Integer), ("media_type", sa.String(40)), ("key_id", sa.String(64)),
              ("content", sa.LargeBinary), ("digest", sa.String(64)))  # fmt: skip
    op.create_table(
        "moderation_pack_copies",
        sa.Column("pack_id", sa.Uuid, nullable=False),
        *(sa.Column(name, kind, nullable=False) for name, kind in sealed),
        *_on_case("owner_id", "reader_id"),
        sa.UniqueConstraint(
            "pack_id", "reader_id", name="uq_moderation_pack_copies_pack_id_reader_id"
        ),
    )
    op.create_table(
        "moderation_pack_openings",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        *_on_case("authority_id"),
    )
    op.create_table(
        "moderation_packs",
        sa.Column("attested_by", sa.Uuid, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        *(sa.Column(name, kind, nullable=False) for name, kind in sealed),
        *_on_case("owner_id", "reader_id"),
        sa.UniqueConstraint("case_id", "number", name="uq_moderation_packs_case_id_number"),
    )
