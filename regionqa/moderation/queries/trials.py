"""Practice cases as somebody has them before them: to grade, or beside the key once submitted."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from regionqa.core.errors import NotFound
from regionqa.core.facts import ME, declare, tell
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_once, session
from regionqa.moderation.models import Trial
from regionqa.moderation.policy import READ_CASES
from regionqa.moderation.practice import (
    Beside,
    PracticeCase,
    beside_key,
    practice_cases,
    practice_tool,
)

PRACTICE = "practice:"


@dataclass(frozen=True, slots=True)
class PracticeView:
    """A practice case of this person's. ``beside`` is empty until it is submitted."""

    case: PracticeCase
    state: str
    content: Mapping[str, Any]
    version: int
    beside: tuple[Beside, ...]


def practice_subject(key: str) -> str:
    """What a trial of a practice case is kept under."""
    return f"{PRACTICE}{key}"


def held_trial(scope: Scope, subject: str, *, lock: bool = False) -> Trial | None:
    """What this person has written of it; None for nothing."""
    query = select(Trial).where(Trial.subject == subject, Trial.person_id == scope.person_id)
    return session(scope).scalar(query.with_for_update() if lock else query)


@read_once
def list_practice(scope: Scope) -> list[PracticeView]:
    """The practice cases, each as far as this person is; one query."""
    require(scope, READ_CASES)
    rows = session(scope).scalars(
        select(Trial).where(Trial.person_id == scope.person_id, Trial.subject.startswith(PRACTICE))
    )
    tried = {row.subject: row for row in rows}
    return [_view(one, tried.get(practice_subject(one.key))) for one in practice_cases()]


def get_practice(scope: Scope, key: str) -> PracticeView:
    """One of them. Raises ``NotFound``."""
    found = next((one for one in list_practice(scope) if one.case.key == key), None)
    if found is None:
        raise NotFound
    return found


def _view(case: PracticeCase, trial: Trial | None) -> PracticeView:
    if trial is None:
        return PracticeView(case, "not_begun", {}, 0, ())
    if trial.submitted_at is None:
        return PracticeView(case, "draft", trial.content, trial.version, ())
    beside = beside_key(
        practice_tool(),
        trial.content["grades"],
        trial.content["evidence"],
        case.grades,
        case.reasons,
    )
    return PracticeView(case, "submitted", trial.content, trial.version, beside)


_TRIED = declare(
    "moderation:has tried",
    READ_CASES,
    select(Trial.id).where(Trial.person_id == ME, Trial.submitted_at.is_not(None)).exists(),
)


def has_tried(scope: Scope) -> bool:
    """Whether this person has submitted a practice case or an anchor."""
    return bool(tell(scope, _TRIED))
