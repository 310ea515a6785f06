"""Rows checked by a marshmallow schema, with errors by row and heading as the file has them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from regionqa.exchange.columns import Match
from regionqa.exchange.limits import DEFAULT_LIMITS
from regionqa.exchange.problems import FileProblem, Problems
from regionqa.exchange.table import Table

if TYPE_CHECKING:
    from marshmallow import Schema
    from marshmallow.fields import Field

_FIX = "Put it right in the file, and choose the file again."
_MISSING = "This cell is blank."
_FILL = "Fill it in."
_COLLECTIVE = "_schema"


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rows say by the schema. ``records`` is empty as soon as one row has a problem."""

    records: tuple[tuple[int, Mapping[str, Any]], ...]
    problems: tuple[FileProblem, ...]
    left_out: int
    rows: int
    bad_rows: int


def check_rows(
    table: Table, match: Match, schema: "Schema", limit: int = DEFAULT_LIMITS.problems
) -> Checked:
    """Load every row by a schema whose keys are the wanted names of ``match``.

    A blank cell is left out of its record, so ``required`` and ``load_default`` of the schema
    decide on it. A field's ``metadata={"fix": …}`` is the fix that is shown with its errors.
    A cell is text, so a number field of the schema must not be strict; a check over several fields
    (``validates_schema``) wants ``skip_on_field_errors=False`` to be heard beside other errors.
    """
    from marshmallow import ValidationError

    numbered = [
        (number, {name: text for name, text in record.items() if text})
        for number, record in table.records(match.columns)
    ]
    try:
        loaded = schema.load([record for _, record in numbered], many=True)
    except ValidationError as error:
        return _explain(_by_row(error.messages), numbered, table, match, schema, limit)
    numbers = [number for number, _ in numbered]
    return Checked(tuple(zip(numbers, loaded, strict=True)), (), 0, len(numbers), 0)


def _by_row(messages: list[str] | dict[Any, Any]) -> Mapping[Any, Any]:
    return messages if isinstance(messages, dict) else {_COLLECTIVE: messages}


def _explain(
    messages: Mapping[Any, Any],
    numbered: list[tuple[int, dict[str, str]]],
    table: Table,
    match: Match,
    schema: "Schema",
    limit: int,
) -> Checked:
    problems = Problems(limit)
    fields = {field.data_key or name: field for name, field in schema.fields.items()}
    places = {name: table.position[header] for name, header in match.columns.items()}
    indices = sorted(index for index in messages if isinstance(index, int))
    for index in indices:
        number, record = numbered[index]
        for name in sorted(messages[index], key=lambda n: places.get(n, len(places))):
            for text in _flat(messages[index][name]):
                header = None if name == _COLLECTIVE else match.columns.get(name, name)
                said = _say(text, fields.get(name), blank=name not in record)
                problems.add(*said, row=number, column=header, value=record.get(name, ""))
    for text in _flat(messages.get(_COLLECTIVE, [])):
        problems.add(text, _FIX)
    return Checked((), problems.kept, problems.left_out, len(numbered), len(indices))


def _say(text: str, field: "Field[Any] | None", *, blank: bool) -> tuple[str, str]:
    """The message and the fix for one error of one field."""
    if field is None:
        return text, _FIX
    if blank and text == field.error_messages["required"]:
        return _MISSING, _FILL
    return text, str(field.metadata.get("fix", _FIX))


def _flat(messages: Any) -> list[str]:
    if isinstance(messages, Mapping):
        return [text for inner in messages.values() for text in _flat(inner)]
    return [str(text) for text in messages] if isinstance(messages, list) else [str(messages)]
