"""What of a framework waits for one person, read without all that stands in it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.frameworks.answers import Coverage
from regionqa.frameworks.evidence import is_stale
from regionqa.frameworks.models import ComponentDraft, FrameworkVersion
from regionqa.frameworks.queries.evidence import evidence_by_component
from regionqa.frameworks.queries.framework import find_framework, get_structure
from regionqa.frameworks.standard import Component

_IN_PLACE = frozenset({Coverage.PART.value, Coverage.FULL.value})


@dataclass(frozen=True, slots=True)
class Owned:
    """Components of roles: those without recent evidence, and others past their review."""

    stale: tuple[Component, ...] = ()
    overdue: tuple[Component, ...] = ()


@dataclass(frozen=True, slots=True)
class Begun:
    """Whether there is a framework, when approval was asked for, when its review is due."""

    begun: bool
    asked_at: datetime | None
    review_due: date | None


def read_begun(scope: Scope) -> Begun:
    """How far the framework of the authority in use is. Two queries."""
    framework = find_framework(scope)
    if framework is None:
        return Begun(False, None, None)
    due = session(scope).scalar(
        select(FrameworkVersion.review_due).order_by(FrameworkVersion.number.desc()).limit(1)
    )
    return Begun(True, framework.asked_at, due)


def list_owned(scope: Scope, roles: Collection[str], today: date) -> Owned:
    """What lacks evidence or a review among the components that these roles own.

    Evidence is asked for those alone that are said to be in place.
    """
    rows = session(scope).execute(
        select(
            ComponentDraft.component_key, ComponentDraft.coverage, ComponentDraft.review_on
        ).where(ComponentDraft.owner_role.in_(sorted(roles)))
    )
    held = {key: (coverage, due) for key, coverage, due in rows}
    framework = find_framework(scope)
    if not held or framework is None:
        return Owned()
    known = get_structure(scope, framework.standard_code).components
    own = [one for one in known if one.key in held]
    placed = [one.key for one in own if held[one.key][0] in _IN_PLACE]
    evidence = evidence_by_component(scope, placed) if placed else {}
    stale = [one for one in own if one.key in evidence and is_stale(evidence[one.key], today)]
    overdue = [
        one
        for one in own
        if one not in stale and (due := held[one.key][1]) is not None and due < today
    ]
    return Owned(tuple(stale), tuple(overdue))
