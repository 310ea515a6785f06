"""Asking for approval, approving a dated version, and the yearly review."""

from datetime import date, datetime, timedelta
from uuid import uuid4

from sqlalchemy import func, select

from regionqa.authorities import Role
from regionqa.core import events
from regionqa.core.errors import Conflict, Faults, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.frameworks.answers import Content, digest_of
from regionqa.frameworks.differences import compare
from regionqa.frameworks.models import Framework, FrameworkVersion
from regionqa.frameworks.operations.editing import ensure_framework
from regionqa.frameworks.operations.publishing import publish
from regionqa.frameworks.personal import refuse_personal_details
from regionqa.frameworks.policy import APPROVE_FRAMEWORK, MANAGE_FRAMEWORK
from regionqa.frameworks.queries.framework import draft_content
from regionqa.frameworks.queries.versions import find_latest
from regionqa.frameworks.roles import APPROVERS

ASKED = events.declare("framework.approval_asked", sentence="Asked for the framework’s approval")
APPROVED = events.declare(
    "framework.approved",
    "number",
    "digest",
    "yearly_review",
    sentence="Approved version {number} of the framework",
)
A_YEAR = timedelta(days=365)


def ask_for_approval(scope: Scope) -> None:
    """Tell those who approve that the draft is ready. Raises ``Unprocessable`` without a change."""
    require(scope, MANAGE_FRAMEWORK)
    framework = ensure_framework(scope)
    latest = find_latest(scope)
    if not compare(latest.content if latest else None, draft_content(scope)):
        raise Unprocessable("Nothing differs from the version that is approved.")
    framework.asked_at = now()
    framework.asked_by = scope.person_id
    events.record(scope, ASKED, framework.id)


def approve_framework(
    scope: Scope,
    *,
    why: str,
    digest: str,
    yearly_review: bool = False,
    review_due: date | None = None,
    confirmed: bool = False,
) -> int:
    """Approve the draft as the next dated version, and publish what is shared of it; its number.

    ``digest`` is that of the draft the approver was shown: raises ``Conflict`` when the draft has
    changed since. Raises ``Unprocessable`` when nothing differs, unless it is the yearly review.
    """
    require(scope, APPROVE_FRAMEWORK)
    framework = ensure_framework(scope)
    content = draft_content(scope)
    found = digest_of(content)
    if found != digest:
        raise Conflict("The draft changed since you opened the page. Read what differs now.")
    latest = find_latest(scope)
    if not yearly_review and not compare(latest.content if latest else None, content):
        raise Unprocessable("Nothing differs from the version that is approved.")
    faults, today = Faults(), now().date()
    with faults.gather():
        refuse_personal_details(scope, {"why": why}, confirmed=confirmed)
    if review_due is not None and review_due <= today:
        faults.add("review_due", "The next review must be in the future")
    faults.refuse()
    due = review_due or _usual_review(scope, today, yearly_review=yearly_review)
    number = store_version(scope, content, why, due, now(), yearly_review=yearly_review)
    framework.asked_at = framework.asked_by = None
    publish(scope)
    return number


def store_version(
    scope: Scope,
    content: Content,
    why: str,
    review_due: date,
    approved_at: datetime,
    *,
    yearly_review: bool,
) -> int:
    """Keep a version and write its event; its number. The only place where one is made."""
    unit = session(scope)
    last = unit.scalar(select(func.max(FrameworkVersion.number)))
    version = FrameworkVersion(
        id=uuid4(),
        authority_id=scope.authority_id,
        number=(last or 0) + 1,
        standard_code=content["standard"],
        approved_at=approved_at,
        approved_by=scope.person_id,
        approved_as=_approving_role(scope),
        why=why,
        yearly_review=yearly_review,
        review_due=review_due,
        content=content,
        digest=digest_of(content),
    )
    unit.add(version)
    unit.flush()  # what is published is read back from the version
    events.record(
        scope,
        APPROVED,
        version.id,
        number=version.number,
        digest=version.digest,
        yearly_review=yearly_review,
    )
    return version.number


def _approving_role(scope: Scope) -> str:
    return next((one.value for one in APPROVERS if scope.has_role(one)), Role.QA_LEAD.value)


def _usual_review(scope: Scope, today: date, *, yearly_review: bool) -> date:
    """A year from a review; between reviews the date stays as it is."""
    held = session(scope).scalar(
        select(FrameworkVersion.review_due).order_by(FrameworkVersion.number.desc()).limit(1)
    )
    return today + A_YEAR if yearly_review or held is None else held


def withdraw_request(scope: Scope) -> None:
    """Take back the request for approval."""
    require(scope, MANAGE_FRAMEWORK)
    held = session(scope).scalar(select(Framework).with_for_update())
    if held is not None:
        held.asked_at = held.asked_by = None
