"""The XML parts of a workbook that say where each sheet is and how its numbers are shown."""

import posixpath
import zipfile
from collections.abc import Callable
from xml.parsers import expat

from regionqa.exchange.isolated.archive import DAMAGED

_PERCENT_FORMATS = {9, 10}
_CHUNK = 1 << 16

Start = Callable[[str, dict[str, str]], None]


def parse(
    archive: zipfile.ZipFile, part: str, attach: Callable[[expat.XMLParserType], None]
) -> None:
    """Run an XML part through the handlers that ``attach`` sets; a document type is refused."""
    parser = expat.ParserCreate(namespace_separator=" ")

    def refuse(*_: object) -> None:
        raise DAMAGED

    parser.StartDoctypeDeclHandler = refuse
    attach(parser)
    with archive.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
    parser.Parse(b"", True)


def _starts(archive: zipfile.ZipFile, part: str, start: Start) -> None:
    def attach(parser: expat.XMLParserType) -> None:
        parser.StartElementHandler = start

    parse(archive, part, attach)


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name to the part of the archive that holds it."""
    targets: dict[str, str] = {}
    parts: dict[str, str] = {}
    book = _target(archive, "_rels/.rels", "/officeDocument") or "xl/workbook.xml"

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) == "Relationship":
            targets[attributes["Id"]] = attributes["Target"]

    def sheet(tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) == "sheet":
            identity = next(
                (v for k, v in attributes.items() if k.endswith("relationships id")), ""
            )
            folder = posixpath.dirname(book)
            target = posixpath.join("/" + folder, targets.get(identity, ""))
            parts[attributes["name"]] = posixpath.normpath(target).lstrip("/")

    folder, name = posixpath.split(book)
    _starts(archive, f"{folder}/_rels/{name}.rels".lstrip("/"), relation)
    _starts(archive, book, sheet)
    return parts


def _target(archive: zipfile.ZipFile, part: str, kind: str) -> str | None:
    found: list[str] = []

    def relation(tag: str, attributes: dict[str, str]) -> None:
        if local_name(tag) == "Relationship" and attributes.get("Type", "").endswith(kind):
            found.append(attributes["Target"].lstrip("/"))

    _starts(archive, part, relation)
    return found[0] if found else None


def percent_styles(archive: zipfile.ZipFile) -> set[int]:
    """The numbers of the cell styles that show a number as a percentage."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    percent = set(_PERCENT_FORMATS)
    styles: list[int] = []
    inside = False

    def start(tag: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        name = local_name(tag)
        if name == "numFmt" and "%" in attributes.get("formatCode", ""):
            percent.add(int(attributes["numFmtId"]))
        elif name in {"cellXfs", "cellStyles", "cellStyleXfs"}:
            inside = name == "cellXfs"
        elif name == "xf" and inside:
            styles.append(int(attributes.get("numFmtId", 0)))

    _starts(archive, "xl/styles.xml", start)
    return {number for number, code in enumerate(styles) if code in percent}


def local_name(tag: str) -> str:
    """The name of an element without its namespace."""
    return tag.rpartition(" ")[2]
