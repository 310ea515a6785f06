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
        for place, (label, value) in enumerate(references):
            x = scale(value)
            drawing.line(x, 20.0 + 22.0 * place, x, bottom, "line other")
            anchor = "start" if x < width / 2 else "end"
            shift = 5 if anchor == "start" else -5
            drawing.text(x + shift, 16.0 + 22.0 * place, label, "quiet", anchor)
        for place, row in enumerate(rows):
            _words(drawing, row, scale, top + step * place, narrow=narrow)
        for place, row in enumerate(rows):
            _bar(drawing, row, scale, top + step * place, narrow=narrow)
        return drawing

    wide, narrow = both(draw)
    table = [(row.label, row.shown) for row in rows]
    return Chart(title, description, wide, narrow, ("", measure), table)


def _bar(drawing: Drawing, row: Position, scale: Scale, y: float, *, narrow: bool) -> None:
    if row.value is None:
        return
    zero, end = scale(0.0), scale(row.value)
    top = y + (22 if narrow else 5)
    kind = "own" if row.own else "other"
    drawing.rectangle(min(zero, end), top, abs(end - zero), 19, kind)


def _words(drawing: Drawing, row: Position, scale: Scale, y: float, *, narrow: bool) -> None:
    """The name and the figure, over the bars and lines, so that no line runs through them."""
    if narrow:
        drawing.text(4, y + 16, row.label)
    else:
        drawing.text(210, y + 19, shortened(row.label, 26), "", "end")
    end = scale(0.0) if row.value is None else max(scale(0.0), scale(row.value))
    css = "quiet" if row.value is None else ""
    drawing.text(end + 6, y + (37 if narrow else 20), row.shown, css)
