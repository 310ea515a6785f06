"""What a password must be: long enough, and not one that is guessed first. Nothing about signs.

NCSC and OWASP ASVS 5.0 (6.2.1 to 6.2.12) advise length and a deny list over rules of composition.
The list is small because it is one of words and shapes, not of passwords: common words, the
person's own name and address and the service's name, keys in a row, and repeats.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from regionqa.accounts.hashing import normalised

SHORTEST = 12
LONGEST = 128
WORDS_NEEDED = 3
FEWEST_DIFFERENT = 5
_LIST = Path(__file__).parent / "data" / "common_words.txt"
_LOOKALIKES = str.maketrans("013457890@$!|+", "oleastbgoasilt")
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "0123456789012345678901234567890",
    "qwertyuiopasdfghjklzxcvbnm",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
    "qazwsxedcrfvtgbyhnujmikolp",
)

TOO_SHORT = f"Password must be {SHORTEST} characters or more"
TOO_LONG = f"Password must be {LONGEST} characters or fewer"
TOO_COMMON = (
    "Password is too easy to guess: it is a name, a common word or keys in a row. "
    "Use three or more unrelated words"
)


def problems(password: str, personal: Iterable[str] = ()) -> list[str]:
    """What is wrong with a new password, as messages for its field; empty when nothing is.

    ``personal`` holds texts that a guesser would try for this person: name, e-mail address.
    """
    text = normalised(password)
    if len(password) > LONGEST or len(text) > LONGEST:
        return [TOO_LONG]
    if min(len(password.strip()), len(text)) < SHORTEST:
        return [TOO_SHORT]
    if is_guessable(text, personal):
        return [TOO_COMMON]
    return []


def is_guessable(password: str, personal: Iterable[str] = ()) -> bool:
    """Whether a password is a repeat, keys in a row, or two known words and some digits."""
    text = _plain(password)
    if len(set(text)) < FEWEST_DIFFERENT or _is_repeat(text) or _is_row(text):
        return True
    own = frozenset(part for source in personal for part in _parts(source))
    readings = {_letters(text), _letters(text.translate(_LOOKALIKES))}
    return any(_few_words(letters, own) for letters in readings)


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(sign for sign in decomposed if not unicodedata.combining(sign))


def _letters(text: str) -> str:
    """The text without digits and the signs of a keyboard; a rarer sign counts as a letter."""
    return "".join(sign for sign in text if sign.isalpha() or not sign.isascii())


def _parts(source: str) -> list[str]:
    """The words of a name or an address that are long enough to be recognised, and the whole."""
    plain = _plain(source)
    return [part for part in (*re.split(r"[^a-z]+", plain), _letters(plain)) if len(part) >= 3]


def _is_repeat(text: str) -> bool:
    """Whether the whole is one short piece said again and again."""
    return any(
        text == (text[:size] * (len(text) // size + 1))[: len(text)]
        for size in range(1, len(text) // 2 + 1)
        if size <= 8
    )


def _is_row(text: str) -> bool:
    """Whether all but a few signs lie on one row of keys or of the alphabet, either way."""
    longest = max(_longest_run(text, row) for row in (*_ROWS, *(row[::-1] for row in _ROWS)))
    return longest >= len(text) - 4


def _longest_run(text: str, row: str) -> int:
    best = 0
    for start in range(len(text)):
        size = best + 1
        while start + size <= len(text) and text[start : start + size] in row:
            best, size = size, size + 1
    return best


@cache
def _common() -> frozenset[str]:
    lines = _LIST.read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


def _few_words(letters: str, own: frozenset[str]) -> bool:
    """Whether the letters, or all but two of them, are at most two different known words.

    Finds the way to cut them that needs the fewest different words; digits alone need none.
    """
    known = _common() | own
    longest_word = max(map(len, known))
    size = len(letters)

    @cache
    def cuts(start: int, spare: int) -> frozenset[frozenset[str]]:
        """Every set of fewer than three words that the rest can be cut into."""
        if start == size:
            return frozenset({frozenset()})
        found: set[frozenset[str]] = set()
        for end in range(start + 1, min(size, start + longest_word) + 1):
            if (word := letters[start:end]) in known:
                found |= {used | {word} for used in cuts(end, spare)}
        if spare:
            found |= cuts(start + 1, spare - 1)
        return frozenset(used for used in found if len(used) < WORDS_NEEDED)

    return bool(cuts(0, 2))
