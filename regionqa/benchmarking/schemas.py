"""What the forms of monthly returns take."""

from typing import Any

from marshmallow import Schema, fields, missing, pre_load
from marshmallow.validate import Length, Range

LONGEST_REASON = 300
MOST = 100_000
_STALE = "Load the page again"
_HEADING = "heading_"
_COUNT = "count_"


def _number() -> fields.Integer:
    return fields.Integer(required=True, error_messages={"required": _STALE, "invalid": _STALE})


def _reason() -> fields.String:
    return fields.String(
        load_default="",
        validate=Length(max=LONGEST_REASON, error=f"Enter {LONGEST_REASON} characters or fewer"),
    )


def count(*, required: bool = True) -> fields.Integer:
    """A whole number of audits or people."""
    blank = "Enter a number; 0 if there were none"
    invalid = f"Enter a whole number from 0 to {MOST:,}"
    return fields.Integer(
        required=required,
        load_default=missing if required else None,
        validate=Range(0, MOST, error=invalid),
        error_messages={"required": blank, "invalid": invalid},
    )


class _WithoutBlanks(Schema):
    """A blank field is one that was not filled in."""

    @pre_load
    def _blank(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {name: value for name, value in data.items() if value != ""}


class UploadSchema(_WithoutBlanks):
    """Where in the file the table stands; the file itself is beside it."""

    sheet = fields.String(load_default=None, validate=Length(max=80))
    header_row = fields.Integer(
        load_default=None,
        validate=Range(min=1, max=1000, error="Enter a row from 1 to 1,000"),
        error_messages={"invalid": "Enter the row’s number, such as 3"},
    )


class HeadingsSchema(Schema):
    """What each heading means, by its place in the file, from 0; and the version seen."""

    version = _number()
    chosen = fields.Dict(
        keys=fields.Integer(), values=fields.String(validate=Length(max=100)), load_default=dict
    )

    @pre_load
    def _gather(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        chosen = {
            name.removeprefix(_HEADING): value
            for name, value in data.items()
            if name.startswith(_HEADING)
        }
        return {**data, "chosen": chosen}


class ConfirmSchema(Schema):
    """The versions that the page showed, and why months are corrected."""

    version = _number()
    seen = _number()
    reason = _reason()


class WithdrawSchema(Schema):
    """Why a month is withdrawn, and the state that the page showed."""

    seen = _number()
    reason = _reason()


class MonthSchema(_WithoutBlanks):
    """The counts of a month as typed; the grades are added by ``month_schema``."""

    seen = _number()
    completed = count()
    auditors = count(required=False)
    reason = _reason()


class ViewSchema(Schema):
    """Which measure the page shows."""

    measure = fields.String(load_default=None, validate=Length(max=40))


def count_field(place: int) -> str:
    """The name of the field of a grade, by its place on the scale from 0."""
    return f"{_COUNT}{place}"


def month_schema(grades: int, *, with_month: bool) -> Schema:
    """The form of a month: a count for each grade, and the month where it is not in the address."""
    extra: dict[str, Any] = {count_field(place): count() for place in range(grades)}
    if with_month:
        said = "Enter the month, such as 2026-01"
        extra["month"] = fields.String(required=True, error_messages={"required": said})
    schema: Schema = MonthSchema.from_dict(extra)()
    return schema
