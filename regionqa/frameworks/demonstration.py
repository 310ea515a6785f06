"""Synthetic frameworks for a demonstration region: made up, marked so, and the same each time.

``seed_frameworks`` writes through the same operations as the pages, so that what a demonstration
shows is what the service does. Nothing here says anything of a real authority.
"""

import random
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from regionqa.authorities import Role
from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import unit_of_work
from regionqa.frameworks.answers import Covered, PointAnswer, Sharing, digest_of
from regionqa.frameworks.freezing import freeze_crosswalk
from regionqa.frameworks.named_evidence import EvidenceSort
from regionqa.frameworks.operations import (
    approving,
    borrowing,
    editing,
    evidence,
    practice,
    sharing,
)
from regionqa.frameworks.practice import Status
from regionqa.frameworks.queries.framework import draft_content, get_draft
from regionqa.frameworks.queries.practice import get_standard
from regionqa.frameworks.set_dates import last_set_date
from regionqa.frameworks.standard import Component, newest_standard

FILE = Path(__file__).parent / "reference" / "demonstration.toml"
ROLES = frozenset({Role.QA_LEAD, Role.DCS})
_OWNERS = (Role.QA_LEAD, Role.HEAD_OF_SERVICE, Role.PRINCIPAL_SOCIAL_WORKER)


@dataclass(frozen=True, slots=True)
class Member:
    """An authority of the demonstration, and the person in whose name it is written."""

    authority_id: UUID
    region_id: UUID
    person_id: UUID | None = None

    @property
    def scope(self) -> Scope:
        """The scope of the authority's QA lead."""
        return Scope(
            authority_id=self.authority_id,
            region_id=self.region_id,
            person_id=self.person_id or self.authority_id,
            roles=ROLES,
            reason="write a synthetic framework",
        )


@cache
def _phrases() -> Mapping[str, Any]:
    with FILE.open("rb") as stream:
        loaded: Mapping[str, Any] = tomllib.load(stream)
    return loaded


def seed_frameworks(
    database: Database,
    members: Sequence[Member],
    *,
    office_id: UUID | None = None,
    today: date | None = None,
    seed: int = 2020,
) -> None:
    """Give each member a synthetic framework, shared as it would be, and freeze the counts.

    One transaction for each authority. The last of the members has a version of last year and a
    draft that nobody approved yet. With ``office_id`` the counts of the newest set date are frozen
    as well.
    """
    for place, member in enumerate(members):
        dice = random.Random(seed * 1000 + place)  # noqa: S311  # a repeatable demonstration
        with unit_of_work(database, member.scope):
            _describe(member.scope, dice)
            _last_year(member.scope, dice)
            _name_evidence(member.scope, place)
        if place == len(members) - 1 and len(members) > 1:
            continue
        with unit_of_work(database, member.scope):
            _approve(member.scope, _phrases()["why"][place % len(_phrases()["why"])])
            _share(member.scope, dice)
            _write_standards(member.scope, dice)
        if place % 3 == 0:
            with unit_of_work(database, member.scope):
                _change_one(member.scope, dice)
    if office_id is not None and members:
        set_on = last_set_date(today or now().date())
        freeze_crosswalk(database, members[0].region_id, office_id, set_on)


def _describe(scope: Scope, dice: random.Random) -> None:
    framework = editing.ensure_framework(scope, synthetic=True)
    framework.synthetic = True
    standard = newest_standard()
    for component in (*standard.components, standard.across):
        entry = _entry(component, dice)
        version = get_draft(scope, component.key).version
        editing.save_component(scope, component.key, entry, version=version, confirmed=True)


def _name_evidence(scope: Scope, place: int) -> None:
    """Most of what is named by hand, each authority without another part of it."""
    today = now().date()
    held = _phrases()["evidence"]
    for number, one in enumerate(held):
        if number == (place + 1) % len(held):
            continue
        for days in one["days_ago"]:
            entry = evidence.EvidenceEntry(
                EvidenceSort(one["sort"]), one["title"], today - timedelta(days=days)
            )
            evidence.name_evidence(scope, one["component"], entry, confirmed=True)


