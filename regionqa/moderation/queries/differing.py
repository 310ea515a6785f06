"""Revealed cases of a round that a person takes part in, the widest difference first."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.moderation.machines import REVEALED
from regionqa.moderation.models import RevealedReading
from regionqa.moderation.policy import SEE_CASES
from regionqa.moderation.queries.blind import standing
from regionqa.moderation.queries.rounds import tool_of
from regionqa.moderation.queries.ties import find_looks
from regionqa.moderation.reconciling import differences


@dataclass(frozen=True, slots=True)
class Differing:
    """A revealed case: how far its blind readings are apart at the widest, and in which domains."""

    case_id: UUID
    label: str
    service: str
    state: str
    readings: int
    steps: int
    either_side_of_good: bool
    domains: tuple[str, ...]


def list_differing(scope: Scope, round_id: UUID) -> list[Differing]:
    """Cases that this person may see revealed; open ones first, then the widest."""
    require(scope, SEE_CASES)
    tool = tool_of(scope, round_id)
    rows = session(scope).scalars(
        select(RevealedReading).where(
            RevealedReading.round_id == round_id,
            RevealedReading.reader_id == scope.authority_id,
            RevealedReading.kind.in_(["home", "peer"]),
            standing(),
        )
    )
    grades: dict[UUID, dict[str, dict[str, str]]] = {}
    for row in rows:
        grades.setdefault(row.case_id, {})[row.mark] = row.grades
    found = []
    for case_id, seen in find_looks(scope, grades).items():
        if not seen.sight.readings or seen.state not in REVEALED:
            continue
        given = grades[case_id]
        apart = differences(tool, given)
        found.append(
            Differing(
                case_id,
                seen.case.label,
                seen.case.service,
                seen.state,
                len(given),
                max((one.steps for one in apart), default=0),
                any(one.either_side_of_good for one in apart),
                tuple(tool.domain(one.domain).name for one in apart),
            )
        )
    still = {"revealed", "in_discussion", "escalated"}
    return sorted(
        found,
        key=lambda one: (
            one.state not in still,
            -one.steps,
            not one.either_side_of_good,
            -len(one.domains),
            len(one.label),
            one.label,
        ),
    )
