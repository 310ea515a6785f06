"""The state machines: which step leads from where to where, and who takes it.

A step is taken by ``regionqa.moderation.operations.moves`` alone, which writes the status and the
event in one transaction. That all readings are in is worked out when it is asked, never stored.
"""

from collections.abc import Mapping
from dataclasses import dataclass

COORDINATOR, SECOND, SERVICE = "coordinator", "second coordinator", "service"


@dataclass(frozen=True, slots=True)
class Step:
    """A step: the states it may be taken from, the one it leads to, and who takes it."""

    sources: frozenset[str]
    target: str
    who: str
    reason_needed: bool = False


def _step(sources: str, target: str, who: str, *, reason_needed: bool = False) -> Step:
    return Step(frozenset(sources.split()), target, who, reason_needed)


ROUND: Mapping[str, Step] = {
    "open_call": _step("draft", "call_open", COORDINATOR),
    "close_call": _step("call_open", "allocating", COORDINATOR),
    "release": _step("allocating", "confirming", COORDINATOR),
    "open_grading": _step("confirming", "grading", SERVICE),
    "close_grading": _step("grading", "reconciling", SERVICE),
    "lock": _step("reconciling", "statistics_locked", COORDINATOR),
    "publish": _step("statistics_locked", "published", SECOND),
    "reissue": _step("published", "statistics_locked", COORDINATOR, reason_needed=True),
    "archive": _step("published", "archived", COORDINATOR),
    "cancel": _step(
        "draft call_open allocating confirming grading reconciling",
        "cancelled",
        COORDINATOR,
        reason_needed=True,
    ),
}
ROUND_STATES = (
    "draft",
    "call_open",
    "allocating",
    "confirming",
    "grading",
    "reconciling",
    "statistics_locked",
    "published",
    "archived",
    "cancelled",
)

CASE: Mapping[str, Step] = {
    "allocate": _step("drawn", "allocated", SERVICE),
    "open": _step("allocated", "in_blind", SERVICE),
    "fall_short": _step("in_blind", "short", SERVICE),
    "resume": _step("short", "in_blind", SERVICE),
    "reopen": _step("revealed in_discussion escalated", "short", SERVICE),
    "reveal": _step("in_blind short", "revealed", SERVICE),
    "discuss": _step("revealed", "in_discussion", SERVICE),
    "escalate": _step("in_discussion", "escalated", SERVICE),
    "agree": _step("revealed in_discussion escalated", "agreed", SERVICE),
    "give_up": _step("escalated", "unresolved", SERVICE),
    "close": _step("agreed unresolved", "closed", SERVICE),
    "replace": _step("drawn", "withdrawn", SERVICE),
    "withdraw": _step("drawn allocated in_blind short", "withdrawn", COORDINATOR),
}
CASE_STATES = (
    "drawn",
    "allocated",
    "in_blind",
    "revealed",
    "in_discussion",
    "escalated",
    "agreed",
    "unresolved",
    "closed",
    "short",
    "withdrawn",
)

BLIND = frozenset({"drawn", "allocated", "in_blind", "short"})
REVEALED = frozenset({"revealed", "in_discussion", "escalated", "agreed", "unresolved", "closed"})
ENDED = frozenset({"agreed", "unresolved", "closed", "withdrawn"})

READING_STATES = (
    "not_begun",
    "draft",
    "submitted",
    "superseded",
    "late",
    "void",
    "lapsed",
    "revealed",
)


def reading_state(
    *, exists: bool, drafted: bool, superseded: bool, standings: frozenset[str], revealed: bool
) -> str:
    """Where a reading stands; void and lapsed weigh most, then superseded, then revealed."""
    if not exists:
        return "draft" if drafted else "not_begun"
    for standing in ("void", "lapsed"):
        if standing in standings:
            return standing
    if superseded:
        return "superseded"
    if revealed:
        return "revealed"
    return "late" if "late" in standings else "submitted"
