"""Whether an uploaded document may be kept: its kind by content, no macros, not too long."""

from collections.abc import Callable
from dataclasses import dataclass

from regionqa.core.errors import Unprocessable
from regionqa.exchange.documents.office import check_office
from regionqa.exchange.documents.pdf import count_pages
from regionqa.exchange.documents.plain import is_plain_text
from regionqa.exchange.documents.problems import DocumentRefused
from regionqa.exchange.limits import megabytes
from regionqa.exchange.signatures import what_it_is


@dataclass(frozen=True, slots=True)
class DocumentRules:
    """What a feature accepts: kinds by their ending, and the most bytes and pages.

    ``too_long`` ends the sentence "It has 200 pages;"; ``save_as`` is the fix for a wrong kind.
    """

    kinds: tuple[str, ...]
    most_bytes: int
    most_pages: int
    too_long: str
    save_as: str


@dataclass(frozen=True, slots=True)
class Checked:
    """A document that may be kept: its kind, its media type, and its pages where they are known."""

    kind: str
    media_type: str
    pages: int | None


_OFFICE = "application/vnd.openxmlformats-officedocument."
_NAMES = {"pdf": "PDF", "docx": "Word", "xlsx": "Excel", "pptx": "PowerPoint", "txt": "text"}
_MEDIA = {
    "pdf": "application/pdf",
    "docx": f"{_OFFICE}wordprocessingml.document",
    "xlsx": f"{_OFFICE}spreadsheetml.sheet",
    "pptx": f"{_OFFICE}presentationml.presentation",
    "txt": "text/plain",
}
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def check_document(data: bytes, name: str, rules: DocumentRules) -> Checked:
    """What a document is. Raises ``Unprocessable`` on the field ``file`` with the reason."""
    try:
        return look_at_document(data, name, rules)
    except DocumentRefused as refused:
        raise Unprocessable(errors={"file": [str(refused)]}) from refused


def look_at_document(data: bytes, name: str, rules: DocumentRules) -> Checked:
    """The same. Raises ``DocumentRefused``, for who puts the reason into words of their own."""
    if not data:
        raise DocumentRefused("The file is empty.")
    if len(data) > rules.most_bytes:
        raise DocumentRefused(
            f"The file has {megabytes(len(data))}; a document may have "
            f"{megabytes(rules.most_bytes)}."
        )
    kind, pages = _kind_and_pages(data, rules)
    ending = name.rpartition(".")[2].lower()
    if ending != kind:
        raise DocumentRefused(
            f"The name of the file ends in “.{ending[:10]}”, but what is in it is a {kind} "
            f"document. Give it the ending .{kind} if that is what it is."
        )
    if kind not in rules.kinds:
        raise DocumentRefused(f"It is neither {_accepted(rules.kinds)}. {rules.save_as}")
    if pages is not None and pages > rules.most_pages:
        raise DocumentRefused(f"It has {pages} pages; {rules.too_long}")
    return Checked(kind, _MEDIA[kind], pages)


def _kind_and_pages(data: bytes, rules: DocumentRules) -> tuple[str, int | None]:
    for start, reader in _READERS.items():
        if data.startswith(start):
            return reader(data)
    if data.startswith(_COMPOUND):
        raise DocumentRefused(
            "It is an old Office document, which can hold macros, or one with a password. "
            + rules.save_as
        )
    if "txt" in rules.kinds and what_it_is(data) is None and is_plain_text(data):
        return "txt", None
    raise DocumentRefused(f"It is neither {_accepted(rules.kinds)}. {rules.save_as}")


def _accepted(kinds: tuple[str, ...]) -> str:
    """``a PDF nor a Word, Excel or PowerPoint document``."""
    others = [_NAMES[kind] for kind in kinds if kind != "pdf"]
    listed = ", ".join(others[:-1]) + (" or " if len(others) > 1 else "") + "".join(others[-1:])
    pdf = ["a PDF"] if "pdf" in kinds else []
    return " nor ".join([*pdf, *([f"a {listed} document"] if others else [])])


_READERS: dict[bytes, Callable[[bytes], tuple[str, int | None]]] = {
    b"%PDF-": lambda data: ("pdf", count_pages(data)),
    b"PK\x03\x04": check_office,
}
