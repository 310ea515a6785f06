"""What a workbook's archive is made of: checked from its directory, before anything is opened."""

import zipfile
from collections.abc import Mapping
from typing import Any

_PASTE = (
    "Save it as a plain “Excel workbook (.xlsx)”, or copy the table and paste it as values "
    "into a new one."
)
_FORBIDDEN = (
    ("vbaproject", "macros"),
    ("xl/macrosheets/", "macros"),
    ("xl/dialogsheets/", "dialog sheets"),
    ("xl/externallinks/", "links to other workbooks"),
    ("xl/embeddings/", "embedded files"),
    ("xl/activex/", "embedded controls"),
    ("xl/ctrlprops/", "embedded controls"),
    ("xl/connections.xml", "connections to other data"),
    ("xl/querytables/", "connections to other data"),
    ("xl/webextensions/", "add-ins"),
    ("customui/", "macros"),
)
_OTHER_KINDS = (
    ("word/", "a Word document"),
    ("ppt/", "a presentation"),
    ("xl/workbook.bin", "a binary Excel workbook (.xlsb)"),
    ("content.xml", "an OpenDocument file (.ods)"),
    ("index/document.iwa", "an Apple Numbers file"),
)


class Refused(Exception):
    """Why the workbook is not read, and what to do about it."""

    def __init__(self, message: str, fix: str, sheets: list[str] | None = None) -> None:
        super().__init__(message)
        self.answer = {"message": message, "fix": fix, "sheets": sheets or []}


DAMAGED = Refused(
    "The workbook is damaged, or is not a workbook.", "Open it in Excel, save it again as .xlsx."
)


def too_big() -> Refused:
    """The refusal of a workbook that does not fit in the memory it may use."""
    return Refused(
        "The workbook needs more memory than a file may use.",
        "Keep only the sheet and the columns that are asked for, or save that sheet as CSV.",
    )


def check_archive(archive: zipfile.ZipFile, request: Mapping[str, Any]) -> None:
    """The sizes, the parts and the kind of an archive, from its directory alone."""
    members = archive.infolist()
    names = [member.filename.lower() for member in members]
    if len(members) > request["archive_members"]:
        raise Refused(f"The workbook is made of {len(members):,} parts, too many.", _PASTE)
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if total > request["archive_bytes"]:
        raise Refused(
            f"The workbook unpacks to {total / 1e6:,.0f} MB; at most "
            f"{request['archive_bytes'] / 1e6:,.0f} MB can be read.",
            "Keep only the sheet and the rows that are asked for, or save that sheet as CSV.",
        )
    worst = max((m.file_size / max(m.compress_size, 1) for m in members), default=0)
    if total > request["archive_ratio"] * max(packed, 1) or worst > 10 * request["archive_ratio"]:
        raise Refused("The workbook unpacks to far more than its size, as a bomb does.", _PASTE)
    if len(set(names)) < len(names) or any(".." in n or n.startswith("/") for n in names):
        raise DAMAGED
    if any(m.flag_bits & 1 for m in members):
        raise Refused("The archive is encrypted.", "Remove the password and save it again.")
    _check_parts(archive, names)


def _check_parts(archive: zipfile.ZipFile, names: list[str]) -> None:
    for start, kind in _OTHER_KINDS:
        if any(name.startswith(start) for name in names):
            raise Refused(f"This is {kind}, which cannot be read.", _PASTE)
    if "xl/workbook.xml" not in names and not any("workbook" in name for name in names):
        raise Refused("This is a zip archive, not a workbook.", "Unpack it and upload the file.")
    for part, what in _FORBIDDEN:
        if any(part in name for name in names):
            raise Refused(f"The workbook holds {what}, which are not accepted.", _PASTE)
    types = archive.read("[Content_Types].xml").lower()
    if b"macroenabled" in types or b"vbaproject" in types:
        raise Refused("The workbook holds macros, which are not accepted.", _PASTE)
