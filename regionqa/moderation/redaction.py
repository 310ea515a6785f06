"""What a pack must not hold: found place by place, and answered one by one before it is attested.

A help to who redacts and never a guarantee: who attests says so in their own name. Looked for are
the names, numbers and addresses of ``exchange``'s check, names that stand alone, addresses by their
street, and the terms that the caller knows: authorities, teams, own people, own references.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from regionqa.exchange import check_text_for_personal_details
from regionqa.exchange.documents import Block
from regionqa.exchange.personal.lists import word_list
from regionqa.exchange.personal.names import TITLES

NAME_ALONE = "name alone"
COLLEAGUE = "colleague’s name"
ADDRESS = "address"
MOST_PLACES = 20
MOST_FINDINGS = 500
_WORD = re.compile(r"\b[A-Z][a-z'’-]+\b")
_OWNED = re.compile(r"['’]s$")
_STREET = re.compile(
    r"\b\d{1,4}[A-Za-z]?,?\s+(?:[A-Z][A-Za-z'’-]+\s+){1,3}"
    r"(?:Road|Rd|Street|St|Avenue|Ave|Close|Lane|Drive|Way|Crescent|Gardens|Grove|Place|Terrace|"
    r"Court|Walk|Row|Square|Hill|Park|Green|Mews|Rise|View)\b"
)
_AFTER_NAMES = re.compile(
    r"\s+(?:City|County|Borough|Metropolitan|District|Unitary|Royal|Council|Authority|Partnership)"
    r"\b.*$"
)
FIXES = {
    NAME_ALONE: "Write a role instead, such as the child, mother or social worker.",
    ADDRESS: "Take it out.",
    "authority": "Write “the authority” or “another authority” instead.",
    "team or service": "Write what it does, such as “an assessment team”.",
    COLLEAGUE: "Write a role instead, such as social worker or manager.",
    "case reference": "Take it out: the case is known by its number in the round.",
}


@dataclass(frozen=True, slots=True)
class Term:
    """Words that the home knows to be telling, and what they are."""

    kind: str
    words: str


@dataclass(slots=True)
class Found:
    """One thing to put right or to answer: the same words in the same sense, wherever they stand.

    ``answer`` is the reason why they tell nothing, by who uploaded the pack; None: not answered.
    """

    key: str
    kind: str
    words: str
    fix: str
    places: list[str] = field(default_factory=list)
    answer: str | None = None


def look_over(blocks: Sequence[Block], terms: Sequence[Term]) -> list[Found]:
    """All that a pack's text gives away, as it comes in the text.

    A part of a name that is found somewhere is a name wherever it stands alone.
    """
    patterns = [(term, _pattern(term)) for term in terms if term.words.strip()]
    names = word_list("first_names") | _parts_of_names(blocks, terms)
    found: dict[str, Found] = {}
    for block in blocks:
        for kind, words, fix in _in_text(block.text, patterns, names):
            key = hashlib.sha256(f"{kind}:{words.casefold()}".encode()).hexdigest()[:16]
            one = found.setdefault(key, Found(key, kind, words, fix))
            if block.place not in one.places and len(one.places) < MOST_PLACES:
                one.places.append(block.place)
    return list(found.values())[:MOST_FINDINGS]


def _parts_of_names(blocks: Sequence[Block], terms: Sequence[Term]) -> frozenset[str]:
    full = [term.words for term in terms if term.kind == COLLEAGUE]
    for block in blocks:
        full += [
            block.text[one.start : one.end]
            for one in check_text_for_personal_details(block.text)
            if one.kind.value == "name"
        ]
    everyday = word_list("vocabulary") | TITLES
    parts = {part.casefold() for name in full for part in _WORD.findall(name)}
    return frozenset(parts - everyday)


Spans = Iterator[tuple[str, int, int, str]]


def _in_text(
    text: str, patterns: Sequence[tuple[Term, re.Pattern[str]]], names: Set[str]
) -> Iterator[tuple[str, str, str]]:
    """(kind, words, fix) of each place, the first that takes it; then in the order of the text."""
    taken: list[tuple[int, int, str, str]] = []
    for kind, start, end, fix in _spans(text, patterns, names):
        if not any(start < last and first < end for first, last, *_ in taken):
            taken.append((start, end, kind, fix))
    for start, end, kind, fix in sorted(taken):
        yield kind, text[start:end], fix


def _spans(text: str, patterns: Sequence[tuple[Term, re.Pattern[str]]], names: Set[str]) -> Spans:
    for term, pattern in patterns:
        for hit in pattern.finditer(text):
            yield term.kind, *hit.span(), FIXES[term.kind]
    for one in check_text_for_personal_details(text):
        yield one.kind.value, one.start, one.end, one.fix
    for hit in _STREET.finditer(text):
        yield ADDRESS, *hit.span(), FIXES[ADDRESS]
    for hit in _WORD.finditer(text):
        bare = _OWNED.sub("", hit.group())
        if bare.casefold() in names:
            yield NAME_ALONE, hit.start(), hit.start() + len(bare), FIXES[NAME_ALONE]


def _pattern(term: Term) -> re.Pattern[str]:
    """The words as they may be written: any spaces, "and" or "&"; one word alone in capitals."""
    parts = [re.escape(part) for part in term.words.split()]
    parts = ["(?:and|&)" if part in {"and", r"\&"} else part for part in parts]
    text = r"\s+".join(parts)
    capital = len(parts) == 1 and term.words[:1].isalpha()  # Reading is a place, reading is not
    both = f"{text}|{re.escape(term.words.upper())}" if capital else text
    return re.compile(rf"(?<!\w)(?:{both})(?!\w)", 0 if capital else re.IGNORECASE)


def authority_terms(names: Iterable[str]) -> list[Term]:
    """An authority's name, and the place in it, so that half of it is found as well."""
    terms: dict[str, Term] = {}
    for name in names:
        place = re.sub(r"^(?:Royal Borough of|City of|London Borough of)\s+", "", name)
        for words in (name, place, _AFTER_NAMES.sub("", place)):
            if len(words) > 2:
                terms[words.casefold()] = Term("authority", words)
    return sorted(terms.values(), key=lambda term: -len(term.words))


@dataclass
class Report:
    """What the check of a pack says; kept encrypted, since it repeats what must not be seen."""

    file_name: str
    found: list[Found] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)

    @property
    def open(self) -> list[Found]:
        """Findings that nobody answered."""
        return [one for one in self.found if one.answer is None]

    def plain(self) -> dict[str, Any]:
        """As plain data."""
        return {
            "file_name": self.file_name,
            "found": [{name: getattr(one, name) for name in Found.__slots__} for one in self.found],
            "removed": self.removed,
            "unread": self.unread,
        }


def report_from(data: Mapping[str, Any]) -> Report:
    """The report of plain data."""
    return Report(
        data["file_name"], [Found(**one) for one in data["found"]], data["removed"], data["unread"]
    )
