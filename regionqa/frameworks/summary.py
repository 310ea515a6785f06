"""A framework in a few sentences: what can be read aloud."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from regionqa.frameworks.answers import Content, Coverage, component_in
from regionqa.frameworks.queries.framework import Overview, Standing
from regionqa.web.layout import counted, long_date

A_YEAR = timedelta(days=365)
SOON = timedelta(days=60)

_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
          "eleven", "twelve")  # fmt: skip


def in_words(number: int) -> str:
    """A small number as a word, a larger one in figures."""
    return _WORDS[number] if number < len(_WORDS) else f"{number:,}"


def opening_sentence(overview: Overview) -> str:
    """One sentence that says where the framework stands, to be read aloud."""
    core = overview.core
    held = [one.draft.answer.coverage for one in core]
    full, part = held.count(Coverage.FULL), held.count(Coverage.PART)
    absent, unsaid = held.count(Coverage.ABSENT), held.count(None)
    if unsaid == len(core):
        return "Nothing is said of any of the twelve components yet."
    return _sentence(len(core), full, part, absent, unsaid)


def _sentence(total: int, full: int, part: int, absent: int, unsaid: int) -> str:
    placed = [f"{in_words(full)} {_be(full)} in place in full"] if full else []
    if part:
        placed.append(
            f"{in_words(part)} in part"
            if full
            else f"{in_words(part)} {_be(part)} in place in part"
        )
    others = [
        f"{in_words(count)} {_be(count)} {words}"
        for count, words in ((absent, "absent"), (unsaid, "not described yet"))
        if count
    ]
    said = "; ".join(part for part in (" and ".join(placed), " and ".join(others)) if part)
    return f"Of the {in_words(total)} components, {said}."


def _be(count: int) -> str:
    return "is" if count == 1 else "are"


def what_is_behind(overview: Overview) -> str:
    """Whether what is said to be in full has anything behind it; empty where nothing is in full."""
    full = [one for one in overview.core if one.draft.answer.coverage is Coverage.FULL]
    bare = sum(one.unsupported for one in full)
    if not full:
        return ""
    old = sum(one.stale for one in full) - bare
    if not bare and old:
        words = f"that of {in_words(old)} is over twelve months old"
        return f"Each of those in full has evidence behind it in this service, and {words}."
    if not bare:
        return "Each of those in full has evidence behind it in this service."
    if bare == len(full):
        return "Nothing stands behind those in full in this service yet."
    return f"Behind {in_words(bare)} of those in full nothing stands in this service yet."


@dataclass(frozen=True, slots=True)
class Moved:
    """A component that stands otherwise than a year ago; ``before`` and ``after`` in words."""

    name: str
    key: str
    before: str
    after: str


def moved_since(overview: Overview) -> list[Moved] | None:
    """What moved from the earlier version to the one approved last; None without both."""
    if overview.earlier is None or overview.latest is None:
        return None
    found = []
    for one in overview.core:
        before = component_in(overview.earlier.content, one.component.key)
        after = component_in(overview.latest.content, one.component.key)
        if before is None or after is None:
            continue
        was, is_now = _place(before), _place(after)
        if was != is_now:
            found.append(Moved(one.component.name, one.component.key, was, is_now))
    return found


def _place(held: Content) -> str:
    coverage = Coverage(held["coverage"]).label.lower() if held["coverage"] else "not said"
    return f"{coverage}, step {held['maturity']}" if held["maturity"] else coverage


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be done, and the components it is about, by key and name."""

    words: str
    components: tuple[tuple[str, str], ...] = ()


def what_is_due(overview: Overview, today: date) -> list[Due]:
    """Approval, yearly review, overdue and coming reviews, missing evidence and owners."""
    found = []
    if overview.changed:
        found.append(Due(f"{counted(len(overview.changed), 'changed component')} to approve"))
    latest = overview.latest
    if latest is not None and latest.review_due <= today + SOON:
        found.append(Due(f"Yearly review by {long_date(latest.review_due)}"))
    kinds: tuple[tuple[str, Callable[[Standing], bool]], ...] = (
        ("In full with nothing behind it", lambda one: one.unsupported),
        ("No evidence for twelve months", lambda one: one.stale and not one.unsupported),
        ("Review overdue", lambda one: one.review_overdue),
        ("Review within two months", lambda one: _soon(one, today)),
        ("No owner", lambda one: one.in_place and one.draft.answer.owner_role is None),
    )
    for words, concerns in kinds:
        named = tuple(
            (one.component.key, one.component.name) for one in overview.core if concerns(one)
        )
        if named:
            found.append(Due(words, named))
    return found


def _soon(one: Standing, today: date) -> bool:
    due = one.draft.answer.review_on
    return due is not None and today <= due <= today + SOON
