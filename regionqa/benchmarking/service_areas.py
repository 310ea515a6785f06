"""Published indicators by service area, as they stand beside what own audits say."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from regionqa.indicators import Snapshot, View, middle_shown, shown


@dataclass(frozen=True, slots=True)
class IndicatorLine:
    """An indicator's newest year in words: own, the middles it is read beside, and the direction.

    ``direction`` says which way is better, or that neither is; no colour stands for it.
    """

    code: str
    title: str
    year: str
    own: str
    neighbours: str
    region: str
    england: str
    direction: str


@dataclass(frozen=True, slots=True)
class ServiceArea:
    """A group of indicators about the same part of the service."""

    code: str
    title: str
    snapshots: tuple[Snapshot, ...]

    @property
    def lines(self) -> tuple[IndicatorLine, ...]:
        """Its indicators in words, in order."""
        return tuple(map(_line, self.snapshots))


def service_areas(view: View) -> list[ServiceArea]:
    """Every service area with its indicators, in order."""
    by_theme = groupby(view.snapshots(), key=lambda one: one.indicator.theme)
    return [ServiceArea(theme.code, theme.title, tuple(held)) for theme, held in by_theme]


def _line(one: Snapshot) -> IndicatorLine:
    indicator = one.indicator
    return IndicatorLine(
        code=indicator.code,
        title=indicator.title,
        year="" if one.year is None else str(one.year),
        own=shown(indicator, one.own),
        neighbours=middle_shown(indicator, one.neighbours),
        region=middle_shown(indicator, one.members),
        england=shown(indicator, one.england),
        direction=indicator.polarity.sentence,
    )


def find_area(areas: Sequence[ServiceArea], code: str | None) -> ServiceArea | None:
    """The area of a code, the first without one; None for a code that there is not."""
    if not code:
        return areas[0] if areas else None
    return next((one for one in areas if one.code == code), None)
