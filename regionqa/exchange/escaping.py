"""Text that a spreadsheet would run as a formula: made plain on the way out, undone on the way in.

A cell that begins with = + - @ (also their full-width forms), a tab or a line end gets a leading
apostrophe, whatever space or apostrophes stand before it. Numbers below zero and a lone "-" (the
published symbol for "reason unknown") are left alone. ``plain(inert(text)) == text``, always.
"""

import re

_RISK = re.compile(r"'*\s*[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]")
_HARMLESS = re.compile(r"-?|-\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)


def inert(text: str) -> str:
    """The text with a leading apostrophe where a spreadsheet might run it."""
    if _RISK.match(text) and not _HARMLESS.fullmatch(text):
        return "'" + text
    return text


def plain(cell: str) -> str:
    """The text that ``inert`` was given."""
    return cell[1:] if cell.startswith("'") and _RISK.match(cell) else cell
