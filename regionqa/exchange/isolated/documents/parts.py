"""The parts of a Word document: which are kept, which are left out by name, which refuse it."""

import io
import posixpath
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from lxml import etree

from regionqa.exchange.isolated.documents.answers import Refusal
from regionqa.exchange.isolated.documents.pictures import strip_picture

DOCUMENT = "word/document.xml"
_KEPT = re.compile(
    r"word/(document|styles|numbering|settings|fontTable|footnotes|endnotes|header\d*|footer\d*)"
    r"\.xml|word/theme/theme\d*\.xml|word/_rels/[a-z]+\d*\.xml\.rels|_rels/\.rels"
    r"|\[Content_Types\]\.xml"
)
_PICTURE = re.compile(r"word/media/[^/]+\.(png|jpe?g|gif)", re.IGNORECASE)
_NAMED = (
    ("docProps/", "Document properties: author, company, dates and the like"),
    ("word/comments", "Comments"),
    ("word/people.xml", "Names of people who commented"),
    ("customXml/", "Data that other programs left in it"),
    ("word/glossary/", "Building blocks"),
    ("word/fonts/", "Embedded fonts"),
)
_REFUSED = (
    ("word/embeddings/", "other files embedded in it"),
    ("word/charts/", "charts, which bring the data behind them"),
    ("word/diagrams/", "drawings of boxes (SmartArt), whose text cannot be checked"),
    ("word/activeX/", "controls"),
    ("word/afchunk", "another document inside it"),
    ("word/ink/", "drawings made with a pen, under which words may stand"),
)
_PASTE = "Paste them as pictures (PNG), or take them out, and save it again."
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


def open_archive(data: bytes, request: Mapping[str, Any]) -> zipfile.ZipFile:
    """The archive, whose directory says that it is no bomb."""
    archive = zipfile.ZipFile(io.BytesIO(data))
    members = archive.infolist()
    total = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    too_many = len(members) > request["archive_members"]
    if too_many or total > request["archive_bytes"] or total > 200 * max(packed, 1):
        raise Refusal("It unpacks to far more than its size.", "Save it anew and upload that.")
    if any(member.flag_bits & 1 for member in members):
        raise Refusal("It is protected by a password.", "Save it without a password.")
    if DOCUMENT not in archive.namelist():
        raise Refusal("It has no text where Word keeps it.", "Open it in Word and save it anew.")
    return archive


def sort_parts(archive: zipfile.ZipFile) -> tuple[dict[str, bytes], list[str]]:
    """The parts that are kept, by name, and what was left out, in words. Raises ``Refusal``."""
    kept: dict[str, bytes] = {}
    left: list[str] = []
    for name in archive.namelist():
        for start, what in _REFUSED:
            if name.startswith(start):
                raise Refusal(f"It has {what}.", _PASTE)
        if _PICTURE.fullmatch(name):
            kept[name] = strip_picture(archive.read(name), name)
        elif name.startswith("word/media/"):
            raise Refusal(
                f"It has a picture of a kind that can hide words ({name.rpartition('.')[2][:5]}).",
                "Paste the picture as PNG or JPEG, and save it again.",
            )
        elif _KEPT.fullmatch(name):
            kept[name] = archive.read(name)
        else:
            left += [what for start, what in _NAMED if name.startswith(start)]
    return kept, list(dict.fromkeys(left))


def parse(xml: bytes) -> Any:
    """The tree of a part; a document type is refused."""
    if b"<!DOCTYPE" in xml:
        raise Refusal("It holds what no Word document has.", "Open it in Word and save it anew.")
    return etree.fromstring(xml, PARSER)


def keep_relations(parts: dict[str, bytes]) -> int:
    """Drop relations to what is not kept or lies outside; how many led outside."""
    outside = 0
    for name in [one for one in parts if one.endswith(".rels")]:
        tree = parse(parts[name])
        folder = posixpath.dirname(posixpath.dirname(name))
        for relation in list(tree):
            external = relation.get("TargetMode") == "External"
            if external and relation.get("Type", "").endswith("/image"):
                raise Refusal("It shows pictures that are elsewhere.", _PASTE)
            target = posixpath.normpath(posixpath.join(folder, relation.get("Target", "")))
            if external or target.lstrip("/") not in parts:
                outside += external
                tree.remove(relation)
        parts[name] = etree.tostring(tree, xml_declaration=True, encoding="UTF-8")
    types = parse(parts["[Content_Types].xml"])
    for one in list(types):
        part = one.get("PartName")
        if part is not None and part.lstrip("/") not in parts:
            types.remove(one)
    parts["[Content_Types].xml"] = etree.tostring(types, xml_declaration=True, encoding="UTF-8")
    return outside


def packed(parts: dict[str, bytes]) -> bytes:
    """The parts as an archive, without times of their own."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
    return stream.getvalue()
