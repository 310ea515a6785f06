"""A file's report, worked out by the agreement engine and cut to what is stored.

The engine is imported when it is used: it loads numpy and scipy, which start-up must not.
"""

from collections.abc import Callable
from typing import Any

from regionqa.ratings.checking import RatingRows
from regionqa.ratings.scales import DeclaredScale

SEED = 0
LEVEL = 0.95
WIDEST_KEPT = 200
_FIGURE = (
    "value", "low", "high", "standard_error", "p_value", "degrees_of_freedom", "expected",
    "subjects", "pairable", "clusters", "state", "sentence",
)  # fmt: skip

Progress = Callable[[str], None]


class CannotCompute(ValueError):
    """The engine refused the rows; the message names what is wrong."""


def compute_report(
    rows: RatingRows, scale: DeclaredScale, progress: Progress | None = None
) -> dict[str, Any]:
    """The report on a file's rows as plain values for JSON. Raises ``CannotCompute``."""
    from regionqa.statistics.agreement import RatingsError, report

    grades = dict(zip(scale.words, scale.grades, strict=True))
    columns: dict[str, list[Any]] = {
        "case": rows.case,
        "reader": rows.reader,
        "grade": [None if grade is None else grades[grade] for grade in rows.grade],
    }
    optional = {"authority": rows.authority, "domain": rows.domain, "role": rows.role}
    given = {name: values for name, values in optional.items() if values is not None}
    try:
        found = report(
            {**columns, **given},
            case="case",
            reader="reader",
            grade="grade",
            scale=scale.grades,
            level=LEVEL,
            seed=SEED,
            row_numbers=rows.numbers,
            progress=progress,
            **{name: name for name in given},
        )
    except RatingsError as error:
        raise CannotCompute(str(error)) from error
    return shortened({**found.to_dict(), "columns": sorted(given)})


def shortened(report: dict[str, Any]) -> dict[str, Any]:
    """The report without what no page and no download shows."""
    together = report["together"]
    return {
        **report,
        "domains": [_domain(each) for each in report["domains"]],
        "together": None if together is None else _domain(together),
    }


def _domain(result: dict[str, Any]) -> dict[str, Any]:
    spread = {name: value for name, value in result["readers_spread"].items() if name != "cases"}
    figures = ("exact", "adjacent", "ac", "alpha", "ac_band")
    return {
        **result,
        **{name: _figure(result[name]) for name in figures},
        "readers_spread": spread,
        "cuts": [
            {**cut, "percent": _figure(cut["percent"]), "ac": _figure(cut["ac"])}
            for cut in result["cuts"]
        ],
        "widest": result["widest"][:WIDEST_KEPT],
        "widest_count": len(result["widest"]),
    }


def _figure(held: dict[str, Any]) -> dict[str, Any]:
    return {name: held[name] for name in _FIGURE}
