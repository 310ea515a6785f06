"""The symbols that stand where a published figure has no number: one type from store to screen.

The letters are those of the Department for Education's statistics (Government Analysis Function
guidance on symbols in tables); the dash is the local authority interactive tool's, which folds
several reasons into one, so that the reason cannot be had back.
"""

import re
from decimal import Decimal
from enum import StrEnum

_NUMBER = re.compile(r"[+-]?(?:\d+|\d{1,3}(?:,\d{3})+)(?:\.\d+)?")


class Symbol(StrEnum):
    """Why a figure has no number. ``str()`` gives the symbol as it stands in a file."""

    CONFIDENTIAL = "c"
    NOT_APPLICABLE = "z"
    NOT_AVAILABLE = "x"
    LOW_RELIABILITY = "u"
    LOW = "low"
    UNKNOWN = "-"

    @property
    def word(self) -> str:
        """The short name, for a legend or a narrow column."""
        return _WORDS[self][0]

    @property
    def meaning(self) -> str:
        """The reason as part of a sentence."""
        return _WORDS[self][1]

    @property
    def spoken(self) -> str:
        """Name and reason, for a screen reader and for a title."""
        return f"{self.word}: {self.meaning}"

    @classmethod
    def parse(cls, text: str) -> "Symbol":
        """The symbol that a file's text stands for: ``c``, ``[c]``, and ``k`` for low.

        Raises ``UnknownSymbolError``, which names the text, where it is none.
        """
        found = cls.find_symbol(text)
        if found is None:
            raise UnknownSymbolError(text)
        return found

    @classmethod
    def find_symbol(cls, text: str) -> "Symbol | None":
        """The symbol that a file's text stands for, or None where it is none."""
        bare = text.strip()
        if bare.startswith("[") and bare.endswith("]"):
            bare = bare[1:-1].strip()
        return _BY_TEXT.get(bare.lower())


class UnknownSymbolError(ValueError):
    """A text that is neither a number nor a symbol; ``text`` holds it as it was read."""

    def __init__(self, text: str) -> None:
        self.text = text
        known = ", ".join(symbol.value for symbol in Symbol)
        seen = f"“{text}”" if text.strip() else "an empty value"
        super().__init__(f"{seen} is neither a number nor one of the symbols {known}")


_WORDS = {
    Symbol.CONFIDENTIAL: ("confidential", "hidden because the number is small"),
    Symbol.NOT_APPLICABLE: ("not applicable", "there is nothing to count here"),
    Symbol.NOT_AVAILABLE: ("not available", "the figure was not supplied or not published"),
    Symbol.LOW_RELIABILITY: ("low reliability", "the figure is too uncertain to use"),
    Symbol.LOW: ("low", "more than zero, but it rounds to zero"),
    Symbol.UNKNOWN: ("no figure", "the source does not say why"),
}
_BY_TEXT = {symbol.value: symbol for symbol in Symbol} | {"k": Symbol.LOW}


def parse_value(text: str) -> int | Decimal | Symbol:
    """A cell of a published file: a whole number, a decimal with its own places, or a symbol.

    A true zero stays the number 0; only the text ``low`` or ``k`` is a rounded one. Thousands may
    be set off by commas. Decimals keep their printed places, so that the rounding can be told.

    Raises ``UnknownSymbolError`` where the text is empty, or neither a number nor a symbol.
    """
    bare = text.strip()
    symbol = Symbol.find_symbol(bare)
    if symbol is not None:
        return symbol
    if _NUMBER.fullmatch(bare) is None:
        raise UnknownSymbolError(text)
    plain = bare.replace(",", "")
    return Decimal(plain) if "." in plain else int(plain)
