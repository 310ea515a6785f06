"""What programs send and get of monthly returns; the rules of a month are the pages'."""

from typing import Any

from marshmallow import RAISE, fields
from marshmallow.validate import Length, OneOf, Range, Regexp

from regionqa.benchmarking.months import CHOSEN_WORDS, MOST, HeldMonth, month_key
from regionqa.benchmarking.schemas import LONGEST_REASON
from regionqa.web.api import InputSchema, JsonWhole, OutputSchema

MOST_MONTHS = 240
MONTH_PATTERN = r"^[0-9]{4}-(0[1-9]|1[0-2])$"


def _said(description: str, **more: Any) -> dict[str, Any]:
    return {"description": description, **more}


def _count(**more: Any) -> fields.Integer:
    return JsonWhole(validate=Range(0, MOST), **more)


def _grades(**more: Any) -> fields.Dict:
    return fields.Dict(
        keys=fields.String(),
        values=JsonWhole(validate=Range(0, MOST)),
        **more,
    )


class MonthFiguresSchema(InputSchema):
    """The counts of a month. One of ``completed`` and ``not_graded`` may be left out."""

    completed = _count(load_default=None, metadata=_said("All completed audits."))
    not_graded = _count(load_default=None, metadata=_said("Completed audits without a grade."))
    auditors = _count(
        load_default=None,
        allow_none=True,
        metadata=_said("How many people were to do an audit; null where not counted."),
    )
    chosen = fields.String(
        load_default=None,
        allow_none=True,
        validate=OneOf(tuple(CHOSEN_WORDS)),
        metadata=_said("`drawn` where all cases were drawn at random; null where not said."),
    )
    grades = _grades(
        required=True, metadata=_said("Audits by grade of the common scale. 0 is none.")
    )
    domains = fields.Dict(
        keys=fields.String(),
        values=_grades(),
        load_default=dict,
        metadata=_said("Audits by own domain and grade; empty where not counted."),
    )


class SentMonthSchema(MonthFiguresSchema):
    """A month with its counts."""

    month = fields.String(
        required=True,
        validate=Regexp(MONTH_PATTERN, error="Write the month as 2026-01."),
        metadata=_said("Such as 2026-01."),
    )


class SentReturnSchema(InputSchema):
    """Months to return."""

    months = fields.List(
        fields.Nested(SentMonthSchema), required=True, validate=Length(1, MOST_MONTHS)
    )
    synthetic = fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        metadata=_said("Whether the counts are made up."),
    )


class CorrectedMonthSchema(MonthFiguresSchema):
    """A month as it is now, and why it changed."""

    reason = fields.String(
        required=True, validate=Length(1, LONGEST_REASON), metadata=_said("No names.")
    )


class WithdrawnMonthSchema(InputSchema):
    """Why a month is withdrawn."""

    class Meta:
        """Unknown fields raise."""

        unknown = RAISE

    reason = fields.String(
        required=True, validate=Length(1, LONGEST_REASON), metadata=_said("No names.")
    )


class ReturnedMonthSchema(OutputSchema):
    """A month as it stands."""

    month = fields.Function(lambda held: month_key(held.figures.month), metadata={"type": "string"})
    number = fields.Integer(metadata=_said("How many times it was returned or changed."))
    withdrawn = fields.Boolean()
    synthetic = fields.Boolean(metadata=_said("Whether the counts are made up."))
    returned_at = fields.AwareDateTime(attribute="at")
    reason = fields.String(allow_none=True)
    completed = fields.Integer(attribute="figures.completed")
    not_graded = fields.Integer(attribute="figures.not_graded")
    auditors = fields.Integer(attribute="figures.auditors", allow_none=True)
    chosen = fields.String(attribute="figures.chosen", allow_none=True)
    grades = fields.Dict(
        keys=fields.String(), values=fields.Integer(), attribute="figures.grades",
        metadata=_said("A grade that is not there was not counted, which is not 0."),
    )  # fmt: skip
    domains = fields.Dict(
        keys=fields.String(),
        values=fields.Dict(keys=fields.String(), values=fields.Integer()),
        attribute="figures.domains",
    )


class ReturnedMonthsSchema(OutputSchema):
    """Every month, oldest first, withdrawn ones too."""

    scale = fields.List(fields.String(), metadata=_said("The common scale, lowest first."))
    items = fields.List(fields.Nested(ReturnedMonthSchema))


class RecordedSchema(OutputSchema):
    """What a return did."""

    new = fields.Integer()
    corrected = fields.Integer()
    unchanged = fields.Integer()


def version_of(held: HeldMonth) -> dict[str, Any]:
    """What a month's entity tag is made of: it changes with every row of its history."""
    return {"id": str(held.id), "number": held.number}
