"""What may be known of a case's pack: by its home, and by a reader."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import defer

from regionqa.accounts import list_people
from regionqa.core.errors import NotFound
from regionqa.core.keys import KeyGone, KeyStore
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.moderation.attesting import attestation
from regionqa.moderation.deadlines import day_of
from regionqa.moderation.models import (
    ENDED_PACKS,
    Pack,
    PackCopy,
    PackOpening,
    PackOpeningCopy,
    Round,
)
from regionqa.moderation.policy import READ_CASES
from regionqa.moderation.queries.ties import Looked, look
from regionqa.moderation.redaction import Report
from regionqa.moderation.sealing import PackSeal

KEPT = timedelta(days=90)
AT_MOST = timedelta(days=365)
WITHOUT_PAPERS = (defer(Pack.document), defer(Pack.text))
"""A pack may have 20 MB, which most questions about it need not load."""
MAY_CHANGE = frozenset({"drawn", "allocated", "in_blind", "short"})


def live_packs(scope: Scope, case_id: UUID) -> list[Pack]:
    """Versions of a case's pack that have not ended, oldest first."""
    return list(
        session(scope).scalars(
            select(Pack)
            .options(*WITHOUT_PAPERS)
            .where(Pack.case_id == case_id, Pack.state.not_in(sorted(ENDED_PACKS)))
            .order_by(Pack.number)
        )
    )


def seal_of_pack(keys: KeyStore, row: Pack | PackCopy) -> PackSeal:
    """The key of a pack, or of a copy of it, in hand. Raises ``KeyGone``."""
    pack_id = row.pack_id if isinstance(row, PackCopy) else row.id
    return PackSeal(keys.get(row.key_id), pack_id, row.case_id, row.number)


def find_readable(scope: Scope, seen: Looked) -> Pack | PackCopy | None:
    """The version that this person may open now; the caller has asked ``sight``."""
    unit = session(scope)
    if seen.tie.leads_home or seen.tie.home_auditor:
        return unit.scalar(
            select(Pack)
            .where(Pack.case_id == seen.case.id, Pack.state.in_(["checked", "attested"]))
            .order_by(Pack.number.desc())
            .limit(1)
        )
    return unit.scalar(
        select(PackCopy)
        .where(PackCopy.case_id == seen.case.id)
        .order_by(PackCopy.number.desc())
        .limit(1)
    )


@dataclass(frozen=True, slots=True)
class PackSeen:
    """A pack as its reader may know it. ``changed``: since they last opened it.

    ``gone``: they had opened one, and there is none now.
    """

    number: int | None
    kind: str
    pages: int | None
    opened_at: datetime | None
    changed: bool
    gone: bool


def visible_pack(scope: Scope, case_id: UUID) -> PackSeen | None:
    """What a reader may know of the pack of a case; None where one may know nothing."""
    seen = look(scope, case_id)
    if not seen.sight.pack or seen.case.way != "pack":
        return None
    unit = session(scope)
    last = unit.scalar(
        select(PackOpening)
        .where(PackOpening.case_id == case_id, PackOpening.person_id == scope.person_id)
        .order_by(PackOpening.at.desc())
        .limit(1)
    )
    row = unit.execute(
        select(PackCopy.number, PackCopy.kind, PackCopy.pages)
        .where(PackCopy.case_id == case_id)
        .order_by(PackCopy.number.desc())
        .limit(1)
    ).first()
    opened_at = None if last is None else last.at
    if row is None:
        return PackSeen(None, "", None, opened_at, changed=False, gone=last is not None)
    changed = last is not None and last.number < row.number
    return PackSeen(row.number, row.kind, row.pages, opened_at, changed=changed, gone=False)


def has_copy(scope: Scope, case_id: UUID) -> bool:
    """Whether there is a pack of a case that this reader may open; one query."""
    seen = look(scope, case_id)
    if not seen.sight.pack or seen.case.way != "pack":
        return False
    found = select(PackCopy.id).where(PackCopy.case_id == case_id).limit(1)
    return session(scope).scalar(found) is not None


@dataclass(frozen=True, slots=True)
class PackVersion:
    """One version of a pack in its history."""

    number: int
    state: str
    kind: str
    size: int
    pages: int | None
    findings: int
    uploaded_by: str
    uploaded_at: datetime
    attested_by: str | None
    attested_at: datetime | None
    attestation: str | None
    in_words: str | None
    ended_at: datetime | None
    ended_why: str | None


@dataclass(frozen=True, slots=True)
class Opening:
    """Somebody opened a pack: a colleague by name, a reader by mark."""

    who: str
    number: int
    what: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PackAtHome:
    """The home's page of a pack.

    ``draft`` is the version that waits to be attested, with its ``report``; None: there is none,
    or its key is gone. ``attest`` is the wording. ``openings`` are those of the own people, and of
    readers once the case is revealed.
    """

    case_id: UUID
    round_id: UUID
    label: str
    reference_way: str
    state: str
    may_change: bool
    draft: PackVersion | None
    draft_version: int
    report: Report | None
    attest: str
    attested: PackVersion | None
    checking: bool
    versions: tuple[PackVersion, ...]
    openings: tuple[Opening, ...]


