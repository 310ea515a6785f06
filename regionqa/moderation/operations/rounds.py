"""The coordinator's steps: tools, a round's plan, and each move of a round."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from regionqa.core import events, jobs
from regionqa.core.errors import Conflict, NotFound, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.moderation.deadlines import end_of, reminders, start_of
from regionqa.moderation.machines import ENDED
from regionqa.moderation.models import AllocationPlan, CaseCourse, Round, Tool
from regionqa.moderation.operations.moves import move_round
from regionqa.moderation.policy import RUN_ROUNDS
from regionqa.moderation.queries.rounds import held_round, participations
from regionqa.moderation.tools import first_tool, read_content

DRAW, RELEASE, SETTLE, OPEN, CLOSE, REMIND, LOCK = (
    "moderation.draw",
    "moderation.release",
    "moderation.settle",
    "moderation.open_grading",
    "moderation.close_grading",
    "moderation.remind",
    "moderation.lock",
)
DAYS = {
    "call_closes_on": "the day by which authorities join",
    "confirm_by": "the day by which readers confirm",
    "opens_on": "the first day of grading",
    "closes_on": "the last day of grading",
}
"""The days of a plan, in their order."""
TOOL_DRAFTED = events.declare("tool.drafted", "version", sentence="Drafted a moderation tool")
TOOL_PUBLISHED = events.declare("tool.published", "version", sentence="Published a tool")
TOOL_RETIRED = events.declare("tool.retired", "version", sentence="Retired a tool")
CREATED = events.declare("round.created", sentence="Planned a moderation round")
CHANGED = events.declare("round.changed", sentence="Changed the plan of a moderation round")


@dataclass(frozen=True, slots=True)
class RoundPlan:
    """What a coordinator decides of a round before its call opens."""

    title: str
    tool_id: UUID
    call_closes_on: date
    confirm_by: date
    opens_on: date
    closes_on: date
    theme: str | None = None
    cases_per_authority: int = 5
    readers_per_case: int = 2
    hours_per_case: int = 3
    grace_days: int = 2
    synthetic: bool = False


def draft_tool(scope: Scope, code: str, name: str, content: Mapping[str, Any]) -> UUID:
    """Add a draft, the next version of that code. Raises ``Unprocessable`` for broken content."""
    require(scope, RUN_ROUNDS)
    try:
        read_content(content)
    except (ValueError, KeyError, TypeError) as error:
        raise Unprocessable(errors={"content": [str(error)]}) from error
    unit = session(scope)
    last = unit.scalar(select(func.max(Tool.version)).where(Tool.code == code)) or 0
    tool = Tool(
        id=uuid4(),
        region_id=scope.region_id,
        code=code,
        version=last + 1,
        name=name,
        state="draft",
        content=dict(content),
        created_at=now(),
    )
    unit.add(tool)
    events.record(scope, TOOL_DRAFTED, tool.id, version=tool.version)
    return tool.id


def publish_tool(scope: Scope, tool_id: UUID) -> None:
    """Publish a draft; from then on it never changes."""
    tool = _tool(scope, tool_id, "draft")
    tool.state, tool.published_at = "published", now()
    events.record(scope, TOOL_PUBLISHED, tool.id, version=tool.version)


def retire_tool(scope: Scope, tool_id: UUID) -> None:
    """Retire a version: rounds that name it go on, new ones cannot choose it."""
    tool = _tool(scope, tool_id, "published")
    tool.state, tool.retired_at = "retired", now()
    events.record(scope, TOOL_RETIRED, tool.id, version=tool.version)


def publish_first_tool(scope: Scope) -> UUID:
    """Give the region its first tool, as packaged; the same again when it has it."""
    require(scope, RUN_ROUNDS)
    code, name, content = first_tool()
    held = session(scope).scalar(
        select(Tool.id).where(Tool.code == code, Tool.state == "published").limit(1)
    )
    if held is not None:
        return held
    tool_id = draft_tool(scope, code, name, content)
    publish_tool(scope, tool_id)
    return tool_id


def _tool(scope: Scope, tool_id: UUID, state: str) -> Tool:
    require(scope, RUN_ROUNDS)
    tool = session(scope).scalar(select(Tool).where(Tool.id == tool_id).with_for_update())
    if tool is None:
        raise NotFound
    if tool.state != state:
        raise Conflict(f"This version of the tool is {tool.state}.")
    return tool


def create_round(scope: Scope, plan: RoundPlan) -> UUID:
    """Plan a round, as a draft. Raises ``Unprocessable`` that names the field."""
    require(scope, RUN_ROUNDS)
    _check_plan(scope, plan)
    held = Round(
        id=uuid4(),
        region_id=scope.region_id,
        state="draft",
        created_at=now(),
        report_version=0,
        **asdict(plan),
    )
    session(scope).add(held)
    session(scope).flush()
    events.record(scope, CREATED, held.id)
    return held.id


def change_round(scope: Scope, round_id: UUID, plan: RoundPlan, *, version: int) -> None:
    """Change a draft. Raises ``Conflict`` for a stale version or once the call is open."""
    held = _round(scope, round_id, version)
    if held.state != "draft":
        raise Conflict("The call is open, so the plan stands as it is.")
    _check_plan(scope, plan)
    for name, value in asdict(plan).items():
        setattr(held, name, value)
    events.record(scope, CHANGED, held.id)


def days_out_of_order(days: Mapping[str, object]) -> dict[str, str]:
    """A message for each day of a plan that comes too early; one that is no day is passed over."""
    found = {}
    for earlier, later in pairwise(DAYS):
        first, second = days.get(earlier), days.get(later)
        if not isinstance(first, date) or not isinstance(second, date):
            continue
        if later == "opens_on" and second < first:
            found[later] = f"This must not come before {DAYS[earlier]}"
        elif later != "opens_on" and second <= first:
            found[later] = f"This must come after {DAYS[earlier]}"
    return found


def _check_plan(scope: Scope, plan: RoundPlan) -> None:
    errors: dict[str, list[str]] = {}
    if not plan.title.strip():
        errors["title"] = ["Enter a title"]
    tool = session(scope).scalar(select(Tool).where(Tool.id == plan.tool_id))
    if tool is None or tool.state != "published":
        errors["tool_id"] = ["Select a published version of a tool"]
    for name, said in days_out_of_order({name: getattr(plan, name) for name in DAYS}).items():
        errors[name] = [said]
    for name, low, high in (
        ("cases_per_authority", 1, 60),
        ("readers_per_case", 1, 6),
        ("hours_per_case", 1, 40),
        ("grace_days", 0, 30),
    ):
        if not low <= getattr(plan, name) <= high:
            errors[name] = [f"Enter a whole number from {low} to {high}"]
    if errors:
        raise Unprocessable("The plan of the round has a problem.", errors=errors)


def _round(scope: Scope, round_id: UUID, version: int) -> Round:
    require(scope, RUN_ROUNDS)
    held = held_round(scope, round_id, lock=True)
    if held.version != version:
        raise Conflict(seen=version, found=held.version)
    return held


def open_call(scope: Scope, round_id: UUID, *, version: int) -> None:
    """Open the call: the tool and the plan are fixed, the seed of the draw is chosen and shown."""
    held = _round(scope, round_id, version)
    tool = session(scope).scalar(select(Tool).where(Tool.id == held.tool_id))
    if tool is None or tool.state != "published":
        raise Unprocessable(errors={"tool_id": ["The tool was retired: choose another version"]})
    held.seed = secrets.randbits(40)
    move_round(scope, held, "open_call")


def close_call(scope: Scope, round_id: UUID, *, version: int) -> UUID:
    """Close the call and have the cases drawn; gives the job. At least two authorities."""
    held = _round(scope, round_id, version)
    if len(participations(scope, round_id)) < 2:
        raise Unprocessable("At least two authorities must take part before the call can close.")
    move_round(scope, held, "close_call")
    return jobs.enqueue(
        scope,
        DRAW,
        {"round_id": round_id},
        title="Draw the cases",
        key=f"{DRAW}:{round_id}",
        then=f"/moderation/rounds/{round_id}",
    )


def release(scope: Scope, round_id: UUID, *, version: int) -> UUID:
    """Release the draft allocation to its readers; gives the job that does it.

    Raises ``Unprocessable`` without a proposed allocation.
    """
    held = _round(scope, round_id, version)
    plan = latest_plan(scope, round_id)
    if plan is None or plan.state != "proposed":
        raise Unprocessable("There is no proposed allocation to release.")
    plan.state = "released"
    move_round(scope, held, "release")
    _later(scope, held)
    return jobs.enqueue(scope, RELEASE, {"round_id": round_id}, title="Tell the readers")


def latest_plan(scope: Scope, round_id: UUID) -> AllocationPlan | None:
    """The newest draft allocation, in the office's name."""
    return session(scope).scalar(
        select(AllocationPlan)
        .where(AllocationPlan.round_id == round_id)
        .order_by(AllocationPlan.version.desc())
        .limit(1)
    )


