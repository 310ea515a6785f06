"""Reading releases: what the office sees of them, and what each authority sees of its own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, and_, bindparam, select

from regionqa.benchmarking.gate.given import Given, given_from_json
from regionqa.benchmarking.gate.recipes import Recipe, recipe_from_json
from regionqa.benchmarking.gate.verdict import Verdict, verdict_from_json
from regionqa.benchmarking.machines import STANDING, state_for_readers
from regionqa.benchmarking.models import (
    GateRun,
    Release,
    ReleaseContribution,
    ReleaseProduct,
    ReleaseSettlement,
    ReleaseStanding,
)
from regionqa.benchmarking.products import (
    Audience,
    MembersProduct,
    RegionState,
    UnnamedProduct,
    members_from_json,
    unnamed_from_json,
)
from regionqa.benchmarking.windows import Window
from regionqa.core.errors import NotFound
from regionqa.core.facts import HERE
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_once, session

LOOKED_AT = 12
"""The newest releases among which the one for an authority's own paper is looked for."""
ANSWERED = frozenset({"confirmed", "disputed"})
"""How an authority stands that has said what it thinks of its figures."""
LEFT_OUT = "left_out"
"""How a dispute ends where the authority is no part of the release."""


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release as members of the region see it."""

    id: UUID
    definition_id: UUID
    title: str
    state: str
    version: int
    window: Window
    recipe: Recipe
    synthetic: bool
    proposed_by: UUID
    created_at: datetime
    check_opened_at: datetime | None
    check_due: date | None
    gate_number: int
    signed_by: UUID | None
    published_at: datetime | None
    data_hash: str | None
    ended_reason: str | None
    ended_at: datetime | None

    @property
    def published(self) -> bool:
        """Whether it stands."""
        return self.state in STANDING


@dataclass(frozen=True, slots=True)
class Settlement:
    """How the office settled a dispute."""

    outcome: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a contributor stands, without a number of it."""

    authority_id: UUID
    number: int
    state: str
    measures: Mapping[str, str]
    synthetic: bool
    agrees: bool
    said: str | None
    at: datetime
    settlement: Settlement | None = None

    @property
    def open_dispute(self) -> bool:
        """Whether a dispute waits for the office."""
        return self.state == "disputed" and self.settlement is None

    @property
    def left_out(self) -> bool:
        """Whether a dispute ended with the authority left out of the release."""
        return self.settlement is not None and self.settlement.outcome == LEFT_OUT

    @property
    def answered(self) -> bool:
        """Whether the authority has said what it thinks of its figures."""
        return self.state in ANSWERED


@dataclass(frozen=True, slots=True)
class GateLook:
    """A look of the gate at a recipe. ``products`` stands only where it passed."""

    number: int
    outcome: str
    recipe: Recipe
    verdict: Verdict
    unnamed: UnnamedProduct | None
    members: MembersProduct | None
    beside: tuple[str, ...]
    data_hash: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnContribution:
    """What the authority in use gave to a release; ``left_out`` where its dispute ended so."""

    measures: Mapping[str, Given]
    salt: str
    seal: str
    frozen_at: datetime
    left_out: bool = False


def held_release(scope: Scope, release_id: UUID, *, lock: bool = False) -> Release:
    """The row of a release, for writing. Raises ``NotFound``."""
    query = select(Release).where(Release.id == release_id)
    row = session(scope).scalar(query.with_for_update() if lock else query)
    if row is None:
        raise NotFound
    return row


def get_release(scope: Scope, release_id: UUID) -> ReleaseView:
    """A release of the region. Raises ``NotFound``."""
    return _release(scope, held_release(scope, release_id))


def look_up(scope: Scope, release_id: UUID) -> ReleaseView:
    """The same from ``list_releases``, for a page that wants the others too."""
    found = next((one for one in list_releases(scope) if one.id == release_id), None)
    if found is None:
        raise NotFound
    return found


