"""The work of the process that opens one file: check a workbook, choose the sheet, scan, read."""

import io
import json
import sys
import zipfile
import zlib
from collections.abc import Mapping
from typing import Any
from xml.parsers import expat

import python_calamine

from regionqa.exchange.isolated.archive import DAMAGED, Refused, check_archive, too_big
from regionqa.exchange.isolated.cells import cell_text, long_numbers
from regionqa.exchange.isolated.findings import Findings
from regionqa.exchange.isolated.parts import parse, percent_styles, sheet_parts
from regionqa.exchange.isolated.quick import quick_scan
from regionqa.exchange.isolated.scan import SheetScan


def answer(data: bytes, request: Mapping[str, Any]) -> dict[str, Any]:
    """The rows of a sheet and what was seen in it, or ``{"refused": …}``.

    ``request``: sheet (name or None) and the limits archive_bytes, archive_ratio, archive_members,
    rows, columns, cells, characters, problems.
    """
    try:
        return _read(data, request)
    except Refused as refused:
        return {"refused": refused.answer}
    except MemoryError:
        return {"refused": too_big().answer}
    except python_calamine.PasswordError:
        message = "The workbook is protected by a password."
        return {"refused": Refused(message, "Remove the password and save it again.").answer}
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        python_calamine.CalamineError,
        OSError,
        EOFError,
        ValueError,
        LookupError,
        OverflowError,
        RuntimeError,
        NotImplementedError,
    ):
        return {"refused": DAMAGED.answer}


def _read(data: bytes, request: Mapping[str, Any]) -> dict[str, Any]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        check_archive(archive, request)
        parts = sheet_parts(archive)
        with python_calamine.load_workbook(io.BytesIO(data)) as book:
            visible, hidden = _sheets(book)
            name = _choose(request["sheet"], visible, hidden)
            seen = _look_over(archive, parts[name], request)
            sheet = book.get_sheet_by_name(name)
            start = sheet.start or (0, 0)
            merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or []]
            rows = [] if sheet.start is None else sheet.to_python(skip_empty_area=True)
    return {
        "sheet": name,
        "sheets": visible,
        "hidden_sheets": hidden,
        "start": list(start),
        "rows": _texts(rows, request["characters"]),
        "merged": merged,
        "long_numbers": long_numbers(rows, start, request["problems"]),
        **seen.plain(),
    }


def _texts(rows: list[list[Any]], most: int) -> list[list[str]]:
    """All cells as text. Raises Refused before there is more of it than may be handed on."""
    texts: list[list[str]] = []
    characters = 0
    for row in rows:
        texts.append([cell_text(value) for value in row])
        characters += sum(map(len, texts[-1]))
        if characters > most:
            raise Refused(
                f"The sheet holds more than {most:,} characters.",
                "Keep only the columns that are asked for, or split it into smaller files.",
            )
    return texts


def _look_over(archive: zipfile.ZipFile, part: str, request: Mapping[str, Any]) -> Findings:
    """What is in the sheet besides values. Raises Refused when its extent is too large."""
    seen = Findings(request, percent_styles(archive))
    if not quick_scan(archive.read(part), seen):
        parse(archive, part, SheetScan(seen).attach)
    seen.check_extent()
    return seen


def _sheets(book: python_calamine.CalamineWorkbook) -> tuple[list[str], list[str]]:
    visible: list[str] = []
    hidden: list[str] = []
    for sheet in book.sheets_metadata:
        if sheet.typ != python_calamine.SheetTypeEnum.WorkSheet:
            continue
        shown = sheet.visible == python_calamine.SheetVisibleEnum.Visible
        (visible if shown else hidden).append(sheet.name)
    return visible, hidden


def _choose(wanted: str | None, visible: list[str], hidden: list[str]) -> str:
    if wanted is None and visible:
        return visible[0]
    if wanted is not None:
        alike = [name for name in visible if name.strip().casefold() == wanted.strip().casefold()]
        if wanted in visible or len(alike) == 1:
            return wanted if wanted in visible else alike[0]
        message = f"The workbook has no visible sheet named “{wanted[:40]}”."
        names = ", ".join(f"“{name}”" for name in visible[:5])
        raise Refused(message, f"Choose one of its sheets: {names}.", visible)
    if hidden:
        raise Refused("Every sheet of the workbook is hidden.", "Unhide the sheet to read.")
    raise Refused("The workbook has no sheet with cells.", "Put the table on a sheet of its own.")


def limit_self(memory: int, seconds: int) -> None:
    """Bound this process: address space, processor time, no files written, no core dump."""
    import resource

    for what, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))


def _documents(data: bytes, request: Mapping[str, Any]) -> dict[str, Any]:
    """A document's task; what reads documents is loaded for them alone."""
    from regionqa.exchange.isolated.documents import answer_document

    return answer_document(data, request)


def main() -> None:
    """Answer the request on standard input."""
    request = json.loads(sys.stdin.buffer.readline())
    limit_self(request["memory"], request["seconds"])
    data = sys.stdin.buffer.read()
    reply = _documents(data, request) if "task" in request else answer(data, request)
    sys.stdout.buffer.write(json.dumps(reply, ensure_ascii=False).encode())
