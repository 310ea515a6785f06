"""Reading the own framework: the draft, what was approved, and what is behind each component."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import load_only

from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_once, session
from regionqa.frameworks.answers import (
    Content,
    Coverage,
    Sharing,
    component_in,
    content_of,
)
from regionqa.frameworks.evidence import Evidence, is_stale, last_evidence
from regionqa.frameworks.models import (
    ComponentDraft,
    Framework,
    FrameworkVersion,
    OwnAddition,
    RegionalAddition,
    SharingChoice,
)
from regionqa.frameworks.queries.drafts import Draft, answer_content, answer_from, draft_of
from regionqa.frameworks.queries.evidence import evidence_by_component
from regionqa.frameworks.standard import (
    Addition,
    Component,
    Origin,
    Structure,
    newest_standard,
    standards,
    structure_of,
)

# Asked at nearly each request of the framework's pages, so they are built once.
_FRAMEWORK = select(Framework)
_DRAFTS = select(ComponentDraft)
_LATEST = select(FrameworkVersion).order_by(FrameworkVersion.number.desc()).limit(1)
_LEVELS = select(SharingChoice.component_key, SharingChoice.level)
_REGIONAL = (
    select(RegionalAddition)
    .where(RegionalAddition.retired_at.is_(None))
    .order_by(RegionalAddition.added_at, RegionalAddition.key)
)
_OWN = (
    select(OwnAddition)
    .where(OwnAddition.retired_at.is_(None))
    .order_by(OwnAddition.added_at, OwnAddition.key)
)


@dataclass(frozen=True, slots=True)
class VersionHead:
    """An approved version without its words."""

    number: int
    approved_at: datetime
    approved_by: UUID | None
    approved_as: str
    why: str
    yearly_review: bool
    review_due: date
    digest: str


@dataclass(frozen=True, slots=True)
class Version(VersionHead):
    """An approved version with all that it says."""

    content: Content


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of the overview: a component's draft, and all that is known around it."""

    draft: Draft
    approved: Content | None
    sharing: Sharing
    behind: tuple[Evidence, ...] | None
    changed: bool
    today: date

    @property
    def component(self) -> Component:
        """The component itself."""
        return self.draft.component

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What stands behind it. Raises ``LookupError`` where it was not asked for."""
        if self.behind is None:
            raise LookupError(f"The evidence of {self.component.key} was not asked for.")
        return self.behind

    @property
    def last_evidence(self) -> date | None:
        """The day of the newest evidence."""
        return last_evidence(self.evidence)

    @property
    def in_place(self) -> bool:
        """Whether it is said to be in place, in part or in full."""
        return self.draft.answer.coverage in {Coverage.PART, Coverage.FULL}

    @property
    def unsupported(self) -> bool:
        """Whether it is said to be in full with nothing behind it."""
        return self.draft.answer.coverage is Coverage.FULL and not self.evidence

    @property
    def stale(self) -> bool:
        """Whether it is said to be in place and has had no evidence for twelve months."""
        return self.in_place and is_stale(self.evidence, self.today)

    @property
    def review_overdue(self) -> bool:
        """Whether its review date has passed."""
        due = self.draft.answer.review_on
        return due is not None and due < self.today


@dataclass(frozen=True, slots=True)
class Overview:
    """The whole framework of the authority in use."""

    structure: Structure
    standings: tuple[Standing, ...]
    latest: Version | None
    begun: bool
    synthetic: bool
    asked_at: datetime | None

    @property
    def core(self) -> tuple[Standing, ...]:
        """The numbered components."""
        return tuple(one for one in self.standings if one.component.is_core)

    @property
    def others(self) -> tuple[Standing, ...]:
        """What stands beside the numbered components."""
        return tuple(one for one in self.standings if not one.component.is_core)

    @property
    def changed(self) -> tuple[Standing, ...]:
        """What differs from the version that was approved last."""
        return tuple(one for one in self.standings if one.changed)


@read_once
def find_framework(scope: Scope) -> Framework | None:
    """The row of the framework of the authority in use, or None before it is begun."""
    return session(scope).scalar(_FRAMEWORK)


def get_overview(scope: Scope, today: date, *, behind: Collection[str] | None = None) -> Overview:
    """The framework of the authority in use, begun or not. Six queries and those of evidence.

    ``behind`` names the components whose evidence is asked for, where the page shows no other's;
    to ask a standing of the rest for it then raises ``LookupError``.
    """
    framework = find_framework(scope)
    structure = get_structure(scope, framework.standard_code if framework else None)
    latest = find_version(scope)
    levels = sharing_levels(scope)
    keys = [one.key for one in structure.components]
    asked = keys if behind is None else [key for key in keys if key in behind]
    evidence = evidence_by_component(scope, asked)
    standings = tuple(
        _standing(one, latest, levels, evidence.get(one.component.key), today)
        for one in list_drafts(scope, structure)
    )
    return Overview(
        structure=structure,
        standings=standings,
        latest=latest,
        begun=framework is not None,
        synthetic=framework is not None and framework.synthetic,
        asked_at=framework.asked_at if framework else None,
    )


def _standing(
    draft: Draft,
    latest: Version | None,
    levels: Mapping[str, Sharing],
    evidence: tuple[Evidence, ...] | None,
    today: date,
) -> Standing:
    key = draft.component.key
    approved = component_in(latest.content, key) if latest else None
    return Standing(
        draft=draft,
        approved=approved,
        sharing=levels.get(key, Sharing.PRIVATE),
        behind=evidence,
        changed=_differs(draft, approved),
        today=today,
    )


def _differs(draft: Draft, approved: Content | None) -> bool:
    if approved is None:
        return not draft.answer.is_empty
    drafted = answer_content(draft.answer)
    return drafted != answer_content(answer_from(approved))


def list_drafts(scope: Scope, structure: Structure) -> list[Draft]:
    """The draft of every component, in the order of the structure. One query."""
    rows = {row.component_key: row for row in session(scope).scalars(_DRAFTS)}
    return [draft_of(one, rows.get(one.key)) for one in structure.components]


@read_once
def get_structure(scope: Scope, code: str | None = None) -> Structure:
    """What the authority in use answers: its standard with the additions in force."""
    unit = session(scope)
    additions = [_addition(row, Origin.REGION) for row in unit.scalars(_REGIONAL)]
    if not scope.office:
        additions += [_addition(row, Origin.OWN) for row in unit.scalars(_OWN)]
    standard = standards()[code] if code else newest_standard()
    return structure_of(standard, additions)


def _addition(row: RegionalAddition | OwnAddition, origin: Origin) -> Addition:
    return Addition(row.key, row.title, origin, row.component_key, row.purpose, tuple(row.steps))


def get_own_structure(scope: Scope) -> Structure:
    """The structure that the framework of the authority in use answers now."""
    framework = find_framework(scope)
    return get_structure(scope, framework.standard_code if framework else None)


def is_synthetic(scope: Scope) -> bool:
    """Whether the framework of the authority in use was made up for a demonstration."""
    framework = find_framework(scope)
    return framework is not None and framework.synthetic


def get_component(scope: Scope, key: str) -> Component:
    """A component by its key. Raises ``NotFound``."""
    found = get_own_structure(scope).find(key)
    if found is None:
        raise NotFound
    return found


def get_draft(scope: Scope, key: str) -> Draft:
    """The draft of one component. Raises ``NotFound`` for a component that there is not."""
    row = session(scope).scalar(select(ComponentDraft).where(ComponentDraft.component_key == key))
    return draft_of(get_component(scope, key), row)


def sharing_levels(scope: Scope) -> dict[str, Sharing]:
    """The share level of each component that has one."""
    rows = session(scope).execute(_LEVELS)
    return {key: Sharing(level) for key, level in rows}


def sharing_now(scope: Scope) -> dict[str, Sharing]:
    """With whom each component is shared now, whatever version is read."""
    components = get_own_structure(scope).components
    return {one.key: Sharing.PRIVATE for one in components} | sharing_levels(scope)


def draft_content(scope: Scope) -> Content:
    """The whole draft in the form in which it would be kept."""
    framework = find_framework(scope)
    structure = get_structure(scope, framework.standard_code if framework else None)
    answers = {one.component.key: one.answer for one in list_drafts(scope, structure)}
    return content_of(structure, answers, synthetic=bool(framework and framework.synthetic))


def find_version(scope: Scope, number: int | None = None) -> Version | None:
    """An approved version by its number, the latest without one; None where there is none."""
    query = _LATEST
    if number is not None:
        query = query.where(FrameworkVersion.number == number)
    row = session(scope).scalar(query)
    return None if row is None else Version(**_head(row), content=row.content)


def get_version(scope: Scope, number: int) -> Version:
    """An approved version by its number. Raises ``NotFound``."""
    found = find_version(scope, number)
    if found is None:
        raise NotFound
    return found


def find_review_before(scope: Scope, number: int) -> Version | None:
    """The version of the yearly review before a version, else the first; None where that is it."""
    row = session(scope).scalar(
        select(FrameworkVersion)
        .where(
            FrameworkVersion.number < number,
            or_(FrameworkVersion.yearly_review.is_(True), FrameworkVersion.number == 1),
        )
        .order_by(FrameworkVersion.number.desc())
        .limit(1)
    )
    return None if row is None else Version(**_head(row), content=row.content)


def list_versions(scope: Scope) -> list[VersionHead]:
    """The approved versions, newest first, without their words."""
    columns = [getattr(FrameworkVersion, name) for name in _HEAD]
    rows = session(scope).scalars(
        select(FrameworkVersion)
        .options(load_only(*columns, raiseload=True))
        .order_by(FrameworkVersion.number.desc())
    )
    return [VersionHead(**_head(row)) for row in rows]


_HEAD = tuple(VersionHead.__slots__)


def _head(row: FrameworkVersion) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _HEAD}


def version_in_force_at(scope: Scope, moment: datetime) -> Version | None:
    """The version that stood at a moment, or None before the first."""
    row = session(scope).scalar(
        select(FrameworkVersion)
        .where(FrameworkVersion.approved_at <= moment)
        .order_by(FrameworkVersion.number.desc())
        .limit(1)
    )
    return None if row is None else Version(**_head(row), content=row.content)