NEWEST_FIRST = (Release.last_month.desc(), Release.created_at.desc(), Release.title)


_RELEASES = select(Release).order_by(*NEWEST_FIRST)


@read_once
def list_releases(scope: Scope) -> list[ReleaseView]:
    """Every release of the region, the newest window first."""
    rows = session(scope).scalars(_RELEASES)
    return [_release(scope, row) for row in rows]


def list_known(scope: Scope, release_id: UUID) -> list[ReleaseView]:
    """Every other release that was ever published, in the order of publication.

    One that was withdrawn is among them: nobody forgets what it said.
    """
    rows = session(scope).scalars(
        select(Release)
        .where(Release.published_at.is_not(None), Release.id != release_id)
        .order_by(Release.published_at, Release.id)
    )
    return [_release(scope, row) for row in rows]


def _release(scope: Scope, row: Release) -> ReleaseView:
    return ReleaseView(
        id=row.id,
        definition_id=row.definition_id,
        title=row.title,
        state=row.state if scope.office else state_for_readers(row.state),
        version=row.version,
        window=Window(row.first_month, row.last_month),
        recipe=recipe_from_json(row.recipe),
        synthetic=row.synthetic,
        proposed_by=row.proposed_by,
        created_at=row.created_at,
        check_opened_at=row.check_opened_at,
        check_due=row.check_due,
        gate_number=row.gate_number,
        signed_by=row.signed_by,
        published_at=row.published_at,
        data_hash=row.data_hash,
        ended_reason=row.ended_reason,
        ended_at=row.ended_at,
    )


_RELEASE: BindParameter[Any] = bindparam("release")
_STANDINGS = (
    select(ReleaseStanding, ReleaseSettlement)
    .outerjoin(
        ReleaseSettlement,
        (ReleaseSettlement.release_id == ReleaseStanding.release_id)
        & (ReleaseSettlement.reader_id == ReleaseStanding.owner_id)
        & (ReleaseSettlement.answers == ReleaseStanding.number),
    )
    .where(ReleaseStanding.release_id == _RELEASE)
    .order_by(ReleaseStanding.number)
)


def list_standings(scope: Scope, release_id: UUID) -> dict[UUID, Standing]:
    """Where each contributor stands; an authority's own scope gives its own. One query."""
    rows = session(scope).execute(_STANDINGS, {"release": release_id})
    return {row.owner_id: _standing(row, settled) for row, settled in rows}


def _standing(row: ReleaseStanding, settled: ReleaseSettlement | None) -> Standing:
    return Standing(
        row.owner_id,
        row.number,
        row.state,
        row.measures,
        row.synthetic,
        row.agrees,
        row.said,
        row.at,
        Settlement(settled.outcome, settled.reason, settled.at) if settled is not None else None,
    )


_LEFT_OUT = and_(  # the office's word that the authority in use is no part of a release
    ReleaseSettlement.release_id == ReleaseContribution.release_id,
    ReleaseSettlement.reader_id == HERE,
    ReleaseSettlement.outcome == LEFT_OUT,
)
_CONTRIBUTION = (
    select(ReleaseContribution, ReleaseSettlement.outcome)
    .outerjoin(ReleaseSettlement, _LEFT_OUT)
    .where(ReleaseContribution.release_id == _RELEASE, ReleaseContribution.authority_id == HERE)
)


@read_once
def find_contribution(scope: Scope, release_id: UUID) -> OwnContribution | None:
    """What the authority in use gave to a release, or None."""
    asked = {"release": release_id, "here": scope.authority_id}
    row = session(scope).execute(_CONTRIBUTION, asked).first()
    return None if row is None else _contribution(row[0], left_out=row[1] is not None)


def _contribution(row: ReleaseContribution, *, left_out: bool = False) -> OwnContribution:
    return OwnContribution(
        given_from_json(row.content), row.salt, row.seal, row.frozen_at, left_out
    )


