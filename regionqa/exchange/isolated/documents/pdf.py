"""PDF: the text page by page, and a new file that holds the pages and nothing beside them."""

import io
import logging
import re
from collections.abc import Iterator, Mapping
from typing import Any

from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    StreamObject,
)

from regionqa.exchange.isolated.documents.answers import Read, Refusal, counted

logging.disable(logging.CRITICAL)  # what a parser says of a hostile file is not a log entry
_PRINT = "Print it to PDF anew, so that what is seen is all there is, and upload that."
_COMMENTS = {"/Text", "/Popup", "/Link"}
_OF_PAGE = ("/Annots", "/Metadata", "/PieceInfo", "/AA", "/Thumb", "/B", "/StructParents", "/Tabs")
_OF_STREAM = ("/Metadata", "/PieceInfo", "/OC", "/Alternates", "/OPI", "/StructParent")
_INVISIBLE = re.compile(rb"(?<![\d.])3\s+Tr(?![A-Za-z])")
_DEEPEST = 4


def read(data: bytes, request: Mapping[str, Any]) -> Read:
    """The text of each page, what was left out, and the pages alone as a new file."""
    reader = PdfReader(io.BytesIO(data))
    if reader.is_encrypted:
        raise Refusal("It is protected by a password.", "Save it without a password.")
    found = Read(pages=len(reader.pages))
    if len(reader.pages) > request["pages"]:
        raise Refusal(
            f"It has {len(reader.pages)} pages; at most {request['pages']} can be read.",
            "Leave out what the readers do not need, or split it.",
        )
    _refuse_hidden(reader.trailer["/Root"])
    _name_metadata(reader, found)
    writer = PdfWriter()
    characters = 0
    for number, page in enumerate(reader.pages, 1):
        characters += _read_page(page, number, found)
        if characters > request["characters"]:
            raise Refusal("It holds too much text.", "Leave out what the readers do not need.")
        _strip_page(page)
        writer.add_page(page)
    writer.metadata = None
    writer.compress_identical_objects(remove_duplicates=False, remove_unreferenced=True)
    found.document = _written(writer)
    return found


def _refuse_hidden(root: Any) -> None:  # a catalogue: a dictionary of PDF objects
    names: Any = root.get("/Names", DictionaryObject())
    if "/EmbeddedFiles" in names or "/AF" in root or "/Collection" in root:
        raise Refusal("It has other files embedded in it.", "Take them out, or print it to PDF.")
    if "/JavaScript" in names:
        raise Refusal("It holds script.", _PRINT)
    form = root.get("/AcroForm", DictionaryObject())
    if "/XFA" in form or form.get("/Fields"):
        raise Refusal("It is a form with fields that can hold more than they show.", _PRINT)
    if "/OCProperties" in root:
        raise Refusal("It has layers that can be switched off.", _PRINT)


def _name_metadata(reader: PdfReader, found: Read) -> None:
    held = sorted(key.lstrip("/") for key, value in (reader.metadata or {}).items() if value)
    if held:
        found.removed.append(f"Document properties: {', '.join(held)}")
    root: Any = reader.trailer["/Root"]
    for key, name in (
        ("/Metadata", "Further document properties (XMP)"),
        ("/Outlines", "Bookmarks"),
        ("/StructTreeRoot", "Tags with hidden descriptions"),
        ("/PieceInfo", "Private data of the program that made it"),
    ):
        if key in root:
            found.removed.append(name)
    if reader.trailer.get("/Prev") is not None:
        found.removed.append("Earlier versions kept inside the file")


def _read_page(page: PageObject, number: int, found: Read) -> int:
    _name_annotations(page, number, found)
    text = (page.extract_text() or "").strip()
    content = page.get_contents()
    if text and content is not None and _INVISIBLE.search(content.get_data()):
        found.unread.append(
            f"Page {number} holds text that is not seen, as a scanner puts behind a picture: it was"
            " checked, but it may differ from the picture"
        )
    pictures = sum(1 for _ in _pictures(page))
    if not text:
        found.unread.append(f"Page {number} has no text layer, so it could not be checked")
    elif pictures:
        found.unread.append(f"Page {number} has {counted(pictures, 'picture')}, not checked")
    found.blocks.append({"place": f"Page {number}", "kind": "page", "text": text})
    return len(text)


