"""Schemas of the API: what is sent is taken strictly, what is answered is always whole."""

from typing import Any

from marshmallow import RAISE, Schema, fields


class InputSchema(Schema):
    """What a program sends: an unknown field is refused by its name."""

    class Meta:
        """Unknown fields raise."""

        unknown = RAISE


class OutputSchema(Schema):
    """What a program is given: every field is there in every answer, empty ones as null."""

    class Meta:
        """The document says that no other field is given."""

        unknown = RAISE

    def on_bind_field(self, _field_name: str, field_obj: fields.Field[Any]) -> None:
        """Say of each field that it is always there."""
        field_obj.required = True


class Whole(fields.Integer):
    """A whole number in an address: digits and nothing else."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if not (isinstance(value, str) and value.isascii() and value.isdigit()):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)


class JsonWhole(fields.Integer):
    """A whole number in a body: a JSON number without a fraction, and no text or truth value."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, bool | str) or (isinstance(value, float) and not value.is_integer()):
            raise self.make_error("invalid", input=value)
        return super()._deserialize(value, attr, data, **kwargs)
