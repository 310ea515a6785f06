"""One door for every uploaded table."""

from pathlib import PurePath
from typing import BinaryIO

from regionqa.exchange.delimited import read_delimited
from regionqa.exchange.encodings import decode
from regionqa.exchange.limits import DEFAULT_LIMITS, Limits, megabytes
from regionqa.exchange.problems import FileRefused
from regionqa.exchange.signatures import TEXT, tell_kind
from regionqa.exchange.table import Table
from regionqa.exchange.workbook import Reader, read_workbook

_BLOCK = 1 << 20


def read_table(
    source: bytes | BinaryIO,
    filename: str,
    limits: Limits = DEFAULT_LIMITS,
    *,
    sheet: str | None = None,
    header_row: int | None = None,
    workbook_reader: Reader | None = None,
) -> Table:
    """The rows of a CSV file or an Excel workbook, as text.

    ``sheet`` names a sheet of a workbook (the first visible one otherwise); ``header_row`` says
    which row, from 1, holds the headings (the first that is not blank otherwise).
    Row-level errors are in ``Table.problems``: a table with problems is shown, never saved.

    Raises FileRefused when the file as a whole cannot be read; nothing else for any content.
    """
    name = PurePath(filename.replace("\\", "/").replace("\x00", "")).name
    data = source if isinstance(source, bytes) else _take(source, limits)
    if len(data) > limits.file_bytes:
        raise _too_large(len(data), limits)
    if not data.strip(b" \t\r\n"):
        raise FileRefused("The file is empty.", "Save it with its rows, and choose it again.")
    if tell_kind(data, name) == TEXT:
        return read_delimited(decode(data), name, limits, header_row)
    return read_workbook(data, name, limits, sheet, header_row, workbook_reader)


def _take(stream: BinaryIO, limits: Limits) -> bytes:
    """At most one block more than the limit, so that a huge file is never held whole."""
    blocks: list[bytes] = []
    size = 0
    while block := stream.read(_BLOCK):
        size += len(block)
        if size > limits.file_bytes:
            raise _too_large(None, limits)
        blocks.append(block)
    return b"".join(blocks)


def _too_large(size: int | None, limits: Limits) -> FileRefused:
    actual = "larger than can be read" if size is None else f"{megabytes(size)} large"
    return FileRefused(
        f"The file is {actual}; at most {megabytes(limits.file_bytes)} can be read.",
        "Keep only the columns and rows that are asked for, or split the file.",
    )
