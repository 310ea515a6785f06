"""One-time links: made with a mail, claimed once, void when a newer one takes their place."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import Select, select

from regionqa.accounts.models import LinkPurpose, OneTimeLink
from regionqa.accounts.tokens import new_token, token_hash
from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session


class LinkUnusable(NotFound):
    """A link that was used, has expired, was replaced by a newer one, or never was."""

    title = "This link can no longer be used"


def make_link(
    scope: Scope,
    purpose: LinkPurpose,
    lasts: timedelta,
    *,
    person_id: UUID | None,
    membership_id: UUID | None = None,
) -> tuple[OneTimeLink, str]:
    """A new link and the token that opens it, which is nowhere else."""
    token, moment = new_token(), now()
    link = OneTimeLink(
        purpose=purpose,
        token_hash=token_hash(token),
        person_id=person_id,
        membership_id=membership_id,
        created_at=moment,
        expires_at=moment + lasts,
    )
    unit = session(scope)
    unit.add(link)
    unit.flush()  # a job may name the link
    return link, token


def find_link(scope: Scope, purpose: LinkPurpose, token: str) -> OneTimeLink | None:
    """The link that this token opens, if it can still be used."""
    return session(scope).scalar(_usable(purpose, token))


def claim_link(scope: Scope, purpose: LinkPurpose, token: str) -> OneTimeLink:
    """Use the link up, in the transaction in force.

    Two claims of one link wait for each other on its row (PostgreSQL) or for the writer's lock
    (SQLite), and the second finds it used. Raises ``LinkUnusable``.
    """
    link = session(scope).scalar(_usable(purpose, token).with_for_update())
    if link is None:
        raise LinkUnusable
    link.used_at = now()
    return link


def _usable(purpose: LinkPurpose, token: str) -> Select[OneTimeLink]:
    return select(OneTimeLink).where(
        OneTimeLink.token_hash == token_hash(token),
        OneTimeLink.purpose == purpose,
        OneTimeLink.used_at.is_(None),
        OneTimeLink.person_id.is_not(None),
        OneTimeLink.expires_at > now(),
    )


def void_links(
    scope: Scope,
    purpose: LinkPurpose | None = None,
    *,
    person_id: UUID | None = None,
    membership_id: UUID | None = None,
) -> None:
    """Use up every open link of a person or of a membership, of one purpose or of all."""
    query = select(OneTimeLink).where(OneTimeLink.used_at.is_(None)).with_for_update()
    if purpose is not None:
        query = query.where(OneTimeLink.purpose == purpose)
    if person_id is not None:
        query = query.where(OneTimeLink.person_id == person_id)
    if membership_id is not None:
        query = query.where(OneTimeLink.membership_id == membership_id)
    for link in session(scope).scalars(query):
        link.used_at = now()
