"""What moderation holds as evidence for the framework's component on moderation.

Rounds that an authority takes part in with the cases that were settled, practice cases that its
people tried, and the files of double-graded cases that it uploaded. The words hold counts only.
"""

from datetime import date

from sqlalchemy import select

from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.frameworks import Evidence, register_evidence
from regionqa.moderation.models import AgreedGrade, CaseReference, Participation, Round, Trial
from regionqa.moderation.queries.trials import PRACTICE
from regionqa.ratings import summarise_files

COMPONENT = "moderation"
FEWEST_PEOPLE = 2
_BEGUN = ("grading", "reconciling", "statistics_locked", "published", "archived")


def rounds_as_evidence(scope: Scope) -> Evidence | None:
    """Rounds whose grading began with the authority in them, and the cases settled. Two queries."""
    if scope.office:
        return None
    rounds = _rounds(scope)
    if not rounds:
        return None
    own, others, settled_on = _settled(scope)
    days = [opened for opened, _ in rounds]
    words = [_counted(len(rounds), "moderation round", "moderation rounds") + " taken part in"]
    if own:
        words.append(_counted(own, "own case", "own cases") + " moderated by peers")
    if others:
        words.append(_counted(others, "case", "cases") + " of others read beside them")
    made_up = "; made up for a demonstration" if any(made for _, made in rounds) else ""
    return Evidence(
        ", ".join(words) + made_up,
        own + others or len(rounds),
        max([*days, *([settled_on] if settled_on else [])]),
        "/moderation/",
    )


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _rounds(scope: Scope) -> list[tuple[date, bool]]:
    """When the grading of each round opened, and whether the round is made up."""
    rows = session(scope).execute(
        select(
            Participation.round_id,
            Participation.standing,
            Round.opens_on,
            Round.synthetic,
        )
        .join(Round, Round.id == Participation.round_id)
        .where(Participation.owner_id == scope.authority_id, Round.state.in_(_BEGUN))
        .order_by(Participation.round_id, Participation.number)
    )
    newest = {round_id: (standing, opened, made) for round_id, standing, opened, made in rows}
    return [(opened, made) for standing, opened, made in newest.values() if standing == "joined"]


def _settled(scope: Scope) -> tuple[int, int, date | None]:
    """Own cases and cases of others that ended, and the day of the newest."""
    rows = session(scope).execute(
        select(AgreedGrade.at, CaseReference.id)
        .outerjoin(CaseReference, CaseReference.case_id == AgreedGrade.case_id)
        .where(AgreedGrade.reader_id == scope.authority_id)
    )
    held = [(moment.date(), reference is not None) for moment, reference in rows]
    own = sum(is_own for _, is_own in held)
    return own, len(held) - own, max((day for day, _ in held), default=None)


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
