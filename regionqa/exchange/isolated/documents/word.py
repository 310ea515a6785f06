"""Word documents: the text by paragraph and table, and the same document without what it hides."""

import io
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any

from lxml import etree

from regionqa.exchange.isolated.documents.answers import Read, Refusal, counted
from regionqa.exchange.isolated.documents.parts import (
    DOCUMENT,
    keep_relations,
    open_archive,
    packed,
    parse,
    sort_parts,
)
from regionqa.exchange.isolated.documents.stripping import W, refuse_changes, strip_part

_STORIES = (
    ("word/header", "Header"),
    (DOCUMENT, ""),
    ("word/footnotes", "Footnote"),
    ("word/endnotes", "Endnote"),
    ("word/footer", "Footer"),
)
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_GREY = 0x50


def read(data: bytes, request: Mapping[str, Any]) -> Read:
    """The blocks of the text, what was left out, and the document without it."""
    found = Read()
    with open_archive(data, request) as archive:
        parts, left = sort_parts(archive)
    found.removed += left
    trees = {name: parse(xml) for name, xml in parts.items() if _is_word(name)}
    refuse_changes(trees)
    counts: dict[str, int] = {}
    for tree in trees.values():
        strip_part(tree, counts)
    found.removed += [f"{counted(count, what)}" for what, count in sorted(counts.items())]
    for name, tree in trees.items():
        parts[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)
    if outside := keep_relations(parts):
        found.removed.append(counted(outside, "link to another place", "links to other places"))
    _add_blocks(trees, found, request["characters"])
    pictures = sum(name.startswith("word/media/") for name in parts)
    if pictures:
        found.unread.append(f"It has {counted(pictures, 'picture')}, not checked")
    found.document = packed(parts)
    return found


def _is_word(name: str) -> bool:
    return name.startswith("word/") and name.endswith(".xml") and "/theme/" not in name


def _add_blocks(trees: Mapping[str, Any], found: Read, most: int) -> None:
    characters = 0
    for start, called in _STORIES:
        for name in sorted(name for name in trees if name.startswith(start)):
            for block in _blocks(trees[name], called):
                characters += len(block["text"])
                found.blocks.append(block)
    if characters > most:
        raise Refusal("It holds too much text.", "Leave out what the readers do not need.")
    if not characters:
        found.unread.append("It holds no text, so it could not be checked")


def _blocks(story: Any, called: str) -> Iterator[dict[str, Any]]:
    """Paragraphs and tables in order, each once; text boxes and descriptions of pictures too."""
    number, tables = 0, 0
    for element in story.iter(f"{W}p", f"{W}tbl", _DRAWING):
        if element.tag == _DRAWING:
            if text := (element.get("descr") or "").strip():
                yield _block("Description of a picture", "text", text)
            continue
        if any(True for _ in element.iterancestors(f"{W}tbl")):
            continue  # a cell's paragraph or inner table stands with its table
        if element.tag == f"{W}tbl":
            tables += 1
            rows = [[_text(cell) for cell in row.iter(f"{W}tc")] for row in element.iter(f"{W}tr")]
            text = "\n".join("\t".join(row) for row in rows)
            yield {**_block(called or f"Table {tables}", "table", text), "rows": rows}
            continue
        number += 1
        if text := _text(element).strip():
            kind = "heading" if _is_heading(element) else "text"
            yield _block(called or f"Paragraph {number}", kind, text)


def _block(place: str, kind: str, text: str) -> dict[str, Any]:
    return {"place": place, "kind": kind, "text": text}


def _is_heading(paragraph: Any) -> bool:
    style = paragraph.find(f"{W}pPr/{W}pStyle")
    return style is not None and str(style.get(f"{W}val", "")).lower().startswith(
        ("heading", "title")
    )


def _text(element: Any) -> str:
    """The text of a paragraph, or of a cell's paragraphs; not that of a text box inside it."""
    said: list[str] = []
    home = element if element.tag == f"{W}p" else None
    for one in element.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}cr", f"{W}noBreakHyphen", f"{W}p"):
        if one.tag == f"{W}p":
            said.append("" if one is home or not said else " ")
            continue
        if home is not None and next(one.iterancestors(f"{W}p")) is not home:
            continue
        if one.tag == f"{W}t":
            said.append(one.text or "")
        else:
            said.append({"tab": "\t", "noBreakHyphen": "-"}.get(one.tag.removeprefix(W), "\n"))
    return "".join(said)


def mark(data: bytes, words: str) -> bytes:
    """The document with the words at the head of every page."""
    from docx import Document
    from docx.shared import Pt, RGBColor

    document = Document(io.BytesIO(data))
    for section in document.sections:
        for header in (section.header, section.first_page_header, section.even_page_header):
            paragraph = header.paragraphs[0] if header.paragraphs else header.add_paragraph()
            run = paragraph.insert_paragraph_before().add_run(words)
            run.font.size = Pt(8)
            run.font.color.rgb = RGBColor(_GREY, _GREY, _GREY)
    stream = io.BytesIO()
    document.save(stream)
    return _without_properties(stream.getvalue())


def _without_properties(data: bytes) -> bytes:
    """What the writer adds of its own is left out again."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {
            name: archive.read(name)
            for name in archive.namelist()
            if not name.startswith("docProps/")
        }
    keep_relations(parts)
    return packed(parts)
