"""A region of the tests with its people, and how to take a round from a plan to any state."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import time_machine
from sqlalchemy import select

import config
from regionqa.authorities import AgreementKind, Authority
from regionqa.authorities.models import SharingAgreement
from regionqa.authorities.roles import Role
from regionqa.background import declare_every_job
from regionqa.core.database import Database
from regionqa.core.keys import KeyStore
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.core.worker import run_all
from regionqa.moderation import operations, queries
from regionqa.moderation.drawing import Line
from regionqa.moderation.models import Assignment, CaseReference
from regionqa.moderation.operations import packs
from regionqa.moderation.queries.packs import pack_at_home
from regionqa.moderation.tools import first_tool, read_content
from tests.factories import visitors
from tests.factories.world import Place, World

declare_every_job()
START = datetime(2026, 3, 2, 10, tzinfo=UTC)
SETTINGS = {
    **config.load("testing", {}),
    "PUBLIC_URL": "https://test.example",
    "MAIL_SERVER": None,
}
KEYS = KeyStore.of(SETTINGS)
TOOL = read_content(first_tool()[2])
DOMAINS = tuple(domain.key for domain in TOOL.domains)
CLEAN = b"The plan was reviewed with the mother.\n\nThe next visit was made within ten days."
SCALE = tuple(grade.key for grade in TOOL.scale)
OTHERS = tuple(
    Place(World.a.id.__class__(int=World.a.id.int + number), World.a.region_id, name)
    for number, name in ((1, "Coldharbour"), (2, "Dunmere"), (3, "Eastwold"))
)
PLACES = (World.a, World.b, *OTHERS)


@dataclass(frozen=True)
class Person:
    """Somebody of the tests, at work in one place."""

    id: UUID
    place: Place
    roles: tuple[str, ...]

    @property
    def scope(self) -> Scope:
        """Their scope, as a page of moderation has it."""
        return self.place.scope(
            *(Role(role) for role in self.roles), person_id=self.id
        ).with_installation("weigh where a person belongs")


@dataclass
class Region:
    """The region, its people and its one round."""

    database: Database
    authorities: int = 3
    places: tuple[Place, ...] = ()
    round_id: UUID = field(default_factory=uuid4)
    moment: datetime = START

    def __post_init__(self) -> None:
        self.places = self.places or PLACES[: self.authorities]
        with unit_of_work(self.database, visitors.JOINING):
            there = set(session(visitors.JOINING).scalars(select(Authority.id)))
            for place in self.places:
                if place.id not in there:
                    session(visitors.JOINING).add(
                        Authority(
                            id=place.id,
                            region_id=place.region_id,
                            name=place.name,
                            start_date=date(1998, 4, 1),
                        )
                    )
        self.coordinator = self.person(World.office, "regional_lead")
        self.second = self.person(World.office, "regional_deputy")
        self.leads = {place.id: self.person(place, "qa_lead") for place in self.places}
        self.auditors = {place.id: self.person(place, "auditor") for place in self.places}
        self.readers = {
            place.id: [self.person(place, "moderator") for _ in range(2)] for place in self.places
        }

    def person(self, place: Place, *roles: str) -> Person:
        """A new person with these roles in one place."""
        return Person(visitors.join(self.database, {place: roles}), place, roles)

    def do(self, who: Person | Scope, operation: Any, *args: Any, **more: Any) -> Any:
        """One operation in a transaction of its own, at the region's moment."""
        scope = who.scope if isinstance(who, Person) else who
        with self.at(), unit_of_work(self.database, scope):
            return operation(scope, *args, **more)

    def ask(self, who: Person | Scope, query: Any, *args: Any, **more: Any) -> Any:
        """One query in a read-only transaction."""
        scope = who.scope if isinstance(who, Person) else who
        with self.at(), unit_of_work(self.database, scope, write=False):
            return query(scope, *args, **more)

    @contextmanager
    def at(self) -> Iterator[None]:
        """The region's moment; each use is a little later, on a slow machine too."""
        self.moment += timedelta(seconds=1)
        with time_machine.travel(self.moment, tick=True):
            try:
                yield
            finally:
                self.moment = max(self.moment, datetime.now(UTC))

    def work(self) -> int:
        """Do all background work that is due."""
        with self.at():
            return run_all(self.database, SETTINGS)

    def go_to(self, moment: datetime) -> None:
        """Let time pass, and do what falls due."""
        self.moment = moment
        self.work()

    def version(self) -> int:
        """The round's version as it is."""
        return int(self.ask(self.coordinator, queries.get_round, self.round_id).version)

    def step(self, name: str, *, who: Person | None = None, **more: Any) -> Any:
        """A step of the coordinator's."""
        operation = getattr(operations, name)
        done = self.do(
            who or self.coordinator, operation, self.round_id, version=self.version(), **more
        )
        self.work()
        return done

    def plan(self, **changes: Any) -> operations.RoundPlan:
        """A plan: the call closes in a week, grading is in the third and fourth."""
        day = START.date()
        tool_id = self.do(self.coordinator, operations.publish_first_tool)
        given: dict[str, Any] = {
            "title": "Spring round",
            "tool_id": tool_id,
            "call_closes_on": day + timedelta(days=7),
            "confirm_by": day + timedelta(days=12),
            "opens_on": day + timedelta(days=14),
            "closes_on": day + timedelta(days=28),
            "cases_per_authority": 2,
            "readers_per_case": 2,
            "synthetic": True,
        }
        return operations.RoundPlan(**{**given, **changes})

    def open_call(self, **changes: Any) -> None:
        """Plan a round and open its call."""
        self.round_id = self.do(self.coordinator, operations.create_round, self.plan(**changes))
        self.step("open_call")

    def agree(self, place: Place) -> None:
        """Record the agreements that an authority must have."""
        scope = self.leads[place.id].scope
        with unit_of_work(self.database, scope):
            session(scope).add_all(
                SharingAgreement(
                    authority_id=place.id,
                    kind=kind.value,
                    reference="R1",
                    signatory="Director",
                    signed_on=date(2026, 1, 1),
                    review_on=date(2027, 1, 1),
                )
                for kind in AgreementKind
            )

    def join(self, place: Place, cases: int = 6, way: str = "pack") -> None:
        """An authority joins with a frame and its two readers."""
        lead = self.leads[place.id]
        self.agree(place)
        self.do(
            lead,
            operations.join_round,
            self.round_id,
            way=way,
            day_contact=f"Duty team of {place.name}, 01632 960001",
            out_of_hours_contact="Emergency team, 01632 960002",
            drilled_on=date(2026, 2, 20),
        )
        lines = [
            Line(f"R-{number:03}", ("Assessment", "Care")[number % 2], "5 to 9")
            for number in range(cases)
        ]
        self.do(lead, operations.save_frame, self.round_id, lines)
        for reader in self.readers[place.id]:
            self.do(lead, operations.offer_reader, self.round_id, reader.id, capacity=6)

    def close_call(self) -> None:
        """Close the call; the cases are drawn and each home names its auditor."""
        self.step("close_call")
        for place in self.places:
            lead = self.leads[place.id]
            for case in self.ask(lead, queries.list_own_cases, self.round_id):
                self.do(lead, operations.name_auditor, case.case_id, self.auditors[place.id].id)

    def allocate(self) -> None:
        """Allocate and release."""
        self.do(self.coordinator, operations.propose_allocation, self.round_id)
        self.work()
        self.step("release")

    def begin(self, **changes: Any) -> None:
        """A round that is open for grading."""
        self.open_call(**changes)
        for place in self.places:
            self.join(place)
        self.close_call()
        self.allocate()
        self.go_to(START + timedelta(days=14))

    def homes(self) -> dict[UUID, Place]:
        """Whose case each is."""
        found = {}
        for place in self.places:
            scope = place.scope()
            with unit_of_work(self.database, scope, write=False):
                for case_id in session(scope).scalars(
                    select(CaseReference.case_id).where(CaseReference.round_id == self.round_id)
                ):
                    found[case_id] = place
        return found

    def assigned(self, case_id: UUID) -> list[Person]:
        """Who is asked to read a case, by mark."""
        people = {one.id: one for held in self.readers.values() for one in held}
        scope = World.office.scope()
        with unit_of_work(self.database, scope, write=False):
            rows = session(scope).scalars(
                select(Assignment).where(Assignment.case_id == case_id).order_by(Assignment.mark)
            )
            return [people[row.person_id] for row in rows]

    def submit(self, who: Person, case_id: UUID, *grades: str, **more: Any) -> UUID:
        """Submit a reading with these grades, the last one for all the remaining domains."""
        return self.do(
            who,
            operations.submit_reading,
            case_id,
            content(*grades, **more.pop("content", {})),
            **{"version": 0, "request_key": uuid4().hex, **more},
        )

    def read_all(self, case_id: UUID, home: str, *peers: str) -> None:
        """The home and every reader submit, each with one grade in all domains."""
        self.submit(self.auditors[self.homes()[case_id].id], case_id, home)
        for reader, grade in zip(self.assigned(case_id), peers, strict=True):
            self.submit(reader, case_id, grade)
        self.work()

    def settle(self, case_id: UUID, grade: str) -> None:
        """The home and every reader accept one grade in all domains."""
        for who in (self.auditors[self.homes()[case_id].id], *self.assigned(case_id)):
            self.do(
                who,
                operations.take_position,
                case_id,
                stance="accept",
                grades=dict.fromkeys(DOMAINS, grade),
                request_key=uuid4().hex,
            )
        self.work()

    def hand_in(
        self, case_id: UUID, data: bytes = CLEAN, name: str = "pack.txt", in_words: str = ""
    ) -> None:
        """The home's lead uploads a pack that the check finds nothing in, and attests it."""
        lead = self.leads[self.homes()[case_id].id]
        self.do(lead, packs.upload_pack, KEYS, case_id, data=data, file_name=name)
        self.work()
        held = self.ask(lead, pack_at_home, KEYS, case_id)
        self.do(
            lead,
            packs.attest_pack,
            KEYS,
            case_id,
            version=held.draft_version,
            confirmed=True,
            in_words=in_words,
        )
        self.work()

    def state(self, case_id: UUID) -> str:
        """Where a case stands, as its home sees it."""
        lead = self.leads[self.homes()[case_id].id]
        return str(self.ask(lead, queries.get_case, case_id).state)


def content(*grades: str, **changes: Any) -> dict[str, Any]:
    """A reading's content."""
    given = [*grades, *[grades[-1]] * len(DOMAINS)][: len(DOMAINS)]
    filled: Mapping[str, Any] = {
        "grades": dict(zip(DOMAINS, given, strict=True)),
        "evidence": {domain: f"What was seen of {domain} in the record." for domain in DOMAINS},
        "had": ["pack"],
        "minutes": 90,
        "no_conflict": True,
    }
    return {**filled, **changes}
