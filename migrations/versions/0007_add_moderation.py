"""Moderation: tools, rounds, taking part, sealed readings, reconciling, concerns."""

import sqlalchemy as sa
from alembic import op

from regionqa.core.protection import grant_to_duty, protect, revoke_from_duty, unprotect
from regionqa.core.tables import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# table, class, insert only, the duty that opens it
TABLES = (
    ("moderation_tools", "regional", False, ""),
    ("moderation_rounds", "regional", False, ""),
    ("moderation_cases", "regional", False, ""),
    ("moderation_case_courses", "owned", False, ""),
    ("moderation_case_steps", "copy", True, ""),
    ("moderation_plans", "owned", False, ""),
    ("moderation_case_homes", "copy", True, ""),
    ("moderation_case_references", "owned", False, ""),
    ("moderation_frame_cases", "owned", False, ""),
    ("moderation_participations", "copy", True, ""),
    ("moderation_readers", "copy", True, ""),
    ("moderation_assignments", "copy", True, ""),
    ("moderation_case_contacts", "copy", True, ""),
    ("moderation_conflicts", "copy", True, ""),
    ("moderation_assignment_answers", "copy", True, ""),
    ("moderation_reading_drafts", "owned", False, ""),
    ("moderation_readings", "owned", True, "reveal"),
    ("moderation_reading_standings", "owned", True, "reveal"),
    ("moderation_receipts", "copy", True, ""),
    ("moderation_revealed", "copy", True, "reveal"),
    ("moderation_consents", "owned", False, ""),
    ("moderation_hours", "owned", True, ""),
    ("moderation_agreed", "copy", True, ""),
    ("moderation_concern_answers", "copy", True, ""),
    ("moderation_concern_copies", "copy", True, ""),
    ("moderation_concern_follow_ups", "owned", True, ""),
    ("moderation_concerns", "owned", True, ""),
    ("moderation_message_copies", "copy", True, ""),
    ("moderation_messages", "copy", True, ""),
    ("moderation_pack_copies", "copy", True, ""),
    ("moderation_pack_openings", "owned", True, ""),
    ("moderation_packs", "copy", True, ""),
    ("moderation_position_copies", "copy", True, ""),
    ("moderation_positions", "copy", True, ""),
)
# A case's contact is its reader's once that authority has raised a concern about the case.
CONTACT_WHEN = (
    "exists (select 1 from moderation_concerns concern"
    " where concern.case_id = moderation_case_contacts.case_id"
    " and concern.authority_id = app_authority())"
)
# What the duty of revealing uses beside the sealed tables, under everybody's policies.
USED_BY_DUTY = {
    "regions": "SELECT",
    "authorities": "SELECT",
    "events": "SELECT, INSERT",
    "jobs": "SELECT, INSERT, UPDATE",
    "mails": "SELECT, INSERT",
}


def upgrade() -> None:
    _rounds()
    _taking_part()
    _readings()
    _reconciling()
    for name, table_class, insert_only, duty in TABLES:
        when = CONTACT_WHEN if name == "moderation_case_contacts" else ""
        protect(op, name, table_class, insert_only=insert_only, opened_by=duty, reader_when=when)
        if not duty:
            rights = "SELECT, INSERT" if insert_only else "SELECT, INSERT, UPDATE"
            grant_to_duty(op, "reveal", name, rights)
    for name, rights in USED_BY_DUTY.items():
        grant_to_duty(op, "reveal", name, rights)
    grant_to_duty(op, "reveal", "SEQUENCE events_id_seq", "USAGE")


def downgrade() -> None:
    revoke_from_duty(op, "reveal", "SEQUENCE events_id_seq")
    for name in USED_BY_DUTY:
        revoke_from_duty(op, "reveal", name)
    names = [name for name, *_rules in reversed(TABLES)]
    for name in names:  # one table's policy asks another table, so all of them go first
        unprotect(op, name)
    for name in names:
        op.drop_table(name)