def contributions_to(scope: Scope, release_ids: Sequence[UUID]) -> dict[UUID, OwnContribution]:
    """What the authority in use gave to each of these releases."""
    rows = session(scope).scalars(
        select(ReleaseContribution).where(ReleaseContribution.release_id.in_(release_ids))
    )
    return {row.release_id: _contribution(row) for row in rows}


def list_looks(scope: Scope, release_id: UUID) -> list[GateLook]:
    """Every look of the gate at a release, newest first; in the office's scope."""
    rows = session(scope).scalars(
        select(GateRun).where(GateRun.release_id == release_id).order_by(GateRun.number.desc())
    )
    return [_look(row) for row in rows]


def find_look(scope: Scope, release_id: UUID, number: int) -> GateLook | None:
    """One look of the gate, or None."""
    row = session(scope).scalar(
        select(GateRun).where(GateRun.release_id == release_id, GateRun.number == number)
    )
    return _look(row) if row is not None else None


def _look(row: GateRun) -> GateLook:
    held = row.products or {}
    unnamed, members = held.get("unnamed"), held.get("members")
    return GateLook(
        row.number,
        row.outcome,
        recipe_from_json(row.recipe),
        verdict_from_json(row.verdict),
        unnamed_from_json(unnamed) if unnamed else None,
        members_from_json(members) if members else None,
        tuple(row.beside),
        row.data_hash,
        row.at,
    )


def find_unnamed(scope: Scope, release_id: UUID) -> UnnamedProduct | None:
    """What this reader was given of a published release, or None."""
    return find_products(scope, release_id)[0]


_NEWEST = (
    select(ReleaseProduct.content, ReleaseContribution, ReleaseSettlement.outcome)
    .join(Release, Release.id == ReleaseProduct.release_id)
    .outerjoin(
        ReleaseContribution,
        (ReleaseContribution.release_id == Release.id) & (ReleaseContribution.authority_id == HERE),
    )
    .outerjoin(ReleaseSettlement, _LEFT_OUT)
    .where(
        Release.state.in_(sorted(STANDING)),
        ReleaseProduct.audience == Audience.UNNAMED.value,
        ReleaseProduct.reader_id == HERE,
    )
    .order_by(*NEWEST_FIRST)
    .limit(LOOKED_AT)
)


def find_newest(scope: Scope, code: str) -> tuple[UnnamedProduct, OwnContribution | None] | None:
    """What this reader was given of the newest release that stands, and what it gave; or None.

    The newest of the last ``LOOKED_AT`` that says something of the measure ``code``, else the
    newest that says something of any: a narrower release does not put what matters most aside.
    """
    rows = session(scope).execute(_NEWEST, {"here": scope.authority_id})
    first = None
    for content, given, left_out in rows:
        product = unnamed_from_json(content)
        said = {one.code for one in product.figures if one.state is not RegionState.LEFT_OUT}
        if said and (first is None or code in said):
            held = None if given is None else _contribution(given, left_out=left_out is not None)
            first = product, held
            if code in said:
                break
    return first


def find_named(scope: Scope, release_id: UUID) -> MembersProduct | None:
    """The named tables that this reader was given, or None."""
    return find_products(scope, release_id)[1]


_PRODUCTS = select(ReleaseProduct.audience, ReleaseProduct.content).where(
    ReleaseProduct.release_id == _RELEASE, ReleaseProduct.reader_id == HERE
)


@read_once
def find_products(
    scope: Scope, release_id: UUID
) -> tuple[UnnamedProduct | None, MembersProduct | None]:
    """What this reader was given of a release with nobody named and by name; None for neither."""
    asked = {"release": release_id, "here": scope.authority_id}
    rows = session(scope).execute(_PRODUCTS, asked)
    held = {row.audience: row.content for row in rows}
    unnamed, members = held.get(Audience.UNNAMED.value), held.get(Audience.MEMBERS.value)
    return (
        unnamed_from_json(unnamed) if unnamed is not None else None,
        members_from_json(members) if members is not None else None,
    )
