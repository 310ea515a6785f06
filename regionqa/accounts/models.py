"""People, where they belong, what they may do there, and how they prove who they are.

All of it is of the installation: a person is one row however many authorities they work with. Only
memberships and their roles can be read by the authority they are about.
"""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, declared_attr, mapped_column, relationship

from regionqa.authorities import Authority
from regionqa.core.tables import Base, Installation, ReadByOwnAuthority, uuid_key


class LinkPurpose(StrEnum):
    """What a one-time link lets its holder do."""

    INVITATION = "invitation"
    RESET = "reset"


class Person(Installation, Base):
    """Someone who can sign in. The key is random; an e-mail address is only a way to reach them.

    ``email`` is as it was typed, ``email_key`` the same folded so that case does not matter. Both
    are empty once a leaver has been forgotten.
    """

    __tablename__ = "persons"
    __table_args__ = (UniqueConstraint("email_key"),)

    id: Mapped[UUID] = uuid_key()
    email: Mapped[str | None] = mapped_column(String(254))
    email_key: Mapped[str | None] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(80))
    created_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class Credential(Installation, Base):
    """How a person proves who they are by one method; ``secret`` is a hash, never a password."""

    __tablename__ = "credentials"
    __table_args__ = (UniqueConstraint("person_id", "method"),)

    id: Mapped[UUID] = uuid_key()
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"))
    method: Mapped[str] = mapped_column(String(20))
    secret: Mapped[str] = mapped_column(String(255))
    changed_at: Mapped[datetime]


class Membership(ReadByOwnAuthority, Base):
    """A person's place in one authority, from the invitation until they leave it.

    ``version`` rises with every change, of the roles too: a form carries the one it saw.
    """

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("id", "authority_id"),
        Index(
            "uq_memberships_present",
            "person_id",
            "authority_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = uuid_key()
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    display_name: Mapped[str] = mapped_column(String(80))
    invited_at: Mapped[datetime]
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    version: Mapped[int]

    person: Mapped[Person] = relationship(lazy="raise")
    authority: Mapped[Authority] = relationship(lazy="raise")
    roles: Mapped[list["MembershipRole"]] = relationship(
        lazy="raise", back_populates="membership", order_by="MembershipRole.since"
    )

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805  # SQLAlchemy gives the class
        """The column that a stale write is known by."""
        return {"version_id_col": cls.__table__.c.version}


class MembershipRole(ReadByOwnAuthority, Base):
    """One role held in one membership, from one moment until another."""

    __tablename__ = "membership_roles"
    __table_args__ = (
        ForeignKeyConstraint(
            ["membership_id", "authority_id"], ["memberships.id", "memberships.authority_id"]
        ),
        Index(
            "uq_membership_roles_present",
            "membership_id",
            "role",
            unique=True,
            sqlite_where=text("until IS NULL"),
            postgresql_where=text("until IS NULL"),
        ),
    )

    id: Mapped[UUID] = uuid_key()
    membership_id: Mapped[UUID]
    role: Mapped[str] = mapped_column(String(40))
    since: Mapped[datetime]
    until: Mapped[datetime | None]

    membership: Mapped[Membership] = relationship(lazy="raise", back_populates="roles")


class SignInSession(Installation, Base):
    """Somebody signed in, in one browser. The token itself is nowhere but in that browser."""

    __tablename__ = "sign_in_sessions"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[UUID] = uuid_key()
    token_hash: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    authority_id: Mapped[UUID | None] = mapped_column(ForeignKey("authorities.id"))
    method: Mapped[str] = mapped_column(String(20))
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    idle_seconds: Mapped[int]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")

    def is_open(self, moment: datetime) -> bool:
        """Whether the session still counts: not ended, not idle too long, not past its limit."""
        idle = (moment - self.last_seen_at).total_seconds()
        return self.ended_at is None and idle < self.idle_seconds and moment < self.expires_at


class Throttle(Installation, Base):
    """How often something has failed for one account or one address; ``key`` is a keyed hash."""

    __tablename__ = "throttles"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    failed_at: Mapped[datetime] = mapped_column(index=True)
    blocked_until: Mapped[datetime]


class OneTimeLink(Installation, Base):
    """A link that was mailed, known by the hash of its token, to be used once before it expires.

    A request to reset makes a row for an unknown address too, without a person, so that both do
    the same work.
    """

    __tablename__ = "one_time_links"
    __table_args__ = (
        UniqueConstraint("token_hash"),
        CheckConstraint("purpose in ('invitation', 'reset')", name="purpose_known"),
    )

    id: Mapped[UUID] = uuid_key()
    purpose: Mapped[str] = mapped_column(String(20))
    token_hash: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[UUID | None] = mapped_column(ForeignKey("persons.id"), index=True)
    membership_id: Mapped[UUID | None] = mapped_column(ForeignKey("memberships.id"), index=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)
    used_at: Mapped[datetime | None]

    person: Mapped[Person | None] = relationship(lazy="raise")
    membership: Mapped[Membership | None] = relationship(lazy="raise")


class ApiToken(Installation, Base):
    """What a program sends in a person's place, for one membership. The token is kept nowhere.

    ``roles`` are those held when it was made, a space between them: it never has one that came
    later. It ends with its membership, so whoever leaves and comes back makes a new one.
    """

    __tablename__ = "api_tokens"
    __table_args__ = (UniqueConstraint("token_hash"),)

    id: Mapped[UUID] = uuid_key()
    token_hash: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(60))
    person_id: Mapped[UUID] = mapped_column(ForeignKey("persons.id"), index=True)
    membership_id: Mapped[UUID] = mapped_column(ForeignKey("memberships.id"))
    roles: Mapped[str] = mapped_column(String(400))
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship(lazy="raise")

    def is_open(self, moment: datetime) -> bool:
        """Whether the token still counts: neither ended nor expired."""
        return self.ended_at is None and moment < self.expires_at
