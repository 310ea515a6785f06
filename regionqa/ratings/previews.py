"""What a draft's page shows, as plain values that are kept with the draft."""

from dataclasses import asdict
from typing import Any

from regionqa.exchange import How
from regionqa.ratings.checking import CheckedFile
from regionqa.ratings.columns import FIELDS, LABELS

_ROWS_NAMED = 5
_ROWS_SHOWN = 8
_COLUMNS_SHOWN = 8
_AUTHORITIES_SHOWN = 40

_HOW = {
    How.CHOSEN: "chosen by you",
    How.EXACT: "found by its heading",
    How.NORMALISED: "found by its heading",
    How.SYNONYM: "found by a heading that means the same",
    How.SUGGESTED: "please confirm",
    How.AMBIGUOUS: "more than one may be meant",
    How.MISSING: "not found",
    How.LEFT_OUT: "not in this file",
}


def to_plain(checked: CheckedFile) -> dict[str, Any]:
    """The preview of a checked file, ready for JSON."""
    preview, counts = checked.preview, checked.counts
    headers = list(preview.headers)
    found = {one.wanted.name: one for one in preview.match.found}
    columns = []
    for name, wanted in FIELDS.items():
        one = found[wanted.name]
        header = one.header or (one.candidates[0] if one.candidates else None)
        columns.append(
            {
                "name": name,
                "label": LABELS[name],
                "required": wanted.required,
                "description": wanted.description,
                "how": _HOW[one.how],
                "settled": one.accepted or one.how is How.LEFT_OUT,
                "place": headers.index(header) if header in headers else None,
            }
        )
    return {
        "headers": headers,
        "columns": columns,
        "notes": list(preview.notes),
        "problems": [[p.row, p.column, p.value, p.message, p.fix] for p in preview.problems],
        "problem_count": preview.problem_count,
        "left_out": preview.problems_left_out,
        "bad_rows": preview.bad_row_count,
        "sound": preview.may_be_saved,
        "unused": list(preview.match.unused),
        "first_rows": [
            [row.number, *row.cells[:_COLUMNS_SHOWN]] for row in preview.first_rows[:_ROWS_SHOWN]
        ],
        "more_columns": max(0, len(headers) - _COLUMNS_SHOWN),
        "counts": {
            **asdict(counts),
            "authorities": dict(list(counts.authorities.items())[:_AUTHORITIES_SHOWN]),
            "authorities_left_out": max(0, len(counts.authorities) - _AUTHORITIES_SHOWN),
            "unknown": [
                [cell[:30], len(rows), rows[:_ROWS_NAMED], counts.nearest.get(cell)]
                for cell, rows in counts.unknown.items()
            ][:20],
            "unknown_left_out": max(0, len(counts.unknown) - 20),
        },
    }