def _later(scope: Scope, held: Round) -> None:
    """What is to happen on the round's days, each a job of its own key."""
    for name, day in (
        (OPEN, start_of(held.opens_on)),
        (CLOSE, end_of(held.closes_on)),
    ):
        jobs.enqueue(
            scope,
            name,
            {"round_id": held.id},
            title="A day of a round",
            key=f"{name}:{held.id}",
            run_at=day,
        )
    for which, moment in reminders(held.opens_on, held.closes_on):
        jobs.enqueue(
            scope,
            REMIND,
            {"round_id": held.id, "which": which},
            title="Remind readers",
            key=f"{REMIND}:{which}:{held.id}",
            run_at=moment,
        )


def lock_statistics(scope: Scope, round_id: UUID, *, version: int, reason: str = "") -> UUID:
    """Lock the figures: every case has ended, or the reason why some have not is given."""
    held = _round(scope, round_id, version)
    open_cases = session(scope).scalar(
        select(func.count())
        .select_from(CaseCourse)
        .where(CaseCourse.round_id == round_id, CaseCourse.state.not_in(sorted(ENDED)))
    )
    if open_cases and not reason.strip():
        raise Unprocessable(
            errors={
                "reason": [f"{open_cases} cases have not ended: say why the figures are locked"]
            }
        )
    held.locked_at, held.locked_by = now(), scope.person_id
    move_round(scope, held, "lock", reason=reason.strip() or None)
    return _snapshot(scope, round_id)


