"""Questions while grades are blind; talk, positions and a panel after; withdrawing a case."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.accounts import memberships_of_all
from regionqa.core import events
from regionqa.core.errors import Conflict, Faults, Forbidden, Unprocessable
from regionqa.core.locks import hold
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.moderation.contents import check_text
from regionqa.moderation.models import Assignment, Message, Position, RevealedReading
from regionqa.moderation.operations.moves import (
    held_course,
    live_assignments,
    move_case,
    parties_of,
    tell,
)
from regionqa.moderation.operations.reading import settle
from regionqa.moderation.places import members_of, office_of
from regionqa.moderation.policy import READ_CASES, RUN_ROUNDS
from regionqa.moderation.queries.rounds import readers_offered, tool_of
from regionqa.moderation.queries.ties import EVER, Looked, look
from regionqa.moderation.tools import NO_GRADES

ASKED = events.declare("question.asked", sentence="Asked about a case while it is read blind")
SPOKE = events.declare("discussion.said", sentence="Wrote in the discussion of a case")
POSITION = events.declare("position.taken", "stance", sentence="Took a position: {stance}")
PANEL = events.declare("panel.named", "members", sentence="Named a panel of {members}")
WITHDRAWN = events.declare("case.withdrawn", sentence="Withdrew a case from a round")
STANCES = ("accept", "discuss", "propose", "escalate", "dissent")
CALL_KEYS = frozenset({"on", "who", "minutes"})


def ask_question(scope: Scope, case_id: UUID, text: str, *, request_key: str) -> UUID:
    """Ask, or answer, while the case is read blind; it goes to all its readers, without names."""
    seen = _present(scope, case_id)
    if seen.state not in {"in_blind", "short"} or not seen.sight.thread:
        raise Forbidden("Questions are asked while a case is being read.")
    return _write(scope, seen, "question", None, text, request_key)


def say(scope: Scope, case_id: UUID, *, domain: str, text: str, request_key: str) -> UUID:
    """Write in the discussion of one domain of a revealed case."""
    seen = _present(scope, case_id)
    if seen.state not in {"revealed", "in_discussion", "escalated"} or not seen.sight.discussion:
        raise Forbidden("This case is not being discussed.")
    known = {one.key for one in tool_of(scope, seen.case.round_id).domains}
    if domain not in known:
        raise Unprocessable(errors={"domain": ["Select a domain of the tool"]})
    return _write(scope, seen, "discussion", domain, text, request_key)


def _present(scope: Scope, case_id: UUID) -> Looked:
    require(scope, READ_CASES)
    return look(scope, case_id)


def _mark(seen: Looked) -> str:
    if seen.mark is None:
        raise Forbidden("Only readers of the case and its home authority take part.")
    return seen.mark


def _write(
    scope: Scope, seen: Looked, thread: str, domain: str | None, text: str, request_key: str
) -> UUID:
    hold(scope, f"message:{request_key}")
    unit = session(scope)
    before = unit.scalar(
        select(Message).where(
            Message.owner_id == scope.authority_id, Message.request_key == request_key
        )
    )
    if before is not None:
        return before.id
    message = Message(
        id=uuid4(),
        owner_id=scope.authority_id,
        reader_id=office_of(scope),
        round_id=seen.case.round_id,
        case_id=seen.case.id,
        person_id=scope.person_id,
        mark=_mark(seen),
        thread=thread,
        domain=domain,
        text=check_text(text, "text", () if thread == "question" else _names(scope)),
        request_key=request_key,
        at=now(),
    )
    unit.add(message)
    events.record(scope, ASKED if thread == "question" else SPOKE, seen.case.id)
    settle(scope, seen.case.round_id, seen.case.id)
    return message.id


def _names(scope: Scope) -> tuple[str, ...]:
    return tuple(members_of(scope).values())


def take_position(
    scope: Scope,
    case_id: UUID,
    *,
    stance: str,
    grades: Mapping[str, str] | None = None,
    reason: str = "",
    request_key: str,
    call: Mapping[str, Any] | None = None,
) -> UUID:
    """Accept grades, ask to discuss, propose, escalate to a panel, or record dissent.

    ``accept`` and ``propose`` carry the grade of every domain. A proposal, dissent and escalation
    have a reason. ``call`` records a call: on, who (roles), minutes. Errors as elsewhere.
    """
    seen = _present(scope, case_id)
    mark = _mark(seen)
    may = seen.tie.reader or seen.tie.leads_home or seen.tie.home_auditor
    if not may or not seen.sight.discussion:
        raise Forbidden("Only readers of the case and its home authority take part.")
    allowed_in = {
        "accept": {"revealed", "in_discussion"},
        "propose": {"revealed", "in_discussion"},
        "discuss": {"revealed"},
        "escalate": {"in_discussion"},
        "dissent": {"in_discussion", "escalated"},
    }
    if stance not in allowed_in:
        raise Unprocessable(errors={"stance": ["Select what you want to do"]})
    if seen.state not in allowed_in[stance]:
        raise Conflict("The case has moved on since you opened it.", found=seen.state)
    kept: dict[str, str] = {}
    record: dict[str, Any] | None = None
    faults = Faults()
    with faults.gather():
        kept = _grades(scope, seen, grades or {}) if stance in {"accept", "propose"} else {}
    with faults.gather():
        reason = _reason(scope, reason, needed=stance in {"propose", "escalate", "dissent"})
    with faults.gather():
        record = None if call is None else _call(scope, call)
    faults.refuse()
    return _take(scope, seen, mark, stance, kept, reason, request_key, record)


def _reason(scope: Scope, reason: str, *, needed: bool = True) -> str:
    if not needed and not reason:
        return ""
    return check_text(reason, "reason", _names(scope), least=10 if needed else 1)


def _grades(scope: Scope, seen: Looked, given: Mapping[str, str]) -> dict[str, str]:
    tool = tool_of(scope, seen.case.round_id)
    errors = {
        f"grades.{domain.key}": [f"Select a grade for {domain.name}"]
        for domain in tool.domains
        if not (tool.is_grade(given.get(domain.key)) or given.get(domain.key) in NO_GRADES)
    }
    if errors:
        raise Unprocessable(errors=errors)
    return {domain.key: given[domain.key] for domain in tool.domains}


def _call(scope: Scope, call: Mapping[str, Any]) -> dict[str, Any]:
    kept = {key: str(call[key]) for key in sorted(CALL_KEYS & set(call))}
    for text in kept.values():
        check_text(text, "call", _names(scope))
    return kept


def _take(
    scope: Scope,
    seen: Looked,
    mark: str,
    stance: str,
    grades: Mapping[str, str],
    reason: str,
    request_key: str,
    call: dict[str, Any] | None,
) -> UUID:
    hold(scope, f"position:{seen.case.id}:{scope.person_id}")
    unit = session(scope)
    mine = unit.scalars(
        select(Position).where(
            Position.case_id == seen.case.id,
            Position.owner_id == scope.authority_id,
        )
    ).all()
    before = next((row for row in mine if row.request_key == request_key), None)
    if before is not None:
        return before.id
    numbers = [row.number for row in mine if row.person_id == scope.person_id]
    position = Position(
        id=uuid4(),
        owner_id=scope.authority_id,
        reader_id=office_of(scope),
        round_id=seen.case.round_id,
        case_id=seen.case.id,
        person_id=scope.person_id,
        mark=mark,
        stance=stance,
        grades=dict(grades),
        reason=reason[:1000],
        call=call,
        request_key=request_key,
        number=max(numbers, default=0) + 1,
        at=now(),
    )
    unit.add(position)
    events.record(scope, POSITION, seen.case.id, stance=stance)
    settle(scope, seen.case.round_id, seen.case.id)
    return position.id


def decide_panel(
    scope: Scope,
    case_id: UUID,
    *,
    grades: Mapping[str, str] | None,
    reason: str,
    request_key: str,
) -> UUID:
    """A panel member's decision: grades, or None where the case stays unresolved."""
    seen = _present(scope, case_id)
    if not seen.tie.panel or seen.state != "escalated":
        raise Forbidden("Only the case's panel decides, while the case is before it.")
    kept: dict[str, str] = {}
    text, stance = "", "unresolved" if grades is None else "panel"
    faults = Faults()
    with faults.gather():
        kept = {} if grades is None else _grades(scope, seen, grades)
    with faults.gather():
        text = _reason(scope, reason)
    faults.refuse()
    return _take(scope, seen, _mark(seen), stance, kept, text, request_key, None)


