"""A framework in a few sentences: what can be read aloud."""

from dataclasses import dataclass
from datetime import date, timedelta

from regionqa.frameworks.answers import Content, Coverage, component_in
from regionqa.frameworks.queries.framework import Overview, Version
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
    parts = [
        f"{in_words(count)} {words}"
        for count, words in (
            (full, "in full"),
            (part, "in part"),
            (absent, "absent"),
            (unsaid, "not described yet"),
        )
        if count
    ]
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"Of the {in_words(len(core))} components, {listed}."


@dataclass(frozen=True, slots=True)
class Moved:
    """A component that stands otherwise than a year ago; ``before`` and ``after`` in words."""

    name: str
    key: str
    before: str
    after: str


def moved_since(earlier: Version | None, overview: Overview) -> list[Moved] | None:
    """What moved between the version of a year ago and the one approved last; None without both."""
    if earlier is None or overview.latest is None:
        return None
    found = []
    for one in overview.core:
        before = component_in(earlier.content, one.component.key)
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
    """Something to be done: the component it is about, if any, and what."""

    key: str | None
    words: str


def what_is_due(overview: Overview, today: date) -> list[Due]:
    """Approval, yearly review, overdue and coming reviews, missing evidence and owners."""
    found = []
    if overview.changed:
        found.append(Due(None, f"{counted(len(overview.changed), 'changed component')} to approve"))
    latest = overview.latest
    if latest is not None and latest.review_due <= today + SOON:
        found.append(Due(None, f"yearly review, {long_date(latest.review_due)}"))
    for one in overview.core:
        key, title = one.component.key, one.component.title
        due = one.draft.answer.review_on
        if one.unsupported:
            found.append(Due(key, f"{title}: in full, with nothing behind it"))
        elif one.stale:
            found.append(Due(key, f"{title}: no evidence for twelve months"))
        if due is not None and due <= today + SOON:
            word = "review overdue since" if due < today else "review by"
            found.append(Due(key, f"{title}: {word} {long_date(due)}"))
        if one.in_place and one.draft.answer.owner_role is None:
            found.append(Due(key, f"{title}: no owner"))
    return found
