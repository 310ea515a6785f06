"""Frameworks for tests: described, approved and shared through the same operations as pages."""

from collections.abc import Mapping
from uuid import uuid4

from regionqa.authorities.models import Authority, AuthorityKind
from regionqa.authorities.roles import Role
from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.frameworks.answers import Covered, PointAnswer, Sharing, digest_of
from regionqa.frameworks.operations.approving import approve_framework
from regionqa.frameworks.operations.editing import Entry, save_component
from regionqa.frameworks.operations.sharing import change_sharing
from regionqa.frameworks.queries.framework import draft_content, get_draft
from tests.factories.world import Place, World

ADDING = Scope.for_operator("authorities of a test")


def lead_of(place: Place) -> Scope:
    """A QA lead's scope there."""
    return place.scope(Role.QA_LEAD)


def more_authorities(database: Database, number: int) -> list[Place]:
    """More authorities in the region of ``World.a``, named by letters."""
    places = [
        Place(uuid4(), World.a.region_id, f"Authority {chr(ord('C') + at)}") for at in range(number)
    ]
    with unit_of_work(database, ADDING):
        session(ADDING).add_all(
            Authority(
                id=place.id,
                region_id=place.region_id,
                kind=AuthorityKind.LOCAL_AUTHORITY,
                name=place.name,
            )
            for place in places
        )
    return places


def say(
    database: Database,
    place: Place,
    key: str,
    text: str = "",
    *,
    coverage: str | None = "part",
    maturity: int | None = None,
    points: Mapping[str, str] | None = None,
    local: str = "",
    owner_role: str | None = None,
) -> None:
    """Save a component of the draft there."""
    scope = lead_of(place)
    given = {name: PointAnswer(Covered(answer)) for name, answer in (points or {}).items()}
    with unit_of_work(database, scope):
        entry = Entry(text, local, coverage, maturity, given, owner_role)
        version = get_draft(scope, key).version
        save_component(scope, key, entry, version=version, confirmed=True)


def approve(database: Database, place: Place, why: str = "Agreed.", *, yearly: bool = False) -> int:
    """Approve what stands in the draft there."""
    scope = lead_of(place)
    with unit_of_work(database, scope):
        digest = digest_of(draft_content(scope))
        return approve_framework(scope, why=why, digest=digest, yearly_review=yearly)


def share(database: Database, place: Place, key: str, level: Sharing = Sharing.NAMED) -> None:
    """Choose the sharing of a component there."""
    scope = lead_of(place)
    with unit_of_work(database, scope):
        change_sharing(scope, key, level)


def publish(database: Database, place: Place, key: str, text: str = "", **said: object) -> None:
    """Say, approve and share by name in one go."""
    say(database, place, key, text, **said)  # type: ignore[arg-type]  # passed on as given
    approve(database, place)
    share(database, place, key)
