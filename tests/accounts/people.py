"""People for tests of accounts: made as the service makes them, by invitation and acceptance."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import event, select

from regionqa import accounts
from regionqa.accounts.models import Membership
from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work
from tests.factories.world import Place

PASSWORD = "paperclip teapot lantern"
ADDRESS = "192.0.2.7"
LOOKING = Scope.for_operator("look at what a test did")


@dataclass(frozen=True)
class Member:
    """Somebody of the tests, in one authority."""

    person_id: UUID
    membership_id: UUID
    email: str
    place: Place

    def scope(self, *roles: str) -> Scope:
        """This person at work, with the tables of people open as the pages of people have them."""
        return self.place.scope(*roles, person_id=self.person_id).with_installation("a test")


def operator_scope(place: Place) -> Scope:
    """The operator's scope for one authority."""
    return Scope(
        authority_id=place.id,
        region_id=place.region_id,
        office=place.office,
        installation=True,
        operator=True,
        reason="a test",
    )


def invite(database: Database, place: Place, email: str, *roles: str, name: str = "Sam Okoro"):
    """An invitation made by the operator."""
    scope = operator_scope(place)
    with unit_of_work(database, scope):
        return accounts.invite_person(scope, email=email, display_name=name, roles=roles)


def join(
    database: Database, place: Place, email: str, *roles: str, name: str = "Sam Okoro"
) -> Member:
    """Somebody who was invited and has accepted."""
    invitation = invite(database, place, email, *roles, name=name)
    person_id = accounts.accept_invitation(
        database, invitation.token, display_name=name, password=PASSWORD
    )
    return Member(person_id, invitation.membership_id, email, place)


def enter(database: Database, email: str, password: str = PASSWORD, address: str = ADDRESS):
    """Sign in with a password."""
    return accounts.sign_in(database, "password", {"email": email, "password": password}, address)


def version_of(database: Database, membership_id: UUID) -> int:
    """The version that a form would carry now."""
    return rows(database, Membership, Membership.id == membership_id)[0].version


def rows(database: Database, model: Any, *conditions: Any) -> list[Any]:
    """The rows of an installation's table."""
    with unit_of_work(database, LOOKING):
        return list(session(LOOKING).scalars(select(model).where(*conditions)))


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """What the database is asked inside the block, without what opens and closes transactions."""
    asked: list[str] = []

    def note(_connection, _cursor, statement, *_rest) -> None:
        if not statement.startswith(
            ("PRAGMA", "BEGIN", "SELECT set_config", "SAVEPOINT", "RELEASE")
        ):
            asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
