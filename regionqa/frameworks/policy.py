"""Who may read, edit, approve and share a framework, and who sees the crosswalk."""

from typing import Any

from regionqa.authorities import CONTENT_ROLES, Role
from regionqa.core.permissions import at_office, declare, role
from regionqa.core.scope import Scope
from regionqa.frameworks.roles import APPROVERS, EDITORS

_OFFICE_LEADS = (Role.REGIONAL_LEAD, Role.REGIONAL_DEPUTY)
_COMPARES = (
    *EDITORS,
    Role.DCS,
    Role.HEAD_OF_SERVICE,
    Role.OPERATIONS_DIRECTOR,
    Role.PRINCIPAL_SOCIAL_WORKER,
)
_WRITES_STANDARDS = (*EDITORS, Role.PRINCIPAL_SOCIAL_WORKER)
_SIGNS_OFF = (*APPROVERS, Role.OPERATIONS_DIRECTOR)


def in_authority(scope: Scope, _subject: Any) -> bool:
    """The authority in use is a local authority and not a region's office."""
    return scope.authority_id is not None and not scope.office


def owns(scope: Scope, owner_role: Any) -> bool:
    """The component's owner is a role that the person holds."""
    return owner_role is not None and scope.person_id is not None and scope.has_role(owner_role)


READ_FRAMEWORK = declare("frameworks:framework:read", (in_authority, role(*CONTENT_ROLES)))
MANAGE_FRAMEWORK = declare("frameworks:framework:manage", (in_authority, role(*EDITORS)))
EDIT_COMPONENT = declare(
    "frameworks:component:edit", (in_authority, role(*EDITORS)), (in_authority, owns)
)
APPROVE_FRAMEWORK = declare("frameworks:framework:approve", (in_authority, role(*APPROVERS)))
SHARE_COMPONENT = declare("frameworks:component:share", (in_authority, role(*APPROVERS)))
READ_SUMMARY = declare("frameworks:summary:read", (in_authority, role(*_COMPARES)))
WRITE_STANDARD = declare(
    "frameworks:practice_standard:write", (in_authority, role(*_WRITES_STANDARDS))
)
SIGN_OFF_STANDARD = declare(
    "frameworks:practice_standard:sign_off", (in_authority, role(*_SIGNS_OFF))
)
READ_CROSSWALK = declare(
    "frameworks:crosswalk:read",
    (in_authority, role(*_COMPARES)),
    (at_office, role(*_OFFICE_LEADS)),
)
READ_REGION = declare("frameworks:region:read", (at_office, role(*_OFFICE_LEADS)))
MANAGE_REGION = declare("frameworks:region:manage", (at_office, role(*_OFFICE_LEADS)))
USE_CROSSWALK = declare("frameworks:crosswalk:use", (in_authority, role(*EDITORS)))