def _name_annotations(page: PageObject, number: int, found: Read) -> None:
    kinds = [str(one.get_object().get("/Subtype")) for one in page.get("/Annots") or ()]
    if "/Redact" in kinds:
        raise Refusal(
            f"Page {number} has redactions that are marked and not applied: what is under them is "
            "still there.",
            "Apply the redactions in the program that marked them, and save it again.",
        )
    others = sorted(set(kinds) - _COMMENTS)
    if others:
        raise Refusal(
            f"Page {number} has marks that lie over the page ({', '.join(others).replace('/', '')})"
            ", under which words may stand.",
            _PRINT,
        )
    comments = sum(1 for kind in kinds if kind == "/Text")
    links = sum(1 for kind in kinds if kind == "/Link")
    for count, name in ((comments, "comment"), (links, "link")):
        if count:
            found.removed.append(f"{counted(count, name)} on page {number}")


def _streams(holder: Any, depth: int = 0) -> Iterator[StreamObject]:
    """The pictures and forms that a page or form uses, those in forms too."""
    resources = holder.get("/Resources")
    if resources is None or depth > _DEEPEST:
        return
    for one in (resources.get_object().get("/XObject") or {}).values():
        held = one.get_object()
        if isinstance(held, StreamObject):
            yield held
            yield from _streams(held, depth + 1)


def _pictures(page: PageObject) -> Iterator[StreamObject]:
    return (held for held in _streams(page) if held.get("/Subtype") == "/Image")


def _strip_page(page: PageObject) -> None:
    for key in _OF_PAGE:
        page.pop(NameObject(key), None)
    for held in list(_streams(page)):
        for key in _OF_STREAM:
            held.pop(NameObject(key), None)


def mark(data: bytes, words: str) -> bytes:
    """The document with the words at the foot of every page and pale across it."""
    reader = PdfReader(io.BytesIO(data))
    writer = PdfWriter()
    for page in reader.pages:
        kept = writer.add_page(page)
        kept.merge_page(_overlay(kept, words))
    writer.metadata = None
    return _written(writer)


def _overlay(page: PageObject, words: str) -> PageObject:
    box = page.mediabox
    overlay = PageObject.create_blank_page(width=box.width, height=box.height)
    overlay.mediabox = box
    font = {
        "/Type": "/Font",
        "/Subtype": "/Type1",
        "/BaseFont": "/Helvetica",
        "/Encoding": "/WinAnsiEncoding",
    }
    named = DictionaryObject({NameObject(k): NameObject(v) for k, v in font.items()})
    fonts = DictionaryObject({NameObject("/Mark"): named})
    overlay[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    escaped = words.encode("cp1252", "replace").replace(b"\\", b"\\\\")
    escaped = escaped.replace(b"(", rb"\(").replace(b")", rb"\)")
    left, foot = float(box.left), float(box.bottom)
    middle = foot + float(box.height) / 3
    stream = DecodedStreamObject()
    stream.set_data(
        b"q BT 0.35 g /Mark 8 Tf 1 0 0 1 %.1f %.1f Tm (%s) Tj ET "
        b"BT 0.85 g /Mark 18 Tf 0.87 0.5 -0.5 0.87 %.1f %.1f Tm (%s) Tj ET Q"
        % (left + 24, foot + 14, escaped, left + 40, middle, escaped)
    )
    overlay[NameObject("/Contents")] = ArrayObject([stream])
    return overlay


def _written(writer: PdfWriter) -> bytes:
    stream = io.BytesIO()
    writer.write(stream)
    return stream.getvalue()
