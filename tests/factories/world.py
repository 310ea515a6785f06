"""Where every test begins: two authorities and an office in one region, and one elsewhere."""

from dataclasses import dataclass
from datetime import date
from uuid import NAMESPACE_URL, UUID, uuid4, uuid5

from regionqa.authorities.models import Authority, AuthorityKind, Region
from regionqa.authorities.roles import Role
from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work

SEEDING = Scope.for_operator("seed the tests' region")


@dataclass(frozen=True, slots=True)
class Place:
    """An authority of the tests."""

    id: UUID
    region_id: UUID
    name: str
    office: bool = False

    def scope(self, *roles: Role, person_id: UUID | None = None) -> Scope:
        """The scope of somebody with these roles here."""
        return Scope(
            authority_id=self.id,
            region_id=self.region_id,
            person_id=person_id or uuid4(),
            roles=frozenset(roles),
            office=self.office,
        )


def _id(name: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"https://regionqa.test/{name}")


_HERE, _THERE = _id("region here"), _id("region there")


class World:
    """The places of the tests: ``a`` and ``b`` and the ``office`` here, ``elsewhere`` there."""

    a = Place(_id("a"), _HERE, "Ambermouth")
    b = Place(_id("b"), _HERE, "Brackenshire")
    office = Place(_id("office"), _HERE, "Here’s regional office", office=True)
    elsewhere = Place(_id("elsewhere"), _THERE, "Elsewhere")

    places = (a, b, office, elsewhere)


def seed(database: Database) -> None:
    """Put the world's regions and authorities into a database just migrated."""
    with unit_of_work(database, SEEDING):
        unit = session(SEEDING)
        unit.add_all(
            [
                Region(id=_HERE, code="E12999901", name="Here"),
                Region(id=_THERE, code="E12999902", name="There"),
            ]
        )
        unit.flush()
        for number, place in enumerate(World.places):
            kind = AuthorityKind.REGIONAL_OFFICE if place.office else AuthorityKind.LOCAL_AUTHORITY
            unit.add(
                Authority(
                    id=place.id,
                    region_id=place.region_id,
                    kind=kind,
                    name=place.name,
                    gss_code=None if place.office else f"E0699990{number}",
                    dfe_code=None if place.office else f"99{number}",
                    start_date=date(1998, 4, 1),
                )
            )
