"""Plain text: whether bytes are it, and its paragraphs."""

import re

from regionqa.exchange.encodings import decode
from regionqa.exchange.problems import FileRefused

_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]")
"""Signs that no screen shows and that could hide a word from a look-over."""


def is_plain_text(data: bytes) -> bool:
    """Whether bytes are text in an encoding that is read, without control characters."""
    try:
        return _CONTROLS.search(decode(data).text) is None
    except FileRefused:
        return False


def paragraphs_of(text: str) -> list[str]:
    """The paragraphs of a text: what stands between empty lines."""
    parts = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n"))
    return [part.strip("\n") for part in parts if part.strip()]


def without_unseen(text: str) -> str:
    """The text without signs that are not seen."""
    return _UNSEEN.sub("", text)
