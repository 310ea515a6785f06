"""Who grades higher: home against peers where the file says, else each authority or reader."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from regionqa.ratings.results import words
from regionqa.web.charts import Chart, Estimate, forest

Direction = Mapping[str, Any]
_LETTERS = 60


@dataclass(frozen=True, slots=True)
class DirectionLine:
    """One comparison: the gap in words, how often higher and lower, what it rests on."""

    name: str
    gap: str
    told: str
    higher: str
    lower: str
    cases: str


@dataclass(frozen=True, slots=True)
class DirectionPart:
    """The section on direction: its sentence, a line for each domain, one for each authority."""

    sentence: str
    chart: Chart | None
    domains: Sequence[DirectionLine]
    authorities: Sequence[DirectionLine]
    authorities_title: str
    unit: str


def direction_part(report: Mapping[str, Any]) -> DirectionPart:
    """What a report says of direction."""
    whole = report["together"] or report["domains"][0]
    home = [(each["name"], found) for each in report["domains"] for found in _of(each, "home")]
    if report["together"] is not None:
        home += [(report["together"]["name"], found) for found in _of(report["together"], "home")]
    by_authority = [(held["name"], held["direction"]) for held in _named(whole, "authority")]
    at_home = bool(home)
    return DirectionPart(
        sentence=_sentence(whole, at_home=at_home, by_authority=by_authority),
        chart=_chart(home) if at_home else None,
        domains=[_line(name, found) for name, found in home],
        authorities=[_line(name, found) for name, found in by_authority],
        authorities_title="Home against peers on the cases of each authority"
        if at_home
        else "Each authority’s readers against all others on the same cases",
        unit=_unit(report["scale"]),
    )


def reader_lines(result: Mapping[str, Any]) -> list[DirectionLine]:
    """Each reader against all others on the same cases."""
    return [_line(held["name"], held["direction"]) for held in _named(result, "reader")]


def _unit(scale: Sequence[object]) -> str:
    if isinstance(scale[0], str):
        return "One grade point is one step of the scale."
    return "Grade points are the scale’s own numbers."


def _of(result: Mapping[str, Any], kind: str) -> list[Direction]:
    return [held["direction"] for held in _named(result, kind)]


def _named(result: Mapping[str, Any], kind: str) -> list[Mapping[str, Any]]:
    """Those of a kind, by name: they are looked up, and are no league table."""
    found = [held for held in result["directions"] if held["kind"] == kind]
    return sorted(found, key=lambda held: str(held["name"]))


def _sentence(
    whole: Mapping[str, Any], *, at_home: bool, by_authority: Sequence[tuple[str, Direction]]
) -> str:
    if at_home:
        told = [line for line in whole["sentences"] if "Home " in line or line.startswith("Home")]
        return str(told[0] if told else _of(whole, "home")[0]["sentence"])
    if by_authority:
        clear = sum(1 for _name, found in by_authority if words.told(found) in ("higher", "lower"))
        return (
            f"{clear} of {len(by_authority)} authorities grade clearly higher or lower than the "
            "others on the same cases."
        )
    if not whole["exact"]["pairable"]:
        return "No case was graded by two readers, so nobody can be said to grade higher."
    return (
        "The file does not say which reader is at home, so there is no direction of home against "
        "peers. Add a column Role with home or peer to see it."
    )


def _line(name: str, found: Direction) -> DirectionLine:
    higher, lower = words.sides(found)
    count = f"{found['cases']:,}"
    if found["clusters"] is not None:
        count += f" in {found['clusters']:,} cases"
    return DirectionLine(str(name), words.gap(found), words.told(found), higher, lower, count)


def _chart(home: Sequence[tuple[str, Direction]]) -> Chart:
    rows = [
        Estimate(
            name,
            found["points"]["value"] if found["points"]["low"] is not None else None,
            found["points"]["low"],
            found["points"]["high"],
            words.gap(found)[:_LETTERS],
            f"{found['cases']:,}",
        )
        for name, found in home
    ]
    return forest(
        "Home grades against those of peers, by domain",
        "How much higher (right of the line at 0) or lower (left) home readers grade than peers on "
        "the same cases, in grade points. An interval that crosses the line could be chance.",
        rows,
        low=None,
        high=None,
        zero=0.0,
        measure="Gap and interval",
    )
