"""What the database itself holds to, tried with plain SQL where the ORM would refuse first."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from regionqa import accounts
from regionqa.accounts.models import Membership, MembershipRole, Person
from regionqa.accounts.operations import upkeep
from regionqa.authorities import Role
from regionqa.core.database import Database
from regionqa.core.errors import CrossAuthorityWrite, NotFound, Unprocessable, Unscoped
from regionqa.core.mail import KEPT, Mail
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work
from tests.accounts.people import LOOKING, enter, invite, join, operator_scope, rows, version_of
from tests.factories.world import World

TABLES = (
    "persons", "credentials", "memberships", "membership_roles", "sign_in_sessions", "throttles",
    "one_time_links",
)  # fmt: skip


def test_an_authority_reads_its_own_memberships_and_no_other(database: Database) -> None:
    join(database, World.a, "sam@ambermouth.test", Role.AUDITOR)
    join(database, World.b, "kim@brackenshire.test", Role.AUDITOR)
    scope = World.a.scope(Role.AUDITOR)
    with unit_of_work(database, scope, write=False):
        found = session(scope).scalars(select(Membership)).all()
        roles = session(scope).scalars(select(MembershipRole)).all()
        joined = session(scope).execute(select(Membership, MembershipRole).join(Membership.roles))
        assert len(joined.all()) == 1
    assert {row.authority_id for row in (*found, *roles)} == {World.a.id}


def rename(database: Database, membership_id: UUID) -> None:
    scope = World.a.scope(Role.QA_LEAD)
    with unit_of_work(database, scope):
        session(scope).get_one(Membership, membership_id).display_name = "Changed"


def rename_in_plain_sql(database: Database) -> int:
    scope = World.a.scope(Role.QA_LEAD)
    with unit_of_work(database, scope):
        changed = session(scope).execute(text("UPDATE memberships SET display_name = 'Changed'"))
        return changed.rowcount


def test_an_authority_writes_no_membership(database: Database) -> None:
    member = join(database, World.a, "sam@ambermouth.test", Role.AUDITOR)
    with pytest.raises(CrossAuthorityWrite):
        rename(database, member.membership_id)
    if database.is_postgresql:
        assert rename_in_plain_sql(database) == 0  # row-level security hides the row
    else:
        with pytest.raises(DatabaseError, match="not allowed in this scope"):
            rename_in_plain_sql(database)
    [held] = rows(database, Membership)
    assert held.display_name == "Sam Okoro"


def test_an_authority_reads_no_person(database: Database) -> None:
    scope = World.a.scope(Role.QA_LEAD)
    with unit_of_work(database, scope, write=False), pytest.raises(Unscoped):
        session(scope).scalars(select(Person)).all()


def test_plain_sql_in_an_authority_reaches_nothing_of_the_installation(database: Database) -> None:
    join(database, World.b, "kim@brackenshire.test", Role.AUDITOR)
    enter(database, "kim@brackenshire.test")
    with pytest.raises(accounts.WrongCredentials):
        enter(database, "nobody@brackenshire.test")
    for table in TABLES:
        assert counted(database, LOOKING, table) > 0, table
        if database.is_postgresql:
            assert counted(database, World.a.scope(Role.QA_LEAD), table) == 0, table
            assert emptied(database, table) == 0, table
        else:
            with pytest.raises(DatabaseError, match="not allowed in this scope"):
                emptied(database, table)


def counted(database: Database, scope: Scope, table: str) -> int:
    with unit_of_work(database, scope, write=False):
        return session(scope).execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


def emptied(database: Database, table: str) -> int:
    scope = World.a.scope(Role.QA_LEAD)
    with unit_of_work(database, scope):
        return session(scope).execute(text(f"DELETE FROM {table}")).rowcount


def test_two_people_do_not_share_an_address(database: Database) -> None:
    join(database, World.a, "sam@ambermouth.test", Role.AUDITOR)
    with pytest.raises(IntegrityError), unit_of_work(database, LOOKING):
        session(LOOKING).add(
            Person(email="SAM@x", email_key="sam@ambermouth.test", name="x", created_at=now())
        )


def test_a_role_cannot_stand_in_another_authority_than_its_membership(database: Database) -> None:
    member = join(database, World.a, "sam@ambermouth.test", Role.AUDITOR)
    with pytest.raises(IntegrityError), unit_of_work(database, LOOKING):
        session(LOOKING).add(
            MembershipRole(
                membership_id=member.membership_id,
                authority_id=World.b.id,
                role=Role.QA_LEAD,
                since=now(),
            )
        )


def test_one_place_in_an_authority_at_a_time(database: Database) -> None:
    member = join(database, World.a, "sam@ambermouth.test", Role.AUDITOR)
    with pytest.raises(IntegrityError), unit_of_work(database, LOOKING):
        session(LOOKING).add(
            Membership(
                person_id=member.person_id,
                authority_id=World.a.id,
                display_name="x",
                invited_at=now(),
                changed_at=now(),
            )
        )


def test_a_leaver_can_be_forgotten_and_nobody_else(database: Database) -> None:
    member = join(database, World.a, "sam@ambermouth.test", Role.AUDITOR)
    invite(database, World.b, "kim@brackenshire.test", Role.AUDITOR)
    with unit_of_work(database, LOOKING), pytest.raises(Unprocessable):
        upkeep.forget_person(LOOKING, "sam@ambermouth.test")
    scope = operator_scope(World.a)
    version = version_of(database, member.membership_id)
    with unit_of_work(database, scope):
        accounts.remove_person(scope, member.membership_id, version=version)
    with unit_of_work(database, LOOKING):
        upkeep.forget_person(LOOKING, "Sam@ambermouth.test")
    assert [mail.address for mail in rows(database, Mail)] == ["kim@brackenshire.test"]
    [person] = rows(database, Person, Person.id == member.person_id)
    [held] = rows(database, Membership, Membership.id == member.membership_id)
    assert (person.email, person.email_key) == (None, None)
    assert "Okoro" not in person.name + held.display_name
    with unit_of_work(database, LOOKING), pytest.raises(NotFound):
        upkeep.forget_person(LOOKING, "sam@ambermouth.test")


def test_tidying_deletes_what_ran_out_long_ago_and_nothing_else(database: Database) -> None:
    join(database, World.a, "sam@ambermouth.test", Role.AUDITOR)
    token = enter(database, "sam@ambermouth.test").token
    with unit_of_work(database, LOOKING):
        assert upkeep.forget_expired(LOOKING) == 0
    assert accounts.resolve(database, token)
    with unit_of_work(database, LOOKING):
        gone = upkeep.forget_expired(LOOKING, now() + timedelta(days=100))
    assert gone >= 3
    assert accounts.resolve(database, token) is None


def test_a_mail_is_kept_for_four_weeks_and_no_longer(database: Database) -> None:
    invite(database, World.a, "sam@ambermouth.test", Role.AUDITOR)
    for moment, left in ((now() + KEPT - timedelta(hours=1), 1), (now() + KEPT, 0)):
        with unit_of_work(database, LOOKING):
            upkeep.forget_expired(LOOKING, moment)
        assert len(rows(database, Mail)) == left
