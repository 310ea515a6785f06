"""A person's own name, and the address they are reached at."""

from uuid import UUID

from sqlalchemy import select

from regionqa.accounts.emails import email_key, is_email
from regionqa.accounts.models import LinkPurpose, Membership, Person
from regionqa.accounts.names import name_problems, tidied
from regionqa.accounts.operations.links import void_links
from regionqa.accounts.operations.sessions import record_end_of_sessions, scope_of
from regionqa.core import events
from regionqa.core.database import Database
from regionqa.core.errors import NotFound, Unprocessable
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work

RENAMED = events.declare("person.renamed", sentence="Changed the own name")
READDRESSED = events.declare("person.address_changed", sentence="Changed somebody’s email address")


def change_name(database: Database, person_id: UUID, name: str) -> None:
    """Change one's name as colleagues in every authority see it.

    Raises ``Unprocessable`` with messages for ``name``.
    """
    wanted = tidied(name)
    if messages := name_problems(wanted):
        raise Unprocessable(errors={"name": messages})
    scope = scope_of(person_id, "change one's name")
    with unit_of_work(database, scope):
        unit = session(scope)
        unit.get_one(Person, person_id, with_for_update=True).name = wanted
        present = select(Membership).where(
            Membership.person_id == person_id, Membership.left_at.is_(None)
        )
        for membership in unit.scalars(present.order_by(Membership.id).with_for_update()):
            membership.display_name, membership.changed_at = wanted, now()
        events.record(scope, RENAMED, person_id)


def change_email(scope: Scope, email: str, new: str) -> None:
    """Give a person another address, as when a council's changes; their sessions and links end.

    The operator's, with the installation's scope. Raises ``NotFound`` for an unknown address and
    ``Unprocessable`` for one that is none or is somebody else's.
    """
    unit = session(scope)
    if not is_email(new.strip()):
        raise Unprocessable(f"{new} is not an email address.")
    person = unit.scalar(
        select(Person).where(Person.email_key == email_key(email)).with_for_update()
    )
    if person is None:
        raise NotFound(f"Nobody has the address {email}.")
    taken = unit.scalar(
        select(Person.id).where(Person.email_key == email_key(new), Person.id != person.id)
    )
    if taken is not None:
        raise Unprocessable(f"Somebody else has the address {new}.")
    person.email, person.email_key = new.strip(), email_key(new)
    void_links(scope, LinkPurpose.RESET, person_id=person.id)
    events.record(scope, READDRESSED, person.id)
    record_end_of_sessions(scope, person.id, reason="address")
