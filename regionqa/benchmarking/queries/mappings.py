"""Mappings with what was decided on them: the own ones, and at the office those of every member."""

from collections import defaultdict
from uuid import UUID

from sqlalchemy import case, func, or_, select

from regionqa.authorities import Authority, AuthorityKind
from regionqa.benchmarking.mapping import AUTHORITY, OFFICE, Decision, ToolMap
from regionqa.benchmarking.models import MappingDecision, ToolMapping
from regionqa.benchmarking.policy import ACCEPT_MAPPINGS
from regionqa.core.errors import NotFound
from regionqa.core.facts import AT_OFFICE, ME, declare, tell
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import read_once, session

_MAPPINGS = (
    select(ToolMapping, MappingDecision)
    .outerjoin(MappingDecision, MappingDecision.mapping_id == ToolMapping.id)
    .order_by(ToolMapping.proposed_at.desc(), ToolMapping.number.desc(), ToolMapping.id)
)


@read_once
def list_mappings(scope: Scope) -> list[ToolMap]:
    """Every mapping that the authority in use may read, newest first. One query."""
    rows = session(scope).execute(_MAPPINGS)
    mappings: dict[UUID, ToolMapping] = {}
    decisions: dict[UUID, dict[str, Decision]] = defaultdict(dict)
    for mapping, one in rows:
        mappings[mapping.id] = mapping
        if one is not None:
            decisions[mapping.id][one.party] = Decision(one.accepted, one.reason, one.at, one.by)
    return [_view(row, decisions[key]) for key, row in mappings.items()]


_UNDECIDED = declare(
    "benchmarking:mappings to decide",
    ACCEPT_MAPPINGS,
    select(func.count(ToolMapping.id))
    .where(
        or_(AT_OFFICE, ToolMapping.proposed_by.is_(None), ToolMapping.proposed_by != ME),
        ~select(MappingDecision.id)
        .where(
            MappingDecision.mapping_id == ToolMapping.id,
            or_(
                MappingDecision.accepted.is_(False),
                MappingDecision.party == case((AT_OFFICE, OFFICE), else_=AUTHORITY),
            ),
        )
        .exists(),
    )
    .scalar_subquery(),
)


def count_waiting(scope: Scope) -> int:
    """Mappings that wait for the party in use, and on which this person may say something."""
    return int(tell(scope, _UNDECIDED))


def _view(row: ToolMapping, decisions: dict[str, Decision]) -> ToolMap:
    return ToolMap(
        id=row.id,
        owner_id=row.owner_id,
        number=row.number,
        tool=row.tool,
        since=row.since,
        common=row.common,
        domains=row.domains,
        grades=row.grades,
        note=row.note,
        synthetic=row.synthetic,
        proposed_at=row.proposed_at,
        proposed_by=row.proposed_by,
        decisions=decisions,
    )


def get_mapping(scope: Scope, mapping_id: UUID) -> ToolMap:
    """A mapping that the authority in use may read. Raises ``NotFound``."""
    for one in list_mappings(scope):
        if one.id == mapping_id:
            return one
    raise NotFound


def newest_mapping(scope: Scope) -> ToolMap | None:
    """The version proposed last and not refused, whose grades headings may name."""
    held = (one for one in list_mappings(scope) if one.state != "refused")
    return next(held, None) if not scope.office else None


def office_id(scope: Scope) -> UUID:
    """The office of the region in use. Raises ``NotFound`` where it has none."""
    found = session(scope).scalar(
        select(Authority.id).where(
            Authority.region_id == scope.region_id, Authority.kind == AuthorityKind.REGIONAL_OFFICE
        )
    )
    if found is None:
        raise NotFound
    return found


def member_names(scope: Scope) -> dict[UUID, str]:
    """The names of the region's authorities, which are public, by id."""
    rows = session(scope).execute(
        select(Authority.id, Authority.name).where(Authority.region_id == scope.region_id)
    )
    return {row.id: row.name for row in rows}
