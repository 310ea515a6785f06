"""Figures of a round in words: with interval and base, and a named state where there is none."""

from typing import TYPE_CHECKING

from regionqa.moderation.figures import DomainFigures, Figures

if TYPE_CHECKING:
    from regionqa.statistics.agreement import Agreement, Difference, Direction

MINUS = "−"
STATES = {
    "too_few": "too few cases to rely on",
    "one_grade": "only one grade was given",
    "perfect": "all agreed",
    "no_overlap": "no case was read twice",
    "one_reader": "only one reader",
    "needs_readers": "readers not known",
    "empty": "no grades",
    "same_gap": "the same gap in every case",
}
FEW = 10


def number(value: float, places: int = 1) -> str:
    """A number with a proper minus, and never a minus before zero."""
    text = f"{abs(value):.{places}f}"
    return text if value >= 0 or float(text) == 0 else MINUS + text


def share(found: "Agreement") -> str:
    """``62% (48% to 74%)``, or why there is none."""
    state = STATES.get(found.state, "")
    if found.value is None:
        return state or "not defined"
    text = f"{max(found.value, 0.0):.0%}"
    if found.low is not None and found.high is not None:
        text += f" ({max(found.low, 0.0):.0%} to {found.high:.0%})"
    return f"{text}, {state}" if state else text


def coefficient(found: "Agreement") -> str:
    """``0.71 (0.58 to 0.80)``, or why there is none."""
    state = STATES.get(found.state, "")
    if found.value is None or found.state == "one_grade":
        return state or "not defined"
    text = number(found.value, 2)
    if found.low is not None and found.high is not None:
        text += f" ({number(found.low, 2)} to {number(found.high, 2)})"
    return f"{text}, {state}" if state else text


def direction_sentence(found: "Direction | None") -> str:
    """Who is higher, as a sentence with its interval and base.

    ``On 10 cases your own audit was 0.5 of a grade above peers, 95% 0.2 to 0.8.`` Whether it can
    be told from chance is said in words; a share of a grade, never a rank.
    """
    if found is None or found.points.value is None:
        return "There is no case with a grade from both your own audit and a peer."
    cases = found.clusters if found.clusters is not None else found.cases
    begin = f"On {cases} {'case' if cases == 1 else 'cases'} your own audit "
    points = found.points
    size = number(abs(points.value or 0.0))
    if found.state == "perfect":
        return f"{begin}gave the same grades as peers every time."
    if size == "0.0":
        middle = "was level with peers"
    else:
        middle = f"was {size} of a grade {'above' if (points.value or 0) > 0 else 'below'} peers"
    if points.low is None or points.high is None:
        why = STATES.get(found.state, "no interval can be given")
        return f"{begin}{middle}; {why}, so it could be chance."
    below = (points.value or 0) < 0
    low, high = (-points.high, -points.low) if below else (points.low, points.high)
    between = f", {found.level:.0%} {number(low)} to {number(high)}"
    clear = points.low > 0 or points.high < 0
    few = " There are too few cases to rely on it." if found.state == "too_few" else ""
    return f"{begin}{middle}{between}.{'' if clear else ' That could be chance.'}{few}"


def change_sentence(found: "Difference | None") -> str:
    """How agreement changed since the round before, or an empty string."""
    return "" if found is None else found.sentence


def refusal(found: Figures) -> str:
    """Why no direction is given, or an empty string."""
    return found.refused or ""


def domain_lines(found: Figures) -> list[tuple[str, int, str, str, str, str]]:
    """Name, cases, exact, within one step, coefficient, direction: each domain, then all."""
    return [_line(one) for one in (*found.domains, found.overall)]


def _line(one: DomainFigures) -> tuple[str, int, str, str, str, str]:
    gap = "" if one.direction is None else _gap(one.direction)
    return one.name, one.cases, share(one.exact), share(one.adjacent), coefficient(one.ac), gap


def _gap(found: "Direction") -> str:
    if found.points.value is None:
        return STATES.get(found.state, "no case in common")
    if found.state == "perfect":
        return "always the same"
    size = number(abs(found.points.value))
    side = "level" if size == "0.0" else f"{size} {'above' if found.points.value > 0 else 'below'}"
    if found.points.low is None or found.points.high is None:
        return side
    return f"{side} ({number(found.points.low)} to {number(found.points.high)})"


def in_hours(minutes: int) -> str:
    """Minutes as hours people plan with: ``12 hours 30 minutes``."""
    whole, rest = divmod(minutes, 60)
    parts = []
    if whole:
        parts.append(f"{whole} {'hour' if whole == 1 else 'hours'}")
    if rest or not whole:
        parts.append(f"{rest} {'minute' if rest == 1 else 'minutes'}")
    return " ".join(parts)
