"""What each audience of a release is given: plain values, already rounded, banded and merged.

A page, a chart, a file and the API show these and nothing else of a region, and the gate attacks
what these say. Percentages are whole. ``to_json`` and ``from_json`` keep them, with a schema.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from regionqa.symbols import Symbol

SCHEMA = 1
ZONES = (
    "below the 99.8% limits",
    "below the 95% limits",
    "within the limits",
    "above the 95% limits",
    "above the 99.8% limits",
)
"""The zones from lowest to highest, in the words of ``regionqa.statistics.comparison.Zone``."""


_TOGETHER = {
    (1,): "below the 95% limits, but not the 99.8% limits",
    (3,): "above the 95% limits, but not the 99.8% limits",
    (0, 1): "below the 95% limits",
    (3, 4): "above the 95% limits",
    (0, 1, 3, 4): "outside the 95% limits, above or below",
}


CHANCE_ALONE = (
    "The limits assume that nothing but chance sets authorities apart. They are not widened where "
    "authorities differ more than that (overdispersion), as those with other cases, auditors or "
    "tools do, so more of them lie outside than chance explains. A figure outside the limits is a "
    "reason to ask why, not a finding that practice is better or worse."
)
"""What every reader of limits must know, in the words of every page and file that shows them."""


class SchemaError(ValueError):
    """A kept product of a schema that this version does not read."""


class Audience(StrEnum):
    """Who a product is for."""

    OWN = "own"
    MEMBERS = "members"
    UNNAMED = "unnamed"


class RegionState(StrEnum):
    """What there is of a region on a measure."""

    SHOWN = "shown"
    FEW = "few"
    LEFT_OUT = "left_out"


class OwnState(StrEnum):
    """What there is of an authority on a measure."""

    SHOWN = "shown"
    FEW = "few"
    NO_CASES = "no_cases"
    AWAITED = "awaited"
    NOT_COMPARABLE = "not_comparable"


@dataclass(frozen=True, slots=True)
class About:
    """Which release this is. Months are written 2026-01, the day of publication 2026-11-21."""

    release_id: str
    title: str
    first_month: str
    last_month: str
    published_on: str
    rule_version: int
    data_hash: str
    synthetic: bool


@dataclass(frozen=True, slots=True)
class Band:
    """A range of percentages: from ``low`` to below ``high``, or to 100 where that is the end."""

    low: int
    high: int

    @property
    def text(self) -> str:
        """The range in words."""
        joined = "to" if self.high == 100 else "to under"
        return f"{self.low}% {joined} {self.high}%"


@dataclass(frozen=True, slots=True)
class ZoneCount:
    """How many authorities stand in a zone, or in zones that were put together."""

    zones: tuple[str, ...]
    count: int

    @property
    def words(self) -> str:
        """Where they stand, with zones that were put together named as one."""
        return _TOGETHER.get(tuple(ZONES.index(zone) for zone in self.zones), self.zones[0])


@dataclass(frozen=True, slots=True)
class RegionFigure:
    """A measure over the unnamed region, as every reader has it.

    ``contributors`` counts the authorities with ``minimum_cases`` or more. ``share`` is all their
    cases together, in per cent to the nearest ``share_step``; ``share_symbol`` stands where it
    rounds to 0 without being 0. ``zones`` counts all of them; empty where too few stand apart.
    ``target`` is a fixed figure that limits are drawn around where the region has no share.
    """

    code: str
    title: str
    state: RegionState
    contributors: int
    minimum_cases: int
    share: int | None = None
    share_symbol: str | None = None
    share_step: int = 1
    lower_quartile: Band | None = None
    median: Band | None = None
    upper_quartile: Band | None = None
    zones: tuple[ZoneCount, ...] = ()
    target: int | None = None

    @property
    def centre(self) -> int | None:
        """What limits are drawn around, in per cent; None at the ends, where there are none."""
        held = self.share if self.state is RegionState.SHOWN else self.target
        return held if held is not None and 0 < held < 100 else None

    @property
    def share_text(self) -> str:
        """The share as it is printed."""
        if self.share_symbol is not None:
            return self.share_symbol
        if self.share is None:
            return Symbol.NOT_AVAILABLE.value
        return f"{self.share}%"


@dataclass(frozen=True, slots=True)
class Limits:
    """Where chance alone would leave an authority of this size, in whole per cent."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class OwnFigure:
    """An authority's own figure: for its own eyes. ``why`` says what ``state`` means here.

    ``cases`` is how many cases the counts come from where a case was counted more than once.
    """

    code: str
    title: str
    state: OwnState
    numerator: int | None = None
    denominator: int | None = None
    percent: int | None = None
    interval: Limits | None = None
    guide: Limits | None = None
    flag: Limits | None = None
    zone: str | None = None
    why: str = ""
    cases: int | None = None

    @property
    def flagged(self) -> bool:
        """Whether it lies outside the 99.8% limits, which is worth a question."""
        return self.zone in {ZONES[0], ZONES[-1]}


