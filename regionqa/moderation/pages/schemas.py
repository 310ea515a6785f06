"""What the forms of moderation take."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, validates_schema
from marshmallow.validate import Length, OneOf, Range

from regionqa.core.errors import STALE
from regionqa.moderation.operations.joining import CONFLICT_REASONS, WAYS
from regionqa.moderation.operations.rounds import days_out_of_order
from regionqa.web.dates import Dated, day, day_or_none

LONGEST_REASON = 500
LONGEST_TEXT = 4000
CONCERN_TEXT = 2000


def said(missing: str, longest: int, *, least: int = 1) -> fields.String:
    """Words that must be there."""
    return fields.String(
        required=True,
        validate=[
            Length(min=least, error=missing),
            Length(max=longest, error=f"Use {longest:,} characters or fewer"),
        ],
        error_messages={"required": missing, "null": missing, "invalid": missing},
    )


def whole(missing: str, low: int, high: int) -> fields.Integer:
    """A whole number in a range."""
    return fields.Integer(
        required=True,
        validate=Range(low, high, error=missing),
        error_messages={"required": missing, "invalid": missing, "null": missing},
    )


def version() -> fields.Integer:
    """The version of the thing that the form saw."""
    return fields.Integer(required=True, error_messages={"required": STALE, "invalid": STALE})


class RoundSchema(Dated):
    """The plan of a round."""

    dates = ("call_closes_on", "confirm_by", "opens_on", "closes_on")

    title = said("Enter a title", 120)
    theme = fields.String(load_default="", validate=Length(max=200, error="Use 200 or fewer"))
    tool_id = fields.UUID(
        required=True,
        error_messages={
            "required": "Select a version of a tool",
            "invalid_uuid": "Select a version of a tool",
        },
    )
    call_closes_on = day("Enter the day on which the call closes")
    confirm_by = day("Enter the day by which readers confirm")
    opens_on = day("Enter the first day of grading")
    closes_on = day("Enter the last day of grading")
    cases_per_authority = whole("Enter a whole number from 1 to 60", 1, 60)
    readers_per_case = whole("Enter a whole number from 1 to 6", 1, 6)
    hours_per_case = whole("Enter a whole number from 1 to 40", 1, 40)
    grace_days = whole("Enter a whole number from 0 to 30", 0, 30)
    version = fields.Integer(load_default=0)

    @validates_schema(skip_on_field_errors=False)
    def _days_in_order(self, data: dict[str, Any], **_more: Any) -> None:
        if wrong := days_out_of_order(data):
            raise ValidationError({name: [said] for name, said in wrong.items()})

    @post_load
    def _no_theme_is_none(self, data: dict[str, Any], **_more: Any) -> dict[str, Any]:
        return {**data, "theme": data["theme"] or None}


class StepSchema(Schema):
    """A step of a round, with the reason where one is needed."""

    version = version()
    reason = fields.String(
        load_default="",
        validate=Length(max=LONGEST_REASON, error=f"Use {LONGEST_REASON} characters or fewer"),
    )


class JoinSchema(Dated):
    """An authority's word that it takes part."""

    dates = ("drilled_on",)

    way = fields.String(
        required=True,
        validate=OneOf(list(WAYS), error="Select how readers will read"),
        error_messages={"required": "Select how readers will read"},
    )
    day_contact = said("Enter a role and a telephone number for the day", 200, least=5)
    out_of_hours_contact = said("Enter a role and a telephone number out of hours", 200, least=5)
    drilled_on = day("Enter the day of the drill")


class ReaderSchema(Schema):
    """A reader that is offered, and how much they take."""

    person_id = fields.UUID(
        required=True,
        error_messages={"required": "Select a colleague", "invalid_uuid": "Select a colleague"},
    )
    capacity = whole("Enter how many cases, from 0 to 60", 0, 60)
    expertise = fields.List(fields.String(validate=Length(max=80)), load_default=list)
    conflicts = fields.List(fields.UUID(), load_default=list)


class ConflictSchema(Schema):
    """Why somebody must not read."""

    reason = fields.String(
        required=True,
        validate=OneOf(list(CONFLICT_REASONS), error="Select why"),
        error_messages={"required": "Select why"},
    )


class TextSchema(Schema):
    """Something said, once."""

    text = said("Write what you want to say", LONGEST_TEXT)
    request_key = said(STALE, 64, least=8)
    domain = fields.String(load_default="", validate=Length(max=40))


class ConcernSchema(Schema):
    """A worry for a child."""

    immediate = fields.Boolean(
        required=True,
        error_messages={
            "required": "Select whether the child is in danger now",
            "invalid": "Select whether the child is in danger now",
        },
    )
    what = said("Write what you saw, in a sentence or two", CONCERN_TEXT, least=10)
    request_key = said(STALE, 64, least=8)


class FollowUpSchema(Dated):
    """What the home authority did about a concern."""

    dates = ("stepped_down_on",)

    category = fields.Integer(
        required=True,
        validate=OneOf([1, 2], error="Select a category"),
        error_messages={"required": "Select a category", "invalid": "Select a category"},
    )
    note = said("Write what was decided and done", CONCERN_TEXT)
    stepped_down_on = day_or_none()
