"""Reading authorities: what is published of places, the region in use, services, agreements."""

from regionqa.authorities.queries.agreements import (
    AgreementView,
    list_agreements,
    missing_agreements,
)
from regionqa.authorities.queries.places import (
    CurrentRegion,
    current_region,
    find_own_code,
    get_place,
    latest_inspections,
    list_inspections,
    list_visits,
    read_atlas,
)
from regionqa.authorities.queries.services import (
    ServiceView,
    TeamView,
    get_service,
    get_team,
    has_services,
    list_services,
)

__all__ = [
    "AgreementView",
    "CurrentRegion",
    "ServiceView",
    "TeamView",
    "current_region",
    "find_own_code",
    "get_place",
    "get_service",
    "get_team",
    "has_services",
    "latest_inspections",
    "list_agreements",
    "list_inspections",
    "list_services",
    "list_visits",
    "missing_agreements",
    "read_atlas",
]
