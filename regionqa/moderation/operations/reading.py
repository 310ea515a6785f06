"""Reading a case: answering, saving as one goes, submitting once, correcting before the reveal."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from regionqa.core import events, jobs
from regionqa.core.errors import Conflict, Faults, Forbidden, NotFound, Unprocessable
from regionqa.core.locks import hold
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.moderation.contents import AFTER_REASONS, MOST_TEXT, Content, check_content, seal_of
from regionqa.moderation.deadlines import end_of
from regionqa.moderation.models import (
    AssignmentAnswer,
    PackOpening,
    Reading,
    ReadingDraft,
    ReadingReceipt,
    ReadingStanding,
    Round,
)
from regionqa.moderation.operations.joining import CONFLICT_REASONS, own_assignment
from regionqa.moderation.operations.rounds import SETTLE
from regionqa.moderation.places import members_of, office_of
from regionqa.moderation.policy import READ_CASES
from regionqa.moderation.queries.rounds import held_round, tool_of
from regionqa.moderation.queries.ties import Looked, look, standing_of, was_revealed

SUBMITTED = events.declare("reading.submitted", "of_kind", "seal", sentence="Submitted a reading")
CORRECTED = events.declare("reading.corrected", "of_kind", "seal", sentence="Corrected a reading")
ANSWERED = events.declare("assignment.answered", "accepts", sentence="Answered a request to read")
DRAFT_KEYS = frozenset({"grades", "evidence", "had", "minutes", "no_conflict"})


def answer_assignment(
    scope: Scope, case_id: UUID, *, accepts: bool, reason: str | None = None
) -> None:
    """Accept to read a case, or decline with a reason; to decline is possible until one submits."""
    require(scope, READ_CASES)
    look(scope, case_id)
    assignment = own_assignment(scope, case_id)
    if not accepts and reason not in {*CONFLICT_REASONS, "no_time", "away"}:
        raise Unprocessable(errors={"reason": ["Say why you cannot read this case"]})
    if not accepts and find_reading(scope, case_id, "peer") is not None:
        raise Conflict("Your reading is in, so it stands.")
    wanted = "confirmed" if accepts else "declined"
    if standing_of(scope, assignment.id) == wanted:
        return
    add_answer(scope, assignment.id, case_id, assignment.round_id, wanted, reason)
    events.record(scope, ANSWERED, case_id, accepts=accepts)
    settle(scope, assignment.round_id, case_id)


def add_answer(
    scope: Scope,
    assignment_id: UUID,
    case_id: UUID,
    round_id: UUID,
    standing: str,
    reason: str | None,
    *,
    to: UUID | None = None,
) -> None:
    """Add what became of an assignment; in the reader's name, or in the office's with ``to``."""
    unit = session(scope)
    last = unit.scalar(
        select(func.max(AssignmentAnswer.number)).where(
            AssignmentAnswer.assignment_id == assignment_id
        )
    )
    opened = unit.scalar(select(PackOpening.id).where(PackOpening.case_id == case_id).limit(1))
    unit.add(
        AssignmentAnswer(
            owner_id=scope.authority_id,
            reader_id=to or office_of(scope),
            round_id=round_id,
            case_id=case_id,
            assignment_id=assignment_id,
            number=(last or 0) + 1,
            standing=standing,
            reason=reason,
            opened=opened is not None,
            at=now(),
        )
    )
    unit.flush()


def settle(scope: Scope, round_id: UUID, case_id: UUID | None) -> None:
    """Ask for what follows to be done for everybody, once this is committed."""
    jobs.enqueue(
        scope, SETTLE, {"round_id": round_id, "case_id": case_id}, title="Bring a case up to date"
    )


def find_reading(scope: Scope, case_id: UUID, kind: str) -> Reading | None:
    """The person's reading that counts now: the newest that nothing supersedes."""
    rows = (
        session(scope)
        .scalars(
            select(Reading).where(
                Reading.case_id == case_id,
                Reading.person_id == scope.person_id,
                Reading.kind == kind,
            )
        )
        .all()
    )
    replaced = {row.supersedes for row in rows}
    return next((row for row in rows if row.id not in replaced), None)


