"""A measure over the years: a line for each of a few, each with its own dash and its own name."""

from collections.abc import Sequence
from dataclasses import dataclass

from regionqa.web.charts.drawing import NARROW, Chart, Drawing, Scale, both, mark_text, scale_for

KINDS = ("own", "other", "second")


@dataclass(frozen=True, slots=True)
class Series:
    """A line: a value, or None for a gap, at each period; ``shown`` is the table's text of each."""

    label: str
    values: Sequence[float | None]
    shown: Sequence[str]


def lines(title: str, description: str, periods: Sequence[str], series: Sequence[Series]) -> Chart:
    """Up to three lines over the same periods; a gap in the figures is a gap in the line."""
    values = [value for line in series for value in line.values if value is not None]

    def draw(width: float) -> Drawing:
        narrow = width == NARROW
        legend = 26.0 * len(series)
        height, left, right = (300.0, 46.0, width - 22.0) if narrow else (340.0, 56.0, width - 30.0)
        height += legend
        drawing = Drawing(width, height, title, description)
        scale = scale_for(
            [0.0, *values],
            height - 40.0,
            legend + 14.0,
            low=0.0 if min(values, default=0.0) >= 0 else None,
        )
        across = _across(len(periods), left, right)
        for mark in scale.marks:
            drawing.line(left, scale(mark), right, scale(mark), "grid")
            drawing.text(left - 8, scale(mark) + 5, mark_text(mark), "quiet", "end")
        every = 2 if narrow and len(periods) > 5 else 1
        for place, period in enumerate(periods):
            if (len(periods) - 1 - place) % every == 0:
                drawing.text(across[place], height - 14, period, "quiet", "middle")
        for place, line in enumerate(series[: len(KINDS)]):
            _legend(drawing, line.label, KINDS[place], left, 18.0 + 26.0 * place)
            _line(drawing, line, KINDS[place], across, scale)
        return drawing

    wide, narrow = both(draw)
    rows = [
        (period, *(line.shown[place] for line in series)) for place, period in enumerate(periods)
    ]
    return Chart(title, description, wide, narrow, ("Year", *(line.label for line in series)), rows)


def _across(number: int, left: float, right: float) -> list[float]:
    gap = (right - left - 30) / max(number - 1, 1)
    return [left + 15 + gap * place for place in range(number)]


def _legend(drawing: Drawing, label: str, kind: str, x: float, y: float) -> None:
    drawing.line(x, y - 5, x + 34, y - 5, f"line {kind}")
    _point(drawing, x + 17, y - 5, kind)
    drawing.text(x + 44, y, label)


def _line(drawing: Drawing, line: Series, kind: str, across: Sequence[float], scale: Scale) -> None:
    run: list[tuple[float, float]] = []
    for x, value in zip(across, line.values, strict=True):
        if value is None:
            drawing.path(run, f"line {kind}")
            run = []
            continue
        run.append((x, scale(value)))
    drawing.path(run, f"line {kind}")
    for x, value in zip(across, line.values, strict=True):
        if value is not None:
            _point(drawing, x, scale(value), kind)


def _point(drawing: Drawing, x: float, y: float, kind: str) -> None:
    if kind == "own":
        drawing.circle(x, y, 5, kind)
    elif kind == "other":
        drawing.diamond(x, y, 6, kind)
    else:
        drawing.rectangle(x - 4, y - 4, 8, 8, kind)
