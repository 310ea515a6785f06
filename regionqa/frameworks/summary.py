"""A framework in a few sentences: what can be read aloud."""

from regionqa.frameworks.answers import Coverage
from regionqa.frameworks.queries.framework import Overview

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
