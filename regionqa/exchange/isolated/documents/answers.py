"""What the process says of a document: its blocks, what was taken out, what nobody could read."""

from dataclasses import dataclass, field
from typing import Any


class Refusal(Exception):
    """Why a document is not read, and what to do about it."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.answer = {"message": message, "fix": fix}


@dataclass
class Read:
    """A document as it was read. A block is ``{"place", "kind", "text"}``; a table has ``rows``."""

    blocks: list[dict[str, Any]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    pages: int | None = None
    document: bytes = b""

    def plain(self) -> dict[str, Any]:
        """All but the document, as plain data."""
        return {
            "blocks": self.blocks,
            "removed": self.removed,
            "unread": self.unread,
            "pages": self.pages,
        }


def counted(count: int, one: str, more: str = "") -> str:
    """``1 comment``, ``3 comments``."""
    return f"{count} {one}" if count == 1 else f"{count} {more or one + 's'}"
