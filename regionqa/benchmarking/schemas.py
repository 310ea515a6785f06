"""What the forms of monthly returns take."""

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import Schema, fields, missing, pre_load
from marshmallow.validate import Length, OneOf, Range

from regionqa.benchmarking.months import CHOSEN_WORDS, MOST
from regionqa.core.errors import STALE

LONGEST_REASON = 300
_HEADING = "heading_"
_COUNT = "count_"


def _number() -> fields.Integer:
    return fields.Integer(required=True, error_messages={"required": STALE, "invalid": STALE})


def _reason() -> fields.String:
    return fields.String(
        load_default="",
        validate=Length(max=LONGEST_REASON, error=f"Enter {LONGEST_REASON} characters or fewer"),
    )


def _long_reason() -> fields.String:
    return fields.String(
        load_default="",
        validate=Length(max=500, error="Enter 500 characters or fewer"),
    )


def count(name: str, *, required: bool = True) -> fields.Integer:
    """A whole number of audits or people; messages begin with its ``name`` on the form."""
    blank = f"{name}: enter a number; 0 if there were none"
    invalid = f"{name}: enter a whole number from 0 to {MOST:,}"
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
    completed = count("Completed audits")
    auditors = count("Auditors", required=False)
    chosen = fields.String(
        load_default=None,
        validate=OneOf(tuple(CHOSEN_WORDS), error="Select how the cases were chosen"),
    )
    reason = _reason()


class ViewSchema(Schema):
    """Which measure the page shows."""

    measure = fields.String(load_default=None, validate=Length(max=40))


def count_field(place: int) -> str:
    """The name of the field of a grade, by its place on the scale from 0."""
    return f"{_COUNT}{place}"


def month_schema(grades: Sequence[str], domains: Mapping[str, str], *, with_month: bool) -> Schema:
    """The form of a month: a count for each grade, and the month where it is not in the address.

    ``domains`` are the fields of counts by domain, which may be left blank, with their names.
    """
    extra: dict[str, Any] = {
        count_field(place): count(grades[place]) for place in reversed(range(len(grades)))
    }
    extra |= {field: count(name, required=False) for field, name in domains.items()}
    if with_month:
        said = "Enter the month, such as 2026-01"
        extra["month"] = fields.String(required=True, error_messages={"required": said})
    schema: Schema = MonthSchema.from_dict(extra)()
    return schema


class VersionSchema(Schema):
    """The version of a release that the page showed."""

    version = _number()


class EndSchema(VersionSchema):
    """Why a release is withdrawn or given up."""

    reason = _reason()


class SettleSchema(VersionSchema):
    """How a dispute ends, and why."""

    outcome = fields.String(
        required=True,
        validate=OneOf(["stands", "left_out"], error="Choose how the dispute ends"),
        error_messages={"required": "Choose how the dispute ends"},
    )
    reason = _long_reason()


class RemedySchema(VersionSchema):
    """Which of the remedies that the gate offered is taken, by its place."""

    remedy = _number()


class AnswerSchema(Schema):
    """The standing that the page showed, and what is wrong where it is disputed."""

    number = _number()
    reason = _long_reason()


class SeriesSchema(Schema):
    """A series of releases."""

    title = fields.String(
        required=True,
        validate=Length(1, 120, error="Enter a title of 120 characters or fewer"),
        error_messages={"required": "Enter a title"},
    )
    window_months = fields.Integer(
        required=True,
        validate=OneOf([3, 6, 12], error="Choose how many months a release covers"),
        error_messages={"required": "Choose how many months a release covers"},
    )
    overlapping = fields.Boolean(load_default=False)
    codes = fields.List(fields.String(), load_default=list)


class ProposalSchema(Schema):
    """A release of a series: its first month, as 2026-01. A blank title is that of its months."""

    title = fields.String(
        load_default="", validate=Length(max=120, error="Enter a title of 120 characters or fewer")
    )
    first_month = fields.Date(
        "%Y-%m",
        required=True,
        error_messages={
            "required": "Choose the first month",
            "invalid": "Enter the first month as 2026-01",
        },
    )
    named = fields.Boolean(load_default=False)


class ReaderSchema(Schema):
    """As which reader a preview is looked at."""

    reader = fields.UUID(load_default=None)


class MappingSchema(_WithoutBlanks):
    """A proposed mapping as typed; lines by common domain and grade are added by the function."""

    tool = fields.String(
        required=True,
        validate=Length(max=120, error="Enter 120 characters or fewer"),
        error_messages={"required": "Enter the name of the tool that your auditors use"},
    )
    since = fields.String(
        required=True, error_messages={"required": "Enter the first month, such as 2026-01"}
    )
    others = fields.String(load_default="", validate=Length(max=2000))
    note = _reason()


def mapping_schema(names: Sequence[str]) -> Schema:
    """The form of a mapping with a field of lines for each of the names."""
    extra: dict[str, Any] = {
        name: fields.String(load_default="", validate=Length(max=2000)) for name in names
    }
    schema: Schema = MappingSchema.from_dict(extra)()
    return schema


class DecideMappingSchema(_WithoutBlanks):
    """Whether a mapping is accepted, and why not."""

    accepted = fields.Boolean(
        required=True,
        error_messages={
            "required": "Select whether you accept it",
            "invalid": "Select whether you accept it",
        },
    )
    reason = _reason()
