"""What must stand beside a raw share of own grades: the moderated difference and its cases.

A page cannot make a share of grades without it: ``shares_of`` and ``lead_sentence`` take it.
"""

from dataclasses import dataclass

from regionqa.benchmarking.moderated_measures import days_of
from regionqa.benchmarking.windows import Window
from regionqa.core.scope import Scope
from regionqa.moderation import OwnMinusPeers, own_minus_peers
from regionqa.web.layout import counted

LEVEL = 0.005
"""Steps under which a difference is called level: it rounds to 0.00."""
NONE_YET = (
    "None of our cases has been moderated in this time yet, so nobody can say whether others would "
    "grade as we do."
)


@dataclass(frozen=True, slots=True)
class Beside:
    """The moderated difference over a window, ready to be read beside a share of grades."""

    window: Window
    cases: int
    sentence: str
    value: float | None = None
    low: float | None = None
    high: float | None = None
    synthetic: bool = False

    @property
    def told(self) -> str:
        """The sentence, and the rounds it is of: they may be of other months than the share."""
        return f"{self.sentence} (Rounds of {self.window.words}.)"

    @property
    def surely(self) -> str:
        """``higher`` or ``lower`` where the whole interval lies on that side of 0, else empty."""
        if self.low is not None and self.low > 0:
            return "higher"
        if self.high is not None and self.high < 0:
            return "lower"
        return ""


def beside(scope: Scope, window: Window) -> Beside:
    """What moderation says of the authority's grades over the window. Three queries at most."""
    return beside_of(own_minus_peers(scope, days_of(window)), window)


def beside_of(found: OwnMinusPeers, window: Window) -> Beside:
    """The difference in a sentence that names its interval and its cases, or says why not."""
    direction = found.direction
    if not found.cases and not found.left_out:
        return Beside(window, 0, NONE_YET)
    if direction is None:
        why = found.refused or "Nobody else graded them."
        return Beside(
            window, found.cases, f"Moderated cases cannot be compared. {why}",
            synthetic=found.synthetic,
        )  # fmt: skip
    cases = counted(direction.clusters or direction.cases, "moderated case")
    points = direction.points
    if points.value is None:
        words = f"{cases}: nothing to compare."
    elif direction.state == "perfect":
        words = f"{cases}: our grades and our peers’ were the same throughout."
    elif points.low is None or points.high is None:
        words = f"{cases}: too few to say how our grades lie beside our peers’."
    else:
        words = (
            f"On {cases}, our grades lie {_steps(points.value)} our peers’ "
            f"(95% interval {_signed(points.low)} to {_signed(points.high)} of a step)"
            f"{_sure(points.value, points.low, points.high)}"
        )
    return Beside(
        window, direction.clusters or direction.cases, words, points.value, points.low,
        points.high, found.synthetic,
    )  # fmt: skip


def _steps(value: float) -> str:
    if abs(value) < LEVEL:
        return "level with"
    return f"{abs(value):.2f} of a step {'above' if value > 0 else 'below'}"


def _sure(value: float, low: float, high: float) -> str:
    """What to make of it where the interval holds 0."""
    if low > 0 or high < 0 or abs(value) < LEVEL:
        return "."
    return ", which may be chance."


def _signed(value: float) -> str:
    """−0.12, 0.00, +0.30."""
    return f"{value:+.2f}".replace("-", "−") if abs(value) >= LEVEL else "0.00"
