"""The chart of an authority's own position: its point and the limits, never another's point.

Everything that it says, its description and its table too, comes from the released figures.
"""

from collections.abc import Sequence

from regionqa.benchmarking.position.paper import percent_words
from regionqa.benchmarking.products import Limits, Placed
from regionqa.web.charts import Chart, Drawing
from regionqa.web.charts.drawing import NARROW, Scale, both, mark_text, scale_for, shortened

TITLE = "Our figures against the limits"
_LIMITS = (
    "The diamond is our own figure. The grey bar is where chance alone leaves an authority with "
    "as many cases 19 times in 20 (95% limits), the line 499 times in 500 (99.8%), around the "
    "region’s share, the upright mark."
)
_ALONE = (
    "The diamond is our own figure, the line its 95% interval (Wilson). There are no limits "
    "to draw around it."
)
_HEADERS = ("Measure", "Our figure", "95% limits", "99.8% limits", "Against the limits")


def position_chart(placed: Sequence[Placed]) -> Chart | None:
    """A row for each measure with an own figure; None where there is none."""
    rows = [one for one in placed if one.own.percent is not None]
    if not rows:
        return None
    limited = any(one.own.flag for one in rows)
    description = f"{_LIMITS if limited else _ALONE} No other authority is drawn."

    def draw(width: float) -> Drawing:
        narrow = width == NARROW
        left, right = 14.0, width - 24.0
        step = 66.0
        drawing = Drawing(width, 14.0 + step * len(rows) + 30.0, TITLE, description)
        scale = scale_for([0.0, 100.0], left, right, low=0.0, high=100.0, wanted=5)
        bottom = 14.0 + step * len(rows)
        for mark in scale.marks:
            drawing.line(scale(mark), 14.0, scale(mark), bottom, "grid")
            drawing.text(scale(mark), bottom + 20, f"{mark_text(mark)}%", "quiet", "middle")
        for place, one in enumerate(rows):
            _row(drawing, one, scale, 14.0 + step * place, narrow=narrow)
        return drawing

    wide, narrow = both(draw)
    table = [
        (
            one.own.title,
            percent_words(one.own),
            _range(one.own.guide),
            _range(one.own.flag),
            one.own.zone or "no limits",
        )
        for one in rows
    ]
    return Chart(TITLE, description, wide, narrow, _HEADERS, table)


def _range(held: Limits | None) -> str:
    return f"{held.low}% to {held.high}%" if held else "none"


def _row(drawing: Drawing, one: Placed, scale: Scale, y: float, *, narrow: bool) -> None:
    own = one.own
    words = ", ".join(filter(None, (percent_words(own), own.zone)))
    drawing.text(14, y + 18, shortened(own.title, 34 if narrow else 60))
    mark = y + 32
    for limits, height, css in ((own.flag, 4.0, "axis"), (own.guide, 14.0, "other")):
        if limits:
            begin, end = scale(limits.low), scale(limits.high)
            drawing.rectangle(begin, mark - height / 2, end - begin, height, css)
    if own.flag is None and own.interval is not None:
        drawing.line(scale(own.interval.low), mark, scale(own.interval.high), mark, "interval")
    if one.region.centre is not None:
        drawing.line(
            scale(one.region.centre), mark - 12, scale(one.region.centre), mark + 12, "interval"
        )
    if own.percent is not None:
        drawing.diamond(scale(own.percent), mark, 9, "own")
    drawing.text(14, y + 58, words, "quiet")
