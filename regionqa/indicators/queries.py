"""Reading published figures: the indicators, comparisons, exceptions, files that wait."""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import select

from regionqa.authorities import (
    Area,
    Atlas,
    CurrentRegion,
    Extent,
    Place,
    current_region,
    find_own_code,
    read_atlas,
)
from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.indicators.comparison import Comparison, RegionOf, compare
from regionqa.indicators.definitions import (
    Indicator,
    IndicatorType,
    Polarity,
    Source,
    Theme,
    Unit,
)
from regionqa.indicators.exceptions import Finding, Rule, find_exceptions
from regionqa.indicators.figures import Figures, Value
from regionqa.indicators.library import Library, Made, Reader, find_library, keep_library
from regionqa.indicators.models import IndicatorRow, IndicatorUpload, PublishedValueRow
from regionqa.indicators.snapshot import Snapshot, snapshot
from regionqa.symbols import Symbol, parse_value


def read_library(scope: Scope, atlas: Atlas | None = None) -> Library:
    """The indicators of the version of reference data that is in force."""
    held = atlas or read_atlas(scope)
    if held.version is None:
        return Library(held, {})
    kept = find_library(held.version)
    return kept or keep_library(held.version, Library(held, _read_indicators(scope)))


def published_indicators(scope: Scope) -> tuple[Indicator, ...]:
    """Every published indicator that is a figure of its own, by theme; counts are left out."""
    return tuple(one for one in read_library(scope).indicators.values() if not one.is_count)


def _read_indicators(scope: Scope) -> dict[str, Indicator]:
    rows = session(scope).scalars(select(IndicatorRow).order_by(IndicatorRow.place))
    return {row.code: _indicator(row) for row in rows}


def _indicator(row: IndicatorRow) -> Indicator:
    return Indicator(
        code=row.code,
        title=row.title,
        theme=Theme(row.theme_code, row.theme_title, row.theme_order),
        source=Source(
            row.source_code,
            row.source_title,
            row.source_publisher,
            row.source_collected,
            row.source_url,
            row.source_accuracy,
        ),
        unit=Unit(row.unit),
        decimal_places=row.decimal_places,
        period=row.period,
        polarity=Polarity(row.polarity),
        type=IndicatorType(row.type),
        definition=row.definition,
        accuracy=row.accuracy,
        purpose=row.purpose,
        trend_and_comparison=row.trend_and_comparison,
        folded=row.folded,
        numerator=row.numerator,
        denominator=tuple(part for part in row.denominator.split("+") if part),
    )


def _reader(scope: Scope) -> Reader:
    def read(code: str) -> Mapping[tuple[str, int], Value]:
        rows = session(scope).execute(
            select(
                PublishedValueRow.area_code, PublishedValueRow.year, PublishedValueRow.figure
            ).where(PublishedValueRow.indicator_code == code)
        )
        return {(area, year): _value(text) for area, year, text in rows}

    return read


def _value(text: str) -> Value:
    value = parse_value(text)
    return value if isinstance(value, Symbol) else Decimal(value)


