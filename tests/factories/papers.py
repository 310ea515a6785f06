"""Documents of the tests: PDFs and Word documents with what a test wants in them."""

import io
import zipfile
from collections.abc import Callable, Sequence

from docx import Document
from docx.document import Document as WordDocument
from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    TextStringObject,
)


def a_pdf(*pages: str, change: Callable[[PdfWriter], None] | None = None) -> bytes:
    """A PDF with a line of text on each page; an empty text is a page without a text layer."""
    writer = PdfWriter()
    for text in pages:
        page = writer.add_blank_page(width=595, height=842)
        font = DictionaryObject(
            {
                NameObject("/Type"): NameObject("/Font"),
                NameObject("/Subtype"): NameObject("/Type1"),
                NameObject("/BaseFont"): NameObject("/Helvetica"),
            }
        )
        page[NameObject("/Resources")] = DictionaryObject(
            {NameObject("/Font"): DictionaryObject({NameObject("/F1"): font})}
        )
        stream = DecodedStreamObject()
        shown = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        stream.set_data(f"BT /F1 12 Tf 72 770 Td ({shown}) Tj ET".encode("cp1252") if text else b"")
        page[NameObject("/Contents")] = stream
    writer.metadata = None
    if change is not None:
        change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def annotate(writer: PdfWriter, kind: str, words: str = "") -> None:
    """Put an annotation of this kind over the first page."""
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject(kind),
            NameObject("/Rect"): ArrayObject([FloatObject(n) for n in (10, 10, 90, 30)]),
            NameObject("/Contents"): TextStringObject(words),
        }
    )
    writer.pages[0][NameObject("/Annots")] = ArrayObject([note])


def a_word_document(
    *paragraphs: str,
    change: Callable[[WordDocument], None] | None = None,
    parts: Sequence[tuple[str, bytes]] = (),
) -> bytes:
    """A Word document of these paragraphs, changed as asked, with more parts put into it."""
    document = Document()
    for text in paragraphs:
        document.add_paragraph(text)
    if change is not None:
        change(document)
    out = io.BytesIO()
    document.save(out)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts:
            archive.writestr(name, content)
    return out.getvalue()
