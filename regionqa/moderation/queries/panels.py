"""Who could sit on the panel of a case: offered readers of authorities that have no part in it."""

from uuid import UUID

from sqlalchemy import select

from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.moderation.models import Assignment, CaseCourse
from regionqa.moderation.places import members_of
from regionqa.moderation.policy import RUN_ROUNDS
from regionqa.moderation.queries.rounds import readers_offered


def list_panel_candidates(scope: Scope, case_id: UUID) -> list[tuple[UUID, str]]:
    """People of third authorities with the authority's name, by authority; for its coordinator."""
    require(scope, RUN_ROUNDS)
    unit = session(scope)
    course = unit.scalar(select(CaseCourse).where(CaseCourse.case_id == case_id))
    if course is None:
        return []
    asked = unit.scalars(select(Assignment.reader_id).where(Assignment.case_id == case_id))
    apart = {course.home_id, *asked}
    names = members_of(scope)
    found = [
        (row.person_id, f"{row.name}, {names.get(row.owner_id, '')}", names.get(row.owner_id, ""))
        for row in readers_offered(scope, course.round_id).values()
        if row.owner_id not in apart
    ]
    return [(person, words) for person, words, _ in sorted(found, key=lambda one: (one[2], one[1]))]
