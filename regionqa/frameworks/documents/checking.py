"""Whether an uploaded document may be kept: its kind by content, no macros, not too long."""

from collections.abc import Callable
from dataclasses import dataclass

from regionqa.core.errors import Unprocessable
from regionqa.exchange.limits import MEGABYTE, megabytes
from regionqa.frameworks.documents.office import check_office
from regionqa.frameworks.documents.pdf import count_pages
from regionqa.frameworks.documents.problems import DocumentRefused

MOST_BYTES = 20 * MEGABYTE
MOST_PAGES = 199
SAVE_AS = "Save it as PDF or as a Word, Excel or PowerPoint document without macros."


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that may be kept: its kind, its media type, and its pages where they are known."""

    kind: str
    media_type: str
    pages: int | None


_OFFICE = "application/vnd.openxmlformats-officedocument."
_MEDIA = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OFFICE}presentationml.presentation",
}
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def check_document(data: bytes, name: str) -> Checked:
    """What a document is. Raises ``Unprocessable`` on the field ``file`` with the reason."""
    try:
        return _check(data, name)
    except DocumentRefused as refused:
        raise Unprocessable(errors={"file": [str(refused)]}) from refused


def _check(data: bytes, name: str) -> Checked:
    if not data:
        raise DocumentRefused("The file is empty.")
    if len(data) > MOST_BYTES:
        raise DocumentRefused(
            f"The file has {megabytes(len(data))}; a document may have {megabytes(MOST_BYTES)}."
        )
    kind, pages = _kind_and_pages(data)
    ending = name.rpartition(".")[2].lower()
    if ending != kind:
        raise DocumentRefused(
            f"The name of the file ends in “.{ending[:10]}”, but what is in it is a {kind} "
            f"document. Give it the ending .{kind} if that is what it is."
        )
    if pages is not None and pages > MOST_PAGES:
        raise DocumentRefused(
            f"It has {pages} pages; a document of the framework has fewer than {MOST_PAGES + 1}. "
            "Upload the chapter that is meant, or give a link to the whole."
        )
    return Checked(kind, _MEDIA[kind], pages)


def _kind_and_pages(data: bytes) -> tuple[str, int | None]:
    for start, reader in _READERS.items():
        if data.startswith(start):
            return reader(data)
    if data.startswith(_COMPOUND):
        raise DocumentRefused(
            "It is an old Office document, which can hold macros, or one with a password. "
            + SAVE_AS
        )
    raise DocumentRefused(
        f"It is neither a PDF nor a Word, Excel or PowerPoint document. {SAVE_AS}"
    )


_READERS: dict[bytes, Callable[[bytes], tuple[str, int | None]]] = {
    b"%PDF-": lambda data: ("pdf", count_pages(data)),
    b"PK\x03\x04": check_office,
}
