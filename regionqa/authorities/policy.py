"""Who may see and change what an authority says of itself."""

from typing import Any

from regionqa.authorities.roles import CONTENT_ROLES, Role
from regionqa.core.permissions import declare, role
from regionqa.core.scope import Scope

_RUNS_SERVICES = (
    Role.QA_LEAD,
    Role.QA_DEPUTY,
    Role.HEAD_OF_SERVICE,
    Role.OPERATIONS_DIRECTOR,
)


def in_authority(scope: Scope, _subject: Any) -> bool:
    """The authority in use runs services: it is not a region's office."""
    return scope.authority_id is not None and not scope.office


READ_AUTHORITIES = declare("authorities:authority:read", (role(*Role),))
READ_SERVICES = declare("authorities:service:read", (in_authority, role(*CONTENT_ROLES)))
MANAGE_SERVICES = declare("authorities:service:manage", (in_authority, role(*_RUNS_SERVICES)))
READ_AGREEMENTS = declare("authorities:agreement:read", (role(*CONTENT_ROLES),))
MANAGE_AGREEMENTS = declare(
    "authorities:agreement:manage",
    (role(Role.QA_LEAD, Role.REGIONAL_LEAD, Role.REGIONAL_DEPUTY, Role.DCS),),
)
