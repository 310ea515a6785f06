"""Writing authorities: reference data, regions, services and teams, agreements."""

from regionqa.authorities.operations.agreements import end_agreement, record_agreement
from regionqa.authorities.operations.reference import load_areas, record_load
from regionqa.authorities.operations.regions import set_up_region
from regionqa.authorities.operations.services import (
    end_service,
    end_team,
    open_service,
    open_team,
)

__all__ = [
    "end_agreement",
    "end_service",
    "end_team",
    "load_areas",
    "open_service",
    "open_team",
    "record_agreement",
    "record_load",
    "set_up_region",
]
