"""Months as the rows of a file, with what a reader of the file must know."""

from collections.abc import Iterator, Sequence

from regionqa.benchmarking.measures import monthly_measures
from regionqa.benchmarking.months import Months, month_key
from regionqa.exchange import Notes, write_csv, write_xlsx

_NOT_COUNTED = "x"


def _headers(grades: Sequence[str]) -> list[str]:
    return ["Month", "Completed audits", "Auditors", *grades, "Not graded", "Synthetic"]


def _rows(months: Months, grades: Sequence[str]) -> Iterator[list[object]]:
    for held in months.standing:
        one = held.figures
        yield [
            month_key(one.month),
            one.completed,
            _NOT_COUNTED if one.auditors is None else one.auditors,
            *(one.grades.get(grade, _NOT_COUNTED) for grade in grades),
            one.not_graded,
            "yes" if held.synthetic else "no",
        ]


def months_csv(months: Months, grades: Sequence[str]) -> bytes:
    """The months that stand, oldest first."""
    return write_csv(_headers(grades), _rows(months, grades))


def months_xlsx(months: Months, grades: Sequence[str], authority: str) -> bytes:
    """The same as a workbook with notes on what the columns are."""
    notes = Notes(
        f"Monthly returns of audits, {authority}",
        method="Counts as returned; completed audits are the grades and “Not graded” together.",
        source="The authority’s own monthly returns.",
        symbols={_NOT_COUNTED: "not counted in this month’s return, which is not the same as 0"},
        more={one.title: one.noted for one in monthly_measures()},
    )
    return write_xlsx(_headers(grades), _rows(months, grades), notes, "Months")
