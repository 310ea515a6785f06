"""The page of a result, from the stored report: the plainest figure first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from regionqa.ratings.computing import WIDEST_SHOWN
from regionqa.ratings.results import words
from regionqa.ratings.results.directions import DirectionPart, direction_part
from regionqa.ratings.results.statistician import Grid, statistician_grids
from regionqa.web.charts import Chart, Estimate, forest

Report = Mapping[str, Any]
Result = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Cell:
    """How many cases had this grade from the first reader and that from the second."""

    count: int
    steps: int

    @property
    def kind(self) -> str:
        """How far the two grades lie apart, for the shade."""
        return ("same", "near")[self.steps] if self.steps < 2 else "far"

    @property
    def note(self) -> str:
        """The same in words, so that no shade is the only sign."""
        if self.steps == 0:
            return "same"
        return f"{self.steps} apart" if self.steps > 1 and self.count else ""


@dataclass(frozen=True, slots=True)
class DomainPart:
    """A domain's lead figures, sentences and grid of first against second reader."""

    anchor: str
    name: str
    exact: str
    ac: str
    base: str
    sentences: Sequence[str]
    grid: Sequence[tuple[str, Sequence[Cell], int]]
    totals: Sequence[int]
    total: int
    widest_count: int


@dataclass(frozen=True, slots=True)
class WidePart:
    """A case whose grades lie far apart, and who gave which."""

    domain: str
    case: str
    steps: int
    grades: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ResultPage:
    """Everything that the template writes."""

    sentence: str
    level: str
    scale: Sequence[str]
    domains: Sequence[DomainPart]
    together: DomainPart | None
    chart: Chart
    direction: DirectionPart
    widest: Sequence[WidePart]
    widest_count: int
    read_twice: bool
    statistician: Sequence[Grid]
    settings: Sequence[tuple[str, str]]


def result_page(report: Report) -> ResultPage:
    """The page of what is stored to be shown."""
    scale = [str(grade) for grade in report["scale"]]
    domains = [_domain(each, place, scale) for place, each in enumerate(report["domains"], 1)]
    together = report["together"]
    return ResultPage(
        sentence=report["sentence"],
        level=words.percent(report["level"]),
        scale=scale,
        domains=domains,
        together=None if together is None else _domain(together, 0, scale),
        chart=_chart(report),
        direction=direction_part(report),
        widest=_widest(report),
        widest_count=sum(each["widest_count"] for each in report["domains"]),
        read_twice=any(each["exact"]["pairable"] for each in report["domains"]),
        statistician=statistician_grids(report),
        settings=[(_label(name), text) for name, text in report["settings"].items()],
    )


def results_of(report: Report) -> list[Result]:
    """Each domain's result, and that of all together where there are several."""
    together = report["together"]
    return [*report["domains"], *([] if together is None else [together])]


def _domain(result: Result, place: int, scale: Sequence[str]) -> DomainPart:
    table = result["table"]
    return DomainPart(
        anchor=f"domain-{place}",
        name=result["name"],
        exact=words.share(result["exact"]),
        ac=words.coefficient(result["ac"]),
        base=words.base(result["exact"]),
        sentences=result["sentences"],
        grid=[
            (
                grade,
                [Cell(count, abs(row - column)) for column, count in enumerate(table[row])],
                sum(table[row]),
            )
            for row, grade in enumerate(scale)
        ],
        totals=[sum(column) for column in zip(*table, strict=True)],
        total=sum(map(sum, table)),
        widest_count=result["widest_count"],
    )


def _chart(report: Report) -> Chart:
    level = words.percent(report["level"])
    rows = [_estimate(result) for result in results_of(report)]
    description = (
        f"AC2 of each domain with its {level} interval: 1 is full agreement, 0 is what chance "
        f"would give. {_extremes(report)}"
    )
    return forest(
        "Agreement allowing for chance (AC2), by domain",
        description.strip(),
        rows,
        measure=f"AC2 and {level} interval",
    )


def _estimate(result: Result) -> Estimate:
    figure = result["ac"]
    drawn = figure["state"] != "one_grade"
    return Estimate(
        label=result["name"],
        value=figure["value"] if drawn else None,
        low=figure["low"] if drawn else None,
        high=figure["high"] if drawn else None,
        shown=words.coefficient(figure),
        cases=words.base(figure),
    )


def _extremes(report: Report) -> str:
    known = [
        (each["ac"]["value"], each["name"])
        for each in report["domains"]
        if each["ac"]["value"] is not None and each["ac"]["state"] in ("ok", "perfect")
    ]
    if len(known) < 2:
        return ""
    lowest, highest = min(known), max(known)
    return (
        f"Lowest is {lowest[1]} at {words.number(lowest[0])}, "
        f"highest {highest[1]} at {words.number(highest[0])}."
    )


def _widest(report: Report) -> list[WidePart]:
    found = [
        WidePart(
            each["name"],
            str(case["case"]),
            case["steps"],
            [(str(reader), str(grade)) for reader, grade in case["grades"].items()],
        )
        for each in report["domains"]
        for case in each["widest"][:WIDEST_SHOWN]
    ]
    return sorted(found, key=lambda case: -case.steps)[:WIDEST_SHOWN]


def _label(name: str) -> str:
    return name[:1].upper() + name[1:]
