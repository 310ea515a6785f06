"""Reading what is shared over a region: standings, texts, frozen counts, offers of help."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import Select, Text, and_, or_, select, type_coerce

from regionqa.authorities import Authority, AuthorityKind
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import read_once, session
from regionqa.frameworks.answers import Answer, Content, Coverage, Sharing
from regionqa.frameworks.counting import Category, Contribution, Counted, Detail
from regionqa.frameworks.models import (
    CrosswalkContribution,
    CrosswalkSnapshot,
    HelpOffer,
    SharedComponent,
    SharedStanding,
)
from regionqa.frameworks.queries.drafts import answer_from


@dataclass(frozen=True, slots=True)
class Member:
    """An authority of the region that is in being, by name."""

    id: UUID
    name: str


Query = TypeVar("Query", bound=Select[*tuple[Any, ...]])
Standing = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Row:
    """A member with all that this reader may know of where it stands.

    ``kept`` is the standing as it is stored: a big table is read often and changes seldom, so what
    follows from the text is worked out once for each text.
    """

    member: Member
    kept: str
    synthetic: bool
    see_unnamed: bool = True

    @property
    def standing(self) -> Standing:
        """The standing by component."""
        return standing_of(self.kept, see_unnamed=self.see_unnamed)


@lru_cache(maxsize=1024)
def standing_of(kept: str, *, see_unnamed: bool) -> Standing:
    """A stored standing by component, without what is only counted unless that may be seen."""
    held: Standing = json.loads(kept)
    if see_unnamed:
        return held
    return {key: one for key, one in held.items() if one["level"] == Sharing.NAMED}


@dataclass(frozen=True, slots=True)
class SharedText:
    """One authority's component, shared by name."""

    owner: Member
    version: int
    approved_at: datetime
    synthetic: bool
    content: Content
    evidence: Sequence[Mapping[str, Any]]

    @property
    def answer(self) -> Answer:
        """What it says, as an answer."""
        return answer_from(self.content)

    @property
    def last_evidence(self) -> date | None:
        """The day of the newest evidence behind it when it was published."""
        days = [one["last_on"] for one in self.evidence if one["last_on"]]
        return date.fromisoformat(max(days)) if days else None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The counts of a set date, by component."""

    set_on: date
    made_at: datetime
    counts: Mapping[str, Counted]
    since: Mapping[str, date]


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer of help with a component."""

    owner: Member
    component_key: str
    text: str
    contact_role: str
    offered_at: datetime


@read_once
def list_members(scope: Scope) -> list[Member]:
    """The authorities of the region that are in being today, by name."""
    rows = session(scope).execute(_members(select(Authority.id, Authority.name), scope))
    return [Member(key, name) for key, name in rows]


def _members(query: Query, scope: Scope) -> Query:
    today = now().date()
    return query.where(
        Authority.region_id == scope.region_id,
        Authority.kind == AuthorityKind.LOCAL_AUTHORITY,
        or_(Authority.start_date.is_(None), Authority.start_date <= today),
        or_(Authority.end_date.is_(None), Authority.end_date > today),
    ).order_by(Authority.name)


def list_past_and_present(scope: Scope) -> list[UUID]:
    """Every authority that is or was in the region, whose earlier answers stand in old counts."""
    rows = session(scope).scalars(
        select(Authority.id)
        .where(
            Authority.region_id == scope.region_id,
            Authority.kind == AuthorityKind.LOCAL_AUTHORITY,
        )
        .order_by(Authority.id)
    )
    return list(rows)


def list_rows(scope: Scope, *, see_unnamed: bool = True) -> list[Row]:
    """Every member with what this reader may know of it. One query.

    Without ``see_unnamed`` nothing tells who is counted without a name from who shares nothing.
    """
    rows = session(scope).execute(
        _members(
            select(
                Authority.id,
                Authority.name,
                type_coerce(SharedStanding.standing, Text),
                SharedStanding.synthetic,
            ).outerjoin(
                SharedStanding,
                and_(
                    SharedStanding.owner_id == Authority.id,
                    SharedStanding.reader_id == scope.authority_id,
                ),
            ),
            scope,
        )
    )
    return [
        Row(Member(key, name), kept or "{}", bool(synthetic), see_unnamed)
        for key, name, kept, synthetic in rows
    ]


