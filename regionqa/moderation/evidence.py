"""What moderation holds as evidence for the framework's component on moderation.

Rounds that an authority takes part in with the cases that were settled, practice cases that its
people tried, and the files of double-graded cases that it uploaded. The words hold counts only.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, case, func, select, true
from sqlalchemy.orm import aliased

from regionqa.core.facts import HERE
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_once, session
from regionqa.frameworks import Evidence, register_evidence
from regionqa.moderation.models import AgreedGrade, CaseReference, Participation, Round, Trial
from regionqa.moderation.queries.trials import PRACTICE
from regionqa.ratings import summarise_files

COMPONENT = "moderation"
FEWEST_PEOPLE = 2
_BEGUN = ("grading", "reconciling", "statistics_locked", "published", "archived")


@dataclass(frozen=True, slots=True)
class _Held:
    """What the tables of moderation hold for the authority in use, in numbers."""

    rounds: int
    made_up: int
    opened_on: date | None
    settled: int
    own: int
    settled_at: datetime | None
    tried: int
    people: int
    tried_at: datetime | None


def _held_query() -> Select[*tuple[Any, ...]]:
    later = aliased(Participation)
    newer = later.round_id == Participation.round_id, later.number > Participation.number
    rounds = (
        select(
            func.count().label("rounds"),
            func.count(case((Round.synthetic, 1))).label("made_up"),
            func.max(Round.opens_on).label("opened_on"),
        )
        .select_from(Participation)
        .join(Round, Round.id == Participation.round_id)
        .where(
            Participation.owner_id == HERE,
            Participation.standing == "joined",
            Round.state.in_(_BEGUN),
            ~select(later.id).where(later.owner_id == HERE, *newer).exists(),
        )
        .subquery()
    )
    settled = (
        select(
            func.count().label("settled"),
            func.count(CaseReference.id).label("own"),
            func.max(AgreedGrade.at).label("settled_at"),
        )
        .select_from(AgreedGrade)
        .outerjoin(CaseReference, CaseReference.case_id == AgreedGrade.case_id)
        .where(AgreedGrade.reader_id == HERE)
        .subquery()
    )
    tried = (
        select(
            func.count().label("tried"),
            func.count(Trial.person_id.distinct()).label("people"),
            func.max(Trial.submitted_at).label("tried_at"),
        )
        .where(Trial.subject.startswith(PRACTICE), Trial.submitted_at.is_not(None))
        .subquery()
    )
    columns = (*rounds.c, *settled.c, *tried.c)
    return select(*columns).select_from(rounds).join(settled, true()).join(tried, true())


_HELD = _held_query()


@read_once
def _read_held(scope: Scope) -> _Held:
    """All of it in one query, since most of those who ask for one source ask for the other."""
    return _Held(*session(scope).execute(_HELD, {"here": scope.authority_id}).one())


def rounds_as_evidence(scope: Scope) -> Evidence | None:
    """Rounds whose grading began with the authority in them, and the cases settled."""
    if scope.office:
        return None
    held = _read_held(scope)
    if not held.rounds:
        return None
    others = held.settled - held.own
    words = [_counted(held.rounds, "moderation round", "moderation rounds") + " taken part in"]
    if held.own:
        words.append(_counted(held.own, "own case", "own cases") + " moderated by peers")
    if others:
        words.append(_counted(others, "case", "cases") + " of others read beside them")
    days = [held.opened_on, held.settled_at.date() if held.settled_at else None]
    return Evidence(
        ", ".join(words) + ("; made up for a demonstration" if held.made_up else ""),
        held.settled or held.rounds,
        max(day for day in days if day is not None),
        "/moderation/",
    )


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def practice_as_evidence(scope: Scope) -> Evidence | None:
    """Practice cases that people tried; none while only one person did, who would be told of."""
    if scope.office:
        return None
    held = _read_held(scope)
    if held.people < FEWEST_PEOPLE or held.tried_at is None:
        return None
    words = f"{held.tried:,} practice cases tried by {held.people} people"
    return Evidence(words, held.tried, held.tried_at.date(), "/moderation/practice")


def files_as_evidence(scope: Scope) -> Evidence | None:
    """The files of double-graded cases that stand, with their agreement."""
    if scope.office:
        return None
    held = summarise_files(scope)
    if held is None:
        return None
    words = (
        f"{_counted(held.files, 'file', 'files')} of double-graded cases with the agreement of "
        f"their readers, {_counted(held.cases, 'case', 'cases')}"
    )
    made_up = "; made up for a demonstration" if held.synthetic else ""
    return Evidence(words + made_up, held.files, held.last_on, "/agreement/")


def register_moderation_as_evidence() -> None:
    """Fill the frameworks' registry with what this feature holds and what files hold."""
    register_evidence(COMPONENT, "moderation rounds", rounds_as_evidence)
    register_evidence(COMPONENT, "practice cases", practice_as_evidence)
    register_evidence(COMPONENT, "double-graded files", files_as_evidence)