def _key(name: str, table: str) -> sa.Column[sa.Uuid]:
    return sa.Column(name, sa.Uuid, sa.ForeignKey(f"{table}.id"), nullable=False, index=True)


def _rounds() -> None:
    op.create_table(
        "moderation_tools",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("published_at", UtcDateTime),
        sa.Column("retired_at", UtcDateTime),
        _key("region_id", "regions"),
        sa.CheckConstraint("(state = 'draft') = (published_at is null)", name="published_has_date"),
        sa.CheckConstraint(
            "(state = 'retired') = (retired_at is not null)", name="retired_has_date"
        ),
        sa.CheckConstraint("state in ('draft', 'published', 'retired')", name="state_known"),
        sa.UniqueConstraint(
            "region_id", "code", "version", name="uq_moderation_tools_region_id_code_version"
        ),
    )
    op.create_table(
        "moderation_rounds",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("title", sa.String(120), nullable=False),
        sa.Column("theme", sa.String(200)),
        sa.Column("synthetic", sa.Boolean, nullable=False),
        sa.Column("tool_id", sa.Uuid, sa.ForeignKey("moderation_tools.id"), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("cases_per_authority", sa.Integer, nullable=False),
        sa.Column("readers_per_case", sa.Integer, nullable=False),
        sa.Column("hours_per_case", sa.Integer, nullable=False),
        sa.Column("call_closes_on", sa.Date, nullable=False),
        sa.Column("confirm_by", sa.Date, nullable=False),
        sa.Column("opens_on", sa.Date, nullable=False),
        sa.Column("closes_on", sa.Date, nullable=False),
        sa.Column("grace_days", sa.Integer, nullable=False),
        sa.Column("seed", sa.BigInteger),
        sa.Column("created_at", UtcDateTime, nullable=False),
        sa.Column("ended_reason", sa.String(500)),
        sa.Column("locked_at", UtcDateTime),
        sa.Column("locked_by", sa.Uuid),
        sa.Column("snapshot_hash", sa.String(64)),
        sa.Column("linkage", sa.String(12)),
        sa.Column("report_version", sa.Integer, nullable=False),
        _key("region_id", "regions"),
        sa.CheckConstraint("cases_per_authority between 1 and 60", name="cases_sensible"),
        sa.CheckConstraint(
            "call_closes_on < confirm_by and confirm_by <= opens_on and opens_on < closes_on",
            name="days_in_order",
        ),
        sa.CheckConstraint(
            "(state in ('statistics_locked', 'published')) <= (locked_at is not null)",
            name="locked_has_date",
        ),
        sa.CheckConstraint("readers_per_case between 1 and 6", name="readers_sensible"),
        sa.CheckConstraint("(state = 'draft') = (seed is null)", name="seed_after_draft"),
        sa.CheckConstraint(
            "state in ('draft', 'call_open', 'allocating', 'confirming', 'grading', "
            "'reconciling', 'statistics_locked', 'published', 'archived', 'cancelled')",
            name="state_known",
        ),
    )
    op.create_table(
        "moderation_cases",
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        sa.Column("label", sa.String(20), nullable=False),
        sa.Column("service", sa.String(80), nullable=False),
        sa.Column("age_band", sa.String(20), nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("anchor", sa.Boolean, nullable=False),
        _key("region_id", "regions"),
        sa.CheckConstraint("way in ('pack', 'in_place')", name="way_known"),
        sa.UniqueConstraint("round_id", "label", name="uq_moderation_cases_round_id_label"),
    )
    op.create_table(
        "moderation_case_courses",
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("moderation_cases.id"), primary_key=True),
        _key("round_id", "moderation_rounds"),
        sa.Column("home_id", sa.Uuid, sa.ForeignKey("authorities.id"), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("outcome", sa.String(16)),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("revealed_at", UtcDateTime),
        sa.Column("closed_at", UtcDateTime),
        sa.Column("chair_id", sa.Uuid),
        _key("authority_id", "authorities"),
        sa.CheckConstraint(
            "state not in ('drawn', 'allocated', 'in_blind', 'short') or revealed_at is null",
            name="blind_is_not_revealed",
        ),
        sa.CheckConstraint(
            "state not in ('revealed', 'in_discussion', 'escalated', 'agreed', "
            "'unresolved', 'closed') or revealed_at is not null",
            name="revealed_has_date",
        ),
        sa.CheckConstraint(
            "state in ('drawn', 'allocated', 'in_blind', 'revealed', 'in_discussion', "
            "'escalated', 'agreed', 'unresolved', 'closed', 'short', 'withdrawn')",
            name="state_known",
        ),
    )
    op.create_table(
        "moderation_case_steps",
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("case_id", "moderation_cases"),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.UniqueConstraint(
            "case_id",
            "reader_id",
            "number",
            name="uq_moderation_case_steps_case_id_reader_id_number",
        ),
    )
    op.create_table(
        "moderation_plans",
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("seed", sa.BigInteger, nullable=False),
        sa.Column("rules", sa.JSON, nullable=False),
        sa.Column("assignments", sa.JSON, nullable=False),
        sa.Column("explained", sa.JSON, nullable=False),
        sa.Column("changes", sa.JSON, nullable=False),
        sa.Column("inputs_hash", sa.String(64)),
        sa.Column("created_at", UtcDateTime, nullable=False),
        _key("authority_id", "authorities"),
        sa.CheckConstraint(
            "state in ('solving', 'proposed', 'infeasible', 'released', 'replaced')",
            name="state_known",
        ),
        sa.UniqueConstraint("round_id", "version", name="uq_moderation_plans_round_id_version"),
    )


def _taking_part() -> None:
    op.create_table(
        "moderation_case_homes",
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("service", sa.String(80), nullable=False),
        sa.Column("age_band", sa.String(20), nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("replaces_id", sa.Uuid),
        sa.Column("reason", sa.String(40)),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.UniqueConstraint("case_id", name="uq_moderation_case_homes_case_id"),
    )
    op.create_table(
        "moderation_case_references",
        sa.Column("case_id", sa.Uuid, nullable=False),
        sa.Column("reference", sa.String(40), nullable=False),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("auditor_id", sa.Uuid),
        sa.Column("replaces_id", sa.Uuid),
        sa.Column("reason", sa.String(40)),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("authority_id", "authorities"),
        sa.CheckConstraint(
            "(replaces_id is null) = (reason is null)", name="substitute_has_reason"
        ),
        sa.UniqueConstraint("case_id", name="uq_moderation_case_references_case_id"),
    )
    op.create_table(
        "moderation_frame_cases",
        sa.Column("reference", sa.String(40), nullable=False),
        sa.Column("service", sa.String(80), nullable=False),
        sa.Column("age_band", sa.String(20), nullable=False),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("authority_id", "authorities"),
        sa.UniqueConstraint(
            "round_id",
            "authority_id",
            "reference",
            name="uq_moderation_frame_cases_round_id_authority_id_reference",
        ),
    )
    op.create_table(
        "moderation_participations",
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("standing", sa.String(8), nullable=False),
        sa.Column("way", sa.String(10), nullable=False),
        sa.Column("day_contact", sa.String(200), nullable=False),
        sa.Column("out_of_hours_contact", sa.String(200), nullable=False),
        sa.Column("drilled_on", sa.Date),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.CheckConstraint(
            "standing = 'left' or (day_contact <> '' and out_of_hours_contact <> '' and "
            "drilled_on is not null)",
            name="joined_has_contacts_and_drill",
        ),
        sa.CheckConstraint("standing in ('joined', 'left')", name="standing_known"),
        sa.UniqueConstraint(
            "round_id",
            "owner_id",
            "number",
            name="uq_moderation_participations_round_id_owner_id_number",
        ),
    )
    op.create_table(
        "moderation_readers",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("name", sa.String(80), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("capacity", sa.Integer, nullable=False),
        sa.Column("expertise", sa.JSON, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.CheckConstraint("capacity between 0 and 60", name="capacity_sensible"),
        sa.UniqueConstraint(
            "round_id",
            "person_id",
            "number",
            name="uq_moderation_readers_round_id_person_id_number",
        ),
    )
    op.create_table(
        "moderation_assignments",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("mark", sa.String(12), nullable=False),
        sa.Column("plan_version", sa.Integer, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        _key("case_id", "moderation_cases"),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.UniqueConstraint("case_id", "mark", name="uq_moderation_assignments_case_id_mark"),
        sa.UniqueConstraint(
            "case_id", "person_id", name="uq_moderation_assignments_case_id_person_id"
        ),
    )
    op.create_table(
        "moderation_case_contacts",
        sa.Column("home_id", sa.Uuid, sa.ForeignKey("authorities.id"), nullable=False),
        sa.Column("day_contact", sa.String(200), nullable=False),
        sa.Column("out_of_hours_contact", sa.String(200), nullable=False),
        _key("case_id", "moderation_cases"),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.UniqueConstraint(
            "case_id", "reader_id", name="uq_moderation_case_contacts_case_id_reader_id"
        ),
    )
    op.create_table(
        "moderation_conflicts",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("case_id", sa.Uuid, sa.ForeignKey("moderation_cases.id")),
        sa.Column("against_id", sa.Uuid, sa.ForeignKey("authorities.id")),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.CheckConstraint("(case_id is null) <> (against_id is null)", name="case_or_authority"),
    )
    op.create_table(
        "moderation_assignment_answers",
        sa.Column(
            "assignment_id",
            sa.Uuid,
            sa.ForeignKey("moderation_assignments.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("standing", sa.String(12), nullable=False),
        sa.Column("reason", sa.String(40)),
        sa.Column("opened", sa.Boolean, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        _key("case_id", "moderation_cases"),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.CheckConstraint(
            "standing in ('confirmed', 'declined', 'conflict', 'lapsed', 'withdrawn')",
            name="standing_known",
        ),
        sa.UniqueConstraint(
            "assignment_id", "number", name="uq_moderation_assignment_answers_assignment_id_number"
        ),
    )


def _readings() -> None:
    op.create_table(
        "moderation_reading_drafts",
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("case_id", "moderation_cases"),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("saved_at", UtcDateTime, nullable=False),
        _key("authority_id", "authorities"),
        sa.UniqueConstraint(
            "case_id", "person_id", name="uq_moderation_reading_drafts_case_id_person_id"
        ),
    )
    op.create_table(
        "moderation_readings",
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("region_id", "regions"),
        _key("round_id", "moderation_rounds"),
        _key("case_id", "moderation_cases"),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("grades", sa.JSON, nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.Column("had", sa.JSON, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("before", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(40)),
        sa.Column("first", sa.Boolean),
        sa.Column("supersedes", sa.Uuid, sa.ForeignKey("moderation_readings.id")),
        sa.Column("request_key", sa.String(64), nullable=False),
        sa.Column("seal", sa.String(64), nullable=False),
        sa.Column("submitted_at", UtcDateTime, nullable=False),
        _key("authority_id", "authorities"),
        sa.CheckConstraint(
            "(first is null) = (supersedes is not null)", name="first_or_correction"
        ),
        sa.CheckConstraint(
            "kind in ('home', 'peer', 'after_discussion', 'panel')", name="kind_known"
        ),
        sa.CheckConstraint("minutes between 0 and 1440", name="minutes_sensible"),
        sa.CheckConstraint("kind = 'home' or not before", name="only_home_before"),
        sa.UniqueConstraint(
            "authority_id", "request_key", name="uq_moderation_readings_authority_id_request_key"
        ),
        sa.UniqueConstraint(
            "case_id",
            "person_id",
            "kind",
            "first",
            name="uq_moderation_readings_case_id_person_id_kind_first",
        ),
        sa.UniqueConstraint("supersedes", name="uq_moderation_readings_supersedes"),
    )
    op.create_table(
        "moderation_reading_standings",
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("region_id", "regions"),
        sa.Column(
            "reading_id",
            sa.Uuid,
            sa.ForeignKey("moderation_readings.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("standing", sa.String(8), nullable=False),
        sa.Column("reason", sa.String(40), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        _key("authority_id", "authorities"),
        sa.CheckConstraint("standing in ('void', 'late', 'lapsed')", name="standing_known"),
        sa.UniqueConstraint(
            "reading_id", "standing", name="uq_moderation_reading_standings_reading_id_standing"
        ),
    )
    op.create_table(
        "moderation_receipts",
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("case_id", "moderation_cases"),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.UniqueConstraint(
            "case_id", "person_id", "number", name="uq_moderation_receipts_case_id_person_id_number"
        ),
    )
    op.create_table(
        "moderation_revealed",
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("region_id", "regions"),
        _key("round_id", "moderation_rounds"),
        _key("case_id", "moderation_cases"),
        sa.Column("reading_id", sa.Uuid, sa.ForeignKey("moderation_readings.id"), nullable=False),
        sa.Column("mark", sa.String(12), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("grades", sa.JSON, nullable=False),
        sa.Column("evidence", sa.JSON, nullable=False),
        sa.Column("had", sa.JSON, nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("before", sa.Boolean, nullable=False),
        sa.Column("late", sa.Boolean, nullable=False),
        sa.Column("reason", sa.String(40)),
        sa.Column("seal", sa.String(64), nullable=False),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.UniqueConstraint(
            "reading_id", "reader_id", name="uq_moderation_revealed_reading_id_reader_id"
        ),
    )


def _reconciling() -> None:
    op.create_table(
        "moderation_consents",
        sa.Column("id", sa.Uuid, primary_key=True),
        sa.Column("person_id", sa.Uuid, nullable=False, index=True),
        sa.Column("since", UtcDateTime, nullable=False),
        sa.Column("until", UtcDateTime),
        _key("authority_id", "authorities"),
        sa.CheckConstraint("until is null or until >= since", name="ends_after_begin"),
    )
    op.create_table(
        "moderation_hours",
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("minutes", sa.Integer, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        _key("authority_id", "authorities"),
        sa.CheckConstraint("minutes between 1 and 1440", name="minutes_sensible"),
    )
    op.create_table(
        "moderation_agreed",
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("grades", sa.JSON, nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("dissent", sa.JSON, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        _key("case_id", "moderation_cases"),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.CheckConstraint(
            "outcome in ('unanimous', 'settled', 'discussed', 'panel', 'unresolved')",
            name="outcome_known",
        ),
        sa.UniqueConstraint("case_id", "reader_id", name="uq_moderation_agreed_case_id_reader_id"),
    )
    op.create_table(
        "moderation_concern_answers",
        sa.Column("concern_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        _key("case_id", "moderation_cases"),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.UniqueConstraint("concern_id", name="uq_moderation_concern_answers_concern_id"),
    )
    op.create_table(
        "moderation_concern_copies",
        sa.Column("concern_id", sa.Uuid, nullable=False),
        sa.Column("immediate", sa.Boolean, nullable=False),
        sa.Column("what", sa.String(2000), nullable=False),
        sa.Column("raised_at", UtcDateTime, nullable=False),
        sa.Column("answer_by", UtcDateTime, nullable=False),
        _key("case_id", "moderation_cases"),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.UniqueConstraint("concern_id", name="uq_moderation_concern_copies_concern_id"),
    )
    op.create_table(
        "moderation_concern_follow_ups",
        sa.Column("concern_id", sa.Uuid, nullable=False),
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("category", sa.Integer, nullable=False),
        sa.Column("note", sa.String(2000), nullable=False),
        sa.Column("stepped_down_on", sa.Date),
        sa.Column("at", UtcDateTime, nullable=False),
        _key("case_id", "moderation_cases"),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("authority_id", "authorities"),
        sa.CheckConstraint("category in (1, 2)", name="category_known"),
    )
    op.create_table(
        "moderation_concerns",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("immediate", sa.Boolean, nullable=False),
        sa.Column("what", sa.String(2000), nullable=False),
        sa.Column("request_key", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        _key("case_id", "moderation_cases"),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("authority_id", "authorities"),
        sa.UniqueConstraint(
            "authority_id", "request_key", name="uq_moderation_concerns_authority_id_request_key"
        ),
    )
    op.create_table(
        "moderation_message_copies",
        sa.Column("message_id", sa.Uuid, nullable=False),
        sa.Column("mark", sa.String(12), nullable=False),
        sa.Column("thread", sa.String(12), nullable=False),
        sa.Column("domain", sa.String(40)),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        _key("case_id", "moderation_cases"),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.UniqueConstraint(
            "message_id", "reader_id", name="uq_moderation_message_copies_message_id_reader_id"
        ),
    )
    op.create_table(
        "moderation_messages",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("mark", sa.String(12), nullable=False),
        sa.Column("thread", sa.String(12), nullable=False),
        sa.Column("domain", sa.String(40)),
        sa.Column("text", sa.String(4000), nullable=False),
        sa.Column("request_key", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        _key("case_id", "moderation_cases"),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.CheckConstraint("thread in ('question', 'discussion')", name="thread_known"),
        sa.UniqueConstraint(
            "owner_id", "request_key", name="uq_moderation_messages_owner_id_request_key"
        ),
    )
    op.create_table(
        "moderation_pack_copies",
        sa.Column("pack_id", sa.Uuid, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("media_type", sa.String(40), nullable=False),
        sa.Column("key_id", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        _key("case_id", "moderation_cases"),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.UniqueConstraint(
            "pack_id", "reader_id", name="uq_moderation_pack_copies_pack_id_reader_id"
        ),
    )
    op.create_table(
        "moderation_pack_openings",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        _key("case_id", "moderation_cases"),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("authority_id", "authorities"),
    )
    op.create_table(
        "moderation_packs",
        sa.Column("attested_by", sa.Uuid, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("media_type", sa.String(40), nullable=False),
        sa.Column("key_id", sa.String(64), nullable=False),
        sa.Column("content", sa.LargeBinary, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        _key("case_id", "moderation_cases"),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.UniqueConstraint("case_id", "number", name="uq_moderation_packs_case_id_number"),
    )
    op.create_table(
        "moderation_position_copies",
        sa.Column("position_id", sa.Uuid, nullable=False),
        sa.Column("mark", sa.String(12), nullable=False),
        sa.Column("stance", sa.String(12), nullable=False),
        sa.Column("grades", sa.JSON, nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        _key("case_id", "moderation_cases"),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.UniqueConstraint(
            "position_id", "reader_id", name="uq_moderation_position_copies_position_id_reader_id"
        ),
    )
    op.create_table(
        "moderation_positions",
        sa.Column("person_id", sa.Uuid, nullable=False),
        sa.Column("mark", sa.String(12), nullable=False),
        sa.Column("stance", sa.String(12), nullable=False),
        sa.Column("grades", sa.JSON, nullable=False),
        sa.Column("reason", sa.String(1000), nullable=False),
        sa.Column("call", sa.JSON),
        sa.Column("request_key", sa.String(64), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("at", UtcDateTime, nullable=False),
        _key("case_id", "moderation_cases"),
        sa.Column("id", sa.Uuid, primary_key=True),
        _key("round_id", "moderation_rounds"),
        _key("owner_id", "authorities"),
        _key("reader_id", "authorities"),
        sa.CheckConstraint(
            "stance in ('accept', 'discuss', 'propose', 'escalate', 'dissent', 'panel', "
            "'unresolved')",
            name="stance_known",
        ),
        sa.UniqueConstraint(
            "owner_id", "request_key", name="uq_moderation_positions_owner_id_request_key"
        ),
    )
