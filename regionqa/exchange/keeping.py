"""A table and the name of its file, as they may be kept until somebody has looked at them."""

import json
import re
import zlib
from collections.abc import Collection
from pathlib import PurePath

from regionqa.exchange.personal import check_text_for_personal_details
from regionqa.exchange.problems import FileProblem
from regionqa.exchange.table import Row, Table

LONGEST_FILENAME = 200
# A draft lives for a day at most: somebody waits for it to be kept, nobody for its last bytes.
QUICK = 1


def safe_filename(filename: str, known: Collection[str] = ()) -> str:
    """The file's name as it may be kept: a name that reads like a person's is left out.

    ``known`` are names that are not personal, such as those of authorities.
    """
    name = " ".join(PurePath(filename.replace("\\", "/")).name.split())[:LONGEST_FILENAME]
    stem, _dot, ending = name.rpartition(".")
    words = re.sub(r"[_\W]+", " ", stem or name)
    if check_text_for_personal_details(words, known):
        return f"file.{ending}" if stem else "file"
    return name or "file"


def pack(table: Table) -> bytes:
    """A table as a draft keeps it, compressed."""
    held = {
        "filename": table.filename,
        "kind": table.kind,
        "headers": table.headers,
        "header_row": table.header_row,
        "rows": [(row.number, row.cells) for row in table.rows],
        "notes": table.notes,
        "problems": [(p.row, p.column, p.value, p.message, p.fix) for p in table.problems],
        "problems_left_out": table.problems_left_out,
    }
    return zlib.compress(json.dumps(held, separators=(",", ":")).encode(), QUICK)


def unpack(packed: bytes) -> Table:
    """The table that ``pack`` kept."""
    held = json.loads(zlib.decompress(packed))
    return Table(
        filename=held["filename"],
        kind=held["kind"],
        headers=tuple(held["headers"]),
        header_row=held["header_row"],
        rows=tuple(Row(number, tuple(cells)) for number, cells in held["rows"]),
        notes=tuple(held["notes"]),
        problems=tuple(FileProblem(*problem) for problem in held["problems"]),
        problems_left_out=held["problems_left_out"],
    )
