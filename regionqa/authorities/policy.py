"""Who may see and change what an authority says of itself."""

from regionqa.authorities.roles import CONTENT_ROLES, Role
from regionqa.core.permissions import declare, role

_RUNS_SERVICES = (
    Role.QA_LEAD,
    Role.QA_DEPUTY,
    Role.HEAD_OF_SERVICE,
    Role.OPERATIONS_DIRECTOR,
)

READ_AUTHORITIES = declare("authorities:authority:read", (role(*Role),))
READ_SERVICES = declare("authorities:service:read", (role(*CONTENT_ROLES),))
MANAGE_SERVICES = declare("authorities:service:manage", (role(*_RUNS_SERVICES),))
READ_AGREEMENTS = declare("authorities:agreement:read", (role(*CONTENT_ROLES),))
MANAGE_AGREEMENTS = declare(
    "authorities:agreement:manage",
    (role(Role.QA_LEAD, Role.REGIONAL_LEAD, Role.REGIONAL_DEPUTY, Role.DCS),),
)
