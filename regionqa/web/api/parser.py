"""Reading what a program sent: each fault is named by its field, and nothing unknown is let by."""

from collections.abc import Iterable, Mapping
from typing import Any, NoReturn

import marshmallow as ma
from flask import Request
from webargs.flaskparser import FlaskParser
from werkzeug.datastructures import CombinedMultiDict

from regionqa.core.errors import BadRequest, RegionQAError, Unprocessable

JSON = "application/json"
MULTIPART = "multipart/form-data"
UNKNOWN = "Unknown field."
_LOCATIONS = ("json", "query", "querystring", "multipart")


class UnsupportedMedia(RegionQAError):
    """The body is of another kind than the operation takes."""

    status = 415
    title = "The body is of a kind that is not taken here"


class Parser(FlaskParser):
    """Refuses unknown fields in every location, and answers 400 with messages by field.

    A body that breaks the schema is a 400; one that keeps it and breaks a rule of the service is
    the operation's 422.
    """

    DEFAULT_VALIDATION_STATUS = BadRequest.status
    DEFAULT_UNKNOWN_BY_LOCATION = dict.fromkeys(_LOCATIONS, ma.RAISE)
    __location_map__ = {**FlaskParser.__location_map__, "multipart": "load_multipart"}  # noqa: RUF012  # webargs annotates it as an instance's

    def load_json(self, req: Request, schema: ma.Schema) -> Any:
        """The body; ``UnsupportedMedia`` for another kind, ``BadRequest`` where it is not JSON."""
        if req.mimetype != JSON:
            raise UnsupportedMedia(f"Send the body as {JSON}.")
        try:
            found = super().load_json(req, schema)
        except (ValueError, RecursionError) as error:  # a number or a nesting past all use
            self._handle_invalid_json_error(error, req)
        if not isinstance(found, Mapping):
            raise BadRequest("Send a JSON object.", errors={"json": ["Send a JSON object."]})
        if b"\\u" in req.get_data():
            _refuse_unkept(found)
        return found

    def load_querystring(self, req: Request, schema: ma.Schema) -> Any:
        """What the address asks."""
        _refuse_unkept(req.args.to_dict(flat=False))
        return super().load_querystring(req, schema)

    def load_multipart(self, req: Request, schema: ma.Schema) -> Any:
        """The fields and files of a form; ``UnsupportedMedia`` for another kind of body."""
        if req.mimetype != MULTIPART:
            raise UnsupportedMedia(f"Send the body as {MULTIPART}.")
        _refuse_unkept(req.form.to_dict(flat=False))
        return self._makeproxy(CombinedMultiDict([req.form, req.files]), schema)

    def _handle_invalid_json_error(
        self,
        error: Exception,
        req: Request,  # noqa: ARG002  # webargs' signature
        *args: Any,  # noqa: ARG002  # webargs' signature
        **kwargs: Any,  # noqa: ARG002  # webargs' signature
    ) -> NoReturn:
        raise BadRequest(
            "The body is not JSON.", errors={"json": ["The body cannot be read as JSON."]}
        ) from error

    def handle_error(
        self,
        error: ma.ValidationError,
        req: Request,  # noqa: ARG002  # webargs' signature
        schema: ma.Schema,  # noqa: ARG002  # webargs' signature
        *,
        error_status_code: int | None,  # noqa: ARG002  # webargs' signature
        error_headers: Mapping[str, str] | None,  # noqa: ARG002  # webargs' signature
    ) -> NoReturn:
        """Raise ``BadRequest`` with the messages by field, nested as the body is."""
        messages = error.messages_dict
        for location in _LOCATIONS:
            if set(messages) == {location}:
                messages = messages[location]
        raise BadRequest("Some of what was sent cannot be used.", errors=messages) from error


def refuse_unknown(names: Iterable[str], known: Iterable[str] = ()) -> None:
    """Raise ``BadRequest`` that names each field that is not known."""
    unknown = sorted(set(names) - set(known))
    if unknown:
        raise BadRequest(
            "Some of what was sent cannot be used.", errors={name: [UNKNOWN] for name in unknown}
        )


def _refuse_unkept(value: Any) -> None:
    """Raise ``Unprocessable`` for a null character or half of a character: no table holds them."""
    if isinstance(value, str):
        if "\x00" in value or any("\ud800" <= letter <= "\udfff" for letter in value):
            raise Unprocessable("There is a character in the text that cannot be kept.")
    elif isinstance(value, Mapping):
        for name, inner in value.items():
            _refuse_unkept(name)
            _refuse_unkept(inner)
    elif isinstance(value, list):
        for inner in value:
            _refuse_unkept(inner)
