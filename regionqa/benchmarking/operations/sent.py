"""Months that a program sends, looked at as a file's rows are, with each problem by row."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from regionqa.benchmarking import queries
from regionqa.benchmarking.changes import find_changes
from regionqa.benchmarking.checking import add_up
from regionqa.benchmarking.domain_headings import domain_and_grade, read_domain_heading
from regionqa.benchmarking.months import MonthError, MonthFigures, month_words, read_month
from regionqa.benchmarking.operations.drafts import own_grades
from regionqa.benchmarking.operations.months import check_words
from regionqa.core.errors import Conflict, Unprocessable
from regionqa.core.scope import Scope
from regionqa.ratings import DeclaredScale

MOST_DOMAINS = 40
Wrong = list[tuple[str, str]]
"""What is wrong with a month: the column and the message of each fault."""


def figures_sent(scope: Scope, months: Sequence[Mapping[str, Any]]) -> list[MonthFigures]:
    """The months in figures. Raises ``Unprocessable`` with ``problems``, by row and column."""
    scale, own = queries.common_scale(), own_grades(scope)
    found: dict[date, MonthFigures] = {}
    problems: list[dict[str, Any]] = []
    for row, sent in enumerate(months, start=1):
        wrong: Wrong = []
        figures = _figures(scope, sent, scale, own, found, wrong)
        if figures is not None:
            found[figures.month] = figures
        problems += [
            {
                "row": row,
                "column": column,
                "value": str(sent.get(column, "")),
                "message": message,
                "fix": "Put this month right and send all of them again.",
            }
            for column, message in wrong
        ]
    if problems:
        said = [f"{one['message']} Nothing was kept." for one in problems]
        raise Unprocessable(said[0], errors={"months": said}, problems=problems)
    return list(found.values())


def _figures(
    scope: Scope,
    sent: Mapping[str, Any],
    scale: DeclaredScale,
    own: Sequence[str],
    before: Collection[date],
    wrong: Wrong,
) -> MonthFigures | None:
    """The month in figures; None where anything is wrong, all of which is added to ``wrong``."""
    grades = _grades(sent["grades"], scale, wrong)
    domains = _domains(scope, sent["domains"], scale, own, wrong)
    month = _new_month(sent["month"], before, wrong)
    if wrong or month is None:
        return None
    try:
        return add_up(
            month,
            {word: grades[word] for word in scale.words if word in grades},
            sent["completed"],
            sent["not_graded"],
            sent["auditors"],
            chosen=sent["chosen"],
            domains=domains,
        )
    except ValueError as error:
        wrong.append(("completed", str(error)))
        return None


def _grades(sent: Mapping[str, int], scale: DeclaredScale, wrong: Wrong) -> dict[str, int]:
    found: dict[str, int] = {}
    for word, count in sent.items():
        grade = scale.find(word)
        if grade is None or str(grade) in found:
            why = "is sent twice" if grade is not None else "is not a grade of the common scale"
            wrong.append(("grades", f"“{word}” {why} ({', '.join(scale.words)})."))
        else:
            found[str(grade)] = count
    return found


def _new_month(text: str, before: Collection[date], wrong: Wrong) -> date | None:
    try:
        month = read_month(text, queries.today())
    except MonthError as error:
        wrong.append(("month", str(error)))
        return None
    if month in before:
        wrong.append(("month", f"{month_words(month)} is sent twice."))
    return month


def _domains(
    scope: Scope,
    sent: Mapping[str, Mapping[str, int]],
    scale: DeclaredScale,
    own: Sequence[str],
    wrong: Wrong,
) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    if len(sent) > MOST_DOMAINS:
        wrong.append(("domains", f"Send {MOST_DOMAINS} domains or fewer."))
        return found
    for domain, grades in sent.items():
        try:
            check_words(scope, "domains", domain)
        except Unprocessable as error:
            wrong.append(("domains", error.message))
            continue
        for word, count in grades.items():
            meaning = None if ":" in domain else read_domain_heading(f"{domain}:{word}", scale, own)
            if meaning is None:
                said = (
                    f"“{domain}: {word}” is not a domain and a grade of the common scale or of "
                    "your mapping."
                )
                wrong.append(("domains", said))
                continue
            name, grade = domain_and_grade(meaning)
            if grade in found.setdefault(name, {}):
                wrong.append(("domains", f"“{name}: {grade}” is sent twice."))
            found[name][grade] = count
    return found


def refuse_corrections(scope: Scope, figures: Sequence[MonthFigures]) -> None:
    """Raise ``Conflict`` where a month is there with other figures, or was withdrawn."""
    changes = find_changes(figures, queries.read_months(scope))
    if changes.corrected:
        named = ", ".join(month_words(after.month) for _before, after in changes.corrected)
        raise Conflict(
            f"Returned before with other figures, or withdrawn: {named}. Correct each by its own "
            "address, with the ETag that it was read with. Nothing was kept."
        )