def _last_year(scope: Scope, dice: random.Random) -> None:
    """Keep what stands there as a version of last year, then change some of it."""
    approved = now() - timedelta(days=dice.randint(380, 420))
    review_due = approved.date() + timedelta(days=365)
    content = draft_content(scope)
    approving.store_version(
        scope, content, _phrases()["why"][0], review_due, approved, yearly_review=False
    )
    for component in dice.sample(newest_standard().components, 4):
        version = get_draft(scope, component.key).version
        entry = _entry(component, dice)
        editing.save_component(scope, component.key, entry, version=version, confirmed=True)


def _entry(component: Component, dice: random.Random) -> editing.Entry:
    phrases: Mapping[str, Sequence[str]] = _phrases()["components"].get(component.key, {})
    coverage = dice.choices(("full", "part", "absent"), weights=(4, 5, 1))[0]
    if coverage == "absent":
        no = PointAnswer(Covered.NO)
        text = dice.choice(_phrases()["absent"])
        return editing.Entry(text, "", "absent", None, {p.key: no for p in component.points})
    weights = (8, 2, 0) if coverage == "full" else (4, 4, 3)
    points = {
        point.key: PointAnswer(dice.choices(tuple(Covered), weights=weights)[0])
        for point in component.points
    }
    steps = (2, 3, 3, 4) if coverage == "full" else (1, 1, 2, 2)
    due = now().date()
    return editing.Entry(
        description=" ".join(dice.sample(list(phrases["how"]), 2)),
        local=dice.choice([*phrases["local"], ""]),
        coverage=coverage,
        maturity=dice.choice(steps) if component.steps else None,
        points=points,
        owner_role=dice.choice(_OWNERS).value,
        review_on=date(due.year + 1, dice.randint(1, 12), dice.randint(1, 28)),
    )


def _approve(scope: Scope, why: str) -> None:
    digest = digest_of(draft_content(scope))
    approving.approve_framework(scope, why=why, digest=digest, yearly_review=True, confirmed=True)


def _share(scope: Scope, dice: random.Random) -> None:
    """Most share by name or in counts; some keep a component to themselves."""
    for component in newest_standard().components:
        level = dice.choices((Sharing.NAMED, Sharing.UNNAMED, Sharing.PRIVATE), weights=(4, 4, 2))[
            0
        ]
        sharing.change_sharing(scope, component.key, level)
    if dice.random() < 0.5:
        component = dice.choice(newest_standard().components)
        offer = dice.choice(_phrases()["offers"])
        borrowing.offer_help(scope, component.key, offer, Role.QA_LEAD.value, confirmed=True)


def _write_standards(scope: Scope, dice: random.Random) -> None:
    for one in dice.sample(list(_phrases()["standards"]), dice.randint(0, 2)):
        standard_id = practice.begin_standard(
            scope, one["title"], one["words"], one["sources"], confirmed=True
        )
        for to in (Status.CHECKED, Status.ENGAGED, Status.SIGNED_OFF, Status.IN_FORCE):
            coming = get_standard(scope, standard_id).upcoming
            if coming is None or (to is Status.SIGNED_OFF and dice.random() < 0.2):
                break
            practice.change_status(
                scope, coming.id, to, "Done for the demonstration.", version=coming.version
            )


def _change_one(scope: Scope, dice: random.Random) -> None:
    """A draft that differs from what is approved, so that there is something to approve."""
    component = dice.choice(newest_standard().components)
    draft = get_draft(scope, component.key)
    entry = _entry(component, dice)
    editing.save_component(scope, component.key, entry, version=draft.version, confirmed=True)
    approving.ask_for_approval(scope)
