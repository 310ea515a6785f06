"""A mapping is proposed by a lead, and accepted or refused by the authority and by the office."""

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from regionqa.benchmarking import queries
from regionqa.benchmarking.checking import FEWEST_GRADES
from regionqa.benchmarking.common import common_domains
from regionqa.benchmarking.mapping import AUTHORITY, OFFICE, PARTIES, ToolMap
from regionqa.benchmarking.models import MappingDecision, ToolMapping
from regionqa.benchmarking.months import month_key
from regionqa.benchmarking.operations.months import check_words
from regionqa.benchmarking.policy import ACCEPT_MAPPINGS, PROPOSE_MAPPINGS
from regionqa.core import events
from regionqa.core.errors import Conflict, Faults, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session

PROPOSED = events.declare(
    "mapping.proposed",
    "number",
    "since",
    sentence="Proposed version {number} of the mapping to the common domains, from {since}",
)
DECIDED = events.declare(
    "mapping.decided",
    "number",
    "party",
    "word",
    sentence="Version {number} of a mapping to the common domains: {word} for {party}",
)
DECIDED_ALREADY = "This mapping was decided since you opened the page, perhaps in another tab."
LONGEST = 80


def propose_mapping(
    scope: Scope,
    *,
    tool: str,
    since: date,
    domains: Mapping[str, str | None],
    grades: Mapping[str, str],
    note: str = "",
    synthetic: bool = False,
) -> UUID:
    """Propose a mapping from a month on, as a new version; its id.

    ``domains`` is own domain to a common one's key or None, ``grades`` own grade to one of the
    common scale, lowest first. Raises ``Unprocessable`` that names what is wrong, ``Conflict`` when
    another version was proposed at the same moment.
    """
    require(scope, PROPOSE_MAPPINGS)
    check_mapping(scope, tool, domains, grades, note)
    _refuse_unchanged(scope, tool, (since, dict(domains), dict(grades), note))
    unit = session(scope)
    last = unit.scalar(
        select(func.max(ToolMapping.number)).where(ToolMapping.owner_id == scope.authority_id)
    )
    row = ToolMapping(
        id=uuid4(),
        owner_id=scope.authority_id,
        reader_id=queries.office_id(scope),
        number=(last or 0) + 1,
        tool=tool,
        since=since,
        common=common_domains().code,
        domains=dict(domains),
        grades=dict(grades),
        note=note,
        synthetic=synthetic,
        proposed_at=now(),
        proposed_by=scope.person_id,
    )
    try:
        with unit.begin_nested():
            unit.add(row)
    except IntegrityError as error:
        raise Conflict("Another version was proposed just now. Look at it first.") from error
    events.record(scope, PROPOSED, row.id, number=row.number, since=month_key(since))
    return row.id


def _refuse_unchanged(
    scope: Scope, tool: str, proposed: tuple[date, dict[str, str | None], dict[str, str], str]
) -> None:
    """Nobody need decide again on what stands or waits; what was refused may be proposed again."""
    held = queries.list_mappings(scope)
    newest = next((one for one in held if one.tool == tool and one.state != "refused"), None)
    if newest is None:
        return
    if (newest.since, dict(newest.domains), dict(newest.grades), newest.note) != proposed:
        return
    how = "is accepted" if newest.state == "accepted" else "waits to be decided"
    said = f"Nothing differs from version {newest.number}, which {how}"
    raise Unprocessable(errors={"domains": [said]})


def check_mapping(
    scope: Scope,
    tool: str,
    domains: Mapping[str, str | None],
    grades: Mapping[str, str],
    note: str,
) -> None:
    """Whether a mapping can be: raises ``Unprocessable`` with a message for each field."""
    faults = Faults()
    for field, said in _wrong(tool, domains, grades).items():
        faults.add(field, said)
    for field, text in (("tool", tool), ("note", note), ("domains", " . ".join(domains))):
        with faults.gather():
            check_words(scope, field, text)
    faults.refuse()


def _wrong(
    tool: str, domains: Mapping[str, str | None], grades: Mapping[str, str]
) -> dict[str, str]:
    """What is wrong, by field: the first thing of each."""
    common, scale = common_domains(), queries.common_scale().words
    found = {
        "tool": [] if tool else ["Enter the name of the tool that your auditors use"],
        "domains": [
            *_badly_named(domains),
            *(
                f"“{key}” is not a common domain"
                for key in domains.values()
                if key is not None and common.find(key) is None
            ),
        ],
        "grades": [
            *_badly_named(grades),
            *(
                f"“{w}” is not a grade of the common scale"
                for w in grades.values()
                if w not in scale
            ),
        ],
    }
    if not any(domains.values()):
        found["domains"].append("Map at least one domain of your tool to a common one")
    if len(grades) < FEWEST_GRADES:
        found["grades"].append("Name every grade of your tool, at least two")
    return {field: said[0] for field, said in found.items() if said}


def _badly_named(words: Iterable[str]) -> list[str]:
    return [
        f"“{word}”: use 1 to {LONGEST} characters and no colon"
        for word in words
        if not word or len(word) > LONGEST or ":" in word
    ]


def decide_mapping(scope: Scope, mapping_id: UUID, *, accepted: bool, reason: str = "") -> None:
    """The word of the authority in use, or of the office, on a mapping that waits for it.

    Whoever proposed it cannot accept it for the authority. Raises ``NotFound``, ``Conflict`` for
    one that was decided, ``Unprocessable`` for a refusal without a reason.
    """
    require(scope, ACCEPT_MAPPINGS)
    held = queries.get_mapping(scope, mapping_id)
    party = OFFICE if scope.office else AUTHORITY
    if party not in held.waits_for:
        raise Conflict(DECIDED_ALREADY)
    if not may_decide(scope, held):
        said = "Somebody else in your authority accepts or refuses what you proposed."
        raise Unprocessable(said, errors={"accepted": [said]})
    if not accepted and not reason:
        said = "Enter why it is refused"
        raise Unprocessable(said, errors={"reason": [said]})
    check_words(scope, "reason", reason)
    row = MappingDecision(
        id=uuid4(),
        owner_id=scope.authority_id,
        reader_id=held.owner_id if scope.office else queries.office_id(scope),
        mapping_id=held.id,
        party=party,
        accepted=accepted,
        reason=reason,
        at=now(),
        by=scope.person_id,
    )
    try:
        with session(scope).begin_nested():
            session(scope).add(row)
    except IntegrityError as error:
        raise Conflict(DECIDED_ALREADY) from error
    word = "accepted" if accepted else "refused"
    events.record(scope, DECIDED, held.id, number=held.number, party=PARTIES[party], word=word)


def may_decide(scope: Scope, mapping: ToolMap) -> bool:
    """Whether the person may say something on it: at the office, or not having proposed it."""
    return scope.office or mapping.proposed_by is None or mapping.proposed_by != scope.person_id
