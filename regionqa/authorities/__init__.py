"""Regions, authorities with their dates and successors, and the roles people hold in them.

Other features use what is named here and nothing else of this package.
"""

from regionqa.authorities.agreement_kinds import AgreementKind
from regionqa.authorities.areas import (
    Area,
    AreaKind,
    Areas,
    Closeness,
    Extent,
    Neighbour,
    Succession,
    UnknownAreaError,
)
from regionqa.authorities.atlas import Atlas, Place
from regionqa.authorities.judgements import (
    InspectionList,
    Judgement,
    KnownError,
    Scheme,
    inspection_grades,
    inspection_lists,
    inspection_schemes,
    known_inspection_errors,
    scheme_on,
)
from regionqa.authorities.links import Link, add_link_source
from regionqa.authorities.models import Authority, AuthorityKind, Region
from regionqa.authorities.operations import load_areas, record_load, set_up_region
from regionqa.authorities.queries import (
    CurrentRegion,
    current_region,
    find_own_code,
    latest_inspections,
    list_agreements,
    list_services,
    missing_agreements,
    read_atlas,
)
from regionqa.authorities.reference_tables import (
    Inspection,
    RegionRecord,
    demonstration_region,
    reference_areas,
)
from regionqa.authorities.roles import CONTENT_ROLES, LEADS, OFFICE_ROLES, Role

__all__ = [
    "CONTENT_ROLES",
    "LEADS",
    "OFFICE_ROLES",
    "AgreementKind",
    "Area",
    "AreaKind",
    "Areas",
    "Atlas",
    "Authority",
    "AuthorityKind",
    "Closeness",
    "CurrentRegion",
    "Extent",
    "Inspection",
    "InspectionList",
    "Judgement",
    "KnownError",
    "Link",
    "Neighbour",
    "Place",
    "Region",
    "RegionRecord",
    "Role",
    "Scheme",
    "Succession",
    "UnknownAreaError",
    "add_link_source",
    "current_region",
    "demonstration_region",
    "find_own_code",
    "inspection_grades",
    "inspection_lists",
    "inspection_schemes",
    "known_inspection_errors",
    "latest_inspections",
    "list_agreements",
    "list_services",
    "load_areas",
    "missing_agreements",
    "read_atlas",
    "record_load",
    "reference_areas",
    "scheme_on",
    "set_up_region",
]
