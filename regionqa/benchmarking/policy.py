"""Who may read an authority's monthly returns, give them, and read how measures are defined."""

from regionqa.authorities import CONTENT_ROLES, Role
from regionqa.core.permissions import declare, role

READERS = (
    Role.QA_LEAD,
    Role.QA_DEPUTY,
    Role.DCS,
    Role.HEAD_OF_SERVICE,
    Role.OPERATIONS_DIRECTOR,
    Role.PRINCIPAL_SOCIAL_WORKER,
)

READ_RETURNS = declare("benchmarking:return:read", (role(*READERS),))
GIVE_RETURNS = declare("benchmarking:return:give", (role(Role.QA_LEAD, Role.QA_DEPUTY),))
READ_MEASURES = declare("benchmarking:measure:read", (role(*CONTENT_ROLES),))
