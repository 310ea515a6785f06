"""Rows that a program sent as the table that a file with the same rows would be."""

from collections.abc import Collection, Mapping, Sequence

from regionqa.exchange import Row, Table, refuse_personal_columns
from regionqa.ratings.columns import FIELDS, SYNTHETIC

FILENAME = "rows"


def table_of(
    rows: Sequence[Mapping[str, str | None]], known: Collection[str], *, synthetic: bool
) -> Table:
    """A table with a column for each field that any row has; rows are numbered from 1.

    ``known`` are names that are not personal, such as those of authorities. Raises ``FileRefused``
    for rows that hold personal details.
    """
    names = [
        name
        for name, column in FIELDS.items()
        if column.required or any(row.get(name) is not None for row in rows)
    ]
    headers = [FIELDS[name].name for name in names]
    mark = ("yes",) if synthetic else ()
    table = Table(
        filename=FILENAME,
        kind="json",
        headers=(*headers, *((SYNTHETIC,) if synthetic else ())),
        header_row=0,
        rows=tuple(
            Row(number, (*((row.get(name) or "").strip() for name in names), *mark))
            for number, row in enumerate(rows, 1)
        ),
    )
    refuse_personal_columns(table, known)
    return table
