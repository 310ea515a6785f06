"""A real example of each id that stands in an address, made in one authority for one person."""

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.accounts.models import Membership, SignInSession
from regionqa.core import jobs
from regionqa.core.database import Database
from regionqa.core.unit_of_work import session, unit_of_work
from tests.factories import visitors
from tests.factories.world import Place, World


@dataclass(frozen=True, slots=True)
class Owner:
    """For whom an example is made."""

    database: Database
    place: Place
    person_id: UUID


Maker = Callable[[Owner], object]


def membership(owner: Owner) -> UUID:
    """Another person's membership in the same authority."""
    other = visitors.join(owner.database, {owner.place: ["auditor"]}, name="Kim Colleague")
    with unit_of_work(owner.database, visitors.JOINING, write=False):
        return (
            session(visitors.JOINING)
            .scalars(select(Membership.id).where(Membership.person_id == other))
            .one()
        )


def job(owner: Owner) -> UUID:
    """A piece of work asked for in the authority."""
    scope = owner.place.scope(person_id=owner.person_id)
    with unit_of_work(owner.database, scope):
        return jobs.enqueue(scope, "core.send_mail", {}, title="An example")


def sign_in_session(owner: Owner) -> UUID:
    """A session of the same person, or of nobody."""
    with unit_of_work(owner.database, visitors.JOINING, write=False):
        own = select(SignInSession.id).where(SignInSession.person_id == owner.person_id)
        return session(visitors.JOINING).scalars(own.limit(1)).first() or uuid4()


def neighbour(owner: Owner) -> UUID:
    """An authority of the owner's region."""
    return World.b.id if owner.place.region_id == World.a.region_id else owner.place.id


def fixed(value: object) -> Maker:
    """The same for everybody."""
    return lambda _owner: value


# By the name in the address, or by endpoint and name where the same name means different things.
MAKERS: dict[str, Maker] = {
    "membership_id": membership,
    "job_id": job,
    "session_id": sign_in_session,
    "authority_id": neighbour,
    "token": fixed("no-such-token"),
    "filename": fixed("app.css"),
    "colour": fixed("1d70b8"),
    "code": fixed("cin_rate_10k"),
}

# Ids that are not one authority's: another authority's example is not another's secret.
SHARED = frozenset({"token", "filename", "colour", "code", "authority_id", "session_id"})


def values_for(endpoint: str, names: frozenset[str], owner: Owner) -> dict[str, object]:
    """An example of each id in an address. Raises ``KeyError`` that says what to add."""
    found = {}
    for name in names:
        maker = MAKERS.get(f"{endpoint}:{name}") or MAKERS.get(name)
        if maker is None:
            raise KeyError(f"add a maker for {endpoint}:{name} to tests/factories/examples.py")
        found[name] = maker(owner)
    return found
