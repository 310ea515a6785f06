"""What each heading of a monthly return means: remembered, found by its name, or asked for.

A heading that nobody settled is refused by name, since it may be a grade that would be lost.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from regionqa.exchange import Column
from regionqa.exchange.columns import normalise
from regionqa.ratings import DeclaredScale

MONTH, COMPLETED, AUDITORS = "month", "completed", "auditors"
NOT_GRADED, LEFT_OUT = "not_graded", "left_out"
GRADE = "grade:"

WORDS = {
    MONTH: "Month",
    COMPLETED: "Completed audits",
    AUDITORS: "Auditors",
    NOT_GRADED: "Not graded",
    LEFT_OUT: "Leave this column out",
}
_SYNONYMS = {
    MONTH: ("Month", "Month of audit", "Period", "Time period", "Date"),
    COMPLETED: ("Completed audits", "Completed", "Audits completed", "Audits", "Number of audits"),
    AUDITORS: ("Auditors", "Number of auditors", "Allocated auditors"),
    NOT_GRADED: ("Not graded", "No grade", "Ungraded", "Unrated", "Not rated"),
}
_KNOWN = {normalise(word): meaning for meaning, words in _SYNONYMS.items() for word in words}


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the file, what it means (None: nobody knows), and how that was settled."""

    text: str
    meaning: str | None
    how: str


def settle(
    headers: Sequence[str],
    scale: DeclaredScale,
    chosen: Mapping[str, str],
    remembered: Mapping[str, str],
) -> tuple[Heading, ...]:
    """Each heading's meaning: the person's word, else what was remembered, else by its name.

    ``chosen`` is by heading, ``remembered`` by normalised heading; a remembered grade that is not
    on the scale counts for nothing.
    """
    allowed = set(meanings(scale))
    found = []
    for header in headers:
        if header in chosen:
            found.append(Heading(header, chosen[header] or None, "chosen by you"))
        elif remembered.get(normalise(header)) in allowed:
            found.append(Heading(header, remembered[normalise(header)], "remembered"))
        else:
            meaning = _by_name(header, scale)
            found.append(Heading(header, meaning, "found by its name" if meaning else "not known"))
    return tuple(found)


def _by_name(header: str, scale: DeclaredScale) -> str | None:
    grade = scale.find(header)
    return f"{GRADE}{grade}" if grade is not None else _KNOWN.get(normalise(header))


def meanings(scale: DeclaredScale) -> dict[str, str]:
    """Everything that a heading may mean, with its words, in the order of the form."""
    grades = {f"{GRADE}{word}": f"Grade: {word}" for word in reversed(scale.words)}
    before = {key: WORDS[key] for key in (MONTH, COMPLETED, AUDITORS)}
    return before | grades | {key: WORDS[key] for key in (NOT_GRADED, LEFT_OUT)}


def template_columns(scale: DeclaredScale) -> list[Column]:
    """The columns of the template: the month, the totals, and one for each grade."""
    return [
        Column("Month", description="The month, written as 2026-01.", example="2026-01"),
        Column("Completed audits", description="All completed audits.", example="32"),
        Column(
            "Auditors",
            required=False,
            description="How many people were to do an audit in the month. Blank if not counted.",
            example="19",
        ),
        *(
            Column(word, description="How many audits got this grade. 0 where none did.")
            for word in reversed(scale.words)
        ),
        Column(
            "Not graded",
            required=False,
            description="Completed audits without a grade. Leave the column out to have it "
            "worked out from the others.",
        ),
    ]
