"""Three made-up rounds for the demonstration: finished, in reconciliation, open for grading.

An anchor case is open in the last of them. They are played by the same operations that people use.
Every case, grade and sentence is made up, the rounds are marked so, and their days are moved to
where a reader expects them at the end.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.authorities import AgreementKind, missing_agreements
from regionqa.core.database import Database
from regionqa.core.keys import KeyStore
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.moderation import operations, queries
from regionqa.moderation.deadlines import day_of
from regionqa.moderation.demonstration.anchor import add_anchor
from regionqa.moderation.demonstration.packs import hand_in_packs, offer_times
from regionqa.moderation.demonstration.player import Player, player_of
from regionqa.moderation.drawing import Line
from regionqa.moderation.models import Assignment, CaseCourse, Round
from regionqa.moderation.operations import days
from regionqa.moderation.tools import ToolContent

SERVICES = ("Assessment", "Children in need", "Child protection", "Children in care")
BANDS = ("under 1", "1 to 4", "5 to 9", "10 to 15", "16 and over")
QUALITY = (8, 34, 46, 12)  # chances of each grade of a made-up case, lowest first
REGION_ROUND = "Spring round"
RecordAgreement = Callable[..., Any]


def fill(
    database: Database, settings: Mapping[str, Any], record_agreement: RecordAgreement
) -> list[UUID]:
    """Make the three rounds; gives their keys: finished, in reconciliation, open for grading.

    ``record_agreement`` records an agreement of an authority (kind, reference, signatory,
    signed_on, review_on). Raises ``ValueError`` where fewer than three authorities have a lead and
    a reader, or the office no lead and deputy.
    """
    player = player_of(database, settings)
    _agreements(player, record_agreement)
    tool_id = player.do(player.coordinator, operations.publish_first_tool)
    with unit_of_work(database, player.coordinator, write=False):
        tool = queries.get_tool(player.coordinator, tool_id).content
    today = day_of(now())
    title = "Summer round"
    finished = _read(player, tool_id, tool, title, today, auditors_read=True)
    _finish(player, finished, today)
    talking = _read(player, tool_id, tool, "Autumn round", today)
    _close(player, talking)
    _move_days(player, talking, today - timedelta(days=21))
    *by_pack, in_place = player.people
    opened = _opened(player, tool_id, "Winter round", today, in_place=in_place)
    keys = KeyStore.of(settings)
    for home in by_pack:
        hand_in_packs(database, keys, player.lead(home), opened, player.dice, player.work)
    offer_times(database, player.lead(in_place), opened, today, player.work)
    add_anchor(player, tool_id, tool, opened)
    return [finished, talking, opened]


def fill_region(
    database: Database, settings: Mapping[str, Any], record_agreement: RecordAgreement
) -> UUID:
    """Make a finished round of every authority that has a lead and a reader; gives its key."""
    player = player_of(database, settings)
    _agreements(player, record_agreement)
    with unit_of_work(database, player.coordinator, write=False):
        held = queries.list_tools(player.coordinator)[0]
    today = day_of(now())
    size = {"cases_per_authority": 5, "readers_per_case": 1, "same": 0.93}
    spring = _read(player, held.id, held.content, REGION_ROUND, today, **size)
    _finish(player, spring, today, days_ago=210)
    return spring


def has_region_round(database: Database) -> bool:
    """Whether the round of the whole region is there already."""
    office = player_of(database, {}).office
    with unit_of_work(database, office, write=False):
        query = select(Round.id).where(Round.title == REGION_ROUND)
        return session(office).scalar(query) is not None


def _agreements(player: Player, record_agreement: RecordAgreement) -> None:
    today = day_of(now())
    for home in player.people:
        lead = player.lead(home)
        with unit_of_work(player.database, lead):
            for kind in missing_agreements(lead, today):
                record_agreement(
                    lead,
                    AgreementKind(kind),
                    "Made-up 1",
                    "Director",
                    today - timedelta(days=90),
                    today + timedelta(days=275),
                )


def _opened(
    player: Player,
    tool_id: UUID,
    title: str,
    today: date,
    *,
    auditors_read: bool = False,
    in_place: UUID | None = None,
    cases_per_authority: int = 4,
    readers_per_case: int = 2,
) -> UUID:
    """A round that is open for grading, with nothing read yet; one authority may read in place."""
    plan = operations.RoundPlan(
        title=title,
        tool_id=tool_id,
        call_closes_on=today - timedelta(days=14),
        confirm_by=today - timedelta(days=7),
        opens_on=today + timedelta(days=1),
        closes_on=today + timedelta(days=14),
        cases_per_authority=cases_per_authority,
        readers_per_case=readers_per_case,
        synthetic=True,
    )
    round_id: UUID = player.do(player.coordinator, operations.create_round, plan)
    player.step("open_call", round_id)
    for home in player.people:
        _join(player, round_id, home, today, "in_place" if home == in_place else "pack")
        if auditors_read and player.auditor(home) not in player.readers(home):
            reader = _person(player.auditor(home))
            player.do(player.lead(home), operations.offer_reader, round_id, reader, capacity=1)
    player.step("close_call", round_id)
    for home in player.people:
        lead, auditor = player.lead(home), player.auditor(home)
        with unit_of_work(player.database, lead):
            for case in queries.list_own_cases(lead, round_id):
                operations.name_auditor(lead, case.case_id, _person(auditor))
    player.do(player.coordinator, operations.propose_allocation, round_id)
    player.work()
    player.step("release", round_id)
    player.do(player.office, days.open_grading, round_id)
    _move_days(player, round_id, today - timedelta(days=1))
    return round_id


def _person(scope: Scope) -> UUID:
    if scope.person_id is None:
        raise ValueError("Nobody works in this scope.")
    return scope.person_id


def _join(player: Player, round_id: UUID, home: UUID, today: date, way: str) -> None:
    lead = player.lead(home)
    lines = [
        Line(f"R-{number:03}", player.dice.choice(SERVICES), player.dice.choice(BANDS))
        for number in range(1, 31)
    ]
    with unit_of_work(player.database, lead):
        operations.join_round(
            lead,
            round_id,
            way=way,
            day_contact="Duty team, 01632 960001 (made up)",
            out_of_hours_contact="Emergency duty team, 01632 960002 (made up)",
            drilled_on=today - timedelta(days=30),
        )
        operations.save_frame(lead, round_id, lines)
        for reader in player.readers(home):
            operations.offer_reader(lead, round_id, _person(reader), capacity=12)


Parts = dict[UUID, dict[UUID, bool]]
"""Person to case to whether it is one's own authority's."""


def _parts(player: Player, round_id: UUID) -> Parts:
    """Who reads what, as the coordinator knows it, and who grades it at home."""
    parts: Parts = {}
    with unit_of_work(player.database, player.office, write=False):
        unit = session(player.office)
        asked = unit.scalars(select(Assignment).where(Assignment.round_id == round_id))
        for one in asked:
            parts.setdefault(one.person_id, {})[one.case_id] = False
        for course in unit.scalars(select(CaseCourse).where(CaseCourse.round_id == round_id)):
            auditor = _person(player.auditor(course.home_id))
            parts.setdefault(auditor, {})[course.case_id] = True
    return parts


def _scopes(player: Player) -> dict[UUID, Scope]:
    return {_person(one.scope): one.scope for held in player.people.values() for one in held}


def _read(
    player: Player,
    tool_id: UUID,
    tool: ToolContent,
    title: str,
    today: date,
    *,
    same: float = 0.7,
    **more: Any,
) -> UUID:
    """A round in which everybody has submitted.

    ``same`` is how often a grade is what it should be.
    """
    round_id = _opened(player, tool_id, title, today, **more)
    quality: dict[UUID, list[int]] = {}
    scopes = _scopes(player)
    for person, cases in _parts(player, round_id).items():
        reader = scopes[person]
        with unit_of_work(player.database, reader):
            for case_id, at_home in cases.items():
                true = quality.setdefault(case_id, _true(player, tool))
                content = _content(player, tool, true, same, at_home=at_home)
                operations.submit_reading(
                    reader, case_id, content, version=0, request_key=uuid4().hex
                )
    player.work()
    return round_id


def _true(player: Player, tool: ToolContent) -> list[int]:
    places = range(len(tool.scale))
    case = player.dice.choices(places, QUALITY[: len(tool.scale)])[0]
    return [_near(player, case, tool, 0.75) for _ in tool.domains]


def _near(player: Player, place: int, tool: ToolContent, same: float, lean: float = 0.5) -> int:
    if player.dice.random() < same:
        return place
    step = 1 if player.dice.random() < lean else -1
    return min(max(place + step, 0), len(tool.scale) - 1)


def _content(
    player: Player, tool: ToolContent, true: Sequence[int], same: float, *, at_home: bool
) -> dict[str, Any]:
    """A made-up reading; a home's own is a little kinder than a peer's."""
    lean = 0.85 if at_home else 0.4
    places = [_near(player, place, tool, same, lean) for place in true]
    chosen = list(zip(tool.domains, (tool.scale[place].key for place in places), strict=True))
    return {
        "grades": {domain.key: grade for domain, grade in chosen},
        "evidence": {domain.key: f"Made up: {domain.described[grade]}" for domain, grade in chosen},
        "had": ["pack", "record"] if at_home else ["pack"],
        "minutes": player.dice.randrange(70, 200, 5),
        "no_conflict": True,
    }


def _close(player: Player, round_id: UUID) -> None:
    player.do(player.office, days.close_grading, round_id)


def _finish(player: Player, round_id: UUID, today: date, *, days_ago: int = 120) -> None:
    """Settle and discuss every case, lock, publish."""
    _close(player, round_id)
    _settle(player, round_id)
    left = _cases(player, round_id, ("revealed", "in_discussion", "in_blind", "short"))
    reason = "The window is over." if left else ""
    player.step("lock_statistics", round_id, reason=reason)
    player.step("publish", round_id, player.second)
    _move_days(player, round_id, today - timedelta(days=days_ago))


def _cases(player: Player, round_id: UUID, states: Sequence[str]) -> list[UUID]:
    known = (CaseCourse.round_id == round_id, CaseCourse.state.in_(states))
    query = select(CaseCourse.case_id).where(*known).order_by(CaseCourse.case_id)
    with unit_of_work(player.database, player.office, write=False):
        return list(session(player.office).scalars(query))


def _settle(player: Player, round_id: UUID) -> None:
    """In each case that differs the home and every reader hold the grades that most gave."""
    scopes = _scopes(player)
    waiting = set(_cases(player, round_id, ("revealed", "in_discussion")))
    held: dict[UUID, tuple[str, dict[str, str]]] = {}
    for person, cases in _parts(player, round_id).items():
        who = scopes[person]
        with unit_of_work(player.database, who):
            for case_id in sorted(waiting & set(cases), key=str):
                first = case_id not in held
                if first:
                    held[case_id] = _proposal(who, case_id)
                state, grades = held[case_id]
                proposes = first and state == "in_discussion"
                operations.take_position(
                    who,
                    case_id,
                    stance="propose" if proposes else "accept",
                    grades=grades,
                    reason="Made up: after looking at the record together." if proposes else "",
                    request_key=uuid4().hex,
                )
    player.work()


def _proposal(scope: Scope, case_id: UUID) -> tuple[str, dict[str, str]]:
    """Where a case stands, and the grades to hold: the suggested ones, else a peer's."""
    seen = queries.get_case(scope, case_id)
    peer = next(one.grades for one in seen.readings if one.kind == "peer")
    return seen.state, dict(seen.suggested or peer)


def _move_days(player: Player, round_id: UUID, opened_on: date) -> None:
    """Put a made-up round where it belongs in the year."""
    with unit_of_work(player.database, player.office):
        held = session(player.office).get_one(Round, round_id)
        held.call_closes_on = opened_on - timedelta(days=21)
        held.confirm_by = opened_on - timedelta(days=7)
        held.opens_on = opened_on
        held.closes_on = opened_on + timedelta(days=14)
