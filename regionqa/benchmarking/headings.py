"""What each heading of a monthly return means: remembered, found by its name, or asked for.

A heading that nobody settled is refused by name, since it may be a grade that would be lost.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from regionqa.benchmarking.common import CommonDomains
from regionqa.benchmarking.domain_headings import domain_heading, read_domain_heading
from regionqa.benchmarking.months import CHOSEN_WORDS, DRAWN, MOST
from regionqa.exchange import Column
from regionqa.exchange.columns import normalise
from regionqa.ratings import DeclaredScale

MONTH, COMPLETED, AUDITORS = "month", "completed", "auditors"
NOT_GRADED, LEFT_OUT, CHOSEN = "not_graded", "left_out", "chosen"
GRADE = "grade:"

WORDS = {
    MONTH: "Month",
    COMPLETED: "Completed audits",
    AUDITORS: "Auditors",
    NOT_GRADED: "Not graded",
    CHOSEN: "How cases were chosen",
    LEFT_OUT: "Leave this column out",
}
_SYNONYMS = {
    MONTH: ("Month", "Month of audit", "Period", "Time period", "Date"),
    COMPLETED: ("Completed audits", "Completed", "Audits completed", "Audits", "Number of audits"),
    AUDITORS: ("Auditors", "Number of auditors", "Allocated auditors"),
    NOT_GRADED: ("Not graded", "No grade", "Ungraded", "Unrated", "Not rated"),
    CHOSEN: ("How cases were chosen", "Cases chosen", "Choice of cases", "Sampling"),
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
    own_grades: Collection[str] = (),
) -> tuple[Heading, ...]:
    """Each heading's meaning: the person's word, else what was remembered, else by its name.

    ``chosen`` is by heading, ``remembered`` by normalised heading; a remembered grade that is not
    on the scale counts for nothing. ``own_grades`` are those of the authority's mapping, which a
    heading of a domain may name.
    """
    allowed = set(meanings(scale))
    found = []
    for header in headers:
        if header in chosen:
            found.append(Heading(header, chosen[header] or None, "chosen by you"))
        elif remembered.get(normalise(header)) in allowed:
            found.append(Heading(header, remembered[normalise(header)], "remembered"))
        else:
            meaning = by_name(header, scale, own_grades)
            found.append(Heading(header, meaning, "found by its name" if meaning else "not known"))
    return tuple(found)


def by_name(header: str, scale: DeclaredScale, own_grades: Collection[str] = ()) -> str | None:
    """What a heading means by its name alone; None for one that nobody knows."""
    grade = scale.find(header)
    if grade is not None:
        return f"{GRADE}{grade}"
    known = _KNOWN.get(normalise(header))
    return known or read_domain_heading(header, scale, own_grades)


def meanings(scale: DeclaredScale) -> dict[str, str]:
    """Everything that a heading may mean, with its words, in the order of the form."""
    grades = {f"{GRADE}{word}": f"Grade: {word}" for word in reversed(scale.words)}
    before = {key: WORDS[key] for key in (MONTH, COMPLETED, AUDITORS)}
    return before | grades | {key: WORDS[key] for key in (NOT_GRADED, CHOSEN, LEFT_OUT)}


def counted_domains(
    scale: DeclaredScale, common: CommonDomains, domains: Mapping[str, Sequence[str]]
) -> Mapping[str, Sequence[str]]:
    """The domains that a month is asked for, with their grades: own ones, else the common ones."""
    return domains or {one.name: scale.words for one in common.domains}


def template_columns(
    scale: DeclaredScale, common: CommonDomains, domains: Mapping[str, Sequence[str]]
) -> list[Column]:
    """The columns of the template: the month, the totals, each grade, and each domain's grades.

    ``domains`` is own domain to own grades, lowest first, from the authority's mapping; the common
    domains stand in for an authority that has none yet.
    """
    named = counted_domains(scale, common, domains)
    return [
        *month_columns(scale),
        *(
            Column(
                domain_heading(domain, grade),
                required=False,
                description=f"How many audits got this grade in the domain “{domain}”. Leave "
                "blank, or leave out, the domains that you do not grade.",
                most=MOST,
            )
            for domain, grades in named.items()
            for grade in reversed(grades)
        ),
    ]


def month_columns(scale: DeclaredScale) -> list[Column]:
    """The columns that count a month as a whole, without its domains."""
    return [
        Column("Month", description="The month, written as 2026-01.", example="2026-01"),
        Column("Completed audits", description="All completed audits.", example="32", most=MOST),
        Column(
            "Auditors",
            required=False,
            description="How many people were to do an audit in the month. Blank if not counted.",
            example="19",
            most=MOST,
        ),
        *(
            Column(word, description="How many audits got this grade. 0 where none did.", most=MOST)
            for word in reversed(scale.words)
        ),
        Column(
            "Not graded",
            required=False,
            description="Completed audits without a grade. Worked out from the others where the "
            "column is not there.",
            most=MOST,
        ),
        Column(
            WORDS[CHOSEN],
            required=False,
            description="“drawn” where all of the month’s audits are regular ones whose cases were "
            "drawn at random, else “other”. Only drawn ones are compared; blank is not said.",
            allowed=tuple(CHOSEN_WORDS),
            example=DRAWN,
        ),
    ]
