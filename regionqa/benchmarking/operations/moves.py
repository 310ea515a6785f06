"""The only function that changes the state of a release: state and event together."""

from typing import Any

from regionqa.benchmarking.machines import RELEASE, SAID, SECOND, SERVICE
from regionqa.benchmarking.models import Release
from regionqa.benchmarking.policy import RUN_RELEASES
from regionqa.core import events
from regionqa.core.errors import Conflict, Forbidden, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now

MOVED = events.declare(
    "release.moved", "step", "was", "now", sentence="A benchmark release moved from {was} to {now}"
)


def move(
    scope: Scope, held: Release, step: str, *, reason: str | None = None, **fields: Any
) -> None:
    """Take a step of a release's machine. Guards that need more than the release are the caller's.

    ``fields`` are what the new state needs and change with it.

    Raises ``Conflict`` from a state that the step does not leave, ``Forbidden`` for one who may
    not take it, ``Unprocessable`` where it needs a reason.
    """
    taken = RELEASE[step]
    may_move(scope, held, step)
    if taken.reason_needed and not (reason or "").strip():
        raise Unprocessable("Give the reason", errors={"reason": ["Give the reason"]})
    was, held.state = held.state, taken.target
    if taken.reason_needed:
        held.ended_reason, held.ended_at = reason, now()
    for name, value in fields.items():
        setattr(held, name, value)
    events.record(scope, MOVED, held.id, step=step, was=was, now=held.state)


def may_move(scope: Scope, held: Release, step: str) -> None:
    """Raise as ``move`` does for who asks and for the state it is asked from; change nothing."""
    taken = RELEASE[step]
    _may(scope, taken.who, held)
    if held.state not in taken.sources:
        raise Conflict(
            f"The release is {SAID[held.state]}, so this cannot be done. "
            "Open it again to see where it stands.",
            found=held.state,
        )


def _may(scope: Scope, who: str, held: Release) -> None:
    """A service's step is taken in the office's name by background work; others by people."""
    if who == SERVICE:
        if scope.person_id is not None or not scope.office:
            raise Forbidden
        return
    require(scope, RUN_RELEASES)
    if who == SECOND and scope.person_id == held.proposed_by:
        raise Forbidden(
            "You proposed this release or chose how it is printed. Somebody else of the office "
            "must sign it off."
        )


def check_version(held: Release, version: int) -> None:
    """Raise ``Conflict`` where the form was made for another version of the release."""
    if held.version != version:
        raise Conflict(
            "The release was changed since you opened the page, perhaps by somebody else.",
            seen=version,
            found=held.version,
        )
