"""Writing what the gate found: the verdict and the release's state in one transaction."""

from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.benchmarking.gate.recipes import Recipe, recipe_to_json
from regionqa.benchmarking.gate.verdict import Verdict, verdict_to_json
from regionqa.benchmarking.models import GateRun
from regionqa.benchmarking.operations.moves import move
from regionqa.benchmarking.queries import releases as reading
from regionqa.core import events
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session

LOOKED = events.declare(
    "release.attacked",
    "outcome",
    "findings",
    sentence="Attacked a release before publication: {outcome}, {findings} findings",
)


def store_look(
    scope: Scope,
    release_id: UUID,
    number: int,
    *,
    recipe: Recipe,
    verdict: Verdict,
    products: dict[str, Any] | None,
    beside: tuple[str, ...],
    data_hash: str,
) -> bool:
    """Keep a look of the gate and move the release; False where it was moved on meanwhile."""
    held = reading.held_release(scope, release_id, lock=True)
    known = session(scope).scalar(
        select(GateRun.id).where(GateRun.release_id == release_id, GateRun.number == number)
    )
    if held.state != "gate" or held.gate_number != number or known is not None:
        return False
    outcome = "passed" if verdict.passed else "refused"
    session(scope).add(
        GateRun(
            id=uuid4(),
            authority_id=scope.authority_id,
            release_id=release_id,
            number=number,
            outcome=outcome,
            recipe=recipe_to_json(recipe),
            verdict=verdict_to_json(verdict),
            products=products if verdict.passed else None,
            beside=list(beside),
            data_hash=data_hash,
            at=now(),
        )
    )
    if verdict.passed:
        move(scope, held, "pass", passed_number=number)
    else:
        move(scope, held, "refuse")
    events.record(scope, LOOKED, held.id, outcome=outcome, findings=len(verdict.findings))
    return True
