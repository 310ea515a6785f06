"""Everything that is published of places, read once for each version of it and kept in memory.

It is the same for every reader and changes only when an operator loads reference data, so each
process keeps what it has read for as long as the version stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from regionqa.authorities.areas import Area, AreaKind, Areas, Neighbour, Succession


@dataclass(frozen=True, slots=True)
class Place:
    """An authority as it is published: with its dates; ``code`` is None before it has one."""

    slug: str
    code: str | None
    dfe_code: str | None
    name: str
    type_name: str | None
    region_code: str | None
    starts_on: date | None
    ends_on: date | None
    children: int | None
    ofsted_region: str | None
    ofsted_urn: str | None

    def exists_on(self, day: date) -> bool:
        """Whether the authority is in being on a day."""
        began = self.starts_on is None or self.starts_on <= day
        return began and (self.ends_on is None or day <= self.ends_on)


@dataclass(frozen=True)
class Atlas:
    """Areas by code, authorities by slug, neighbours and successions, of one version.

    ``version`` is None while no reference data is loaded.
    """

    version: UUID | None = None
    areas: Areas = field(default_factory=lambda: Areas([]))
    places: Mapping[str, Place] = field(default_factory=dict)
    neighbours: Mapping[str, Sequence[Neighbour]] = field(default_factory=dict)
    successions: Sequence[Succession] = ()

    def place_with_code(self, code: str) -> Place | None:
        """The authority that has a code, or None."""
        return next((place for place in self.places.values() if place.code == code), None)

    def places_on(self, day: date) -> list[Place]:
        """The authorities in being on a day, by name."""
        found = (place for place in self.places.values() if place.exists_on(day))
        return sorted(found, key=lambda place: place.name)

    def codes_on(self, day: date) -> list[str]:
        """The codes of the authorities in being on a day."""
        return [place.code for place in self.places_on(day) if place.code is not None]

    def regions(self) -> list[Area]:
        """The nine regions, by name."""
        return sorted(self.areas.list_areas(AreaKind.REGION), key=lambda area: area.name)

    def neighbours_of(self, code: str) -> Sequence[Neighbour]:
        """An authority's statistical neighbours, nearest first; none for one without."""
        return self.neighbours.get(code, ())
