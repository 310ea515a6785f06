"""How many points of the standard an approved framework says are in place."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.frameworks.answers import Covered
from regionqa.frameworks.models import FrameworkVersion
from regionqa.frameworks.standard import Origin


@dataclass(frozen=True, slots=True)
class PointsInPlace:
    """Points of the standard that a version says are in place, of all that the standard has.

    A point without an answer, or in part, is not in place; points that a region or an authority
    added are not counted, so that members can be compared.
    """

    in_place: int
    points: int
    version: int
    approved_on: date
    standard: str
    synthetic: bool


def points_in_place(scope: Scope, before: date) -> PointsInPlace | None:
    """By the version that stood on the day before; None where none was approved until then."""
    rows = session(scope).execute(
        select(
            FrameworkVersion.number,
            FrameworkVersion.approved_at,
            FrameworkVersion.standard_code,
            FrameworkVersion.content,
        ).order_by(FrameworkVersion.number.desc())
    )
    for row in rows:
        if row.approved_at.date() < before:
            points = [
                point
                for component in row.content["components"]
                if component["origin"] == Origin.STANDARD
                for point in component["points"]
                if point["origin"] == Origin.STANDARD
            ]
            return PointsInPlace(
                in_place=sum(1 for point in points if point["answer"] == Covered.YES),
                points=len(points),
                version=row.number,
                approved_on=row.approved_at.date(),
                standard=row.standard_code,
                synthetic=bool(row.content["synthetic"]),
            )
    return None