def _coordinated(scope: Scope, case_id: UUID) -> Looked:
    """A case on which this coordinator may act: never one of an employer, present or past."""
    require(scope, RUN_ROUNDS)
    seen = look(scope, case_id)
    if not seen.sight.names:
        raise Forbidden("Another coordinator must act on this case: you belong to its authority.")
    return seen


def name_panel(scope: Scope, case_id: UUID, person_ids: Sequence[UUID]) -> None:
    """Name three people of three third authorities for a case that the parties cannot agree on."""
    seen = _coordinated(scope, case_id)
    course = held_course(scope, case_id)
    if course.state != "escalated":
        raise Conflict("The case is not before a panel.", found=course.state)
    offered = readers_offered(scope, seen.case.round_id)
    taken = {one.reader_id for one in live_assignments(scope, case_id)} | {course.home_id}
    places = memberships_of_all(scope, person_ids, left_after=EVER)
    people = [offered[one] for one in dict.fromkeys(person_ids) if one in offered]
    homes = {one.owner_id for one in people}
    tied = any(
        held.authority_id == course.home_id for one in person_ids for held in places.get(one, ())
    )
    if len(people) != 3 or len(homes) != 3 or homes & taken or tied:
        raise Unprocessable(
            errors={"person_ids": ["Select three readers of three other authorities, with no tie"]}
        )
    session(scope).add_all(
        Assignment(
            owner_id=scope.authority_id,
            reader_id=one.owner_id,
            round_id=seen.case.round_id,
            case_id=case_id,
            person_id=one.person_id,
            mark=f"Panel {number}",
            plan_version=0,
            at=now(),
        )
        for number, one in enumerate(people, start=1)
    )
    session(scope).flush()
    tell(scope, course, homes)
    events.record(scope, PANEL, case_id, members=len(people))
    settle(scope, seen.case.round_id, case_id)


def withdraw_case(scope: Scope, case_id: UUID, *, reason: str) -> None:
    """Take a case out before it is revealed; afterwards no result can be made to vanish."""
    _coordinated(scope, case_id)
    check_text(reason, "reason", _names(scope), least=5)
    course = held_course(scope, case_id)
    shown = session(scope).scalar(
        select(RevealedReading.id).where(RevealedReading.case_id == case_id).limit(1)
    )
    if shown is not None:
        raise Conflict("The case was revealed before, so it cannot be withdrawn.")
    move_case(scope, course, "withdraw", parties=parties_of(scope, course))
    events.record(scope, WITHDRAWN, case_id)
    settle(scope, course.round_id, case_id)  # its packs end now
