"""Files for the tests of reading: sound ones, and a generator of broken ones."""

import io
import random
import re
import zipfile
from collections.abc import Callable, Iterator

import openpyxl
import xlsxwriter

HEADERS = ("Case", "Reader", "Authority", "Domain", "Grade")
GRADES = ("Inadequate", "Requires improvement", "Good", "Outstanding")


def rows(count: int = 12) -> list[tuple[object, ...]]:
    """Double-graded cases as a region uploads them."""
    return [
        (f"case-{n // 2:03}", f"R{n % 2 + 1}", "Kent – East", "Help, protection", GRADES[n % 4])
        for n in range(count)
    ]


def csv_text(delimiter: str = ",", count: int = 12) -> str:
    lines = [delimiter.join(HEADERS)]
    lines += [delimiter.join(f'"{cell}"' for cell in row) for row in rows(count)]
    return "\r\n".join(lines) + "\r\n"


def by_openpyxl(count: int = 12) -> bytes:
    book = openpyxl.Workbook()
    book.active.append(HEADERS)
    for row in rows(count):
        book.active.append((*row[:-1], 3.5))
    book.create_sheet("Other").append(["x"])
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def by_xlsxwriter(fill: Callable[[xlsxwriter.Workbook], None]) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        fill(book)
    return stream.getvalue()


def rich_workbook() -> bytes:
    """Dates, percentages, formulas, errors, merged cells, hidden rows and a chart sheet."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Grades")
        sheet.write_row(0, 0, HEADERS)
        for number, row in enumerate(rows(), 1):
            sheet.write_row(number, 0, row)
        sheet.write_formula(3, 4, "=1+1", None, 2)
        sheet.write_formula(4, 4, "=1/0", None, "#DIV/0!")
        sheet.write_number(5, 4, 0.45, book.add_format({"num_format": "0%"}))
        sheet.merge_range(7, 0, 8, 0, "case-004")
        sheet.set_row(9, None, None, {"hidden": True})
        book.add_worksheet("Secret").hide()
        book.add_chartsheet("Chart")

    return by_xlsxwriter(fill)


def members(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def with_parts(data: bytes, **changes: bytes | None) -> bytes:
    """A workbook with parts changed, added or (None) removed; ``__`` in a name stands for /."""
    parts: dict[str, bytes] = members(data)
    for name, content in changes.items():
        part = name.replace("__", "/").replace("_dot_", ".")
        if content is None:
            parts.pop(part)
        else:
            parts[part] = content
    return zipped(parts)


def broken_bytes(data: bytes, dice: random.Random) -> bytes:
    """Bytes changed, cut out, put in, doubled or cut off."""
    out = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 5, 20))):
        at = dice.randrange(len(out) + 1)
        size = dice.choice((1, 2, 8, 100))
        match dice.randrange(6):
            case 0 if at < len(out):
                out[at] ^= 1 << dice.randrange(8)
            case 1 if at < len(out):
                out[at] = dice.choice((0, 0x22, 0x0A, 0x0D, 0xFF, 0x80, 0x2C, 0x3B))
            case 2:
                del out[at : at + size]
            case 3:
                out[at:at] = dice.randbytes(size)
            case 4:
                out[at:at] = out[at : at + size]
            case _:
                del out[max(1, at) :]
    return bytes(out)


_ODD = (
    *(b"A0", b"XFD1048576", b"ZZZZ9", b"A99999999999", b"A1:XFD1048576", b"B2"),
    *(b"-1", b"1e999", b"NaN", b"999999", b"", b"\xc3", b"=", b"&#0;"),
    *(b"s", b"e", b"b", b"d", b"str", b"inlineStr"),
)


def broken_xml(data: bytes, dice: random.Random) -> bytes:
    """A workbook of which one part has odd attributes, texts or structure, in a sound archive."""
    parts = members(data)
    name = dice.choice([n for n in parts if n.startswith(("xl/", "_rels", "[Content"))])
    content = parts[name]
    match dice.randrange(7):
        case 0:
            del parts[name]
        case 1:
            parts[name] = broken_bytes(content, dice) if content else b"<"
        case 2:
            parts[name] = _replace_one(rb'"[^"]*"', b'"' + dice.choice(_ODD) + b'"', content, dice)
        case 3:
            parts[name] = _replace_one(rb">[^<]+<", b">" + dice.choice(_ODD) + b"<", content, dice)
        case 4:
            parts[name] = _replace_one(rb"<[^>]*>", b"", content, dice)
        case 5:
            parts[name] = content.replace(b"?>", b"?><!DOCTYPE x [<!ENTITY a 'b'>]>", 1)
        case _:
            parts[dice.choice(EXTRA_PARTS)] = content
    return zipped(parts)


EXTRA_PARTS = (
    "xl/vbaProject.bin", "xl/externalLinks/externalLink1.xml", "xl/embeddings/oleObject1.bin",
    "xl/connections.xml", "word/document.xml", "XL/WORKBOOK.XML", "../../etc/passwd", "docProps/x",
    "xl/macrosheets/sheet1.xml", "customUI/customUI.xml",
)  # fmt: skip


def _replace_one(pattern: bytes, by: bytes, content: bytes, dice: random.Random) -> bytes:
    hits = list(re.finditer(pattern, content))
    if not hits:
        return content
    hit = dice.choice(hits)
    return content[: hit.start()] + by + content[hit.end() :]


_ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "cp437",
              "utf-7", "cp500", "latin-1", "mac-roman")  # fmt: skip


def mutants(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """Broken files as (name, content), the same ones for the same seed."""
    dice = random.Random(seed)
    books = (by_openpyxl(), rich_workbook(), by_openpyxl(400))
    for _ in range(count):
        kind = dice.randrange(10)
        if kind < 4:
            encoding = dice.choice(_ENCODINGS)
            text = csv_text(dice.choice(",;\t|"), dice.choice((1, 12, 300)))
            data = text.encode(encoding, "replace")
            yield "mutant.csv", broken_bytes(data, dice) if dice.random() < 0.8 else data
        elif kind < 6:
            yield "mutant.xlsx", broken_bytes(dice.choice(books), dice)
        else:
            yield "mutant.xlsx", broken_xml(dice.choice(books), dice)
