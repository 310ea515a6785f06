"""What every chart is made of: a scale, and an SVG drawing with its title and description."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import count

from markupsafe import Markup, escape

WIDE, NARROW = 640, 340
_NUMBERS = count(1)


@dataclass(frozen=True, slots=True)
class Chart:
    """A finished chart. ``headers`` and ``rows`` hold the same figures, as text, for the table."""

    title: str
    description: str
    wide: Markup
    narrow: Markup
    headers: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight scale from values to pixels, with round marks."""

    low: float
    high: float
    start: float
    end: float
    marks: tuple[float, ...]

    def __call__(self, value: float) -> float:
        """The pixel of a value, kept inside the scale."""
        share = (min(max(value, self.low), self.high) - self.low) / (self.high - self.low)
        return self.start + share * (self.end - self.start)


def scale_for(
    values: Sequence[float],
    start: float,
    end: float,
    *,
    low: float | None = None,
    high: float | None = None,
    wanted: int = 5,
) -> Scale:
    """A scale that holds all the values with round marks; ``low`` and ``high`` pin its ends."""
    least = min(values, default=0.0) if low is None else low
    most = max(values, default=1.0) if high is None else high
    if most - least <= 1e-9 * max(abs(most), abs(least), 1e-9):
        most = least + max(abs(least), 1.0)  # figures that are all alike still need a length
    step = _round_step((most - least) / wanted)
    first = math.floor(least / step + 1e-9) if low is None else math.ceil(least / step - 1e-9)
    last = math.ceil(most / step - 1e-9) if high is None else math.floor(most / step + 1e-9)
    marks = tuple(number * step for number in range(first, last + 1))
    bottom = marks[0] if low is None else low
    top = marks[-1] if high is None else high
    return Scale(bottom, top, start, end, marks)


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    enough = rough * (1 - 1e-9)
    return next(power * factor for factor in (1, 2, 2.5, 5, 10) if power * factor >= enough)


def mark_text(value: float) -> str:
    """A mark of the scale without needless decimals."""
    return f"{value:,.6g}"


@dataclass(slots=True)
class Drawing:
    """An SVG drawing in the making. Every text that is given is escaped."""

    width: float
    height: float
    title: str
    description: str
    parts: list[str] = field(default_factory=list)

    def line(self, x1: float, y1: float, x2: float, y2: float, css: str) -> None:
        """A straight line."""
        self.parts.append(
            f'<line class="{css}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'
        )

    def text(self, x: float, y: float, words: object, css: str = "", anchor: str = "start") -> None:
        """A line of text."""
        self.parts.append(
            f'<text class="{css}" x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">'
            f"{escape(words)}</text>"
        )

    def rectangle(self, x: float, y: float, width: float, height: float, css: str) -> None:
        """A box."""
        self.parts.append(
            f'<rect class="{css}" x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" '
            f'height="{height:.1f}"/>'
        )

    def circle(self, x: float, y: float, radius: float, css: str) -> None:
        """A dot."""
        self.parts.append(f'<circle class="{css}" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>')

    def diamond(self, x: float, y: float, radius: float, css: str) -> None:
        """A diamond: a second shape, so that colour is never the only sign."""
        corners = f"{x:.1f},{y - radius:.1f} {x + radius:.1f},{y:.1f} {x:.1f},{y + radius:.1f} "
        corners += f"{x - radius:.1f},{y:.1f}"
        self.parts.append(f'<polygon class="{css}" points="{corners}"/>')

    def path(self, points: Sequence[tuple[float, float]], css: str) -> None:
        """A line through points."""
        steps = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<polyline class="{css}" points="{steps}"/>')

    def markup(self, css: str) -> Markup:
        """The finished SVG: one image with a name and a description of its own."""
        number = next(_NUMBERS)
        head = (
            f'<svg class="{css}" role="img" viewBox="0 0 {self.width:.0f} {self.height:.0f}" '
            f'aria-labelledby="chart-{number}-title chart-{number}-text">'
            f'<title id="chart-{number}-title">{escape(self.title)}</title>'
            f'<desc id="chart-{number}-text">{escape(self.description)}</desc>'
        )
        return Markup(head + "".join(self.parts) + "</svg>")  # noqa: S704  # every text is escaped above


def both(draw: Callable[[float], Drawing]) -> tuple[Markup, Markup]:
    """Draw wide and narrow: ``draw`` is called with each width."""
    return draw(WIDE).markup("app-chart--wide"), draw(NARROW).markup("app-chart--narrow")


def shortened(words: str, letters: int) -> str:
    """The words, cut to a length with an ellipsis."""
    return words if len(words) <= letters else words[: letters - 1].rstrip() + "…"
