"""Who may do what in moderation, as far as a role decides it; `sight` decides case by case."""

from typing import Any

from regionqa.authorities import CONTENT_ROLES, Role
from regionqa.core.permissions import at_office, declare, role
from regionqa.core.scope import Scope

COORDINATORS = frozenset({Role.REGIONAL_LEAD, Role.REGIONAL_DEPUTY})
HOME_LEADS = frozenset({Role.QA_LEAD, Role.QA_DEPUTY})
READERS = frozenset(
    {Role.QA_LEAD, Role.QA_DEPUTY, Role.AUDITOR, Role.MODERATOR, Role.EXTERNAL_MODERATOR}
)
TOLD_OF_CONCERNS = HOME_LEADS | {Role.DCS}


def in_local_authority(scope: Scope, _subject: Any) -> bool:
    """The authority in use is a local authority and not a region's office."""
    return scope.authority_id is not None and not scope.office


SEE_ROUNDS = declare("moderation:round:read", (role(*CONTENT_ROLES),))
RUN_ROUNDS = declare("moderation:round:run", (at_office, role(*COORDINATORS)))
TAKE_PART = declare("moderation:round:join", (in_local_authority, role(*HOME_LEADS)))
READ_CASES = declare("moderation:case:read", (in_local_authority, role(*READERS)))
SEE_CASES = declare(
    "moderation:case:see",
    (in_local_authority, role(*READERS)),
    (at_office, role(*COORDINATORS)),
)
SEE_RESULTS = declare(
    "moderation:result:read",
    (
        in_local_authority,
        role(*READERS, Role.DCS, Role.HEAD_OF_SERVICE, Role.PRINCIPAL_SOCIAL_WORKER),
    ),
)
HANDLE_CONCERNS = declare(
    "moderation:concern:handle", (in_local_authority, role(*TOLD_OF_CONCERNS))
)
