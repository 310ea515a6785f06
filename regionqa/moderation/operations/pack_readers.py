"""Packs on their way to who reads them and away again, and every opening of one."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import delete, select

from regionqa.core import events
from regionqa.core.errors import NotFound
from regionqa.core.keys import KeyGone, KeyStore
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.exchange.documents import Block
from regionqa.moderation.machines import REVEALED
from regionqa.moderation.models import (
    ENDED_PACKS,
    Assignment,
    CaseCourse,
    Pack,
    PackCopy,
    PackOpening,
    PackOpeningCopy,
)
from regionqa.moderation.operations.moves import live_assignments
from regionqa.moderation.policy import READ_CASES
from regionqa.moderation.queries.packs import WITHOUT_PAPERS, find_readable, seal_of_pack
from regionqa.moderation.queries.ties import look
from regionqa.moderation.sealing import DOCUMENT

OPENED = events.declare("pack.opened", "number", "what", sentence="Opened a pack")
READABLE = frozenset({"in_blind", "short"}) | REVEALED


@dataclass(frozen=True, slots=True)
class OpenedPack:
    """What somebody is shown of a pack, or the file that they took; ``label`` is the case's."""

    label: str
    at_home: bool
    number: int
    kind: str
    pages: int | None
    blocks: tuple[Block, ...] = ()
    document: bytes = b""


def open_pack(scope: Scope, keys: KeyStore, case_id: UUID, *, what: str) -> OpenedPack:
    """Open a pack: its ``text`` or the ``document``. The opening is kept, and its event written.

    Raises ``NotFound`` for who may not, or where there is none (any more).
    """
    require(scope, READ_CASES)
    seen = look(scope, case_id)
    if not seen.sight.pack:
        raise NotFound
    row = find_readable(scope, seen)
    if row is None:
        raise NotFound
    try:
        seal = seal_of_pack(keys, row)
    except KeyGone as error:
        raise NotFound from error
    session(scope).add(
        PackOpening(
            region_id=scope.region_id,
            authority_id=scope.authority_id,
            round_id=row.round_id,
            case_id=case_id,
            person_id=scope.person_id,
            number=row.number,
            what=what,
            digest=row.digest,
            at=now(),
        )
    )
    session(scope).flush()
    events.record(scope, OPENED, case_id, number=row.number, what=what)
    shown = (seen.case.label, seen.tie.of_home, row.number, row.kind, row.pages)
    if what == DOCUMENT:
        document = seal.open(row.document or b"", DOCUMENT)
        return OpenedPack(*shown, document=document)
    return OpenedPack(*shown, seal.open_blocks(row.text or b""))


def share_packs(scope: Scope, course: CaseCourse) -> None:
    """Give the attested pack to each live reader's authority, while the case is read.

    Wants the duty of revealing.
    """
    pack = _attested(scope, course.case_id)
    if pack is None or course.state not in READABLE:
        return
    unit = session(scope)
    there = set(unit.scalars(select(PackCopy.authority_id).where(PackCopy.pack_id == pack.id)))
    readers = {one.reader_id for one in live_assignments(scope, course.case_id)}
    unit.add_all(
        PackCopy(
            region_id=pack.region_id,
            authority_id=reader,
            round_id=pack.round_id,
            case_id=pack.case_id,
            pack_id=pack.id,
            number=pack.number,
            kind=pack.kind,
            pages=pack.pages,
            key_id=pack.key_id,
            document=pack.document,
            text=pack.text,
            digest=pack.digest,
        )
        for reader in sorted(readers - there - {course.home_id}, key=str)
    )
    unit.flush()


def _attested(scope: Scope, case_id: UUID) -> Pack | None:
    return session(scope).scalar(
        select(Pack)
        .options(*WITHOUT_PAPERS)
        .where(Pack.case_id == case_id, Pack.state == "attested")
        .order_by(Pack.number.desc())
        .limit(1)
    )


def tell_openings(scope: Scope, course: CaseCourse) -> None:
    """Once the case is revealed its home is told who opened the pack, by mark. Wants the duty."""
    if course.state not in REVEALED:
        return
    unit = session(scope)
    marks = dict(
        unit.execute(
            select(Assignment.person_id, Assignment.mark).where(
                Assignment.case_id == course.case_id
            )
        ).all()
    )
    told = set(
        unit.scalars(
            select(PackOpeningCopy.opening_id).where(PackOpeningCopy.case_id == course.case_id)
        )
    )
    rows = unit.scalars(select(PackOpening).where(PackOpening.case_id == course.case_id))
    unit.add_all(
        PackOpeningCopy(
            owner_id=scope.authority_id,
            reader_id=course.home_id,
            round_id=row.round_id,
            case_id=row.case_id,
            opening_id=row.id,
            mark=marks[row.person_id],
            number=row.number,
            what=row.what,
            at=row.at,
        )
        for row in rows
        if row.person_id in marks and row.id not in told
    )
    unit.flush()


@dataclass
class Leftovers:
    """What must go: copies by the authority that has them; the home whose packs have ended."""

    copies: dict[UUID, list[UUID]] = field(default_factory=dict)
    home_id: UUID | None = None


def find_leftovers(scope: Scope, course: CaseCourse, *, over: bool = False) -> Leftovers:
    """Copies that nobody may read any more, and packs of a case that is withdrawn or ``over``.

    Wants the duty of revealing.
    """
    unit = session(scope)
    pack = _attested(scope, course.case_id)
    over = over or course.state == "withdrawn"
    readers = {one.reader_id for one in live_assignments(scope, course.case_id)}
    left = Leftovers()
    rows = unit.execute(
        select(PackCopy.id, PackCopy.pack_id, PackCopy.authority_id).where(
            PackCopy.case_id == course.case_id
        )
    )
    for row in rows:
        stands = pack is not None and row.pack_id == pack.id and row.authority_id in readers
        if over or not stands:
            left.copies.setdefault(row.authority_id, []).append(row.id)
    if over:
        live = unit.scalar(
            select(Pack.id)
            .where(Pack.case_id == course.case_id, Pack.state.not_in(sorted(ENDED_PACKS)))
            .limit(1)
        )
        left.home_id = course.home_id if live is not None else None
    return left


def remove_copies(scope: Scope, copy_ids: Iterable[UUID]) -> None:
    """Delete an authority's copies of packs that it may read no more, in its own name."""
    session(scope).execute(delete(PackCopy).where(PackCopy.id.in_(list(copy_ids))))


def readers_to_tell(scope: Scope, case_id: UUID, number: int | None) -> set[UUID]:
    """Who reads the case and had opened a version before this one; all who read it for None.

    Wants the duty of revealing.
    """
    live = live_assignments(scope, case_id)
    reading = {one.person_id for one in live if one.mark.startswith("Reader")}
    if number is None:
        return reading
    opened = session(scope).scalars(
        select(PackOpening.person_id).where(
            PackOpening.case_id == case_id, PackOpening.number < number
        )
    )
    return reading & set(opened)
