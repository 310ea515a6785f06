"""Reading a document: PDF and Word in a process of their own, plain text in this one."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from regionqa.exchange.apart import EndedBadly, NeededTooMuch, TookTooLong, ask_apart
from regionqa.exchange.documents.plain import paragraphs_of, without_unseen
from regionqa.exchange.documents.problems import DocumentRefused
from regionqa.exchange.encodings import decode
from regionqa.exchange.limits import MEGABYTE
from regionqa.exchange.problems import FileRefused

LIMITS = {
    "memory": 768 * MEGABYTE,
    "seconds": 60,
    "characters": 2 * MEGABYTE,
    "archive_bytes": 100 * MEGABYTE,
    "archive_members": 2_000,
}


@dataclass(frozen=True, slots=True)
class Block:
    """A piece of a document's text. ``kind``: page, heading, text or table, which has ``rows``."""

    place: str
    kind: str
    text: str
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Extract:
    """A document as it was read.

    ``removed`` names what was taken out beside the text, ``unread`` what could not be checked;
    ``document`` is the document without what was taken out.
    """

    blocks: tuple[Block, ...]
    removed: tuple[str, ...]
    unread: tuple[str, ...]
    pages: int | None
    document: bytes


def read_document(data: bytes, kind: str, most_pages: int) -> Extract:
    """The text of a document of this kind (pdf, docx, txt), and the document stripped.

    Raises ``DocumentRefused`` for one that hides what cannot be taken out safely, is damaged, or
    asks for too much.
    """
    if kind == "txt":
        return _plain(data)
    answer = _ask(data, {"task": "read", "kind": kind, "pages": most_pages, **LIMITS})
    blocks = tuple(
        Block(
            one["place"],
            one["kind"],
            without_unseen(one["text"]),
            tuple(tuple(without_unseen(cell) for cell in row) for row in one.get("rows", ())),
        )
        for one in answer["blocks"]
    )
    document = base64.b64decode(answer["document"])
    return Extract(
        blocks, tuple(answer["removed"]), tuple(answer["unread"]), answer["pages"], document
    )


def mark_document(data: bytes, kind: str, words: str) -> bytes:
    """The document with ``words`` on every page; of plain text, before it and after it."""
    if kind == "txt":
        return b"\n\n".join([words.encode(), data, words.encode()]) + b"\n"
    answer = _ask(data, {"task": "mark", "kind": kind, "words": words, **LIMITS})
    return base64.b64decode(answer["document"])


def _plain(data: bytes) -> Extract:
    try:
        text = decode(data).text
    except FileRefused as refused:
        raise DocumentRefused("It is not plain text. Save it as plain text (UTF-8).") from refused
    seen = without_unseen(text)
    removed = ("Signs that are not seen",) if len(seen) < len(text) else ()
    blocks = tuple(
        Block(f"Paragraph {number}", "text", part)
        for number, part in enumerate(paragraphs_of(seen), 1)
    )
    if not blocks:
        raise DocumentRefused("It holds no text.")
    return Extract(blocks, removed, (), None, "\n\n".join(one.text for one in blocks).encode())


def _ask(data: bytes, request: Mapping[str, Any]) -> Mapping[str, Any]:
    try:
        answer = ask_apart(data, request)
    except TookTooLong as error:
        raise DocumentRefused(
            f"It took more than {request['seconds']} seconds to read. Print it to PDF anew."
        ) from error
    except NeededTooMuch as error:
        raise DocumentRefused(
            "It needs more memory than a document may use. Leave out large pictures."
        ) from error
    except EndedBadly as error:
        raise DocumentRefused("It is damaged. Save it again and upload that.") from error
    if "refused" in answer:
        raise DocumentRefused(f"{answer['refused']['message']} {answer['refused']['fix']}")
    return answer
