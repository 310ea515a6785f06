"""Documents are read in a process of their own, and what they hide is named, taken out, refused."""

import io
import struct
import zipfile
import zlib

import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader, PdfWriter
from pypdf.generic import DictionaryObject, NameObject

from regionqa.exchange.documents import DocumentRefused, mark_document, read_document
from regionqa.exchange.isolated.documents import answer_document
from regionqa.exchange.isolated.documents.pictures import strip_picture
from tests.factories.papers import a_pdf, a_word_document, annotate

HERE = {"task": "read", "pages": 5, "characters": 10_000, "archive_bytes": 50_000_000,
        "archive_members": 500}  # fmt: skip


def test_the_text_of_each_page_is_read_and_what_is_beside_it_is_left_out() -> None:
    def change(writer: PdfWriter) -> None:
        writer.add_metadata({"/Author": "Wombat Author", "/Title": "Wombat title"})
        writer.add_outline_item(title="Wombat bookmark", page_number=0)
        annotate(writer, "/Text", "Wombat comment")

    data = a_pdf("The plan was reviewed.", "A visit followed.", change=change)
    assert b"Wombat" in data
    found = read_document(data, "pdf", 300)
    assert [(one.place, one.text) for one in found.blocks] == [
        ("Page 1", "The plan was reviewed."),
        ("Page 2", "A visit followed."),
    ]
    said = " ".join(found.removed)
    assert all(word in said for word in ("Author", "Bookmarks", "1 comment on page 1"))
    assert b"Wombat" not in found.document
    again = read_document(found.document, "pdf", 300)
    assert again.blocks == found.blocks
    assert (again.removed, again.unread, again.pages) == ((), (), 2)


def test_a_page_without_a_text_layer_says_that_it_could_not_be_checked() -> None:
    found = read_document(a_pdf("Words.", ""), "pdf", 300)
    assert found.unread == ("Page 2 has no text layer, so it could not be checked",)


def _layers(writer: PdfWriter) -> None:
    writer.root_object[NameObject("/OCProperties")] = DictionaryObject()


@pytest.mark.parametrize(
    ("change", "reason", "fix"),
    [
        (lambda w: annotate(w, "/Redact"), "marked and not applied", "Apply the redactions"),
        (lambda w: annotate(w, "/Square"), "marks that lie over the page", "Print it to PDF"),
        (lambda w: w.encrypt("x"), "protected by a password", "without a password"),
        (lambda w: w.add_attachment("a.txt", b"Wombat"), "embedded", "Take them out"),
        (_layers, "layers", "Print it to PDF"),
    ],
)  # fmt: skip
def test_a_pdf_that_hides_what_cannot_be_taken_out_is_refused(
    change: object, reason: str, fix: str
) -> None:
    with pytest.raises(DocumentRefused) as refused:
        read_document(a_pdf("Words.", change=change), "pdf", 300)  # type: ignore[arg-type]  # a change
    assert reason in str(refused.value)
    assert fix in str(refused.value)


def test_too_many_pages_are_refused_with_the_number() -> None:
    with pytest.raises(DocumentRefused, match="It has 3 pages; at most 2"):
        read_document(a_pdf("a", "b", "c"), "pdf", 2)


def test_a_word_document_is_stripped_and_its_text_is_kept() -> None:
    def change(document: WordDocument) -> None:
        document.core_properties.author = "Wombat Author"
        document.sections[0].footer.paragraphs[0].text = "The foot of the page"
        table = document.add_table(1, 2)
        table.cell(0, 0).text, table.cell(0, 1).text = "Date of birth", "1 February 2015"
        run = document.paragraphs[0].add_run("Wombat hidden")
        run.font.hidden = True
        document.add_comment(run, text="Wombat comment", author="Wombat", initials="W")

    data = a_word_document("The plan was reviewed.", change=change)
    found = read_document(data, "docx", 300)
    texts = {one.place: one.text for one in found.blocks}
    assert texts == {
        "Paragraph 1": "The plan was reviewed.",
        "Table 1": "Date of birth\t1 February 2015",
        "Footer": "The foot of the page",
    }
    said = " ".join(found.removed)
    assert all(word in said for word in ("author, company", "Comments", "1 piece of hidden text"))
    with zipfile.ZipFile(io.BytesIO(found.document)) as archive:
        assert not any(b"Wombat" in archive.read(name) for name in archive.namelist())
    again = read_document(found.document, "docx", 300)
    assert again.blocks == found.blocks
    assert again.removed == ()


def _tracked(document: WordDocument) -> None:
    deleted = (
        f'<w:del {nsdecls("w")} w:id="1" w:author="A"><w:r><w:delText>x</w:delText></w:r></w:del>'
    )
    document.paragraphs[0]._p.append(parse_xml(deleted))


@pytest.mark.parametrize(
    ("data", "reason", "fix"),
    [
        (a_word_document("Words.", change=_tracked), "tracked changes", "Accept All"),
        (a_word_document("Words.", parts=[("word/charts/chart1.xml", b"<c/>")]), "charts", "PNG"),
        (a_word_document("Words.", parts=[("word/media/image1.emf", b"x")]), "(emf)", "PNG"),
        (a_word_document("Words.", parts=[("word/b.xml", b"0" * 101_000_000)]), "unpacks", "anew"),
        (b"PK\x03\x04 broken", "damaged", "Save it again"),
    ],
)  # fmt: skip
def test_a_word_document_that_hides_or_hurts_is_refused(data: bytes, reason: str, fix: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        read_document(data, "docx", 300)
    assert reason in str(refused.value)
    assert fix in str(refused.value)


def test_plain_text_loses_signs_that_are_not_seen() -> None:
    found = read_document("First.\r\n\r\nSec\u200bond.".encode(), "txt", 300)
    assert [one.text for one in found.blocks] == ["First.", "Second."]
    assert found.removed == ("Signs that are not seen",)


@pytest.mark.parametrize(
    ("kind", "data"),
    [("pdf", a_pdf("One.", "Two.")), ("docx", a_word_document("One.")), ("txt", b"One.")],
)
def test_every_page_is_marked(kind: str, data: bytes) -> None:
    words = "Opened by Zoë O’Neill (A), 28 November 2026"
    marked = mark_document(data, kind, words)
    if kind == "pdf":
        assert all(words in page.extract_text() for page in PdfReader(io.BytesIO(marked)).pages)
    else:
        blocks = read_document(marked, kind, 300).blocks
        assert blocks[0].text == words
    assert b"docProps" not in marked


def test_what_a_camera_wrote_beside_a_picture_is_left_out() -> None:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return (
            struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        )

    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", b"0" * 13)
    end = chunk(b"IEND", b"")
    assert strip_picture(png + chunk(b"tEXt", b"Wombat") + end, "a.png") == png + end
    jfif = b"\xff\xe0\x00\x04JF"
    exif = b"\xff\xe1\x00\x08Wombat"
    picture = b"\xff\xda\x00\x02data\xff\xd9"
    assert strip_picture(b"\xff\xd8" + jfif + exif + picture + b"Wombat", "a.jpg") == (
        b"\xff\xd8" + jfif + picture
    )


@settings(max_examples=25)
@given(st.binary(max_size=300), st.integers(0, 1200))
def test_any_bytes_are_read_or_refused(noise: bytes, at: int) -> None:
    for kind, data in (("pdf", a_pdf("Words.")), ("docx", a_word_document("Words."))):
        hurt = data[:at] + noise + data[at + len(noise) :]
        answer = answer_document(hurt, {**HERE, "kind": kind})
        assert ("refused" in answer) != ("document" in answer)
