"""Saving what one writes of a practice case or an anchor, and submitting a practice case."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from regionqa.core.errors import Conflict, NotFound, Unprocessable
from regionqa.core.locks import hold
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.moderation.contents import MOST_TEXT, Content, check_content
from regionqa.moderation.models import Trial
from regionqa.moderation.policy import READ_CASES
from regionqa.moderation.practice import practice_cases, practice_tool
from regionqa.moderation.queries.trials import held_trial, practice_subject
from regionqa.moderation.tools import ToolContent

PARTS = ("grades", "evidence", "minutes")


def save_trial(scope: Scope, subject: str, content: Mapping[str, Any], *, version: int) -> Trial:
    """Keep what is written so far; ``version`` is 0 for the first saving.

    Raises ``Conflict`` when it was submitted, or saved elsewhere since: both contents are given,
    so that no text is lost.
    """
    require(scope, READ_CASES)
    hold(scope, f"trial:{subject}:{scope.person_id}")
    kept = {key: content[key] for key in PARTS if key in content}
    texts = [*dict(kept.get("evidence") or {}).values(), *dict(kept.get("grades") or {}).values()]
    if any(len(str(text)) > MOST_TEXT for text in texts):
        raise Unprocessable(errors={"evidence": [f"Write at most {MOST_TEXT:,} characters"]})
    trial = held_trial(scope, subject, lock=True)
    if trial is not None and trial.submitted_at is not None:
        raise Conflict("This is submitted already, so it stands as it is.")
    if (trial.version if trial else 0) != version:
        raise Conflict(
            "This was saved somewhere else since you opened it. Both are shown below.",
            seen=version,
            found=trial.version if trial else 0,
            theirs=trial.content if trial else {},
            yours=kept,
        )
    if trial is None:
        trial = Trial(
            authority_id=scope.authority_id,
            person_id=scope.person_id,
            subject=subject,
            content=kept,
            saved_at=now(),
        )
        session(scope).add(trial)
    else:
        trial.content, trial.saved_at = kept, now()
        flag_modified(trial, "saved_at")
    session(scope).flush()
    return trial


def check_trial(tool: ToolContent, content: Mapping[str, Any]) -> Content:
    """A content that may be submitted: every domain with a grade and a sentence, and the minutes.

    Raises ``Unprocessable`` that names every field to mend.
    """
    return check_content(tool, {**content, "had": ["record"], "no_conflict": True})


def submit_practice(scope: Scope, key: str, content: Mapping[str, Any], *, version: int) -> None:
    """Submit a practice case; what was submitted stands, and enters no figure.

    Sent twice it is one. Raises ``NotFound`` for no such case.
    """
    require(scope, READ_CASES)
    if key not in {one.key for one in practice_cases()}:
        raise NotFound
    before = held_trial(scope, practice_subject(key))
    if before is not None and before.submitted_at is not None:
        return
    check_trial(practice_tool(), content)
    trial = save_trial(scope, practice_subject(key), content, version=version)
    trial.submitted_at = now()
