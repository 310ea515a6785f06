"""Reading the own framework: the draft, what was approved, and what is behind each component."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Date,
    Row,
    String,
    bindparam,
    cast,
    null,
    select,
    true,
    union_all,
)

from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_along, read_once, session
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
    NamedEvidence,
    PracticeStandardStep,
    SharingChoice,
)
from regionqa.frameworks.named_evidence import EvidenceSort
from regionqa.frameworks.queries.additions import ANY_IN_FORCE, keep_whether_any, list_in_force
from regionqa.frameworks.queries.drafts import Draft, draft_of, says_the_same
from regionqa.frameworks.queries.evidence import (
    Named,
    NamedView,
    evidence_by_component,
    list_named_evidence,
)
from regionqa.frameworks.queries.practice import IN_FORCE, days_in_force
from regionqa.frameworks.queries.versions import LAST_NUMBER, NUMBER_AT, WHOLE, Version, find_latest
from regionqa.frameworks.standard import (
    Component,
    Structure,
    newest_standard,
    standards,
    structure_of,
)

# Asked at nearly each request of the framework's pages, so they are built once.
_FRAMEWORK = select(Framework)
_DRAFTS = select(
    ComponentDraft.component_key,
    ComponentDraft.description,
    ComponentDraft.local,
    ComponentDraft.coverage,
    ComponentDraft.maturity,
    ComponentDraft.points,
    ComponentDraft.sources,
    ComponentDraft.owner_role,
    ComponentDraft.review_on,
    ComponentDraft.version,
    ComponentDraft.changed_at,
    ComponentDraft.changed_by,
)
_LEVELS = select(SharingChoice.component_key, SharingChoice.level)
_WITH_LEVELS = (
    select(Framework, ANY_IN_FORCE, SharingChoice.component_key, SharingChoice.level)
    .select_from(Framework)
    .outerjoin(SharingChoice, true())
)
_WITH_VERSIONS = (
    select(Framework, ANY_IN_FORCE, *WHOLE)
    .select_from(Framework)
    .outerjoin(FrameworkVersion, FrameworkVersion.number.in_((LAST_NUMBER, NUMBER_AT)))
    .order_by(FrameworkVersion.number.desc())
)
_NO_MOMENT, _NO_WORD, _NO_DAY = (
    cast(null(), of) for of in (PracticeStandardStep.at.type, String, Date)
)
_BESIDE: CompoundSelect[datetime | None, str, str, date | None] = union_all(
    select(_NO_MOMENT, SharingChoice.component_key, SharingChoice.level, _NO_DAY),
    select(_NO_MOMENT, NamedEvidence.component_key, NamedEvidence.sort, NamedEvidence.happened_on),
    IN_FORCE.add_columns(_NO_WORD, _NO_WORD, _NO_DAY),
)


_COMPONENT = bindparam("component", type_=String)
_ONE = (
    select(Framework, ANY_IN_FORCE, SharingChoice.level, ComponentDraft, *WHOLE)
    .select_from(Framework)
    .outerjoin(SharingChoice, SharingChoice.component_key == _COMPONENT)
    .outerjoin(ComponentDraft, ComponentDraft.component_key == _COMPONENT)
    .outerjoin(FrameworkVersion, true())
    .order_by(FrameworkVersion.number.desc())
    .limit(1)
)


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
    """The whole framework of the authority in use.

    ``earlier`` is the version that stood at the moment asked for; None without one or unasked.
    """

    structure: Structure
    standings: tuple[Standing, ...]
    latest: Version | None
    earlier: Version | None
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


def get_overview(
    scope: Scope,
    today: date,
    *,
    behind: Collection[str] | None = None,
    since: datetime | None = None,
) -> Overview:
    """The framework of the authority in use, begun or not. Four queries and those of evidence.

    ``behind`` names the components whose evidence is asked for, where the page shows no other's;
    to ask a standing of the rest for it then raises ``LookupError``. ``since`` is the moment whose
    version the overview has as ``earlier``.
    """
    framework, latest, earlier = _with_versions(scope, since)
    structure = get_structure(scope, framework.standard_code if framework else None)
    keys = [one.key for one in structure.components]
    asked = keys if behind is None else [key for key in keys if key in behind]
    levels, named = _beside(scope) if asked else (sharing_levels(scope), {})
    evidence = evidence_by_component(scope, asked, named)
    standings = tuple(
        _standing(one, latest, levels, evidence.get(one.component.key), today)
        for one in list_drafts(scope, structure)
    )
    return Overview(
        structure=structure,
        standings=standings,
        latest=latest,
        earlier=earlier,
        begun=framework is not None,
        synthetic=framework is not None and framework.synthetic,
        asked_at=framework.asked_at if framework else None,
    )


def _with_versions(
    scope: Scope, since: datetime | None
) -> tuple[Framework | None, Version | None, Version | None]:
    """The framework with the version approved last and the one that stood at a moment."""
    rows = session(scope).execute(_WITH_VERSIONS, {"moment": since}).all()
    framework = _kept_along(scope, rows[0] if rows else None)
    versions = [Version(*row[2:]) for row in rows if row.number is not None]
    latest = versions[0] if versions else None
    earlier = [one for one in versions if since is not None and one.approved_at <= since]
    read_along(scope, find_latest, latest)
    return framework, latest, earlier[0] if earlier else None


def _kept_along(scope: Scope, row: Row[*tuple[Any, ...]] | None) -> Framework | None:
    """The framework that a row begins with, kept with what the row says of additions."""
    framework: Framework | None = row[0] if row else None
    read_along(scope, find_framework, framework)
    if row is not None:
        keep_whether_any(scope, any_in_force=row[1])
    return framework


def _beside(scope: Scope) -> tuple[dict[str, Sharing], Named]:
    """The share levels, and what was named by hand; days in force are read along. One query."""
    levels: dict[str, Sharing] = {}
    named: dict[str, list[tuple[EvidenceSort, date]]] = {}
    in_force: list[date] = []
    for since, key, word, day in session(scope).execute(_BESIDE):
        if since is not None:
            in_force.append(since.date())
        elif day is not None:
            named.setdefault(key, []).append((EvidenceSort(word), day))
        else:
            levels[key] = Sharing(word)
    read_along(scope, days_in_force, in_force)
    return levels, named


@dataclass(frozen=True, slots=True)
class ComponentView:
    """One component with all that is known around it, and what was named by hand for it."""

    standing: Standing
    latest: Version | None
    named: list[NamedView]


def get_standing(scope: Scope, key: str, today: date) -> ComponentView:
    """One component. Three queries and those of its evidence. Raises ``NotFound``."""
    row = session(scope).execute(_ONE, {"component": key}).first()
    _kept_along(scope, row)
    level, draft, *latest = row[2:] if row else (None, None, None)
    component = get_component(scope, key)
    version = Version(*latest) if latest[0] is not None else None
    named = list_named_evidence(scope, key)
    by_hand = {key: [(one.sort, one.happened_on) for one in named]}
    standing = _standing(
        draft_of(component, draft),
        version,
        {key: Sharing(level)} if level else {},
        evidence_by_component(scope, [key], by_hand)[key],
        today,
    )
    return ComponentView(standing, version, named)


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
    return not says_the_same(draft.answer, approved)


def list_drafts(scope: Scope, structure: Structure) -> list[Draft]:
    """The draft of every component, in the order of the structure. One query."""
    rows = {row.component_key: row for row in session(scope).execute(_DRAFTS)}
    return [draft_of(one, rows.get(one.key)) for one in structure.components]


@read_once
def get_structure(scope: Scope, code: str | None = None) -> Structure:
    """What the authority in use answers: its standard with the additions in force. One query."""
    standard = standards()[code] if code else newest_standard()
    return structure_of(standard, list_in_force(scope))


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


_DRAFT = select(ComponentDraft).where(ComponentDraft.component_key == bindparam("key"))


def get_draft(scope: Scope, key: str) -> Draft:
    """The draft of one component. Raises ``NotFound`` for a component that there is not."""
    row = session(scope).scalar(_DRAFT, {"key": key})
    return draft_of(get_component(scope, key), row)


@read_once
def sharing_levels(scope: Scope) -> dict[str, Sharing]:
    """The share level of each component that has one."""
    rows = session(scope).execute(_LEVELS)
    return {key: Sharing(level) for key, level in rows}


def sharing_now(scope: Scope) -> dict[str, Sharing]:
    """With whom each component is shared now, whatever version is read. Two queries."""
    rows = session(scope).execute(_WITH_LEVELS).all()
    _kept_along(scope, rows[0] if rows else None)
    levels = {key: Sharing(level) for _, _, key, level in rows if key is not None}
    components = get_own_structure(scope).components
    return {one.key: Sharing.PRIVATE for one in components} | levels


def draft_content(scope: Scope) -> Content:
    """The whole draft in the form in which it would be kept."""
    framework = find_framework(scope)
    structure = get_structure(scope, framework.standard_code if framework else None)
    answers = {one.component.key: one.answer for one in list_drafts(scope, structure)}
    return content_of(structure, answers, synthetic=bool(framework and framework.synthetic))
