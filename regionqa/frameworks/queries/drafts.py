"""Answers as plain objects: from the draft's row, and from what a version keeps."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row

from regionqa.frameworks.answers import (
    Answer,
    Content,
    Coverage,
    Covered,
    PointAnswer,
    Source,
)
from regionqa.frameworks.models import ComponentDraft
from regionqa.frameworks.standard import Component


@dataclass(frozen=True, slots=True)
class Draft:
    """The draft of one component, with the version that a form carries; 0 before the first save."""

    component: Component
    answer: Answer
    version: int
    changed_at: datetime | None
    changed_by: UUID | None


def answer_content(answer: Answer) -> tuple[Any, ...]:
    """An answer as a value that is equal for equal answers, unanswered points left out."""
    points = {key: one for key, one in answer.points.items() if one != PointAnswer()}
    return (
        answer.description,
        answer.local,
        answer.coverage,
        answer.maturity,
        points,
        answer.owner_role,
        answer.review_on,
        answer.sources,
    )


def says_the_same(answer: Answer, content: Content) -> bool:
    """Whether an answer says what a kept component says, unanswered points left out."""
    points = {
        one["key"]: (one["answer"], one["note"])
        for one in content["points"]
        if one["answer"] or one["note"]
    }
    given = {
        key: (one.answer, one.note) for key, one in answer.points.items() if one.answer or one.note
    }
    due = answer.review_on.isoformat() if answer.review_on else None
    drafted = (answer.description, answer.local, answer.coverage, answer.maturity)
    kept = (content["description"], content["local"], content["coverage"], content["maturity"])
    return (
        drafted == kept
        and (answer.owner_role, due) == (content["owner_role"], content["review_on"])
        and given == points
        and answer.sources == _sources(content["sources"])
    )


def draft_of(component: Component, row: ComponentDraft | Row[Any] | None) -> Draft:
    """A row, or its columns, as a plain object; an empty answer without one."""
    if row is None:
        return Draft(component, Answer(), 0, None, None)
    answer = Answer(
        description=row.description,
        local=row.local,
        coverage=Coverage(row.coverage) if row.coverage else None,
        maturity=row.maturity,
        points=_points(
            {"key": key, "answer": held[0], "note": held[1]} for key, held in row.points.items()
        ),
        owner_role=row.owner_role,
        review_on=row.review_on,
        sources=_sources(row.sources),
    )
    return Draft(component, answer, row.version, row.changed_at, row.changed_by)


def answer_from(content: Content) -> Answer:
    """A kept component as an answer again."""
    return Answer(
        description=content["description"],
        local=content["local"],
        coverage=Coverage(content["coverage"]) if content["coverage"] else None,
        maturity=content["maturity"],
        points=_points(content["points"]),
        owner_role=content["owner_role"],
        review_on=date.fromisoformat(content["review_on"]) if content["review_on"] else None,
        sources=_sources(content["sources"]),
    )


def _points(held: Any) -> dict[str, PointAnswer]:
    return {
        one["key"]: PointAnswer(Covered(one["answer"]) if one["answer"] else None, one["note"])
        for one in held
        if one["answer"] or one["note"]
    }


def _sources(held: Sequence[Mapping[str, Any]]) -> tuple[Source, ...]:
    return tuple(
        Source(one["authority"], one["version"], date.fromisoformat(one["on"])) for one in held
    )
