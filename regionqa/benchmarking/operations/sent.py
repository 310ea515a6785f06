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


def figures_sent(scope: Scope, months: Sequence[Mapping[str, Any]]) -> list[MonthFigures]:
    """The months in figures. Raises ``Unprocessable`` with ``problems``, by row and column."""
    scale, own = queries.common_scale(), own_grades(scope)
    found: dict[date, MonthFigures] = {}
    problems: list[dict[str, Any]] = []
    for row, sent in enumerate(months, start=1):
        try:
            figures = _figures(scope, sent, scale, own, found)
            found[figures.month] = figures
        except _Wrong as wrong:
            problems.append(
                {
                    "row": row,
                    "column": wrong.column,
                    "value": str(sent.get(wrong.column, "")),
                    "message": wrong.message,
                    "fix": "Put this month right and send all of them again.",
                }
            )
    if problems:
        said = f"{problems[0]['message']} Nothing was kept."
        raise Unprocessable(said, errors={"months": [said]}, problems=problems)
    return list(found.values())


class _Wrong(Exception):
    def __init__(self, column: str, message: str) -> None:
        super().__init__(message)
        self.column, self.message = column, message


def _figures(
    scope: Scope,
    sent: Mapping[str, Any],
    scale: DeclaredScale,
    own: Sequence[str],
    before: Collection[date],
) -> MonthFigures:
    grades: dict[str, int] = {}
    for word, count in sent["grades"].items():
        grade = scale.find(word)
        if grade is None or str(grade) in grades:
            why = "is sent twice" if grade is not None else "is not a grade of the common scale"
            raise _Wrong("grades", f"“{word}” {why} ({', '.join(scale.words)}).")
        grades[str(grade)] = count
    try:
        return add_up(
            _new_month(sent["month"], before),
            {word: grades[word] for word in scale.words if word in grades},
            sent["completed"],
            sent["not_graded"],
            sent["auditors"],
            chosen=sent["chosen"],
            domains=_domains(scope, sent["domains"], scale, own),
        )
    except MonthError as error:
        raise _Wrong("month", str(error)) from error
    except ValueError as error:
        raise _Wrong("completed", str(error)) from error


def _new_month(text: str, before: Collection[date]) -> date:
    month = read_month(text, queries.today())
    if month in before:
        raise MonthError(f"{month_words(month)} is sent twice.")
    return month


def _domains(
    scope: Scope,
    sent: Mapping[str, Mapping[str, int]],
    scale: DeclaredScale,
    own: Sequence[str],
) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    if len(sent) > MOST_DOMAINS:
        raise _Wrong("domains", f"Send {MOST_DOMAINS} domains or fewer.")
    for domain, grades in sent.items():
        try:
            check_words(scope, "domains", domain)
        except Unprocessable as error:
            raise _Wrong("domains", error.message) from error
        for word, count in grades.items():
            meaning = None if ":" in domain else read_domain_heading(f"{domain}:{word}", scale, own)
            if meaning is None:
                raise _Wrong(
                    "domains",
                    f"“{domain}: {word}” is not a domain and a grade of the common scale or of "
                    "your mapping.",
                )
            name, grade = domain_and_grade(meaning)
            if grade in found.setdefault(name, {}):
                raise _Wrong("domains", f"“{name}: {grade}” is sent twice.")
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
