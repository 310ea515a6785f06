"""A look over free text for personal details, before it is saved or shared."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from itertools import accumulate

from regionqa.exchange.personal import identifiers
from regionqa.exchange.personal.headings import Kind
from regionqa.exchange.personal.lists import heading_words, word_list
from regionqa.exchange.personal.names import TITLES
from regionqa.exchange.problems import excerpt

_CAPITAL = r"[^\W\d_a-z][^\W\d_]{0,30}(?:['’-][^\W\d_]{1,30}){0,2}"
_TITLED = re.compile(rf"\b({'|'.join(t.capitalize() for t in sorted(TITLES))})\.?\s+({_CAPITAL})")
_PAIR = re.compile(rf"\b(?=({_CAPITAL})[ ]+({_CAPITAL}))")
_DATE = (
    r"(?:\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}"
    r"|\d{1,2}(?:st|nd|rd|th)?\s+"
    r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\s+\d{4})"
)
_BIRTH = re.compile(
    rf"\b(?:d\.?\s?o\.?\s?b\.?|date of birth|born(?: on)?|birthday|birth date)\b"
    rf"[^\d\n]{{0,15}}({_DATE})",
    re.IGNORECASE,
)
_DIGITS = re.compile(r"(?<![\d.,£/-])(?!(?<=\b[EWSN])\d{8}\b)\d{6,}(?![\d/-]|[.,]\d)", re.ASCII)
"""Six digits or more; not the eight of an area code such as E06000001, nor a part of a date."""

_FIXES = {
    Kind.NAME: "Write a role instead, such as the child, mother or social worker.",
    Kind.BIRTH: "Write an age band instead.",
    Kind.NHS: "Take it out.",
    Kind.CASE: "Take it out; the audit already has a reference.",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """A place in a text: ``text[start:end]`` looks like a ``kind``; ``found`` is an excerpt."""

    kind: Kind
    start: int
    end: int
    found: str
    fix: str

    @property
    def said(self) -> str:
        """What is wrong and what to do, in words."""
        return f"“{self.found}” looks like {self.kind.a_kind}. {self.fix}"


def check_text_for_personal_details(text: str, known: Collection[str] = ()) -> list[Finding]:
    """What in a text looks like a name, a date of birth, a number or an address of a person.

    In the order of the text, without overlaps. ``known`` are names that are not personal, such as
    those of authorities. It is a help to the writer and never a guarantee: a first name alone, or
    a rare name, is not seen.
    """
    folded = text.casefold()
    within = [word for word in known if word and word.casefold() in folded]
    accepted = _Accepted((m.start(), m.end()) for word in within for m in _places(word, text))
    starts: list[int] = []
    taken: list[Finding] = []
    for kind, find in _FINDERS:
        for start, end in find(text):
            at = bisect_left(starts, end)
            overlaps = at > 0 and taken[at - 1].end > start
            if not overlaps and not accepted.hold(start, end):
                fix = _FIXES.get(kind, "Take it out.")
                starts.insert(at, start)
                taken.insert(at, Finding(kind, start, end, excerpt(text[start:end]), fix))
    return taken


def _places(word: str, text: str) -> Iterable[re.Match[str]]:
    return re.finditer(rf"\b{re.escape(word)}\b", text, re.IGNORECASE)


_Spans = Iterable[tuple[int, int]]


class _Accepted:
    """Where names that are not personal stand, so that a place within one is found by bisection."""

    def __init__(self, spans: _Spans) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _end in ordered]
        self._furthest = list(accumulate((end for _start, end in ordered), max))

    def hold(self, start: int, end: int) -> bool:
        """Whether one of them holds all of ``start`` to ``end``."""
        before = bisect_right(self._starts, start)
        return before > 0 and self._furthest[before - 1] >= end


def _all(pattern: re.Pattern[str], group: int = 0) -> Callable[[str], _Spans]:
    return lambda text: [hit.span(group) for hit in pattern.finditer(text)]


def _pupils(text: str) -> _Spans:
    hits = identifiers.PUPIL.finditer(text)
    return [hit.span() for hit in hits if identifiers.is_pupil_number(hit.group())]


def _paired_names(text: str) -> _Spans:
    """A common first name before another capitalised word, or any before a common surname."""
    first, last, plain = word_list("first_names"), word_list("last_names"), word_list("vocabulary")
    for hit in _PAIR.finditer(text):
        given, family = hit.group(1).casefold(), hit.group(2).casefold()
        by_first = given in first and (family in last or family not in plain)
        if by_first or (family in last and given not in plain and given not in _OPENERS):
            yield hit.start(1), hit.end(2)


_OPENERS = heading_words("openers")

_FINDERS: tuple[tuple[Kind, Callable[[str], _Spans]], ...] = (
    (Kind.EMAIL, _all(identifiers.EMAIL)),
    (Kind.BIRTH, _all(_BIRTH)),
    (Kind.NHS, lambda text: [hit.span() for hit in identifiers.nhs_numbers(text)]),
    (Kind.PHONE, _all(identifiers.PHONE)),
    (Kind.INSURANCE, _all(identifiers.NATIONAL_INSURANCE)),
    (Kind.PUPIL, _pupils),
    (Kind.POSTCODE, _all(identifiers.POSTCODE)),
    (Kind.NAME, _all(_TITLED)),
    (Kind.NAME, _paired_names),
    (Kind.CASE, _all(_DIGITS)),
)