@dataclass(frozen=True, slots=True)
class Placed:
    """An own figure beside the region; ``others`` are the counts by zone without the reader."""

    own: OwnFigure
    region: RegionFigure
    others: tuple[ZoneCount, ...] = ()


@dataclass(frozen=True, slots=True)
class OwnProduct:
    """What an authority sees of itself, with the region beside it.

    ``left_out`` says that it is no contributor: its dispute ended so.
    """

    about: About
    figures: tuple[Placed, ...]
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class UnnamedProduct:
    """What every member is given of the region, nobody named."""

    about: About
    figures: tuple[RegionFigure, ...]


@dataclass(frozen=True, slots=True)
class NamedRow:
    """An authority's counts in a named table, then their total: a number or a symbol each."""

    authority: str
    values: tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class NamedTable:
    """A table of named authorities. ``totals`` is the last row, rounded to ``rounding``."""

    code: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[NamedRow, ...]
    totals: tuple[int | str, ...]
    rounding: int


@dataclass(frozen=True, slots=True)
class MembersProduct:
    """What members are given by name, where every contributor agreed."""

    about: About
    tables: tuple[NamedTable, ...]


def to_json(product: UnnamedProduct | MembersProduct) -> dict[str, Any]:
    """A product as it is kept."""
    audience = Audience.UNNAMED if isinstance(product, UnnamedProduct) else Audience.MEMBERS
    return {"schema": SCHEMA, "audience": audience.value, **asdict(product)}


def unnamed_from_json(held: Mapping[str, Any]) -> UnnamedProduct:
    """An unnamed product as it was kept. Raises ``SchemaError`` for a schema not known here."""
    _check(held, Audience.UNNAMED)
    figures = tuple(_region(one) for one in held["figures"])
    return UnnamedProduct(About(**held["about"]), figures)


def members_from_json(held: Mapping[str, Any]) -> MembersProduct:
    """A members' product as it was kept. Raises ``SchemaError`` for a schema not known here."""
    _check(held, Audience.MEMBERS)
    return MembersProduct(About(**held["about"]), tuple(_table(one) for one in held["tables"]))


def _check(held: Mapping[str, Any], audience: Audience) -> None:
    found = (held.get("schema"), held.get("audience"))
    if found != (SCHEMA, audience.value):
        raise SchemaError(f"This is kept as {found}; {(SCHEMA, audience.value)} can be read.")


def _region(held: Mapping[str, Any]) -> RegionFigure:
    bands = {
        name: None if held[name] is None else Band(**held[name])
        for name in ("lower_quartile", "median", "upper_quartile")
    }
    zones = tuple(ZoneCount(tuple(one["zones"]), one["count"]) for one in held["zones"])
    plain = {**held, **bands, "zones": zones, "state": RegionState(held["state"])}
    return RegionFigure(**plain)


def _table(held: Mapping[str, Any]) -> NamedTable:
    rows = tuple(NamedRow(one["authority"], tuple(one["values"])) for one in held["rows"])
    lists = {"columns": tuple(held["columns"]), "totals": tuple(held["totals"]), "rows": rows}
    return NamedTable(**{**held, **lists})
