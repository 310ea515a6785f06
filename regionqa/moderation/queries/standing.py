"""What became of an assignment, as an expression of statements that ask many things at once."""

from sqlalchemy import ScalarSelect, select

from regionqa.moderation.models import Assignment, AssignmentAnswer

LAST_ANSWER: ScalarSelect[str] = (
    select(AssignmentAnswer.standing)
    .where(AssignmentAnswer.assignment_id == Assignment.id)
    .order_by(AssignmentAnswer.number.desc())
    .limit(1)
    .scalar_subquery()
)
"""The standing of the newest answer to the assignment of the statement; null without one."""
