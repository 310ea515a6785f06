"""Regions, authorities with their dates and successors, and the roles people hold in them.

Other features use what is named here and nothing else of this package.
"""

from regionqa.authorities.models import Authority, AuthorityKind, Region
from regionqa.authorities.roles import CONTENT_ROLES, LEADS, OFFICE_ROLES, Role

__all__ = [
    "CONTENT_ROLES",
    "LEADS",
    "OFFICE_ROLES",
    "Authority",
    "AuthorityKind",
    "Region",
    "Role",
]
