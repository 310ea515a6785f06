"""The roles that may own a component, edit, or approve."""

from regionqa.authorities import CONTENT_ROLES, OFFICE_ROLES, Role

OWNER_ROLES = tuple(one for one in Role if one in CONTENT_ROLES - OFFICE_ROLES)
EDITORS = (Role.QA_LEAD, Role.QA_DEPUTY)
APPROVERS = (Role.DCS, Role.QA_LEAD)
