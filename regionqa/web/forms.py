"""Forms on a page and bodies of the API go through the same marshmallow schemas.

``read_form`` loads what was posted; ``Form`` carries the values and messages back to the template,
whose macros (``web/forms.html``) write GOV.UK fields and the error summary.
"""

from collections.abc import Callable, Mapping
from typing import Any

from flask import request
from marshmallow import EXCLUDE, Schema, ValidationError

from regionqa.core.errors import STALE, RegionQAError, Unprocessable

IGNORED = frozenset({"csrf_token"})


class Form:
    """Values as typed, messages by field, and messages about the form as a whole."""

    def __init__(
        self,
        values: Mapping[str, Any] | None = None,
        errors: Mapping[str, list[str]] | None = None,
    ) -> None:
        self.values = dict(values or {})
        self.errors = {name: list(messages) for name, messages in (errors or {}).items()}

    def value(self, name: str) -> Any:
        """What stands in the field, as typed; the empty string for none."""
        held = self.values.get(name)
        return "" if held is None else held

    def error(self, name: str) -> str | None:
        """The field's first message."""
        messages = self.errors.get(name)
        return messages[0] if messages else None

    def chosen(self, name: str, option: object) -> bool:
        """Whether an option of a radio, select or checkbox field is chosen."""
        held = self.values.get(name)
        if isinstance(held, list | tuple | set | frozenset):
            return str(option) in {str(item) for item in held}
        return held is not None and str(held) == str(option)

    def add(self, error: RegionQAError) -> "Form":
        """Take over the messages of a refused operation: its ``errors``, or the message itself."""
        found = error.details.get("errors")
        if isinstance(found, Mapping):
            self.errors.update({name: _texts(messages) for name, messages in found.items()})
        else:
            self.errors["_form"] = [error.message]
        return self

    def also(self, check: Callable[[], object]) -> "Form":
        """Try a rule of an operation beside the schema's, so that both are told at once.

        A field that has a message already keeps it.
        """
        try:
            check()
        except Unprocessable as error:
            before = dict(self.errors)
            self.errors = {**self.add(error).errors, **before}
        return self


def posted(*, many: tuple[str, ...] = ()) -> dict[str, Any]:
    """What was posted, by field; those named in ``many`` as lists, without the CSRF token."""
    values: dict[str, Any] = {
        name: text.strip() for name, text in request.form.items() if name not in IGNORED
    }
    return values | {name: request.form.getlist(name) for name in many}


def read_form(schema: Schema, *, many: tuple[str, ...] = ()) -> tuple[dict[str, Any] | None, Form]:
    """Load a posted form: the clean values, or None with a ``Form`` that carries the messages."""
    values = posted(many=many)
    try:
        return schema.load(values, unknown=EXCLUDE), Form(values)
    except ValidationError as error:
        return None, Form(values, _of_the_page(error.messages_dict))


def _of_the_page(found: Mapping[str, Any]) -> dict[str, list[str]]:
    """The messages by field; those of fields that nobody sees are the whole form's, said once."""
    errors = {name: _texts(messages) for name, messages in found.items()}
    seen = {name: said for name, said in errors.items() if said != [STALE]}
    return seen if len(seen) == len(errors) else {"_form": [STALE], **seen}


def _texts(messages: Any) -> list[str]:
    if isinstance(messages, str):
        return [messages]
    if isinstance(messages, Mapping):
        return [text for inner in messages.values() for text in _texts(inner)]
    return [text for item in messages for text in _texts(item)]
