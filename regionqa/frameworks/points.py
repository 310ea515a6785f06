"""The checklist of a component in a form: one answer and one note for each point."""

from collections.abc import Mapping
from typing import Any

from regionqa.frameworks.answers import Answer, Covered, PointAnswer
from regionqa.frameworks.schemas import LONGEST_NOTE
from regionqa.frameworks.standard import Component


def read_points(
    component: Component, values: Mapping[str, Any]
) -> tuple[dict[str, PointAnswer], dict[str, list[str]]]:
    """The answers that were posted, and the messages for those that are wrong, by field."""
    answers: dict[str, PointAnswer] = {}
    errors: dict[str, list[str]] = {}
    for point in component.points:
        given = str(values.get(f"point-{point.key}", ""))
        note = str(values.get(f"note-{point.key}", ""))
        if given and given not in set(Covered):
            errors[f"point-{point.key}"] = ["Select in place, in part or not in place"]
        elif len(note) > LONGEST_NOTE:
            errors[f"note-{point.key}"] = [f"Use {LONGEST_NOTE:,} characters or fewer"]
        else:
            answers[point.key] = PointAnswer(Covered(given) if given else None, note)
    return answers, errors


def form_values(component: Component, answer: Answer) -> dict[str, Any]:
    """An answer as the values of its form; what is not answered is the empty choice."""
    due = answer.review_on
    values: dict[str, Any] = {
        "description": answer.description,
        "local": answer.local,
        "coverage": answer.coverage or "",
        "maturity": answer.maturity or "",
        "owner_role": answer.owner_role,
        "review_on-day": due.day if due else "",
        "review_on-month": due.month if due else "",
        "review_on-year": due.year if due else "",
    }
    for point in component.points:
        given = answer.points.get(point.key, PointAnswer())
        values[f"point-{point.key}"] = given.answer or ""
        values[f"note-{point.key}"] = given.note
    return values
