"""Figures in words: always with their interval, their base, and what kind of figure it is."""

from collections.abc import Mapping
from typing import Any

Figure = Mapping[str, Any]

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
NOTHING = "not defined"


def percent(value: float) -> str:
    """A share, without a sign that rounding leaves."""
    return f"{max(value, 0.0):.0%}"


def number(value: float) -> str:
    """A coefficient to two places; never a minus before zero."""
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def share(figure: Figure) -> str:
    """``62% (48% to 74%)``, with the state where there is one."""
    return _with_interval(figure, percent)


def coefficient(figure: Figure) -> str:
    """``0.71 (0.58 to 0.80)``; words alone where every grade was the same."""
    if figure["state"] == "one_grade":
        return STATES["one_grade"]
    return _with_interval(figure, number)


def _with_interval(figure: Figure, write: Any) -> str:
    state = STATES.get(figure["state"], "")
    if figure["value"] is None:
        return state or NOTHING
    text: str = write(figure["value"])
    if figure["low"] is not None and figure["high"] is not None:
        text += f" ({write(figure['low'])} to {write(figure['high'])})"
    return f"{text}, {state}" if state else text


def base(figure: Figure) -> str:
    """What a figure rests on: ``60``, or ``360 of 60 cases`` where a case counts several times."""
    if figure.get("clusters") is None:
        return f"{figure['pairable']:,}"
    return f"{figure['pairable']:,} in {figure['clusters']:,} cases"


def p_value(value: float | None) -> str:
    """A p-value as people write it."""
    if value is None:
        return NOTHING
    return "below 0.001" if value < 0.001 else f"{value:.3f}"


def gap(direction: Mapping[str, Any]) -> str:
    """``0.31 higher (0.12 to 0.50)``: who is compared, against the others."""
    points, state = direction["points"], direction["state"]
    value = points["value"]
    if value is None:
        return "no case in common"
    if state == "perfect":
        return "always the same grade"
    size = number(abs(value))
    text = "no difference" if size == "0.00" else f"{size} {'higher' if value > 0 else 'lower'}"
    if points["low"] is not None and points["high"] is not None:
        text += f" ({signed(points['low'])} to {signed(points['high'])})"
    return f"{text}, {STATES[state]}" if state in STATES else text


def signed(value: float) -> str:
    """A gap with its sign."""
    text = number(value)
    return text if text.startswith("−") or text == "0.00" else f"+{text}"


def told(direction: Mapping[str, Any]) -> str:
    """Whether a gap can be told from chance, in a word or two."""
    points = direction["points"]
    if direction["state"] != "ok" or points["low"] is None or points["high"] is None:
        return STATES.get(direction["state"], "cannot be told")
    if points["low"] <= 0.0 <= points["high"]:
        return "no clear direction"
    return "higher" if points["value"] > 0 else "lower"


def sides(direction: Mapping[str, Any]) -> tuple[str, str]:
    """How often higher and how often lower."""
    shares = (direction["higher"], direction["lower"])
    first, second = ("–" if each is None else percent(each) for each in shares)
    return first, second
