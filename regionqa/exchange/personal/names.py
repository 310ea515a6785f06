"""Whether a short text looks like a person's name. A help: no list holds every name."""

import re
from collections.abc import Collection
from enum import IntEnum

from regionqa.exchange.personal.lists import heading_words, word_list

TITLES = heading_words("titles")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*\.?")
_LETTERS_ALONE = re.compile(r"[^\W\d_](?:[^\W\d_]|[ .,'’-])*")
_MOST_WORDS = 4
_LONGEST = 60


class Likeness(IntEnum):
    """How much a value looks like a person's name."""

    NO = 0
    MAYBE = 1
    SURE = 2


def name_likeness(value: str, known: Collection[str] = frozenset()) -> Likeness:
    """Whether a whole cell is a person's name.

    SURE: a title before a name, a common first name before another name, "Surname, First name",
    an initial before a common surname. MAYBE: one word that is a common name, or two to four
    capitalised words none of which is a word of casework, a role or a place.
    ``known`` are accepted texts in small letters, such as the names of authorities.
    """
    if len(value) > _LONGEST or value.casefold() in known:
        return Likeness.NO
    if not _LETTERS_ALONE.fullmatch(value):
        return Likeness.NO
    turned = ", ".join(reversed(value.split(", "))) if value.count(",") == 1 else value
    parts = [part.rstrip(".") for part in turned.replace(",", " ").split()]
    if not 1 <= len(parts) <= _MOST_WORDS or not all(_WORD.fullmatch(part) for part in parts):
        return Likeness.NO
    return _judge(parts, [part.casefold() for part in parts], comma="," in value)


def _judge(parts: list[str], small: list[str], *, comma: bool) -> Likeness:
    first, last, plain = word_list("first_names"), word_list("last_names"), word_list("vocabulary")
    if len(parts) == 1:
        return Likeness.MAYBE if small[0] in first or small[0] in last else Likeness.NO
    by_first = small[0] in first and (small[-1] in last or not plain.intersection(small[1:]))
    by_initial = len(small[0]) == 1 and small[-1] in last
    if small[0] in TITLES or by_first or by_initial:
        return Likeness.SURE
    if comma or plain.intersection(small) or not all(part[0].isupper() for part in parts):
        return Likeness.NO
    if small[-1] in last:
        return Likeness.SURE
    return Likeness.MAYBE if all(len(part) > 1 for part in parts[1:]) else Likeness.NO
