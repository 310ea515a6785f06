"""Opening a PDF or Word document in a process of its own: its text, what is taken out, marks."""

import base64
from collections.abc import Mapping
from typing import Any

from regionqa.exchange.isolated.documents.answers import Refusal

_TOO_BIG = Refusal(
    "It needs more memory or time than a document may use.",
    "Print it to PDF anew, or split it and leave out pictures that are not needed.",
)
_DAMAGED = Refusal("It is damaged, or is not what its name says.", "Save it again and upload that.")


def answer_document(data: bytes, request: Mapping[str, Any]) -> dict[str, Any]:
    """Do a task (``read`` or ``mark``) on a document of a kind (``pdf`` or ``docx``).

    ``read`` gives blocks, pages, removed, unread and the stripped document; ``mark`` the document
    with ``words`` on every page. A document that cannot be read gives ``{"refused": …}``.
    """
    try:
        return _do(data, request)
    except Refusal as refused:
        return {"refused": refused.answer}
    except MemoryError:
        return {"refused": _TOO_BIG.answer}
    except Exception:  # noqa: BLE001  # a hostile file may fail anywhere in a parser; this process ends next
        return {"refused": _DAMAGED.answer}


def _do(data: bytes, request: Mapping[str, Any]) -> dict[str, Any]:
    if request["kind"] == "pdf":
        from regionqa.exchange.isolated.documents import pdf as reader
    else:
        from regionqa.exchange.isolated.documents import word as reader  # type: ignore[no-redef]
    if request["task"] == "mark":
        return {"document": _text(reader.mark(data, request["words"]))}
    found = reader.read(data, request)
    return {**found.plain(), "document": _text(found.document)}


def _text(document: bytes) -> str:
    return base64.b64encode(document).decode()
