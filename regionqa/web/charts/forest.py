"""Estimates with their intervals, one under the other: a dot, a line, and the figures in words."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from regionqa.web.charts.drawing import (
    NARROW,
    Chart,
    Drawing,
    Scale,
    both,
    mark_text,
    scale_for,
    shortened,
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """A row: a value with its interval, all None where there is none and ``shown`` says why."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    shown: str
    cases: str = ""


def forest(
    title: str,
    description: str,
    rows: Sequence[Estimate],
    *,
    low: float | None = 0.0,
    high: float | None = 1.0,
    zero: float | None = None,
    measure: str = "Estimate and interval",
    shares: bool = False,
) -> Chart:
    """A row for each estimate; ``zero`` draws a line where there would be no difference.

    ``shares`` says that the values are parts of 1, which the axis gives per cent.
    """
    ends = [end for row in rows for end in (row.low, row.high, row.value) if end is not None]
    bottom_end = None if low is not None and any(end < low for end in ends) else low

    def draw(width: float) -> Drawing:
        narrow = width == NARROW
        left, step = (14.0, 74.0) if narrow else (220.0, 56.0)
        height = 10.0 + step * len(rows) + 40.0
        drawing = Drawing(width, height, title, description)
        held = ends if zero is None else [*ends, zero]
        scale = scale_for(held, left, width - 24.0, low=bottom_end, high=high)
        bottom = 10.0 + step * len(rows)
        for mark in scale.marks:
            drawing.line(scale(mark), 10.0, scale(mark), bottom, "grid")
            words = f"{100 * mark:.0f}%" if shares else mark_text(mark)
            drawing.text(scale(mark), bottom + 22, words, "quiet", "middle")
        if zero is not None:
            drawing.line(scale(zero), 10.0, scale(zero), bottom, "axis")
        for place, row in enumerate(rows):
            _row(drawing, row, scale, 10.0 + step * place, narrow=narrow)
        return drawing

    wide, narrow = both(draw)
    table = [(row.label, row.shown, row.cases) for row in rows]
    return Chart(title, description, wide, narrow, ("", measure, "Cases"), table)


def _row(drawing: Drawing, row: Estimate, scale: Scale, y: float, *, narrow: bool) -> None:
    if narrow:
        drawing.text(14, y + 18, shortened(row.label, 34))
        mark, words = y + 34, y + 60
    else:
        lines = textwrap.wrap(row.label, 25, max_lines=2, placeholder="…")
        for place, line in enumerate(lines):
            drawing.text(208, y + 24 + 20 * place, line, "", "end")
        mark, words = y + 18, y + 46
    if row.value is None or row.low is None or row.high is None:
        drawing.text(scale.start + 4, mark + 6, row.shown, "quiet")
        return
    drawing.line(scale(row.low), mark, scale(row.high), mark, "interval")
    for end in (row.low, row.high):
        drawing.line(scale(end), mark - 6, scale(end), mark + 6, "interval")
    drawing.circle(scale(row.value), mark, 7, "own")
    drawing.text(scale.start + 4, words, row.shown, "quiet")
