"""What the forms of frameworks may say."""

from typing import Any

from marshmallow import Schema, ValidationError, fields, pre_load, validate, validates_schema

from regionqa.core.errors import STALE
from regionqa.frameworks.answers import Coverage, Sharing
from regionqa.frameworks.named_evidence import EvidenceSort
from regionqa.frameworks.practice import Status
from regionqa.frameworks.roles import OWNER_ROLES
from regionqa.frameworks.standard import STEPS
from regionqa.web.dates import Dated, day, day_or_none

LONGEST_DESCRIPTION = 20_000
LONGEST_NOTE = 1_000
STEPS_MISSING = "Describe all four steps, or none if it is only said how far in place"


def _longest(limit: int) -> validate.Length:
    return validate.Length(max=limit, error=f"Use {limit:,} characters or fewer")


def _required(message: str, limit: int) -> fields.String:
    long_enough = validate.Length(min=1, error=message)
    return fields.String(
        required=True,
        validate=validate.And(long_enough, _longest(limit)),
        error_messages={"required": message},
    )


def _optional(limit: int) -> fields.String:
    return fields.String(load_default="", validate=_longest(limit))


def _number() -> fields.Integer:
    return fields.Integer(required=True, error_messages={"required": STALE, "invalid": STALE})


def _choice(values: Any, message: str) -> fields.String:
    return fields.String(
        load_default=None, allow_none=True, validate=validate.OneOf(list(values), error=message)
    )


class ComponentSchema(Dated):
    """What is said of a component, without its points, whose fields depend on the component."""

    dates = ("review_on",)

    description = _optional(LONGEST_DESCRIPTION)
    local = _optional(LONGEST_DESCRIPTION)
    coverage = _choice(Coverage, "Select how far it is in place")
    maturity = fields.Integer(
        load_default=None,
        allow_none=True,
        validate=validate.Range(1, 4, error="Select a step"),
        error_messages={"invalid": "Select a step"},
    )
    owner_role = _choice(OWNER_ROLES, "Select a role")
    review_on = day_or_none()
    version = _number()
    no_person = fields.Boolean(load_default=False)

    @pre_load
    def _empty_is_none(self, data: dict[str, Any], **_more: Any) -> dict[str, Any]:
        cleaned = dict(data)
        for name in ("coverage", "maturity", "owner_role"):
            cleaned[name] = data.get(name) or None
        return cleaned


class ApproveSchema(Dated):
    """The approver's reason, and the draft that was shown."""

    dates = ("review_due",)

    why = _required("Say why it changed, in a sentence or two", LONGEST_DESCRIPTION)
    digest = fields.String(required=True, error_messages={"required": STALE})
    yearly_review = fields.Boolean(load_default=False)
    review_due = day_or_none()
    no_person = fields.Boolean(load_default=False)


class SharingSchema(Schema):
    """With whom a component is shared."""

    level = fields.Enum(
        Sharing,
        by_value=True,
        required=True,
        error_messages={
            "required": "Select with whom to share",
            "unknown": "Select with whom to share",
        },
    )


class EvidenceSchema(Dated):
    """Something named by hand that stands behind a component."""

    dates = ("happened_on",)

    sort = fields.Enum(
        EvidenceSort,
        by_value=True,
        required=True,
        error_messages={"required": "Select what it is", "unknown": "Select what it is"},
    )
    title = _required("Say what it is, in a few words", 160)
    happened_on = day("Enter the day it happened")
    url = _optional(500)
    document_id = fields.UUID(
        load_default=None,
        allow_none=True,
        error_messages={"invalid_uuid": "Choose a document that this component holds"},
    )
    no_person = fields.Boolean(load_default=False)

    @pre_load
    def _no_document(self, data: dict[str, Any], **_more: Any) -> dict[str, Any]:
        return {**data, "document_id": data.get("document_id") or None}


class DocumentSchema(Schema):
    """The title of a document or link; the file itself is read from the request."""

    title = _required("Enter what the document is called", 160)
    url = _optional(500)
    no_person = fields.Boolean(load_default=False)


class _Sources(Schema):
    """Sources typed one a line."""

    sources = fields.String(load_default="", validate=_longest(5_000))


class StandardSchema(_Sources):
    """A practice standard and the draft of its first version."""

    title = _required("Enter what the practice standard is about", 160)
    words = _required("Write the practice standard", LONGEST_DESCRIPTION)
    no_person = fields.Boolean(load_default=False)


class WordsSchema(_Sources):
    """The words of a draft, and the version of it that the form showed."""

    words = _required("Write the practice standard", LONGEST_DESCRIPTION)
    version = _number()
    no_person = fields.Boolean(load_default=False)


class StepSchema(Schema):
    """A step of a version, with what was done for it."""

    to = fields.Enum(
        Status, by_value=True, required=True, error_messages={"required": STALE, "unknown": STALE}
    )
    note = _optional(2_000)
    version = _number()
    no_person = fields.Boolean(load_default=False)


class PointSchema(Schema):
    """A point added to a component."""

    component_key = _required("Select a component", 40)
    title = _required("Write the point", 300)
    no_person = fields.Boolean(load_default=False)


class NewComponentSchema(Schema):
    """A component added to the standard, with its steps in the order in which they are climbed."""

    title = _required("Enter what the component is called", 160)
    purpose = _required("Say what it is for", 500)
    steps = fields.List(fields.String(validate=_longest(300)), load_default=list)
    no_person = fields.Boolean(load_default=False)

    @pre_load
    def _gather(self, data: dict[str, Any], **_more: Any) -> dict[str, Any]:
        return {**data, "steps": [str(data.get(f"step-{n}", "")) for n in range(1, 5)]}

    @validates_schema(skip_on_field_errors=False)
    def _all_steps_or_none(self, data: dict[str, Any], **_more: Any) -> None:
        given = [step for step in data.get("steps", ()) if step]
        if given and len(given) != STEPS:
            raise ValidationError(STEPS_MISSING, "step-1")


class OfferSchema(Schema):
    """An offer of help with a component."""

    component_key = _required("Select a component", 40)
    text = _required("Say what you can help with", 500)
    contact_role = _required("Select whom to ask", 40)
    no_person = fields.Boolean(load_default=False)