def list_shared_texts(scope: Scope, key: str | None = None) -> list[SharedText]:
    """What other members share by name with this reader, of one component or of all, by name.

    One query.
    """
    query = (
        select(
            Authority.id,
            Authority.name,
            SharedComponent.version_number,
            SharedComponent.approved_at,
            SharedComponent.synthetic,
            SharedComponent.content,
            SharedComponent.evidence,
        )
        .join(SharedComponent, SharedComponent.owner_id == Authority.id)
        .where(SharedComponent.reader_id == scope.authority_id)
    )
    if key is not None:
        query = query.where(SharedComponent.component_key == key)
    texts = [
        SharedText(Member(owner, name), *held)
        for owner, name, *held in session(scope).execute(_members(query, scope))
    ]
    return sorted(texts, key=lambda one: (one.owner.name, one.content["key"]))


def find_shared_text(scope: Scope, owner_id: UUID, key: str) -> SharedText | None:
    """What one member shares of one component, or None."""
    texts = list_shared_texts(scope, key)
    return next((one for one in texts if one.owner.id == owner_id), None)


def list_offers(scope: Scope, key: str | None = None) -> list[Offer]:
    """The offers of help that other members make to this reader, by name. One query."""
    query = (
        select(
            Authority.id,
            Authority.name,
            HelpOffer.component_key,
            HelpOffer.text,
            HelpOffer.contact_role,
            HelpOffer.offered_at,
        )
        .join(HelpOffer, HelpOffer.owner_id == Authority.id)
        .where(HelpOffer.reader_id == scope.authority_id)
    )
    if key is not None:
        query = query.where(HelpOffer.component_key == key)
    offers = [
        Offer(
            Member(row.id, row.name), row.component_key, row.text, row.contact_role, row.offered_at
        )
        for row in session(scope).execute(_members(query, scope))
    ]
    return sorted(offers, key=lambda one: (one.owner.name, one.component_key))


def list_own_offers(scope: Scope) -> dict[str, Offer]:
    """The offers that the authority in use makes, by component."""
    rows = session(scope).scalars(select(HelpOffer).where(HelpOffer.owner_id == scope.authority_id))
    own = Member(scope.authority_id, "") if scope.authority_id else None
    return {
        row.component_key: Offer(own, row.component_key, row.text, row.contact_role, row.offered_at)
        for row in rows
        if own is not None
    }


def list_snapshots(scope: Scope) -> list[Snapshot]:
    """The frozen counts of the region, newest first."""
    rows = session(scope).scalars(
        select(CrosswalkSnapshot).order_by(CrosswalkSnapshot.set_on.desc())
    )
    return [_snapshot(row) for row in rows]


def find_snapshot(scope: Scope) -> Snapshot | None:
    """The newest frozen counts, or None before the first set date."""
    row = session(scope).scalar(
        select(CrosswalkSnapshot).order_by(CrosswalkSnapshot.set_on.desc()).limit(1)
    )
    return _snapshot(row) if row else None


def _snapshot(row: CrosswalkSnapshot) -> Snapshot:
    components: Mapping[str, Any] = row.content["components"]
    return Snapshot(
        set_on=row.set_on,
        made_at=row.made_at,
        counts={key: counted_from(held) for key, held in components.items()},
        since={key: date.fromisoformat(held["since"]) for key, held in components.items()},
    )


def counted_to(counted: Counted, since: date) -> dict[str, Any]:
    """Counts as they are kept in a snapshot; ``since`` is the date the figures are of."""
    return {
        "detail": counted.detail.value,
        "contributors": counted.contributors,
        "figures": {" ".join(category): value for category, value in counted.figures.items()},
        "unnamed": counted.unnamed,
        "since": since.isoformat(),
    }


def counted_from(held: Mapping[str, Any]) -> Counted:
    """Counts out of a snapshot again."""
    return Counted(
        Detail(held["detail"]),
        held["contributors"],
        {_category(name): value for name, value in held["figures"].items()},
        held.get("unnamed"),
    )


def _category(name: str) -> Category:
    sort, _, value = name.partition(" ")
    return sort, value


def own_contributions(scope: Scope) -> dict[date, dict[str, Contribution]]:
    """What the authority in use added to the counts of each set date, by component."""
    rows = session(scope).scalars(
        select(CrosswalkContribution).order_by(CrosswalkContribution.set_on)
    )
    return {
        row.set_on: {
            key: Contribution(str(row.authority_id), Coverage(coverage), maturity, named)
            for key, (coverage, maturity, named) in row.answers.items()
        }
        for row in rows
    }
