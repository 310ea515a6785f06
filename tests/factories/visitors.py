"""Signed-in visitors: a person, their roles in authorities, a browser or a program of theirs."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from uuid import UUID, uuid4

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from regionqa.accounts.models import ApiToken, Membership, MembershipRole, Person, SignInSession
from regionqa.accounts.tokens import new_token, token_hash
from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work
from tests.factories.world import Place

JOINING = Scope.for_operator("people of the tests")


def join(
    database: Database, places: Mapping[Place, Iterable[str]], *, name: str = "Sam Okoro"
) -> UUID:
    """A new person with these roles in these places."""
    moment, person_id = now(), uuid4()
    email = f"{person_id.hex[:12]}@example.org"
    with unit_of_work(database, JOINING):
        unit = session(JOINING)
        unit.add(Person(id=person_id, email=email, email_key=email, name=name, created_at=moment))
        unit.flush()
        for place, roles in places.items():
            membership = Membership(
                person_id=person_id,
                authority_id=place.id,
                display_name=name,
                invited_at=moment,
                joined_at=moment,
                changed_at=moment,
            )
            unit.add(membership)
            unit.flush()
            unit.add_all(
                MembershipRole(
                    membership_id=membership.id, authority_id=place.id, role=role, since=moment
                )
                for role in roles
            )
    return person_id


def signed_in(app: Flask, database: Database, person_id: UUID, place: Place | None) -> FlaskClient:
    """A browser in which the person is signed in and works in ``place``."""
    moment, token = now(), new_token()
    limits = app.config
    with unit_of_work(database, JOINING):
        session(JOINING).add(
            SignInSession(
                token_hash=token_hash(token),
                person_id=person_id,
                authority_id=place.id if place else None,
                method="password",
                created_at=moment,
                last_seen_at=moment,
                idle_seconds=60 * limits["SESSION_IDLE_MINUTES"],
                expires_at=moment + limits["PERMANENT_SESSION_LIFETIME"],
            )
        )
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
        cookie["_fresh"] = True
    return client


def api_token(database: Database, person_id: UUID, place: Place, roles: str | None = None) -> str:
    """A token for the person's programs at ``place``, with the roles held there now."""
    moment, token = now(), f"regionqa_{new_token()}"
    with unit_of_work(database, JOINING):
        unit = session(JOINING)
        membership = unit.scalars(
            select(Membership).where(
                Membership.person_id == person_id, Membership.authority_id == place.id
            )
        ).one()
        held = unit.scalars(
            select(MembershipRole.role).where(MembershipRole.membership_id == membership.id)
        )
        unit.add(
            ApiToken(
                id=uuid4(),
                token_hash=token_hash(token),
                name="A program",
                person_id=person_id,
                membership_id=membership.id,
                roles=" ".join(held) if roles is None else roles,
                created_at=moment,
                last_used_at=moment,
                expires_at=moment + timedelta(days=30),
            )
        )
    return token


def program(app: Flask, database: Database, person_id: UUID, place: Place) -> FlaskClient:
    """A program that sends a token of the person for ``place``."""
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {api_token(database, person_id, place)}"
    return client