def _snapshot(scope: Scope, round_id: UUID) -> UUID:
    return jobs.enqueue(scope, LOCK, {"round_id": round_id}, title="Take the figures' snapshot")


def publish(scope: Scope, round_id: UUID, *, version: int) -> None:
    """Publish the record; by another person than the one who locked the figures."""
    held = _round(scope, round_id, version)
    if held.snapshot_hash is None:
        raise Unprocessable("The figures' snapshot is not taken yet: try again in a moment.")
    if held.locked_by == scope.person_id:
        raise Unprocessable("Somebody other than who locked the figures must publish them.")
    held.report_version += 1
    move_round(scope, held, "publish")


def reissue(scope: Scope, round_id: UUID, *, version: int, reason: str) -> UUID:
    """Take a published record back to its figures, for a new version of it."""
    held = _round(scope, round_id, version)
    move_round(scope, held, "reissue", reason=reason)
    return _snapshot(scope, round_id)


def archive(scope: Scope, round_id: UUID, *, version: int) -> None:
    """Put a published round away."""
    move_round(scope, _round(scope, round_id, version), "archive")


def cancel(scope: Scope, round_id: UUID, *, version: int, reason: str) -> None:
    """Cancel a round, with the reason; readings stay sealed and count nowhere."""
    held = _round(scope, round_id, version)
    if held.seed is None:
        held.seed = 0
    move_round(scope, held, "cancel", reason=reason)
