"""What may be sent about services, teams and agreements."""

from datetime import date
from typing import Any

from marshmallow import Schema, ValidationError, fields, pre_load, validate, validates_schema

from regionqa.authorities.agreement_kinds import AgreementKind

EARLIEST = date(1948, 1, 1)
_NAME_LENGTH = validate.Length(min=1, max=80, error="Write 1 to 80 characters")


class _Form(Schema):
    """Empty fields of a form were not sent; days may be written as people write them."""

    @pre_load
    def _tidy(self, data: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
        sent = {name: value for name, value in data.items() if value != ""}
        for name in sent.keys() & self.fields.keys():
            if isinstance(self.fields[name], fields.Date):
                sent[name] = iso_day(str(sent[name]))
        return sent


def iso_day(text: str) -> str:
    """``1/4/2026`` as 2026-04-01; any other text as it is, for the field to refuse."""
    parts = text.strip().split("/")
    if len(parts) != 3 or not all(part.strip().isdecimal() for part in parts):
        return text.strip()
    day, month, year = (part.strip() for part in parts)
    return f"{year.zfill(4)}-{month.zfill(2)}-{day.zfill(2)}"


def _needed(message: str, **more: str) -> dict[str, Any]:
    return {"required": message, "null": message, **more}


def _day(message: str) -> fields.Date:
    bounds = validate.Range(min=EARLIEST, error=f"The day must be after {EARLIEST.year}")
    invalid = "Write a real day, such as 21/11/2026"
    return fields.Date(
        required=True, validate=bounds, error_messages=_needed(message, invalid=invalid)
    )


class ServiceSchema(_Form):
    """A service to open."""

    name = fields.String(
        required=True,
        validate=_NAME_LENGTH,
        error_messages=_needed("Write the name of the service"),
    )
    start_date = _day("Write the day it began")


class TeamSchema(ServiceSchema):
    """A team to open in a service."""

    name = fields.String(
        required=True, validate=_NAME_LENGTH, error_messages=_needed("Write the name of the team")
    )
    service_id = fields.UUID(
        required=True,
        error_messages=_needed("Select the service", invalid_uuid="Select the service"),
    )


class EndSchema(_Form):
    """The last day of a service or team, and what follows it."""

    end_date = _day("Write the last day")
    successor_id = fields.UUID(
        load_default=None, error_messages={"invalid_uuid": "Select what follows it from the list"}
    )


class AgreementSchema(_Form):
    """An agreement to record."""

    kind = fields.Enum(
        AgreementKind,
        by_value=True,
        required=True,
        error_messages=_needed("Select what it is", unknown="Select what it is"),
    )
    reference = fields.String(
        required=True, validate=_NAME_LENGTH, error_messages=_needed("Write its reference")
    )
    signatory = fields.String(
        required=True,
        validate=_NAME_LENGTH,
        error_messages=_needed("Write which office signed it, such as Director"),
    )
    signed_on = _day("Write the day it was signed")
    review_on = _day("Write the day it is reviewed by")

    @validates_schema(skip_on_field_errors=False)
    def _review_follows(self, data: dict[str, Any], **_kwargs: Any) -> None:
        signed, review = data.get("signed_on"), data.get("review_on")
        if isinstance(signed, date) and isinstance(review, date) and review <= signed:
            raise ValidationError("The review must be after the signing", "review_on")


class AgreementEndSchema(_Form):
    """The day an agreement ends."""

    ended_on = _day("Write the day it ends")