@dataclass(frozen=True)
class View:
    """What one reader looks at: the library, the region in use, and the area that is compared.

    ``own`` is the area of the authority in use: None for an office and for an authority that
    nothing is published of. ``area`` is the one looked at, by default the own, at an office the
    region itself; None where neither is published.
    """

    scope: Scope
    library: Library
    region: CurrentRegion
    own: Area | None
    area: Area | None
    today: date

    @property
    def indicators(self) -> list[Indicator]:
        """The indicators in order, without the counts that they are made of."""
        return [one for one in self.library.indicators.values() if not one.is_count]

    def figures(self, code: str) -> Figures:
        """An indicator's figures."""
        return self.library.figures(code, _reader(self.scope))

    def counts_of(self, indicator: Indicator) -> dict[str, Figures]:
        """The figures of the counts that an indicator is made of."""
        parts = [part for part in (indicator.numerator, *indicator.denominator) if part]
        return {part: self.figures(part) for part in parts if part in self.library.indicators}

    def comparison(self, indicator: Indicator, year: int | None = None) -> Comparison | None:
        """The area looked at beside others; None without an area or without figures.

        Raises ``NotFound`` for a year that the indicator was not published for.
        """
        figures = self.figures(indicator.code)
        if self.area is None or not figures.years:
            return None
        if year is not None and year not in figures.years:
            raise NotFound
        code, region = self.area.code, self._region
        neighbours = self.library.atlas.neighbours_of(code)
        return self.once(
            "comparison",
            indicator.code,
            year,
            make=lambda: compare(
                figures, code, region, neighbours, self.counts_of(indicator), year
            ),
        )

    def snapshots(self) -> list[Snapshot]:
        """Every indicator's latest year for the area looked at, in order."""
        code = self.area.code if self.area else None
        neighbours = self.library.atlas.neighbours_of(code) if code else ()
        region = self._region
        return self.once(
            "snapshots",
            make=lambda: [
                snapshot(self.figures(one.code), code, region, neighbours)
                for one in self.indicators
            ],
        )

    def once(self, *what: Hashable, make: Callable[[], Made]) -> Made:
        """What follows from the figures of this area and region alone: made once, then kept."""
        code = self.area.code if self.area else None
        return self.library.once((*what, code, self._region, self.today), make)

    @property
    def _region(self) -> RegionOf:
        members = tuple(member.code for member in self.region.members)
        return RegionOf(self.region.name, members, self.region.published_code)

    @property
    def predecessors(self) -> list[Place]:
        """Those whose area the authority looked at took over in part, or with others.

        Their figures are not its own, and are looked at by themselves.
        """
        atlas = self.library.atlas
        place = atlas.place_with_code(self.area.code) if self.area else None
        return [
            atlas.places[step.predecessor]
            for step in atlas.successions
            if place and step.successor == place.slug and step.extent is not Extent.SAME
        ]

    @property
    def choices(self) -> list[tuple[str, list[Area]]]:
        """The authorities that can be looked at: the region's members, then all others."""
        here = sorted(self.region.members, key=lambda area: area.name)
        codes = {area.code for area in here}
        places = self.library.atlas.places_on(self.today)
        others = [self.library.atlas.areas.find_area(p.code) for p in places if p.code]
        rest = [area for area in others if area is not None and area.code not in codes]
        return [(self.region.name, here), ("Other authorities", rest)]

    def findings(self, rule: Rule) -> list[Finding]:
        """Why indicators are exceptions for the area looked at, in the order of the indicators."""
        if self.area is None:
            return []
        code = self.area.code
        neighbours = self.library.atlas.neighbours_of(code)
        read = _reader(self.scope)
        return self.once(
            "findings",
            rule,
            make=lambda: [
                finding
                for one in self.indicators
                for finding in find_exceptions(
                    self.library.national(one.code, self.today, read), code, neighbours, rule
                )
            ],
        )


def read_view(scope: Scope, today: date, area_code: str | None = None) -> View:
    """What the reader looks at. Raises ``NotFound`` for a code that no authority has."""
    atlas = read_atlas(scope)
    library = read_library(scope, atlas)
    region = current_region(scope, atlas, today)
    own_code = find_own_code(scope)
    own = atlas.areas.find_area(own_code) if own_code else None
    if area_code:
        area = atlas.areas.find_area(area_code)
        if area is None:
            raise NotFound
    elif scope.office:
        area = atlas.areas.find_area(region.published_code) if region.published_code else None
    else:
        area = own
    return View(scope, library, region, own, area, today)


def own_years(scope: Scope) -> list[int] | None:
    """The newest year of each indicator that the authority in use has a figure for in that year.

    None for an authority that nothing is published of. One query.
    """
    atlas = read_atlas(scope)
    code = find_own_code(scope)
    own = atlas.areas.find_area(code) if code else None
    if own is None:
        return None
    library, read = read_library(scope, atlas), _reader(scope)

    def newest() -> list[int]:
        indicators = (one for one in library.indicators.values() if not one.is_count)
        held = (library.figures(one.code, read) for one in indicators)
        dated = ((figures, figures.latest) for figures in held)
        return [
            year
            for figures, year in dated
            if year is not None and figures.figure(own.code, year) is not None
        ]

    return library.once(("newest years", own.code), newest)


def get_indicator(view: View, code: str) -> Indicator:
    """An indicator by its code. Raises ``NotFound`` for none, and for a count."""
    found = view.library.indicators.get(code)
    if found is None or found.is_count:
        raise NotFound
    return found


@dataclass(frozen=True, slots=True)
class UploadView:
    """A file that was read and waits, or is being or has been taken in."""

    id: UUID
    filename: str
    layout: str
    count: int
    added: int
    changed: int
    unchanged: int
    created_at: datetime
    job_id: UUID | None


def get_upload(scope: Scope, upload_id: UUID) -> UploadView:
    """A file that was read here. Raises ``NotFound``."""
    row = session(scope).scalar(select(IndicatorUpload).where(IndicatorUpload.id == upload_id))
    if row is None:
        raise NotFound
    return _upload(row)


def list_uploads(scope: Scope) -> list[UploadView]:
    """The files that were read here, newest first."""
    rows = session(scope).scalars(
        select(IndicatorUpload).order_by(IndicatorUpload.created_at.desc()).limit(20)
    )
    return [_upload(row) for row in rows]


def _upload(row: IndicatorUpload) -> UploadView:
    return UploadView(
        row.id,
        row.filename,
        row.layout,
        row.count,
        row.added,
        row.changed,
        row.unchanged,
        row.created_at,
        row.job_id,
    )
