"""Reading the approved versions of the own framework."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Integer, Select, and_, bindparam, func, or_, select
from sqlalchemy.orm import aliased

from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_once, session
from regionqa.frameworks.answers import Content
from regionqa.frameworks.models import FrameworkVersion


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


# Asked at nearly each request of the framework's pages, so they are built once.
_HEAD = tuple(getattr(FrameworkVersion, name) for name in VersionHead.__slots__)
WHOLE = (*_HEAD, FrameworkVersion.content)
"""The columns of a ``Version``, in its order."""
_ANY, _EARLIER = aliased(FrameworkVersion), aliased(FrameworkVersion)
LAST_NUMBER = select(func.max(_ANY.number)).scalar_subquery()
"""The number of the version that was approved last."""
NUMBER_AT = (
    select(func.max(_EARLIER.number))
    .where(_EARLIER.approved_at <= bindparam("moment", type_=FrameworkVersion.approved_at.type))
    .scalar_subquery()
)
"""The number of the version that stood at ``moment``; none for no moment."""
_HEADS = select(*_HEAD).order_by(FrameworkVersion.number.desc())
_NEWEST = select(*WHOLE).order_by(FrameworkVersion.number.desc()).limit(1)
_NUMBER = bindparam("number", type_=Integer)


def _around() -> Select[*tuple[Any, ...]]:
    """A version, the one before it, and for a yearly review the review before or else the first."""
    earlier, asked = aliased(FrameworkVersion), aliased(FrameworkVersion)
    review = select(func.max(earlier.number)).where(
        earlier.number < _NUMBER, or_(earlier.yearly_review.is_(True), earlier.number == 1)
    )
    is_review = select(asked.id).where(asked.number == _NUMBER, asked.yearly_review.is_(True))
    return select(*WHOLE).where(
        or_(
            FrameworkVersion.number.in_((_NUMBER, _NUMBER - 1)),
            and_(FrameworkVersion.number == review.scalar_subquery(), is_review.exists()),
        )
    )


_AROUND = _around()


@dataclass(frozen=True, slots=True)
class Around:
    """A version and the one ``before``; ``review`` is what a yearly review is compared with.

    That is the version of the yearly review before it, else the first; None for a version that is
    no yearly review and for the first.
    """

    version: Version
    before: Version | None
    review: Version | None


@read_once
def find_latest(scope: Scope) -> Version | None:
    """The version that was approved last, or None before the first."""
    return _first(scope, _NEWEST)


def _first(scope: Scope, query: Select[*tuple[Any, ...]]) -> Version | None:
    row = session(scope).execute(query).first()
    return None if row is None else Version(*row)


def get_version(scope: Scope, number: int) -> Version:
    """An approved version by its number. Raises ``NotFound``."""
    found = _first(scope, _NEWEST.where(FrameworkVersion.number == number))
    if found is None:
        raise NotFound
    return found


def get_around(scope: Scope, number: int) -> Around:
    """A version by its number with those it is compared with. One query. Raises ``NotFound``."""
    rows = session(scope).execute(_AROUND, {"number": number})
    held = {row.number: Version(*row) for row in rows}
    if number not in held:
        raise NotFound
    version = held[number]
    earlier = [one for one in held if one < number and (one == 1 or held[one].yearly_review)]
    review = held[max(earlier)] if version.yearly_review and earlier else None
    return Around(version, held.get(number - 1), review)


def list_versions(scope: Scope) -> list[VersionHead]:
    """The approved versions, newest first, without their words."""
    return [VersionHead(*row) for row in session(scope).execute(_HEADS)]


def version_in_force_at(scope: Scope, moment: datetime) -> Version | None:
    """The version that stood at a moment, or None before the first."""
    return _first(scope, _NEWEST.where(FrameworkVersion.approved_at <= moment))
