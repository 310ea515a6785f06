"""A file's report, worked out by the agreement engine, and the part of it that a page shows.

The engine is imported when it is used: it loads numpy and scipy, which start-up must not.
"""

from collections.abc import Callable
from typing import Any

from regionqa.ratings.checking import RatingRows
from regionqa.ratings.scales import DeclaredScale

SEED = 0
LEVEL = 0.95
WIDEST_SHOWN = 10
_FIGURE = ("value", "low", "high", "pairable", "clusters", "state")

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
    return found.to_dict()


def shown(report: dict[str, Any]) -> dict[str, Any]:
    """The part of a report that its page shows; downloads take the whole."""
    together = report["together"]
    alone = together is None
    return {
        **report,
        "domains": [_domain(each, with_readers=alone) for each in report["domains"]],
        "together": None if alone else _domain(together, with_readers=True),
    }


def _domain(result: dict[str, Any], *, with_readers: bool) -> dict[str, Any]:
    """A domain with what its section and the fold need; readers where all rows are together."""
    spread, held = result["readers_spread"], result["verdict"]
    figures = ("exact", "adjacent", "ac", "alpha", "ac_band")
    return {
        **result,
        **{name: _figure(result[name]) for name in figures},
        "readers_spread": {
            "low": spread["low"],
            "high": spread["high"],
            "state": spread["state"],
            "without": spread["without"] if with_readers else [],
        },
        "verdict": {
            "bands": [[band["name"], band["probability"]] for band in held["bands"]],
            "sentence": held["sentence"],
        },
        "directions": [
            {**one, "direction": _direction(one["direction"])}
            for one in result["directions"]
            if with_readers or one["kind"] != "reader"
        ],
        "cuts": [
            {"from": cut["above"][0], "percent": _figure(cut["percent"]), "ac": _figure(cut["ac"])}
            for cut in result["cuts"]
        ],
        "widest": result["widest"][:WIDEST_SHOWN],
        "widest_count": len(result["widest"]),
    }


def _figure(held: dict[str, Any]) -> dict[str, Any]:
    return {name: held[name] for name in _FIGURE}


def _direction(held: dict[str, Any]) -> dict[str, Any]:
    points = held["points"]
    kept = ("higher", "lower", "cases", "clusters", "state", "sentence")
    return {
        **{name: held[name] for name in kept},
        "points": {name: points[name] for name in ("value", "low", "high")},
    }
