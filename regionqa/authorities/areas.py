"""The areas that figures are published for, and what a code in a file stands for.

A code is not an identity: authorities are merged, split and recoded, and two may make one return.
An ``Areas`` says for any code which area it means, so that no importer or page guesses.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum


class AreaKind(StrEnum):
    """What an area is."""

    COUNTRY = "country"
    REGION = "region"
    SUB_REGION = "sub-region"
    AUTHORITY = "authority"
    JOINT = "joint"


class Extent(StrEnum):
    """How much of an authority's area went to the one that followed it."""

    SAME = "same"
    MERGED = "merged"
    SPLIT = "split"
    PART = "part"


class Closeness(IntEnum):
    """How alike two statistical neighbours are, in the words of the published model."""

    NOT_CLOSE = 1
    SOMEWHAT_CLOSE = 2
    CLOSE = 3
    VERY_CLOSE = 4
    EXTREMELY_CLOSE = 5

    @property
    def words(self) -> str:
        """As it is printed: ``Very close``."""
        return self.name.replace("_", " ").capitalize()


@dataclass(frozen=True, slots=True)
class Area:
    """What a figure is published for. ``members`` are the codes of a joint return's authorities."""

    code: str
    name: str
    kind: AreaKind
    dfe_code: str = ""
    region_code: str = ""
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A statistical neighbour: ``rank`` 1 is the nearest."""

    code: str
    rank: int
    closeness: Closeness


@dataclass(frozen=True, slots=True)
class Succession:
    """One authority followed another on a day. Both are named by their slugs."""

    predecessor: str
    successor: str
    on: date
    extent: Extent


class UnknownAreaError(LookupError):
    """A code that no area is known by; ``code`` holds it as it was read."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"No area is known by the code “{code}”")


class Areas:
    """Every known area, by each code that it is published under."""

    def __init__(
        self,
        areas: Iterable[Area],
        other_codes: Mapping[str, str] | None = None,
        continued: Mapping[str, str] | None = None,
    ) -> None:
        """``other_codes`` maps a code to the current one of the same area.

        ``continued`` maps a current code to its predecessor's where the area stayed the same.
        """
        self._areas = {_plain(area.code): area for area in areas}
        self._other = {_plain(code): _plain(meant) for code, meant in (other_codes or {}).items()}
        self._continued = dict(continued or {})
        self._joint = {
            member: area.code
            for area in self._areas.values()
            if area.kind is AreaKind.JOINT
            for member in area.members
        }

    def find_area(self, code: str) -> Area | None:
        """The area that a code in a file stands for, or None."""
        known = self._areas.get(code)
        if known is not None:
            return known
        plain = _plain(code)
        return self._areas.get(self._other.get(plain, plain))

    def get_area(self, code: str) -> Area:
        """The area that a code in a file stands for. Raises ``UnknownAreaError``."""
        area = self.find_area(code)
        if area is None:
            raise UnknownAreaError(code)
        return area

    def list_areas(self, kind: AreaKind | None = None) -> list[Area]:
        """Every area, or those of one kind, in the order of their codes."""
        found = (area for area in self._areas.values() if kind in {None, area.kind})
        return sorted(found, key=lambda area: area.code)

    @property
    def other_codes(self) -> Mapping[str, str]:
        """Each code that stands for an area besides its own, and the code it stands for."""
        return dict(self._other)

    def joint_code(self, code: str) -> str | None:
        """The code of the joint return that an authority is part of, or None."""
        return self._joint.get(code)

    def continued_from(self, code: str) -> str | None:
        """The code under which the same area was published before, or None."""
        return self._continued.get(code)


def slug_of(name: str) -> str:
    """The name as it stands in an address: lower case, words joined by hyphens."""
    kept = "".join(c if c.isalnum() else " " for c in name.lower().replace(".", ""))
    return "-".join(kept.split())


def _plain(code: str) -> str:
    """A code in capitals, with one space either side of the stroke of a joint return."""
    return " / ".join(part.strip() for part in code.strip().upper().split("/"))