def save_draft(scope: Scope, case_id: UUID, content: Mapping[str, Any], *, version: int) -> int:
    """Save what is written so far; gives the new version. ``version`` is 0 for the first saving.

    Raises ``Conflict`` with both contents when it was saved elsewhere since, so that no text is
    lost, and ``Forbidden`` when the case may not be graded now.
    """
    hold(scope, f"reading:{case_id}:{scope.person_id}")
    seen = _writing(scope, case_id)
    kept = _kept(content)
    unit = session(scope)
    draft = _draft(scope, case_id)
    if (draft.version if draft else 0) != version:
        raise Conflict(
            "This case was saved somewhere else since you opened it. Both are shown below.",
            seen=version,
            found=draft.version if draft else 0,
            theirs=draft.content if draft else {},
            yours=kept,
        )
    if draft is None:
        unit.add(
            ReadingDraft(
                authority_id=scope.authority_id,
                round_id=seen.case.round_id,
                case_id=case_id,
                person_id=scope.person_id,
                content=kept,
                saved_at=now(),
            )
        )
        unit.flush()
        return 1
    draft.content, draft.saved_at = kept, now()
    flag_modified(draft, "saved_at")
    unit.flush()
    return draft.version


def _kept(content: Mapping[str, Any]) -> dict[str, Any]:
    """The draft's known parts, cut to what may be kept; nothing else is stored."""
    kept = {key: content[key] for key in sorted(DRAFT_KEYS & set(content))}
    texts = [*dict(kept.get("evidence") or {}).values(), *dict(kept.get("grades") or {}).values()]
    if any(len(str(text)) > MOST_TEXT for text in texts):
        raise Unprocessable(errors={"evidence": [f"Write at most {MOST_TEXT:,} characters"]})
    return kept


def _draft(scope: Scope, case_id: UUID) -> ReadingDraft | None:
    return session(scope).scalar(
        select(ReadingDraft)
        .where(ReadingDraft.case_id == case_id, ReadingDraft.person_id == scope.person_id)
        .with_for_update()
    )


def _writing(scope: Scope, case_id: UUID) -> Looked:
    require(scope, READ_CASES)
    seen = look(scope, case_id)
    if not seen.sight.grade:
        raise Forbidden("This case cannot be graded now.")
    if was_revealed(scope, case_id):
        raise Forbidden("Your reading was shown to the others, so it stands as it is.")
    return seen


def submit_reading(
    scope: Scope,
    case_id: UUID,
    content: Mapping[str, Any],
    *,
    version: int,
    request_key: str,
) -> UUID:
    """Submit a reading, or before the reveal a correction of it; gives its id.

    The same ``request_key`` again gives the same reading and changes nothing. Raises ``Conflict``
    for a stale ``version`` of the draft, ``Unprocessable`` naming each field, ``Forbidden`` outside
    the window or after the reveal.
    """
    known = _with_key(scope, request_key, case_id)
    if known is not None:
        return known
    seen = _writing(scope, case_id)
    kind = "home" if seen.tie.home_auditor else "peer"
    held = held_round(scope, seen.case.round_id)
    _in_window(held, seen)
    draft = _draft(scope, case_id)
    if (draft.version if draft else 0) != version:
        raise Conflict(
            "This case was saved somewhere else since you opened it.",
            seen=version,
            found=draft.version if draft else 0,
            theirs=draft.content if draft else {},
            yours=_kept(content),
        )
    way = "home" if kind == "home" else seen.case.way
    checked = check_content(tool_of(scope, held.id), content, _places(scope), way)
    save_draft(scope, case_id, content, version=version)  # so that another tab's version is stale
    return _store(scope, seen, kind, checked, request_key, late=now() >= end_of(held.closes_on))


def seal_earlier_grade(
    scope: Scope, case_id: UUID, content: Mapping[str, Any], *, request_key: str
) -> UUID:
    """Seal a home grade that was there before the round; it is marked so on every figure.

    Possible for the home auditor until grading opens.
    """
    known = _with_key(scope, request_key, case_id)
    if known is not None:
        return known
    seen = _writing(scope, case_id)
    held = held_round(scope, seen.case.round_id)
    if not seen.tie.home_auditor or held.state not in {"allocating", "confirming"}:
        raise Forbidden("An earlier grade is sealed by the home auditor before grading opens.")
    checked = check_content(tool_of(scope, held.id), content, _places(scope), "home")
    return _store(scope, seen, "home", checked, request_key, before=True)


def _in_window(held: Round, seen: Looked) -> None:
    if held.state not in {"grading", "reconciling"} or seen.state not in {"in_blind", "short"}:
        raise Forbidden("Grading is not open for this case.")


