"""Long lists in parts, by the key of the last thing given: stable while others add to them.

A cursor says after which thing to go on. It is opaque to whoever holds it and secret to nobody: it
holds the last key, and the scope decides what is found after it.
"""

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import request
from marshmallow import fields
from marshmallow.validate import Length, Range

from regionqa.core.errors import Unprocessable
from regionqa.web.api.fields import InputSchema, OutputSchema, Whole

MOST = 200
USUAL = 50
Thing = TypeVar("Thing")


class PageQuery(InputSchema):
    """Which part of a list."""

    limit = Whole(
        load_default=USUAL,
        validate=Range(1, MOST),
        metadata={"description": f"How many at most; {USUAL} unless said."},
    )
    after = fields.String(
        load_default=None,
        validate=Length(1, 400),
        metadata={"description": "The cursor of the part before: its `next_cursor`."},
    )


class PageSchema(OutputSchema):
    """One part of a list; ``next`` is the address of the part after it."""

    next = fields.String(
        allow_none=True, metadata={"description": "The address of the next part; null at the end."}
    )
    next_cursor = fields.String(
        allow_none=True, metadata={"description": "What `after` takes; null at the end."}
    )


def page_of(item: type[OutputSchema], name: str) -> type[PageSchema]:
    """The schema of a part of a list of ``item``; ``name`` is the schema's in the document."""
    made: type[PageSchema] = PageSchema.from_dict(  # type: ignore[assignment]  # it is a subclass
        {"items": fields.List(fields.Nested(item))}, name=name
    )
    return made


def cursor_of(*key: object) -> str:
    """A key as a cursor."""
    plain = json.dumps([str(part) for part in key], separators=(",", ":"))
    return base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")


def key_of(cursor: str | None, *kinds: Callable[[str], Any]) -> tuple[Any, ...] | None:
    """The key in a cursor, each part read by its kind; None without a cursor.

    Raises ``Unprocessable`` for a text that no list has given.
    """
    if cursor is None:
        return None
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        parts = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
        return tuple(kind(text) for kind, text in zip(kinds, map(str, parts), strict=True))
    except (ValueError, TypeError, binascii.Error, UnicodeError) as error:
        said = "Use the next_cursor of the part before, as it was given."
        raise Unprocessable(said, errors={"after": [said]}) from error


def part(
    things: Sequence[Thing], limit: int, key: Callable[[Thing], tuple[object, ...]]
) -> dict[str, Any]:
    """One part, from at most ``limit`` + 1 things: the one too many says that there are more."""
    shown = list(things[:limit])
    if len(things) <= limit:
        return {"items": shown, "next": None, "next_cursor": None}
    cursor = cursor_of(*key(shown[-1]))
    asked = urlencode(request.args.to_dict() | {"after": cursor})
    address = f"{request.path}?{asked}"
    return {"items": shown, "next": address, "next_cursor": cursor}


def after(
    things: Sequence[Thing],
    limit: int,
    key: Callable[[Thing], tuple[Any, ...]],
    last: tuple[Any, ...] | None,
) -> dict[str, Any]:
    """One part of a list that is in memory, in the order of its keys."""
    ordered = sorted(things, key=key)
    rest = ordered if last is None else [thing for thing in ordered if key(thing) > last]
    return part(rest[: limit + 1], limit, key)
