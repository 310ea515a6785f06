"""Authorities of the region that have not joined a round, for its coordinator."""

from uuid import UUID

from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.moderation.places import members_of
from regionqa.moderation.policy import RUN_ROUNDS
from regionqa.moderation.queries.rounds import participations


def list_not_joined(scope: Scope, round_id: UUID) -> list[str]:
    """The names of those that never joined or left again, in order."""
    require(scope, RUN_ROUNDS)
    joined = participations(scope, round_id)
    return [name for key, name in members_of(scope).items() if key not in joined]
