"""What stands behind the fold: everything else that the report holds, as plain tables."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from regionqa.ratings.results import words
from regionqa.ratings.results.directions import reader_lines

Result = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Grid:
    """A table in words: what it is, its headings, its rows; the first cell names the row."""

    title: str
    intro: str
    headers: Sequence[str]
    rows: Sequence[Sequence[str]]


def statistician_grids(report: Mapping[str, Any]) -> list[Grid]:
    """The tables of the fold, in the order of the page."""
    together = report["together"]
    results = [*report["domains"], *([] if together is None else [together])]
    makers: list[Callable[[Sequence[Result], str], Grid]] = [
        _coefficients, _verdicts, _prevalence, _cuts, _grades, _homogeneity
    ]  # fmt: skip
    level = words.percent(report["level"])
    return [*(make(results, level) for make in makers), _readers(together or results[0])]


def _coefficients(results: Sequence[Result], level: str) -> Grid:
    rows = []
    for each in results:
        spread = each["readers_spread"]
        rows.append(
            [
                each["name"],
                words.coefficient(each["alpha"]),
                words.share(each["adjacent"]),
                words.coefficient(each["ac_band"]),
                _ends(spread["low"], spread["high"]) or _why_no_spread(spread["state"]),
                words.base(each["ac"]),
            ]
        )
    return Grid(
        "Other coefficients and wider intervals",
        f"In brackets the {level} interval. Adjacent agreement counts the same grade and the next. "
        "The band holds for all domains at once, so domains may be compared by it. The interval "
        "for other readers allows for other people having read the cases (jackknife over readers).",
        ("Domain", "Krippendorff’s alpha, ordinal", "Adjacent agreement",
         "AC2, band over all domains", "AC2, interval for other readers", "Cases read twice"),
        rows,
    )  # fmt: skip


def _why_no_spread(state: str) -> str:
    return "fewer than three readers" if state == "too_few" else words.STATES.get(state, "")


def _verdicts(results: Sequence[Result], _level: str) -> Grid:
    names = next((_bands(each) for each in results if each["verdict"]["bands"]), {})
    rows = []
    for each in results:
        held = _bands(each)
        shares = [_chance(held[name]) if held else "–" for name in names]
        rows.append([each["name"], *shares, each["verdict"]["sentence"]])
    return Grid(
        "How sure a verdict is",
        "The probability that the true AC2 lies in each band of Landis and Koch (1977), and the "
        "best band that is 95% sure (Gwet’s cumulative membership).",
        ("Domain", *(name.capitalize() for name in names), "In words"),
        rows,
    )


def _bands(result: Result) -> dict[str, float]:
    return dict(result["verdict"]["bands"])


def _chance(value: float) -> str:
    if 0.0 < value < 0.005:
        return "below 1%"
    return "over 99%" if 0.995 <= value < 1.0 else words.percent(value)


def _prevalence(results: Sequence[Result], _level: str) -> Grid:
    rows = []
    for each in results:
        held = each["prevalence"]
        rows.append(
            [
                each["name"],
                "–"
                if held["grade"] is None
                else f"{held['grade']}: {words.percent(held['share'])}",
                _plain(held["ac"]),
                _plain(held["kappa"]),
                held["sentence"] or "No warning.",
            ]
        )
    return Grid(
        "The commonest grade",
        "Where one grade is very common, kappa falls although readers agree; AC2 hardly does.",
        ("Domain", "Commonest grade, share of all", "AC2", "Fleiss’ kappa, quadratic", "Warning"),
        rows,
    )


def _plain(value: float | None) -> str:
    return "–" if value is None else words.number(value)


def _cuts(results: Sequence[Result], level: str) -> Grid:
    rows = [
        [
            each["name"],
            f"below {cut['from']} against the rest",
            words.share(cut["percent"]),
            words.coefficient(cut["ac"]),
            words.base(cut["percent"]),
        ]
        for each in results
        for cut in each["cuts"]
    ]
    return Grid(
        "Agreement at each line of the scale",
        f"Whether two readers put a case on the same side of a line; {level} intervals.",
        ("Domain", "Line", "Same side", "AC1 of the two sides", "Cases read twice"),
        rows,
    )


def _grades(results: Sequence[Result], level: str) -> Grid:
    scale = [str(held["grade"]) for held in results[0]["specific"]]
    rows = [
        [each["name"], *(f"{words.share(held)}; {held['cases']:,}" for held in each["specific"])]
        for each in results
    ]
    return Grid(
        "Agreement on each grade",
        "When one reader gives this grade, how often another gives it too, with the "
        f"{level} interval; then the number of cases with it.",
        ("Domain", *scale),
        rows,
    )


def _homogeneity(results: Sequence[Result], _level: str) -> Grid:
    rows = []
    for each in results:
        held = each["homogeneity"]
        tests = [_test(held[name]) for name in ("bhapkar", "stuart_maxwell", "bowker")]
        rows.append([each["name"], *tests, held["sentence"]])
    return Grid(
        "Whether the first and the second reader use the grades alike",
        "Bhapkar and Stuart-Maxwell test equal shares of grades, Bowker symmetry of the grid.",
        ("Domain", "Bhapkar", "Stuart-Maxwell", "Bowker", "In words"),
        rows,
    )


def _test(held: Mapping[str, Any]) -> str:
    if held["statistic"] is None:
        return "–"
    chance = words.p_value(held["p_value"])
    return f"{held['statistic']:.2f} on {held['degrees_of_freedom']}, p {chance}"


def _readers(result: Result) -> Grid:
    without = {str(each["rater"]): each for each in result["readers_spread"]["without"]}
    rows = []
    for line in reader_lines(result):
        held = without.get(line.name, {"value": None, "change": None})
        change = held["change"]
        rows.append(
            [
                line.name,
                line.gap,
                line.told,
                line.cases,
                "–" if held["value"] is None else words.number(held["value"]),
                "–" if change is None else words.signed(change),
            ]
        )
    return Grid(
        "Each reader",
        "The reader’s grades against those of all others on the same cases, in grade points; and "
        "AC2 without the reader. With many readers some gaps look clear by chance alone.",
        ("Reader", "Gap", "Direction", "Cases", "AC2 without them", "Change"),
        rows,
    )


def _ends(low: float | None, high: float | None) -> str:
    return "" if low is None or high is None else f"{words.number(low)} to {words.number(high)}"
