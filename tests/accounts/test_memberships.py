"""Roles and leaving: who may grant and end what, stale forms, the last lead, ties that conflict."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionqa import accounts
from regionqa.accounts import policy
from regionqa.accounts.models import Credential, Membership, MembershipRole, Person
from regionqa.accounts.places import Held
from regionqa.authorities import OFFICE_ROLES, Role
from regionqa.core import permissions
from regionqa.core.database import Database
from regionqa.core.errors import Conflict, Forbidden, NotFound, Unprocessable
from regionqa.core.events import Event
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work
from tests.accounts.people import LOOKING, Member, enter, invite, join, rows, version_of
from tests.factories.world import Place, World


@pytest.fixture
def lead(database: Database) -> Member:
    return join(database, World.a, "lead@ambermouth.test", Role.QA_LEAD)


@pytest.fixture
def colleague(database: Database) -> Member:
    return join(database, World.a, "sam@ambermouth.test", Role.AUDITOR)


def change(database: Database, scope: Scope, member: Member, *roles: str, version: int = 0) -> None:
    seen = version or version_of(database, member.membership_id)
    with unit_of_work(database, scope):
        accounts.change_roles(scope, member.membership_id, roles, version=seen)


def remove(database: Database, scope: Scope, member: Member) -> None:
    seen = version_of(database, member.membership_id)
    with unit_of_work(database, scope):
        accounts.remove_person(scope, member.membership_id, version=seen)


def held_by(database: Database, member: Member) -> set[str]:
    present = rows(
        database,
        MembershipRole,
        MembershipRole.membership_id == member.membership_id,
        MembershipRole.until.is_(None),
    )
    return {row.role for row in present}


def test_roles_are_granted_and_ended_and_the_past_is_kept(
    database: Database, lead: Member, colleague: Member
) -> None:
    scope = lead.scope(Role.QA_LEAD)
    change(database, scope, colleague, Role.MODERATOR, Role.TEAM_MANAGER)
    assert held_by(database, colleague) == {Role.MODERATOR, Role.TEAM_MANAGER}
    change(database, scope, colleague, Role.AUDITOR)
    of_them = MembershipRole.membership_id == colleague.membership_id
    spells = rows(database, MembershipRole, of_them)
    assert len([row for row in spells if row.role == Role.AUDITOR]) == 2
    plain = World.a.scope()
    with unit_of_work(database, plain, write=False):
        trail = [(event.tag, event.fields) for event in session(plain).query(Event)]
    assert ("membership.role_ended", '{"role":"auditor"}') in trail
    assert ("membership.role_granted", '{"role":"team_manager"}') in trail


def test_granting_what_is_held_and_ending_what_is_not_changes_nothing(
    database: Database, lead: Member, colleague: Member
) -> None:
    scope, before = lead.scope(Role.QA_LEAD), version_of(database, colleague.membership_id)
    with unit_of_work(database, scope):
        accounts.grant_role(scope, colleague.membership_id, Role.AUDITOR, version=before)
        accounts.end_role(scope, colleague.membership_id, Role.DCS, version=before)
    assert version_of(database, colleague.membership_id) == before


def test_a_stale_form_is_refused_and_changes_nothing(
    database: Database, lead: Member, colleague: Member
) -> None:
    scope, seen = lead.scope(Role.QA_LEAD), version_of(database, colleague.membership_id)
    change(database, scope, colleague, Role.MODERATOR)
    with pytest.raises(Conflict, match="Sam Okoro"):
        change(database, scope, colleague, Role.DCS, version=seen)
    with unit_of_work(database, scope), pytest.raises(Conflict):
        accounts.remove_person(scope, colleague.membership_id, version=seen)
    assert held_by(database, colleague) == {Role.MODERATOR}


def test_nobody_keeps_a_place_without_a_role(
    database: Database, lead: Member, colleague: Member
) -> None:
    with pytest.raises(Unprocessable) as caught:
        change(database, lead.scope(Role.QA_LEAD), colleague)
    assert caught.value.details["errors"] == {"roles": ["Select at least one role"]}


def test_no_lead_of_an_authority_grants_a_role_of_the_office(
    database: Database, lead: Member, colleague: Member
) -> None:
    for role in sorted(OFFICE_ROLES):
        with pytest.raises(Forbidden):
            change(database, lead.scope(Role.QA_LEAD), colleague, Role.AUDITOR, role)
        with pytest.raises(Forbidden):
            change(database, lead.scope(Role.QA_LEAD), lead, Role.QA_LEAD, role)


def test_a_deputy_neither_makes_nor_unmakes_a_lead(
    database: Database, lead: Member, colleague: Member
) -> None:
    deputy = join(database, World.a, "deputy@ambermouth.test", Role.QA_DEPUTY)
    scope = deputy.scope(Role.QA_DEPUTY)
    change(database, scope, colleague, Role.MODERATOR)
    for member, roles in ((deputy, {Role.QA_DEPUTY, Role.QA_LEAD}), (lead, {Role.AUDITOR})):
        with pytest.raises(Forbidden):
            change(database, scope, member, *roles)
    with pytest.raises(Forbidden):
        remove(database, scope, lead)
    remove(database, scope, colleague)


def test_no_other_role_manages_people(database: Database, colleague: Member) -> None:
    for role in sorted(set(Role) - {Role.QA_LEAD, Role.QA_DEPUTY}):
        scope = colleague.scope(role)
        with pytest.raises(Forbidden):
            change(database, scope, colleague, Role.MODERATOR)
        with pytest.raises(Forbidden):
            remove(database, scope, colleague)


@pytest.mark.parametrize("place", [World.b, World.office, World.elsewhere])
def test_people_of_another_authority_are_not_found(
    database: Database, colleague: Member, place: Place
) -> None:
    role = Role.REGIONAL_LEAD if place.office else Role.QA_LEAD
    stranger = join(database, place, "lead@elsewhere.test", role)
    with pytest.raises(NotFound):
        change(database, stranger.scope(role), colleague, Role.MODERATOR)
    with pytest.raises(NotFound):
        remove(database, stranger.scope(role), colleague)


def test_the_last_lead_stays_until_there_is_another(database: Database, lead: Member) -> None:
    scope = lead.scope(Role.QA_LEAD)
    with pytest.raises(Unprocessable, match="QA lead first"):
        change(database, scope, lead, Role.AUDITOR)
    with pytest.raises(Unprocessable, match="QA lead first"):
        remove(database, scope, lead)
    invite(database, World.a, "next@ambermouth.test", Role.QA_LEAD)
    with pytest.raises(Unprocessable, match="QA lead first"):
        remove(database, scope, lead)
    join(database, World.a, "second@ambermouth.test", Role.QA_LEAD)
    remove(database, scope, lead)


def test_two_leads_who_remove_each_other_at_once_leave_one(
    database: Database, lead: Member
) -> None:
    other = join(database, World.a, "second@ambermouth.test", Role.QA_LEAD)

    def take_out(pair: tuple[Member, Member]) -> bool:
        by, gone = pair
        try:
            remove(database, by.scope(Role.QA_LEAD), gone)
        except (Unprocessable, Conflict):
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        found = list(pool.map(take_out, [(lead, other), (other, lead)]))
    assert found.count(True) == 1
    assert len(rows(database, Membership, Membership.left_at.is_(None))) == 1


def test_a_leaver_of_the_last_authority_has_no_password_left(
    database: Database, lead: Member, colleague: Member
) -> None:
    remove(database, lead.scope(Role.QA_LEAD), colleague)
    [person] = rows(database, Person, Person.id == colleague.person_id)
    assert person.left_at
    assert not rows(database, Credential, Credential.person_id == colleague.person_id)
    with pytest.raises(NotFound):
        change(database, lead.scope(Role.QA_LEAD), colleague, Role.AUDITOR, version=9)


SCOPES = st.builds(
    lambda place, roles: place.scope(*roles),
    st.sampled_from([World.a, World.office]),
    st.sets(st.sampled_from(list(Role)), max_size=4),
)


@given(SCOPES)
def test_nobody_grants_more_than_the_own_kind_of_authority_and_no_deputy_a_lead(
    scope: Scope,
) -> None:
    found = policy.grantable_roles(scope)
    assert Role.OPERATOR not in found
    assert scope.office or not (found & OFFICE_ROLES)
    leads = {Role.REGIONAL_LEAD} if scope.office else {Role.QA_LEAD}
    if not scope.has_role(*leads):
        assert not found & leads
    may = permissions.allowed(scope, policy.MANAGE_PEOPLE)
    assert may == bool(found)


def test_the_operator_manages_people_and_is_no_reader_of_content(database: Database) -> None:
    operator = join(database, World.office, "ops@host.test", Role.OPERATOR)
    scope = operator.place.scope(Role.OPERATOR, person_id=operator.person_id)
    assert not permissions.allowed(scope, policy.MANAGE_PEOPLE)
    assert not permissions.allowed(scope, policy.LIST_PEOPLE)
    assert policy.role_problems({Role.OPERATOR, Role.MODERATOR})


def test_a_check_weighs_the_memberships_of_all_authorities(database: Database) -> None:
    here = join(database, World.office, "sam@office.test", Role.EXTERNAL_MODERATOR)
    join(database, World.b, "sam@office.test", Role.AUDITOR)
    invite(database, World.a, "sam@office.test", Role.AUDITOR)
    with unit_of_work(database, LOOKING, write=False):
        everywhere = accounts.memberships_of(LOOKING, here.person_id)
        nobody = accounts.memberships_of(LOOKING, uuid4())
        several = accounts.memberships_of_all(LOOKING, [here.person_id, uuid4()])
    assert [held.name for held in everywhere] == ["Brackenshire", "Here’s regional office"]
    assert nobody == ()
    assert several == {here.person_id: everywhere}
    scope = here.place.scope(Role.EXTERNAL_MODERATOR)
    about_b = accounts.Weighed(everywhere, frozenset({World.b.id}))
    assert not accounts.without_tie(scope, about_b)
    assert accounts.without_tie(scope, accounts.Weighed(everywhere, frozenset({World.a.id})))
    assert [held.name for held in accounts.ties(everywhere, {World.b.id})] == ["Brackenshire"]
    assert accounts.ties(everywhere, {World.b.id}, Role.QA_LEAD) == ()


def test_a_membership_that_ended_lately_can_be_weighed_with_its_roles(
    database: Database, lead: Member, colleague: Member
) -> None:
    before = datetime.now(UTC)
    change(database, lead.scope(Role.QA_LEAD), colleague, Role.MODERATOR)
    remove(database, lead.scope(Role.QA_LEAD), colleague)
    with unit_of_work(database, LOOKING, write=False):
        now_held = accounts.memberships_of(LOOKING, colleague.person_id)
        lately = accounts.memberships_of(LOOKING, colleague.person_id, left_after=before)
        later = accounts.memberships_of(
            LOOKING, colleague.person_id, left_after=datetime.now(UTC) + timedelta(days=1)
        )
    assert now_held == later == ()
    assert [(held.name, held.roles) for held in lately] == [("Ambermouth", {Role.MODERATOR})]


PLACES = [World.a.id, World.b.id, World.elsewhere.id]
HELD = st.lists(
    st.builds(
        lambda authority, roles: Held(
            uuid4(), uuid4(), authority, uuid4(), "", "", False, "", frozenset(roles)
        ),
        st.sampled_from(PLACES),
        st.sets(st.sampled_from(list(Role)), max_size=3),
    ),
    max_size=4,
)


@given(HELD, st.sets(st.sampled_from(PLACES)))
def test_there_is_no_tie_exactly_when_no_place_lies_in_the_authorities(
    memberships: list[Held], about: set
) -> None:
    weighed = accounts.Weighed(tuple(memberships), frozenset(about))
    expected = not ({held.authority_id for held in memberships} & about)
    assert accounts.without_tie(World.a.scope(), weighed) == expected


def test_a_person_works_with_the_roles_of_the_authority_in_use_only(database: Database) -> None:
    join(database, World.a, "sam@ambermouth.test", Role.QA_LEAD)
    join(database, World.b, "sam@ambermouth.test", Role.AUDITOR)
    token = enter(database, "sam@ambermouth.test").token
    accounts.choose_authority(database, token, World.b.id)
    who = accounts.resolve(database, token)
    assert who is not None
    assert who.scope.roles == {Role.AUDITOR}
    assert not permissions.allowed(who.scope, policy.MANAGE_PEOPLE)
