"""What of a framework waits for one person, read without all that stands in it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import bindparam, func, select

from regionqa.core.facts import declare, tell
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.frameworks.answers import Coverage
from regionqa.frameworks.evidence import STALE_AFTER, has_recent
from regionqa.frameworks.models import (
    ComponentDraft,
    Framework,
    FrameworkVersion,
    NamedEvidence,
)
from regionqa.frameworks.policy import READ_FRAMEWORK
from regionqa.frameworks.queries.framework import get_structure
from regionqa.frameworks.standard import Component, standards, structure_of

_IN_PLACE = frozenset({Coverage.PART.value, Coverage.FULL.value})
_STANDARD = declare(
    "frameworks:standard", READ_FRAMEWORK, select(Framework.standard_code).scalar_subquery()
)
_ASKED_AT = declare(
    "frameworks:asked at", READ_FRAMEWORK, select(Framework.asked_at).scalar_subquery()
)
_REVIEW_DUE = declare(
    "frameworks:review due",
    READ_FRAMEWORK,
    select(FrameworkVersion.review_due)
    .order_by(FrameworkVersion.number.desc())
    .limit(1)
    .scalar_subquery(),
)
_OWNED = select(
    ComponentDraft.component_key,
    ComponentDraft.coverage,
    ComponentDraft.review_on,
    select(func.max(NamedEvidence.happened_on))
    .where(NamedEvidence.component_key == ComponentDraft.component_key)
    .scalar_subquery()
    .label("named_on"),
).where(ComponentDraft.owner_role.in_(bindparam("roles", expanding=True)))


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
    """How far the framework of the authority in use is."""
    if tell(scope, _STANDARD) is None:
        return Begun(False, None, None)
    return Begun(True, tell(scope, _ASKED_AT), tell(scope, _REVIEW_DUE))


def list_owned(scope: Scope, roles: Collection[str], today: date) -> Owned:
    """What lacks evidence or a review among the components that these roles own.

    Evidence is asked for those alone that are said to be in place with nothing recent named by
    hand, until a source has some. One query and those of sources, and of additions if one is found.
    """
    rows = session(scope).execute(_OWNED, {"roles": sorted(roles)}).all()
    old = today - STALE_AFTER
    stale = {
        row.component_key
        for row in rows
        if row.coverage in _IN_PLACE
        and (row.named_on is None or row.named_on < old)
        and not has_recent(scope, row.component_key, today)
    }
    late = {row.component_key for row in rows if row.review_on and row.review_on < today} - stale
    standard = tell(scope, _STANDARD)
    if standard is None or not (stale or late):
        return Owned()
    known = _components(scope, standard, stale | late)
    return Owned(
        tuple(one for one in known if one.key in stale),
        tuple(one for one in known if one.key in late),
    )


def _components(scope: Scope, standard: str, keys: Collection[str]) -> Sequence[Component]:
    """The components in order; additions are asked for only where a key is not the standard's."""
    plain = structure_of(standards()[standard])
    if all(plain.find(key) for key in keys):
        return plain.components
    return get_structure(scope, standard).components
