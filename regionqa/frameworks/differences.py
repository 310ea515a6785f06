"""What changed between two versions, component by component and point by point, in words."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from regionqa.authorities import Role
from regionqa.frameworks.answers import Content, Coverage, Covered

_WORDS = re.compile(r"\s+|[^\s]+")
MOST_WORDS = 4000
"""Past this, texts are shown whole one after the other: comparing words takes too long."""
ALIKE = 0.5
"""The part of all words that two texts must share to be shown mixed."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: ``kept``, ``removed`` or ``added``."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: what it is, and the pieces of its text."""

    what: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """What differs in one component; ``kind`` is ``added``, ``removed`` or ``changed``."""

    key: str
    title: str
    kind: str
    changes: tuple[Change, ...]


def compare(before: Content | None, after: Content) -> list[Difference]:
    """The differences between two kept frameworks, in the order of the later one.

    Without an earlier one, every component that says anything is new.
    """
    old = {one["key"]: one for one in before["components"]} if before else {}
    new = {one["key"]: one for one in after["components"]}
    found = [_component(old.get(key), one) for key, one in new.items()]
    found += [_component(one, None) for key, one in old.items() if key not in new]
    return [one for one in found if one is not None]


def _component(before: Content | None, after: Content | None) -> Difference | None:
    held = after or before
    if held is None:
        return None
    changes = tuple(_changes(before or {}, after or {}))
    if not changes:
        return None
    kind = "changed" if before and after else "added" if after else "removed"
    numeral = f"{held['numeral']}. " if held["numeral"] else ""
    return Difference(held["key"], numeral + held["title"], kind, changes)


Words = Callable[[Any], str]


def _coverage(value: Any) -> str:
    return Coverage(value).label if value else ""


def _role(value: Any) -> str:
    return Role(value).label if value else ""


def _day(value: Any) -> str:
    if not value:
        return ""
    day = date.fromisoformat(value)
    return f"{day.day} {day:%B %Y}"


def _step(held: Content) -> str:
    number = held.get("maturity")
    return f"Step {number}: {held.get('step') or ''}" if number else ""


def _text(value: Any) -> str:
    return value or ""


_FIELDS: tuple[tuple[str, str, Words], ...] = (
    ("coverage", "How far it is in place", _coverage),
    ("description", "Description", _text),
    ("local", "What differs here", _text),
    ("owner_role", "Owner", _role),
    ("review_on", "Review date", _day),
)


def _changes(before: Content, after: Content) -> list[Change]:
    found = []
    for name, label, words in _FIELDS:
        old, new = words(before.get(name)), words(after.get(name))
        if old != new:
            found.append(Change(label, (pieces if words is _text else whole)(old, new)))
    if before.get("maturity") != after.get("maturity"):
        found.append(Change("Step", whole(_step(before), _step(after))))
    found += _point_changes(_points(before), _points(after))
    old_sources, new_sources = _sources(before), _sources(after)
    if old_sources != new_sources:
        found.append(Change("Where the text began", whole(old_sources, new_sources)))
    return found


def _points(held: Content) -> dict[str, Content]:
    return {one["key"]: one for one in held.get("points", ())}


def _sources(held: Content) -> str:
    return "; ".join(
        f"version {one['version']} of {one['authority']}" for one in held.get("sources", ())
    )


def _point_changes(before: Mapping[str, Content], after: Mapping[str, Content]) -> list[Change]:
    found = []
    for key in dict.fromkeys((*after, *before)):
        old, new = before.get(key, {}), after.get(key, {})
        was, now = _point_words(old), _point_words(new)
        if was != now:
            found.append(Change(f"Point: {(new or old)['text']}", whole(was, now)))
    return found


def _point_words(point: Content) -> str:
    answer = Covered(point["answer"]).label if point.get("answer") else ""
    return " – ".join(part for part in (answer, point.get("note", "")) if part)


def whole(before: str, after: str) -> tuple[Piece, ...]:
    """What stood there, then what stands there now, each in one piece."""
    if before and after:
        return (Piece("removed", before), Piece("kept", " "), Piece("added", after))
    return tuple(
        Piece(kind, text) for kind, text in (("removed", before), ("added", after)) if text
    )


def pieces(before: str, after: str) -> tuple[Piece, ...]:
    """Both texts in one run of pieces, by whole words, for texts that have much in common.

    Joining what was kept and added gives ``after``; what was kept and removed gives ``before``.
    Texts that share little are shown whole, since a mixture of both could not be read.
    """
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if len(old) + len(new) > MOST_WORDS or matcher.ratio() < ALIKE:
        return whole(before, after)
    found: list[Piece] = []
    for kind, first, last, start, end in matcher.get_opcodes():
        if kind == "equal":
            found.append(Piece("kept", "".join(old[first:last])))
            continue
        if last > first:
            found.append(Piece("removed", "".join(old[first:last])))
        if end > start:
            found.append(Piece("added", "".join(new[start:end])))
    return tuple(found)
