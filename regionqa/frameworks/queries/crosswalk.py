"""Reading what is shared over a region: standings, texts, frozen counts, offers of help."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import Date, Select, String, Text, Uuid, and_, bindparam, or_, select, type_coerce
from sqlalchemy import Row as SqlRow

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


_REGION, _TODAY = bindparam("region", type_=Uuid()), bindparam("today", type_=Date)
_READER, _KEY = bindparam("reader", type_=Uuid()), bindparam("key", type_=String)


def _given(scope: Scope, key: str | None = None) -> dict[str, Any]:
    """What the statements below are asked with."""
    given = {"region": scope.region_id, "today": now().date(), "reader": scope.authority_id}
    return given if key is None else {**given, "key": key}


def _of_members(*columns: Any) -> Select[*tuple[Any, ...]]:
    """Members in being with more columns, by name."""
    return (
        select(Authority.id, Authority.name, *columns)
        .where(
            Authority.region_id == _REGION,
            Authority.kind == AuthorityKind.LOCAL_AUTHORITY,
            or_(Authority.start_date.is_(None), Authority.start_date <= _TODAY),
            or_(Authority.end_date.is_(None), Authority.end_date > _TODAY),
        )
        .order_by(Authority.name)
    )


# Asked at each request of the crosswalk's pages, so they are built once.
_MEMBERS = _of_members()
_ROWS = _of_members(
    type_coerce(SharedStanding.standing, Text).label("kept"), SharedStanding.synthetic
).outerjoin(
    SharedStanding,
    and_(SharedStanding.owner_id == Authority.id, SharedStanding.reader_id == _READER),
)
_ROWS_AND_HELP = (
    _ROWS.add_columns(HelpOffer.component_key)
    .outerjoin(HelpOffer, and_(HelpOffer.owner_id == Authority.id, HelpOffer.reader_id == _READER))
    .order_by(HelpOffer.component_key)
)
_TEXTS = (
    _of_members(
        SharedComponent.version_number,
        SharedComponent.approved_at,
        SharedComponent.synthetic,
        SharedComponent.content,
        SharedComponent.evidence,
    )
    .join(SharedComponent, SharedComponent.owner_id == Authority.id)
    .where(SharedComponent.reader_id == _READER)
)
_TEXTS_OF_KEY = _TEXTS.where(SharedComponent.component_key == _KEY)
_OFFERS = (
    _of_members(
        HelpOffer.component_key, HelpOffer.text, HelpOffer.contact_role, HelpOffer.offered_at
    )
    .join(HelpOffer, HelpOffer.owner_id == Authority.id)
    .where(HelpOffer.reader_id == _READER)
)
_OFFERS_OF_KEY = _OFFERS.where(HelpOffer.component_key == _KEY)
_NEWEST = (
    select(CrosswalkSnapshot.set_on, CrosswalkSnapshot.made_at, CrosswalkSnapshot.content)
    .order_by(CrosswalkSnapshot.set_on.desc())
    .limit(1)
)


@read_once
def list_members(scope: Scope) -> list[Member]:
    """The authorities of the region that are in being today, by name."""
    rows = session(scope).execute(_MEMBERS, _given(scope))
    return [Member(key, name) for key, name in rows]


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
    rows = session(scope).execute(_ROWS, _given(scope))
    return [
        Row(Member(key, name), kept or "{}", bool(synthetic), see_unnamed)
        for key, name, kept, synthetic in rows
    ]


def list_rows_and_help(scope: Scope) -> tuple[list[Row], dict[str, list[str]]]:
    """Every member as in ``list_rows``, and by component who offers help, by name. One query."""
    rows: dict[UUID, Row] = {}
    helpers: dict[str, list[str]] = {}
    for key, name, kept, synthetic, offered in session(scope).execute(
        _ROWS_AND_HELP, _given(scope)
    ):
        if key not in rows:
            rows[key] = Row(Member(key, name), kept or "{}", bool(synthetic))
        if offered is not None:
            helpers.setdefault(offered, []).append(name)
    return list(rows.values()), helpers


def list_shared_texts(scope: Scope, key: str | None = None) -> list[SharedText]:
    """What other members share by name with this reader, of one component or of all, by name.

    One query.
    """
    query = _TEXTS if key is None else _TEXTS_OF_KEY
    texts = [
        SharedText(Member(owner, name), *held)
        for owner, name, *held in session(scope).execute(query, _given(scope, key))
    ]
    return sorted(texts, key=lambda one: (one.owner.name, one.content["key"]))


def find_shared_text(scope: Scope, owner_id: UUID, key: str) -> SharedText | None:
    """What one member shares of one component, or None."""
    texts = list_shared_texts(scope, key)
    return next((one for one in texts if one.owner.id == owner_id), None)


def list_offers(scope: Scope, key: str | None = None) -> list[Offer]:
    """The offers of help that other members make to this reader, by name. One query."""
    query = _OFFERS if key is None else _OFFERS_OF_KEY
    offers = [
        Offer(Member(owner, name), *held)
        for owner, name, *held in session(scope).execute(query, _given(scope, key))
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
    row = session(scope).execute(_NEWEST).first()
    return _snapshot(row) if row else None


def _snapshot(row: CrosswalkSnapshot | SqlRow[Any]) -> Snapshot:
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
