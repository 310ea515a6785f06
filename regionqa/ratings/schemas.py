"""What the forms of double-graded files take."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, post_load, pre_load, validates_schema
from marshmallow.validate import Length, Range

from regionqa.core.errors import STALE
from regionqa.ratings.columns import FIELDS
from regionqa.ratings.scales import OWN, ScaleError, own_scale

LONGEST_TITLE = 120
LONGEST_REASON = 300
_MOST_COLUMNS = 200


def _version() -> fields.Integer:
    return fields.Integer(required=True, error_messages={"required": STALE, "invalid": STALE})


def _said(missing: str, longest: int) -> fields.String:
    return fields.String(
        required=True,
        validate=[
            Length(min=1, error=missing),
            Length(max=longest, error=f"Enter {longest} characters or fewer"),
        ],
        error_messages={"required": missing, "null": missing, "invalid": missing},
    )


class ScaleSchema(Schema):
    """A published scale by its key, or own grades, one a line; the page knows the keys."""

    scale = fields.String(
        required=True,
        validate=Length(min=1, max=40, error="Select the scale that the grades are on"),
        error_messages={"required": "Select the scale that the grades are on"},
    )
    own_grades = fields.String(load_default="", validate=Length(max=4000))

    @validates_schema(skip_on_field_errors=False)
    def _own(self, data: dict[str, Any], **_: Any) -> None:
        if data.get("scale") == OWN and "own_grades" in data:
            try:
                own_scale(data["own_grades"])
            except ScaleError as error:
                raise ValidationError(str(error), "own_grades") from error


class UploadSchema(ScaleSchema):
    """What is said of a file; the file itself is beside it."""

    title = _said("Enter a title, such as Practice audits, autumn 2026", LONGEST_TITLE)
    sheet = fields.String(load_default="", validate=Length(max=80))
    header_row = fields.Integer(
        load_default=None,
        validate=Range(min=1, max=1000, error="Enter a row from 1 to 1,000"),
        error_messages={"invalid": "Enter the row’s number, such as 3"},
    )

    @pre_load
    def _blank(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {name: value for name, value in data.items() if name != "header_row" or value != ""}


class ColumnsSchema(ScaleSchema):
    """Each wanted column's place in the file, from 0, blank for "not in it"; and the scale."""

    version = _version()
    column_case = fields.Integer(load_default=None, validate=Range(0, _MOST_COLUMNS))
    column_reader = fields.Integer(load_default=None, validate=Range(0, _MOST_COLUMNS))
    column_authority = fields.Integer(load_default=None, validate=Range(0, _MOST_COLUMNS))
    column_domain = fields.Integer(load_default=None, validate=Range(0, _MOST_COLUMNS))
    column_grade = fields.Integer(load_default=None, validate=Range(0, _MOST_COLUMNS))
    column_role = fields.Integer(load_default=None, validate=Range(0, _MOST_COLUMNS))

    @pre_load
    def _blank(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        return {
            name: value
            for name, value in data.items()
            if not name.startswith("column_") or value != ""
        }

    @post_load
    def _gather(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        places = {name: data.pop(f"column_{name}") for name in FIELDS}
        return {**data, "places": places}


class VersionSchema(Schema):
    """The version that the page showed."""

    version = _version()


class WithdrawSchema(VersionSchema):
    """Why a file is withdrawn, and the version that the page showed."""

    reason = _said("Enter why the file is withdrawn", LONGEST_REASON)


class FilterSchema(Schema):
    """Which rows of a file to show: those of a domain or a case, after a row."""

    domain = fields.String(load_default=None, validate=Length(max=120))
    case = fields.String(load_default=None, validate=Length(max=80))
    after = fields.Integer(load_default=0, validate=Range(min=0, max=10_000_000))


class ListSchema(Schema):
    """Files older than one of them."""

    before = fields.UUID(load_default=None)
