"""Charts as inline SVG: a title, a description, and the same figures in a table beside it.

Classes and attributes only, no style and no script, so that the strict content security policy,
print and forced colours all hold. Each chart is drawn twice, wide and narrow, because text in a
shrunken drawing cannot be read on a phone.
"""

from regionqa.web.charts.drawing import Chart, Drawing, scale_for
from regionqa.web.charts.forest import Estimate, forest
from regionqa.web.charts.lines import Series, lines
from regionqa.web.charts.positions import Position, positions

__all__ = [
    "Chart",
    "Drawing",
    "Estimate",
    "Position",
    "Series",
    "forest",
    "lines",
    "positions",
    "scale_for",
]
