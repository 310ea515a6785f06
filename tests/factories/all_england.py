"""A crosswalk as wide as it can be: as many authorities as England has, each with a standing."""

from uuid import uuid4

from flask import Flask, g

from regionqa.authorities.models import Authority, AuthorityKind
from regionqa.authorities.roles import Role
from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.frameworks.models import SharedStanding
from regionqa.frameworks.pages.crosswalk import region_page
from regionqa.frameworks.standard import newest_standard
from tests.factories.world import World

AUTHORITIES = 153


def _standing(place: int) -> dict[str, dict[str, object]]:
    found: dict[str, dict[str, object]] = {}
    for at, component in enumerate(newest_standard().components):
        kind = (place + at) % 5
        if kind == 0:
            continue
        if kind == 1:
            found[component.key] = {"level": "unnamed"}
            continue
        coverage = ("absent", "part", "full")[kind - 2]
        step = None if coverage == "absent" else 1 + (place * 7 + at) % 4
        found[component.key] = {
            "level": "named",
            "coverage": coverage,
            "maturity": step,
            "coverage_before": ("absent", "part", "full")[at % 3],
            "maturity_before": 1 + at % 4,
        }
    return found


def fill(database: Database, number: int = AUTHORITIES) -> None:
    """Give the world's region that many authorities, and each a standing that its office reads."""
    adding = Scope.for_operator("authorities of a test")
    keys = [uuid4() for _ in range(number - 2)]
    with unit_of_work(database, adding):
        session(adding).add_all(
            Authority(
                id=key,
                region_id=World.a.region_id,
                kind=AuthorityKind.LOCAL_AUTHORITY,
                name=f"Authority {at:03}",
            )
            for at, key in enumerate(keys)
        )
    for place, key in enumerate([World.a.id, World.b.id, *keys]):
        scope = Scope(authority_id=key, region_id=World.a.region_id)
        with unit_of_work(database, scope):
            session(scope).add(
                SharedStanding(
                    id=uuid4(),
                    owner_id=key,
                    reader_id=World.office.id,
                    standing=_standing(place),
                    synthetic=False,
                    published_at=now(),
                )
            )


def crosswalk(app: Flask, database: Database) -> str:
    """The page of the crosswalk, as the region's lead is given it."""
    lead = World.office.scope(Role.REGIONAL_LEAD).with_installation("weigh")
    with app.test_request_context("/crosswalk/"), unit_of_work(database, lead, write=False):
        g.identity = None
        return region_page(lead)
