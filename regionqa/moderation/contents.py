"""What a reading says: checked against its tool, then sealed by a hash of all of it."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from regionqa.core.errors import Unprocessable
from regionqa.exchange import check_text_for_personal_details
from regionqa.moderation.tools import NO_GRADES, ToolContent

HAD = ("pack", "record", "worker", "family")
HAD_BY_WAY = {
    "home": ("record", "pack", "worker", "family"),
    "pack": ("pack",),
    "in_place": ("record", "worker", "family"),
}
"""What a reader can have had: at home all; of a pack the pack alone, since the reader is blind."""
MUST_HAVE = {"home": {"record", "pack"}, "pack": {"pack"}, "in_place": {"record"}}
SENTENCE = 10
MOST_TEXT = 4000
MOST_MINUTES = 1440
AFTER_REASONS = {
    "evidence_not_had": "Evidence I did not have",
    "missed_evidence": "Evidence I had missed",
    "misread_standard": "I had read the standard differently",
    "persuaded": "Persuaded by the discussion",
    "unchanged": "My grade is unchanged",
}


@dataclass(frozen=True, slots=True)
class Content:
    """A reading's content: every domain with a grade and a sentence of evidence."""

    grades: dict[str, str]
    evidence: dict[str, str]
    had: tuple[str, ...]
    minutes: int


def check_content(
    tool: ToolContent,
    given: Mapping[str, Any],
    known: Collection[str] = (),
    way: str | None = None,
) -> Content:
    """A reading that may be submitted. Raises ``Unprocessable`` that names every field to mend.

    ``way`` is a key of ``HAD_BY_WAY``: what the reader had must fit it; None after a discussion,
    when anything may have been shown.
    """
    errors: dict[str, list[str]] = {}
    grades = _texts(given.get("grades"))
    evidence = _texts(given.get("evidence"))
    for domain in tool.domains:
        _check_domain(tool, domain.key, grades, evidence, known, errors)
    for key in sorted((set(grades) | set(evidence)) - {domain.key for domain in tool.domains}):
        errors[f"grades.{key}"] = [f"The tool has no domain {key}"]
    had = tuple(name for name in HAD if name in (given.get("had") or ()))
    if problem := _had_problem(had, given.get("had") or (), way):
        errors["had"] = [problem]
    minutes = given.get("minutes")
    if not isinstance(minutes, int) or isinstance(minutes, bool) or not 1 <= minutes <= 1440:
        errors["minutes"] = [f"Enter the minutes it took, between 1 and {MOST_MINUTES}"]
    if given.get("no_conflict") is not True:
        errors["no_conflict"] = ["Confirm that you have no conflict of interest in this case"]
    if errors:
        raise Unprocessable("Some answers are missing or cannot be used.", errors=errors)
    assert isinstance(minutes, int)  # noqa: S101  # checked above, and mypy cannot see it
    return Content(
        {domain.key: grades[domain.key] for domain in tool.domains},
        {domain.key: evidence[domain.key] for domain in tool.domains},
        had,
        minutes,
    )


def _check_domain(
    tool: ToolContent,
    key: str,
    grades: Mapping[str, str],
    evidence: Mapping[str, str],
    known: Collection[str],
    errors: dict[str, list[str]],
) -> None:
    given = grades.get(key, "")
    if not given:
        errors[f"grades.{key}"] = [f"Select a grade for {tool.domain(key).name}"]
    elif not tool.is_grade(given) and given not in NO_GRADES:
        errors[f"grades.{key}"] = [f"{given} is not a grade of this tool"]
    text = evidence.get(key, "")
    if len(text) < SENTENCE:
        errors[f"evidence.{key}"] = [f"Say in a sentence what {tool.domain(key).name} rests on"]
    elif problems := text_problems(text, known):
        errors[f"evidence.{key}"] = problems


def _had_problem(had: Collection[str], given: Collection[str], way: str | None) -> str | None:
    """Why what a reader had does not fit how the case is read; None: it fits."""
    known = HAD if way is None else HAD_BY_WAY[way]
    if not had or set(given) - set(known):
        return f"Select what you had before you: {', '.join(known)}"
    if way is not None and not set(had) & MUST_HAVE[way]:
        return f"Confirm that you had the {' or the '.join(sorted(MUST_HAVE[way]))} before you"
    return None


def check_text(text: str, field: str, known: Collection[str] = (), *, least: int = 1) -> str:
    """Free text that may be saved. Raises ``Unprocessable`` for none, too much, or a person."""
    stripped = text.strip()
    if len(stripped) < least:
        raise Unprocessable(errors={field: ["Write what you want to say"]})
    if problems := text_problems(stripped, known):
        raise Unprocessable(errors={field: problems})
    return stripped


def text_problems(text: str, known: Collection[str] = ()) -> list[str]:
    """What keeps a text from being saved, one sentence each."""
    if len(text) > MOST_TEXT:
        return [f"Write at most {MOST_TEXT:,} characters"]
    found = check_text_for_personal_details(text, known)
    return [one.said for one in found]


def seal_of(case_id: object, person_id: object, kind: str, content: Content) -> str:
    """SHA-256 of a submission in a fixed form; shown to its writer, compared after the reveal."""
    said = {
        "case": str(case_id),
        "person": str(person_id),
        "kind": kind,
        "grades": content.grades,
        "evidence": content.evidence,
        "had": list(content.had),
        "minutes": content.minutes,
    }
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _texts(given: object) -> dict[str, str]:
    if not isinstance(given, Mapping):
        return {}
    return {str(key): str(value or "").strip() for key, value in given.items()}
