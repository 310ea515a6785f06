"""Where one stands among others on one measure: a bar for each, and lines to compare with."""

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
class Position:
    """A row. ``value`` is None where a symbol stands; ``shown`` is what the table and chart say."""

    label: str
    value: float | None
    shown: str
    own: bool = False


def positions(
    title: str,
    description: str,
    rows: Sequence[Position],
    *,
    references: Sequence[tuple[str, float]] = (),
    measure: str = "Value",
) -> Chart:
    """A bar for each row in the order given, and a dashed line for each reference figure."""
    values = [row.value for row in rows if row.value is not None] + [v for _, v in references]

    def draw(width: float) -> Drawing:
        narrow = width == NARROW
        left, step = (4.0, 46.0) if narrow else (220.0, 30.0)
        top = 16.0 + 22.0 * len(references)
        height = top + step * len(rows) + 40.0
        drawing = Drawing(width, height, title, description)
        scale = scale_for(
            [0.0, *values], left, width - 60.0, low=0.0 if min(values, default=0) >= 0 else None
        )
        bottom = top + step * len(rows)
        for mark in scale.marks:
            drawing.line(scale(mark), top, scale(mark), bottom, "grid")
            drawing.text(scale(mark), bottom + 22, mark_text(mark), "quiet", "middle")
        for place, row in enumerate(rows):
            _row(drawing, row, scale, top + step * place, narrow=narrow)
        for place, (label, value) in enumerate(references):
            x = scale(value)
            drawing.line(x, 20.0 + 22.0 * place, x, bottom, "line other")
            anchor = "start" if x < width / 2 else "end"
            shift = 5 if anchor == "start" else -5
            drawing.text(x + shift, 16.0 + 22.0 * place, label, "quiet", anchor)
        return drawing

    wide, narrow = both(draw)
    table = [(row.label, row.shown) for row in rows]
    return Chart(title, description, wide, narrow, ("", measure), table)


def _row(drawing: Drawing, row: Position, scale: Scale, y: float, *, narrow: bool) -> None:
    zero = scale(0.0)
    kind = "own" if row.own else "other"
    if narrow:
        drawing.text(4, y + 16, row.label, "")
        bar_y = y + 22
    else:
        drawing.text(210, y + 19, shortened(row.label, 26), "", "end")
        bar_y = y + 5
    if row.value is None:
        drawing.text(zero + 6, bar_y + 15, row.shown, "quiet")
        return
    end = scale(row.value)
    drawing.rectangle(min(zero, end), bar_y, abs(end - zero), 19, kind)
    drawing.text(max(zero, end) + 6, bar_y + 15, row.shown, "")
