"""Documents are told by their content, and what may not be kept is refused with the reason."""

import io
import zipfile
import zlib

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st

from regionqa.core.database import Database
from regionqa.core.errors import Unprocessable
from regionqa.frameworks.documents import ScanResult, check_document, set_scanner
from tests.conftest import Browse
from tests.factories.world import World
from tests.frameworks.test_walking import token


def pdf(pages: int, *, packed: bool = False, extra: bytes = b"") -> bytes:
    """A PDF of so many pages, its page objects packed into an object stream where asked."""
    body = b" ".join(b"<< /Type /Page /Parent 2 0 R >>" for _ in range(pages))
    if packed:
        stream = zlib.compress(body)
        head = b"5 0 obj << /Type /ObjStm /N %d /Filter /FlateDecode /Length %d >> stream\n"
        body = head % (pages, len(stream)) + stream + b"\nendstream endobj"
    tree = b"2 0 obj << /Type /Pages /Count %d >> endobj " % pages
    return b"%PDF-1.7\n" + tree + body + extra + b"\ntrailer << >>\n%%EOF\n"


def word(**parts: bytes) -> bytes:
    """A Word document, with more parts put into it."""
    stream = io.BytesIO()
    document = Document()
    document.add_paragraph("Our framework")
    document.save(stream)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return stream.getvalue()


@pytest.mark.parametrize("packed", [False, True])
def test_a_document_may_have_fewer_than_200_pages(packed: bool) -> None:
    assert check_document(pdf(199, packed=packed), "a.pdf").pages == 199
    with pytest.raises(Unprocessable) as refused:
        check_document(pdf(200, packed=packed), "a.pdf")
    assert "It has 200 pages" in refused.value.details["errors"]["file"][0]


def test_office_documents_are_told_by_content() -> None:
    assert check_document(word(), "framework.docx").kind == "docx"


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        (word(word__vbaProject=b"x") , "a.docx", "macros"),
        (word(**{"word/embeddings/oleObject1.bin": b"x"}), "a.docx", "embedded"),
        (word(), "a.pdf", "ends in “.pdf”"),
        (pdf(1), "a.docx", "ends in “.docx”"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600, "a.doc", "old Office document"),
        (b"MZ\x90\x00program", "a.pdf", "neither a PDF"),
        (b"<html>", "a.docx", "neither a PDF"),
        (b"", "a.pdf", "empty"),
        (pdf(1, extra=b"<< /S /JavaScript /JS (app.alert) >>"), "a.pdf", "something that runs"),
        (pdf(1, extra=b"<< /Encrypt 9 0 R >>"), "a.pdf", "protected"),
        (pdf(1)[:-10], "a.pdf", "breaks off"),
        (pdf(0), "a.pdf", "cannot be counted"),
        (b"PK\x03\x04" + b"0" * 100, "a.docx", "damaged"),
    ],
)  # fmt: skip
def test_what_may_not_be_kept_is_refused_with_the_reason(
    data: bytes, name: str, reason: str
) -> None:
    with pytest.raises(Unprocessable) as refused:
        check_document(data, name)
    assert reason in refused.value.details["errors"]["file"][0]


@given(st.binary(max_size=400), st.sampled_from([b"%PDF-1.4", b"PK\x03\x04", b""]))
def test_any_bytes_are_kept_or_refused(data: bytes, start: bytes) -> None:
    try:
        check_document(start + data, "a.pdf")
    except Unprocessable:
        return


def test_a_zip_that_unpacks_to_far_more_is_refused() -> None:
    with pytest.raises(Unprocessable) as refused:
        check_document(word(word__big=b"0" * (201 * 1024 * 1024)), "a.docx")
    assert "unpacks to far more" in refused.value.details["errors"]["file"][0]


def upload(client: object, data: bytes, name: str) -> object:
    address = "/framework/components/audit/documents"
    return client.post(  # type: ignore[attr-defined]
        address,
        data={**token(client.get(address).text),  # type: ignore[attr-defined]
              "title": "Audit handbook", "file": (io.BytesIO(data), name)},
    )  # fmt: skip


def test_a_document_is_kept_downloaded_and_removed(
    browse_as: Browse, database: Database, world: type[World]
) -> None:
    lead = browse_as("qa_lead", place=world.a)
    assert upload(lead, pdf(3), "../../we%ird näme.pdf").status_code == 302
    page = lead.get("/framework/components/audit").text
    assert "3 pages" in page
    assert "not scanned" in page
    link = page.split('href="/framework/documents/')[1].split('"')[0]
    answer = lead.get(f"/framework/documents/{link}")
    assert answer.data == pdf(3)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="')
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.mimetype == "application/octet-stream"
    other = browse_as("qa_lead", place=world.b)
    assert other.get(f"/framework/documents/{link}").status_code == 404
    assert browse_as("auditor", place=world.a).post(
        f"/framework/documents/{link}/remove", data=token(page)
    ).status_code in {400, 403}
    removed = lead.post(f"/framework/documents/{link}/remove", data=token(page))
    assert removed.status_code == 302
    assert lead.get(f"/framework/documents/{link}").status_code == 404


def test_a_refused_document_says_why_on_the_page(browse_as: Browse, world: type[World]) -> None:
    lead = browse_as("qa_lead", place=world.a)
    answer = upload(lead, word(word__vbaProject=b"x"), "handbook.docx")
    assert answer.status_code == 422
    assert "macros or embedded objects" in answer.text


def test_a_scanner_may_refuse(browse_as: Browse, world: type[World]) -> None:
    lead = browse_as("qa_lead", place=world.a)
    set_scanner(lambda _data, name: ScanResult("bad" not in name, "Scanner 1", "a virus"))
    try:
        refused = upload(lead, pdf(1), "bad.pdf")
        assert refused.status_code == 422
        assert "a virus" in refused.text
        assert upload(lead, pdf(1), "good.pdf").status_code == 302
    finally:
        set_scanner(None)
    assert "not scanned" not in lead.get("/framework/components/audit").text


@pytest.mark.parametrize("url", ["http://a.example/x", "javascript:alert(1)", "https://", "x",
                                 "https://user@a.example/"])  # fmt: skip
def test_only_https_links(browse_as: Browse, world: type[World], url: str) -> None:
    lead = browse_as("qa_lead", place=world.a)
    address = "/framework/components/audit/documents"
    hidden = token(lead.get(address).text)
    assert lead.post(address, data={**hidden, "title": "A page", "url": url}).status_code == 422
    good = {**hidden, "title": "A page", "url": "https://a.example/framework"}
    assert lead.post(address, data=good).status_code == 302
