"""Ofsted's newest judgements of an authority and of the region's members, each by its scheme."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from regionqa.authorities import (
    Area,
    Inspection,
    InspectionList,
    Judgement,
    KnownError,
    Scheme,
    inspection_grades,
    inspection_lists,
    inspection_schemes,
    known_inspection_errors,
    latest_inspections,
    scheme_on,
)
from regionqa.core.scope import Scope
from regionqa.indicators.queries import View

NOT_APART = "Not judged apart then"
NOT_GIVEN = "Not given"
MACHINE_READ = "Read by machine from the report"


@dataclass(frozen=True, slots=True)
class Line:
    """The newest inspection of an authority, or None where none is held."""

    area: Area
    inspection: Inspection | None

    @property
    def scheme(self) -> Scheme:
        """The scheme that the inspection was made by. Raises ``ValueError`` without one."""
        if self.inspection is None:
            raise ValueError(f"No inspection of {self.area.name} is held.")
        return scheme_on(self.inspection.inspected_on)

    @property
    def grades(self) -> list[tuple[Judgement, str]]:
        """Each judgement of that scheme with its grade in words."""
        if self.inspection is None:
            return []
        return [(one, grade or NOT_GIVEN) for one, grade in self.scheme.grades_of(self.inspection)]

    @property
    def source(self) -> str:
        """Where the grades are from, in words."""
        read = self.inspection is not None and self.inspection.machine_read
        return MACHINE_READ if read else inspection_lists()[0].title

    def under(self, columns: Sequence[Judgement]) -> list[str]:
        """The grades under the headings of another scheme; what was not judged apart says so."""
        given = {one.key: grade for one, grade in self.grades}
        return [given.get(one.key, NOT_APART) for one in columns]


@dataclass(frozen=True, slots=True)
class Judged:
    """What the page of inspections shows: the area looked at, the region's members, the schemes."""

    own: Line | None
    members: tuple[Line, ...]
    schemes: tuple[Scheme, ...]
    lists: tuple[InspectionList, InspectionList]
    grades: tuple[str, ...]
    errors: tuple[tuple[KnownError, str], ...]

    @property
    def columns(self) -> tuple[Judgement, ...]:
        """The judgements of the newest scheme, under which the region's members stand."""
        return self.schemes[-1].judgements

    @property
    def lines(self) -> list[Line]:
        """Every line that the page shows, the own first, each once."""
        own = [self.own] if self.own else []
        return own + [one for one in self.members if not own or one.area.code != own[0].area.code]


def read_judged(scope: Scope, view: View) -> Judged:
    """The newest inspections of the area looked at and of the region's members. One query."""
    members = sorted(view.region.members, key=lambda area: area.name)
    authority = view.area if view.area and view.area.code in _codes(view) else None
    wanted = {area.code for area in members} | ({authority.code} if authority else set())
    found = latest_inspections(scope, wanted)
    return Judged(
        own=Line(authority, found.get(authority.code)) if authority else None,
        members=_lines(members, found),
        schemes=inspection_schemes(),
        lists=inspection_lists(),
        grades=inspection_grades(),
        errors=tuple((one, _name(view, one.authority)) for one in known_inspection_errors()),
    )


def _codes(view: View) -> set[str]:
    """The codes of authorities, ended ones included: a region has no inspection of its own."""
    return {place.code for place in view.library.atlas.places.values() if place.code}


def _lines(areas: Iterable[Area], found: Mapping[str, Inspection]) -> tuple[Line, ...]:
    return tuple(Line(area, found.get(area.code)) for area in areas)


def _name(view: View, code: str) -> str:
    area = view.library.atlas.areas.find_area(code)
    return area.name if area else code


HEADERS = ("Authority", "Code", "Inspected on", "Published on", "Kind", "Judgement", "Grade",
           "Source", "Report")  # fmt: skip


def inspection_rows(lines: Iterable[Line]) -> list[list[object]]:
    """One row for each judgement of each newest inspection, by the scheme of its day."""
    rows: list[list[object]] = []
    for line in lines:
        held = line.inspection
        if held is None:
            continue
        head: list[object] = [line.area.name, line.area.code, held.inspected_on]
        head += [_day(held.published_on), held.kind]
        rows += [[*head, one.title, grade, line.source, held.report] for one, grade in line.grades]
    return rows


def _day(day: date | None) -> date | str:
    return day or ""
