"""What moderation holds as evidence for the framework's component on moderation.

Rounds that an authority takes part in with the cases that were settled, practice cases that its
people tried, and the files of double-graded cases that it uploaded. The words hold counts only.
"""

from sqlalchemy import func, select

from regionqa.core.facts import HERE
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.frameworks import Evidence, register_evidence
from regionqa.moderation.models import AgreedGrade, CaseReference, Participation, Round, Trial
from regionqa.moderation.queries.trials import PRACTICE
from regionqa.ratings import summarise_files

COMPONENT = "moderation"
FEWEST_PEOPLE = 2
_BEGUN = ("grading", "reconciling", "statistics_locked", "published", "archived")
_SETTLED = select(func.count(AgreedGrade.id)).where(AgreedGrade.reader_id == HERE)
_ROUNDS = (
    select(
        Participation.round_id,
        Participation.standing,
        Round.opens_on,
        Round.synthetic,
        _SETTLED.scalar_subquery().label("settled"),
        _SETTLED.where(AgreedGrade.case_id.in_(select(CaseReference.case_id)))
        .scalar_subquery()
        .label("own"),
        select(func.max(AgreedGrade.at))
        .where(AgreedGrade.reader_id == HERE)
        .scalar_subquery()
        .label("settled_at"),
    )
    .join(Round, Round.id == Participation.round_id)
    .where(Participation.owner_id == HERE, Round.state.in_(_BEGUN))
    .order_by(Participation.round_id, Participation.number)
)


def rounds_as_evidence(scope: Scope) -> Evidence | None:
    """Rounds whose grading began with the authority in them, and the cases settled. One query."""
    if scope.office:
        return None
    rows = session(scope).execute(_ROUNDS, {"here": scope.authority_id}).all()
    newest = {row.round_id: row for row in rows}
    rounds = [row for row in newest.values() if row.standing == "joined"]
    if not rounds:
        return None
    own, others = rounds[0].own, rounds[0].settled - rounds[0].own
    days = [row.opens_on for row in rounds]
    if rounds[0].settled_at is not None:
        days.append(rounds[0].settled_at.date())
    words = [_counted(len(rounds), "moderation round", "moderation rounds") + " taken part in"]
    if own:
        words.append(_counted(own, "own case", "own cases") + " moderated by peers")
    if others:
        words.append(_counted(others, "case", "cases") + " of others read beside them")
    made_up = "; made up for a demonstration" if any(row.synthetic for row in rounds) else ""
    return Evidence(
        ", ".join(words) + made_up,
        own + others or len(rounds),
        max(days),
        "/moderation/",
    )


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def practice_as_evidence(scope: Scope) -> Evidence | None:
    """Practice cases that people tried; none while only one person did, who would be told of."""
    if scope.office:
        return None
    rows = session(scope).execute(
        select(Trial.person_id, Trial.submitted_at).where(
            Trial.subject.startswith(PRACTICE), Trial.submitted_at.is_not(None)
        )
    )
    tried = [(person, moment.date()) for person, moment in rows if moment is not None]
    people = len({person for person, _ in tried})
    if people < FEWEST_PEOPLE:
        return None
    words = f"{len(tried):,} practice cases tried by {people} people"
    return Evidence(words, len(tried), max(day for _, day in tried), "/moderation/practice")


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
