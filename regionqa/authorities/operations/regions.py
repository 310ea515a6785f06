"""Setting up a region: its authorities with their codes and dates, and its office."""

from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.authorities.models import Authority, AuthorityKind, Region
from regionqa.authorities.queries import read_atlas
from regionqa.authorities.reference_tables import RegionRecord
from regionqa.core import events
from regionqa.core.errors import Unprocessable
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session

SET_UP = events.declare(
    "region.set_up", "authorities", sentence="A region was set up with {authorities} authorities"
)


def set_up_region(scope: Scope, record: RegionRecord) -> UUID:
    """Make a region of the authorities that the record names, once; the region's id.

    Setting up the same region again adds the authorities that are new in the record and changes no
    other. Raises ``Unprocessable`` for a code that no published authority has. Load the reference
    data first; only the operator's scope may.
    """
    unit = session(scope)
    atlas = read_atlas(scope)
    by_code = {place.code: place for place in atlas.places.values()}
    unknown = [code for code in record.members if code not in by_code]
    if unknown:
        raise Unprocessable(f"No authority is known by the codes {', '.join(unknown)}.")
    region = unit.scalar(select(Region).where(Region.code == record.statistical_region))
    if region is None:
        region = Region(id=uuid4(), code=record.statistical_region, name=record.name)
        unit.add(region)
        unit.add(
            Authority(
                id=uuid4(),
                region_id=region.id,
                kind=AuthorityKind.REGIONAL_OFFICE,
                name=record.office,
            )
        )
    unit.flush()  # the authorities below refer to the region's row
    held = set(unit.scalars(select(Authority.gss_code).where(Authority.gss_code.is_not(None))))
    fresh = [by_code[code] for code in record.members if code not in held]
    for place in fresh:
        unit.add(
            Authority(
                id=uuid4(),
                region_id=region.id,
                kind=AuthorityKind.LOCAL_AUTHORITY,
                name=place.name,
                gss_code=place.code,
                dfe_code=place.dfe_code,
                type_name=place.type_name,
                start_date=place.starts_on,
                end_date=place.ends_on,
            )
        )
    if fresh:
        events.record(scope, SET_UP, region.id, authorities=len(fresh))
    return region.id
