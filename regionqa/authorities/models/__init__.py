"""The tables of authorities: regions and tenants, published areas, services, agreements."""

from regionqa.authorities.models.agreements import SharingAgreement
from regionqa.authorities.models.places import Authority, AuthorityKind, Region
from regionqa.authorities.models.published import (
    AreaCodeRow,
    AreaRow,
    InspectionRow,
    NeighbourRow,
    ReferenceLoad,
    SuccessionRow,
    VisitRow,
)
from regionqa.authorities.models.services import Service, Team

__all__ = [
    "AreaCodeRow",
    "AreaRow",
    "Authority",
    "AuthorityKind",
    "InspectionRow",
    "NeighbourRow",
    "ReferenceLoad",
    "Region",
    "Service",
    "SharingAgreement",
    "SuccessionRow",
    "Team",
    "VisitRow",
]
