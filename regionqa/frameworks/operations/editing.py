"""Editing the draft of a framework, one component at a time."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.attributes import flag_modified

from regionqa.core import events
from regionqa.core.errors import Conflict, Faults, NotFound, Unprocessable
from regionqa.core.permissions import allowed, require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.frameworks.answers import Answer, Coverage, PointAnswer
from regionqa.frameworks.models import ComponentDraft, Framework
from regionqa.frameworks.personal import refuse_personal_details
from regionqa.frameworks.policy import EDIT_COMPONENT, MANAGE_FRAMEWORK
from regionqa.frameworks.queries.drafts import Draft, answer_content, draft_of
from regionqa.frameworks.queries.framework import get_structure
from regionqa.frameworks.roles import OWNER_ROLES
from regionqa.frameworks.standard import Component, newest_standard, standards

BEGUN = events.declare("framework.begun", "standard", sentence="Began a framework")
EDITED = events.declare(
    "framework.component_edited",
    "component",
    "confirmed",
    sentence="Edited the component {component}",
)
MOVED = events.declare(
    "framework.standard_changed",
    "before",
    "after",
    sentence="Moved the framework from standard {before} to {after}",
)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a form says of a component."""

    description: str = ""
    local: str = ""
    coverage: str | None = None
    maturity: int | None = None
    points: dict[str, PointAnswer] = field(default_factory=dict)
    owner_role: str | None = None
    review_on: date | None = None


def ensure_framework(scope: Scope, *, synthetic: bool = False) -> Framework:
    """The framework of the authority in use, locked; begun with the newest standard if need be."""
    unit = session(scope)
    held = unit.scalar(select(Framework).with_for_update())
    if held is not None:
        return held
    framework = Framework(
        id=uuid4(),
        authority_id=scope.authority_id,
        standard_code=newest_standard().code,
        synthetic=synthetic,
        begun_at=now(),
    )
    try:
        with unit.begin_nested():
            unit.add(framework)
    except IntegrityError:  # somebody else began it in the same moment
        return unit.scalars(select(Framework).with_for_update()).one()
    events.record(scope, BEGUN, framework.id, standard=framework.standard_code)
    return framework


def save_component(
    scope: Scope, key: str, entry: Entry, *, version: int, confirmed: bool = False
) -> bool:
    """Save what is said of a component; False when nothing changed.

    Raises ``Conflict`` with the draft that was found (``held``) when it changed since ``version``,
    ``Forbidden`` for who is neither a lead nor the component's owner, ``Unprocessable`` for a step
    without coverage and for texts that look as if they name a person, unless ``confirmed``.
    """
    framework = ensure_framework(scope)
    component = _component(scope, framework, key)
    row = _locked(scope, key)
    draft = draft_of(component, row)
    require(scope, EDIT_COMPONENT, draft.answer.owner_role)
    if draft.version != version:
        raise Conflict("Somebody else has saved this component since you opened it.", held=draft)
    answer = _answer(scope, component, draft, entry)
    faults = Faults()
    with faults.gather():
        _refuse_persons(scope, answer, confirmed=confirmed)
    for name, said in _wrong(component, answer).items():
        faults.add(name, said)
    faults.refuse()
    return _write(scope, row, draft, answer, confirmed=confirmed)


def _component(scope: Scope, framework: Framework, key: str) -> Component:
    found = get_structure(scope, framework.standard_code).find(key)
    if found is None:
        raise NotFound
    return found


def _locked(scope: Scope, key: str) -> ComponentDraft | None:
    return session(scope).scalar(
        select(ComponentDraft).where(ComponentDraft.component_key == key).with_for_update()
    )


def _answer(scope: Scope, component: Component, draft: Draft, entry: Entry) -> Answer:
    owner = entry.owner_role if allowed(scope, MANAGE_FRAMEWORK) else draft.answer.owner_role
    known = {point.key for point in component.points}
    return replace(
        draft.answer,
        description=entry.description,
        local=entry.local,
        coverage=Coverage(entry.coverage) if entry.coverage else None,
        maturity=entry.maturity,
        points={
            key: one
            for key, one in {**draft.answer.points, **entry.points}.items()
            if key in known and one != PointAnswer()
        },
        owner_role=owner,
        review_on=entry.review_on,
    )


def _wrong(component: Component, answer: Answer) -> dict[str, str]:
    """What cannot be said of a component, by field."""
    found = {}
    if answer.maturity is not None and answer.coverage in {None, Coverage.ABSENT}:
        found["maturity"] = (
            "Take the step away, or say that the component is in place in part or in full"
        )
    elif answer.maturity is not None and answer.maturity > len(component.steps):
        found["maturity"] = "This component has no such step"
    if answer.owner_role is not None and answer.owner_role not in OWNER_ROLES:
        found["owner_role"] = f"There is no role {answer.owner_role}"
    return found


def _refuse_persons(scope: Scope, answer: Answer, *, confirmed: bool) -> None:
    texts = {"description": answer.description, "local": answer.local}
    texts |= {f"note-{key}": one.note for key, one in answer.points.items()}
    refuse_personal_details(scope, texts, confirmed=confirmed)


def _write(
    scope: Scope, row: ComponentDraft | None, draft: Draft, answer: Answer, *, confirmed: bool
) -> bool:
    if answer_content(answer) == answer_content(draft.answer) and row is not None:
        return False
    store_draft(scope, draft.component.key, row, answer)
    events.record(scope, EDITED, draft.component.key, component=draft.component.key,
                  confirmed=confirmed)  # fmt: skip
    return True


def store_draft(scope: Scope, key: str, row: ComponentDraft | None, answer: Answer) -> None:
    """Put an answer into a component's row, made if there is none."""
    values: dict[str, Any] = {
        "description": answer.description,
        "local": answer.local,
        "coverage": answer.coverage.value if answer.coverage else None,
        "maturity": answer.maturity,
        "points": {
            name: [one.answer.value if one.answer else None, one.note]
            for name, one in answer.points.items()
        },
        "sources": [
            {"authority": one.authority, "version": one.version, "on": one.copied_on.isoformat()}
            for one in answer.sources
        ],
        "owner_role": answer.owner_role,
        "review_on": answer.review_on,
        "changed_at": now(),
        "changed_by": scope.person_id,
    }
    if row is None:
        row = ComponentDraft(id=uuid4(), authority_id=scope.authority_id, component_key=key)
        session(scope).add(row)
    for name, value in values.items():
        setattr(row, name, value)
    flag_modified(row, "changed_at")  # so that the version rises within one moment, too


def move_to_standard(scope: Scope, code: str) -> None:
    """Answer another version of the standard: the draft keeps what it says of points that remain.

    What was approved under the earlier version stays as it was. Raises ``NotFound`` for a version
    that there is not and ``Unprocessable`` for an older one.
    """
    require(scope, MANAGE_FRAMEWORK)
    if code not in standards():
        raise NotFound
    framework = ensure_framework(scope)
    before = framework.standard_code
    if standards()[code].dated <= standards()[before].dated:
        raise Unprocessable("The framework answers this version of the standard or a later one.")
    framework.standard_code = code
    events.record(scope, MOVED, framework.id, before=before, after=code)