def _places(scope: Scope) -> tuple[str, ...]:
    return tuple(members_of(scope).values())


def _with_key(scope: Scope, request_key: str, case_id: UUID) -> UUID | None:
    """The reading that this very submission made, if it came before; another's key is refused."""
    require(scope, READ_CASES)
    hold(scope, f"reading:{case_id}:{scope.person_id}")
    if not 8 <= len(request_key) <= 64:
        raise Unprocessable(errors={"request_key": ["The form has lost its key: open it again"]})
    row = session(scope).scalar(select(Reading).where(Reading.request_key == request_key))
    if row is None:
        return None
    if row.person_id != scope.person_id or row.case_id != case_id:
        raise NotFound
    return row.id


def _store(
    scope: Scope,
    seen: Looked,
    kind: str,
    content: Content,
    request_key: str,
    *,
    before: bool = False,
    late: bool = False,
    reason: str | None = None,
) -> UUID:
    unit, case = session(scope), seen.case
    earlier = find_reading(scope, case.id, kind)
    if earlier is not None and earlier.before and not before:
        before = True  # a correction of an earlier grade stays an earlier grade
    reading = Reading(
        id=uuid4(),
        region_id=scope.region_id,
        authority_id=scope.authority_id,
        round_id=case.round_id,
        case_id=case.id,
        person_id=scope.person_id,
        kind=kind,
        grades=content.grades,
        evidence=content.evidence,
        had=list(content.had),
        minutes=content.minutes,
        before=before,
        reason=reason,
        first=True if earlier is None else None,
        supersedes=None if earlier is None else earlier.id,
        request_key=request_key,
        seal=seal_of(case.id, scope.person_id, kind, content),
        submitted_at=now(),
    )
    unit.add(reading)
    unit.flush()
    if late:
        mark_reading(scope, reading.id, "late", "after_deadline")
    _receipt(scope, reading)
    event = SUBMITTED if earlier is None else CORRECTED
    events.record(scope, event, case.id, of_kind=kind, seal=reading.seal)
    settle(scope, case.round_id, case.id)
    return reading.id


def mark_reading(scope: Scope, reading_id: UUID, standing: str, reason: str) -> None:
    """Add a standing to a reading of the scope's authority."""
    unit = session(scope)
    held = unit.scalar(
        select(ReadingStanding.id).where(
            ReadingStanding.reading_id == reading_id, ReadingStanding.standing == standing
        )
    )
    if held is None:
        unit.add(
            ReadingStanding(
                region_id=scope.region_id,
                authority_id=scope.authority_id,
                reading_id=reading_id,
                standing=standing,
                reason=reason,
                at=now(),
            )
        )


def _receipt(scope: Scope, reading: Reading) -> None:
    """Tell the office that a reading is in. Discussion is no secret, so it has no receipt."""
    if reading.kind not in {"home", "peer"}:
        return
    unit = session(scope)
    count = unit.scalar(
        select(func.count())
        .select_from(ReadingReceipt)
        .where(
            ReadingReceipt.case_id == reading.case_id,
            ReadingReceipt.person_id == reading.person_id,
        )
    )
    unit.add(
        ReadingReceipt(
            owner_id=scope.authority_id,
            reader_id=office_of(scope),
            round_id=reading.round_id,
            case_id=reading.case_id,
            person_id=reading.person_id,
            kind=reading.kind,
            number=(count or 0) + 1,
        )
    )


def read_again(
    scope: Scope,
    case_id: UUID,
    content: Mapping[str, Any],
    *,
    reason: str,
    request_key: str,
) -> UUID:
    """A reading after the discussion, with its reason. It enters no figure on agreement."""
    known = _with_key(scope, request_key, case_id)
    if known is not None:
        return known
    require(scope, READ_CASES)
    seen = look(scope, case_id)
    reads = seen.tie.reader or seen.tie.home_auditor
    if not reads or seen.state not in {"in_discussion", "escalated"}:
        raise Forbidden("There is no discussion of this case in which you could grade again.")
    faults = Faults()
    if reason not in AFTER_REASONS:
        faults.add("reason", "Select why your grade is as it is now")
    with faults.gather():
        checked = check_content(tool_of(scope, seen.case.round_id), content, _places(scope))
    faults.refuse()
    return _store(scope, seen, "after_discussion", checked, request_key, reason=reason)