def pack_at_home(scope: Scope, keys: KeyStore, case_id: UUID) -> PackAtHome:
    """All that the home knows of a case's pack. Raises ``NotFound`` for who is not of the home."""
    require(scope, READ_CASES)
    seen = look(scope, case_id)
    if not (seen.tie.leads_home or seen.tie.home_auditor):
        raise NotFound
    names = {one.person_id: one.display_name for one in list_people(scope)}
    rows = (
        session(scope)
        .scalars(
            select(Pack)
            .options(*WITHOUT_PAPERS)
            .where(Pack.case_id == case_id)
            .order_by(Pack.number.desc())
        )
        .all()
    )
    draft = next((row for row in rows if row.state == "checked"), None)
    report = None if draft is None else _report(keys, draft)
    views = {row.id: _version(row, names) for row in rows}
    attested = next((row for row in rows if row.state == "attested"), None)
    return PackAtHome(
        case_id=case_id,
        round_id=seen.case.round_id,
        label=seen.case.label,
        reference_way=seen.case.way,
        state=seen.state,
        may_change=seen.state in MAY_CHANGE,
        draft=views[draft.id] if draft is not None and report is not None else None,
        draft_version=draft.version if draft is not None else 0,
        report=report,
        attest=attestation(report.unread if report is not None else ()),
        attested=None if attested is None else views[attested.id],
        checking=any(row.state == "checking" for row in rows),
        versions=tuple(views.values()),
        openings=_openings(scope, case_id, names),
    )


def _report(keys: KeyStore, pack: Pack) -> Report | None:
    try:
        return seal_of_pack(keys, pack).open_report(pack.report or b"")
    except KeyGone:
        return None


def _version(row: Pack, names: dict[UUID, str]) -> PackVersion:
    return PackVersion(
        number=row.number,
        state=row.state,
        kind=row.kind,
        size=row.size,
        pages=row.pages,
        findings=row.findings,
        uploaded_by=names.get(row.uploaded_by, "a former colleague"),
        uploaded_at=row.uploaded_at,
        attested_by=names.get(row.attested_by, "a former colleague") if row.attested_by else None,
        attested_at=row.attested_at,
        attestation=row.attestation,
        in_words=row.in_words,
        ended_at=row.ended_at,
        ended_why=row.ended_why,
    )


def _openings(scope: Scope, case_id: UUID, names: dict[UUID, str]) -> tuple[Opening, ...]:
    unit = session(scope)
    own = unit.scalars(select(PackOpening).where(PackOpening.case_id == case_id))
    told = unit.scalars(
        select(PackOpeningCopy).where(
            PackOpeningCopy.case_id == case_id, PackOpeningCopy.reader_id == scope.authority_id
        )
    )
    rows = [
        *(
            Opening(names.get(row.person_id, "a former colleague"), row.number, row.what, row.at)
            for row in own
        ),
        *(Opening(row.mark, row.number, row.what, row.at) for row in told),
    ]
    return tuple(sorted(rows, key=lambda one: one.at, reverse=True))


def pack_states(scope: Scope, case_ids: Sequence[UUID]) -> dict[UUID, str]:
    """How far the pack of each of these own cases is: that of its furthest version that lives."""
    rows = session(scope).execute(
        select(Pack.case_id, Pack.state)
        .where(Pack.case_id.in_(list(case_ids)), Pack.state.not_in(sorted(ENDED_PACKS)))
        .order_by(Pack.number)
    )
    order = ("checking", "checked", "attested")
    found: dict[UUID, str] = {}
    for case_id, state in rows:
        held = found.get(case_id, state)
        found[case_id] = max(state, held, key=order.index)
    return found


def ends_on(held: Round) -> date:
    """The day on which a round's packs end.

    90 days after it was published or cancelled; a year after its last day of grading in any case.
    """
    latest = held.closes_on + AT_MOST
    return latest if held.ended_at is None else min(day_of(held.ended_at) + KEPT, latest)


def list_expired(scope: Scope, moment: datetime) -> list[UUID]:
    """Rounds whose packs end by now and that have any left. Wants the duty of revealing."""
    unit = session(scope)
    live = select(Pack.round_id).where(Pack.state.not_in(sorted(ENDED_PACKS))).distinct()
    holding = {*unit.scalars(live), *unit.scalars(select(PackCopy.round_id).distinct())}
    rounds = unit.scalars(select(Round).where(Round.id.in_(list(holding))).order_by(Round.id))
    return [held.id for held in rounds if ends_on(held) <= day_of(moment)]
