"""Who may read an authority's monthly returns, give them, and read how measures are defined."""

from typing import Any

from regionqa.authorities import CONTENT_ROLES, Role
from regionqa.core.permissions import at_office, declare, role
from regionqa.core.scope import Scope

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

COORDINATORS = (Role.REGIONAL_LEAD, Role.REGIONAL_DEPUTY)
ANSWERING = (Role.QA_LEAD, Role.QA_DEPUTY, Role.DCS)


def in_local_authority(scope: Scope, _subject: Any) -> bool:
    """The authority in use is a local authority and not a region's office."""
    return scope.authority_id is not None and not scope.office


RUN_RELEASES = declare("benchmarking:release:run", (at_office, role(*COORDINATORS)))
ANSWER_RELEASES = declare("benchmarking:release:answer", (in_local_authority, role(*ANSWERING)))
SEE_RELEASES = declare(
    "benchmarking:release:see",
    (at_office, role(*COORDINATORS)),
    (in_local_authority, role(*READERS)),
)

DECIDERS = (
    Role.QA_LEAD,
    Role.QA_DEPUTY,
    Role.DCS,
    Role.HEAD_OF_SERVICE,
    Role.PRINCIPAL_SOCIAL_WORKER,
)
PROPOSE_MAPPINGS = declare("benchmarking:mapping:propose", (role(Role.QA_LEAD, Role.QA_DEPUTY),))
ACCEPT_MAPPINGS = declare(
    "benchmarking:mapping:accept",
    (role(*DECIDERS),),
    (at_office, role(Role.REGIONAL_LEAD, Role.REGIONAL_DEPUTY)),
)
READ_MAPPINGS = declare(
    "benchmarking:mapping:read",
    (role(*READERS),),
    (at_office, role(Role.REGIONAL_LEAD, Role.REGIONAL_DEPUTY)),
)
