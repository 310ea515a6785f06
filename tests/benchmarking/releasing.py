"""A region of the tests that releases its figures: authorities, people, months, and the way on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import select

from regionqa.authorities import AgreementKind, Authority
from regionqa.authorities.models import SharingAgreement
from regionqa.authorities.roles import Role
from regionqa.background import declare_every_job
from regionqa.benchmarking import queries
from regionqa.benchmarking.checking import add_up
from regionqa.benchmarking.months import DRAWN
from regionqa.benchmarking.operations import contributing, record_months
from regionqa.benchmarking.operations import releases as running
from regionqa.benchmarking.queries import releases as reading
from regionqa.benchmarking.windows import Window
from regionqa.core.database import Database
from regionqa.core.jobs import Job
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.core.worker import run_all
from tests.factories import benchmarking, visitors
from tests.factories.world import Place, World

declare_every_job()
SETTINGS = {"PUBLIC_URL": "https://test.example", "MAIL_SERVER": None}
WINDOW = Window(date(2025, 1, 1), date(2025, 12, 1))
CODES = ("good_or_better",)
Grades = tuple[int, int, int, int]
"""Audits a month by grade, lowest first."""


def _places(number: int) -> tuple[Place, ...]:
    made = [World.a, World.b]
    for at in range(2, number):
        key = UUID(int=World.a.id.int + at)
        made.append(Place(key, World.a.region_id, f"Authority {at:02}"))
    return tuple(made[:number])


@dataclass
class ReleasingRegion:
    """Authorities with an office whose lead proposes and whose deputy signs."""

    database: Database
    number: int = 9
    places: tuple[Place, ...] = field(init=False)
    mapped: set[UUID] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.places = _places(self.number)
        with unit_of_work(self.database, visitors.JOINING):
            there = set(session(visitors.JOINING).scalars(select(Authority.id)))
            for place in self.places:
                if place.id not in there:
                    self.add(place)
        self.lead = World.office.scope(
            Role.REGIONAL_LEAD,
            person_id=visitors.join(self.database, {World.office: ["regional_lead"]}),
        )
        self.deputy = World.office.scope(
            Role.REGIONAL_DEPUTY,
            person_id=visitors.join(self.database, {World.office: ["regional_deputy"]}),
        )

    @staticmethod
    def add(place: Place, start: date = date(1998, 4, 1), end: date | None = None) -> None:
        """Add an authority, in a unit of work of the operator's."""
        session(visitors.JOINING).add(
            Authority(
                id=place.id,
                region_id=place.region_id,
                name=place.name,
                start_date=start,
                end_date=end,
            )
        )

    def do(self, scope: Scope, operation: Any, *args: Any, **more: Any) -> Any:
        """One operation in a transaction of its own."""
        with unit_of_work(self.database, scope):
            return operation(scope, *args, **more)

    def ask(self, scope: Scope, query: Any, *args: Any, **more: Any) -> Any:
        """One query in a read-only transaction."""
        with unit_of_work(self.database, scope, write=False):
            return query(scope, *args, **more)

    def work(self) -> None:
        """Do the background work that is due."""
        run_all(self.database, SETTINGS)

    def expire_leases(self) -> None:
        """What a killed worker held may be claimed again."""
        scope = Scope.for_installation("let leases run out")
        with unit_of_work(self.database, scope):
            for job in session(scope).scalars(select(Job).where(Job.lease_until.is_not(None))):
                job.lease_until = now() - timedelta(seconds=1)

    def give_months(
        self,
        place: Place,
        grades: Grades,
        window: Window = WINDOW,
        *,
        synthetic: bool = False,
        ungraded: tuple[int, ...] = (1,),
    ) -> None:
        """The same audits, drawn at random on a mapped tool, in every month of a window.

        ``ungraded`` of them too, over and over.
        """
        if place.id not in self.mapped:
            benchmarking.mapping(self.database, place)
            self.mapped.add(place.id)
        scope = place.scope(Role.QA_LEAD)
        words = queries.common_scale().words
        months = [
            add_up(
                month,
                dict(zip(words, grades, strict=True)),
                None,
                ungraded[at % len(ungraded)],
                20,
                chosen=DRAWN,
            )
            for at, month in enumerate(window.months)
        ]
        with unit_of_work(self.database, scope):
            record_months(
                scope,
                months,
                how="form",
                seen=queries.read_months(scope).seen,
                reason="Returned again",
                synthetic=synthetic,
            )

    def give_all(self, window: Window = WINDOW, **more: bool) -> None:
        """Months of every authority, each a little different."""
        for at, place in enumerate(self.places):
            self.give_months(place, (1 + at % 3, 4 + at % 2, 5 + at % 4, 1), window, **more)

    def agree(self, place: Place) -> None:
        """Every agreement that sharing by name wants, in force."""
        scope = place.scope(Role.DCS)
        with unit_of_work(self.database, scope):
            for kind in AgreementKind:
                session(scope).add(
                    SharingAgreement(
                        authority_id=place.id,
                        kind=kind.value,
                        reference="Sharing",
                        signatory="Director",
                        signed_on=date(2024, 4, 1),
                        review_on=date(2034, 4, 1),
                    )
                )

    def define(self, codes: Sequence[str] = CODES, **more: Any) -> UUID:
        """A series of releases."""
        given = {"title": "Audits of the region", "window_months": 12, "overlapping": False, **more}
        made: UUID = self.do(self.lead, running.define, codes=codes, **given)
        return made

    def propose(self, definition_id: UUID, window: Window = WINDOW, **more: Any) -> UUID:
        """A release of a series."""
        given = {"title": f"Audits, {window.words}", "first_month": window.first, **more}
        made: UUID = self.do(self.lead, running.propose, definition_id, **given)
        return made

    def release(self, release_id: UUID) -> reading.ReleaseView:
        """The release as it is now."""
        found: reading.ReleaseView = self.ask(self.lead, reading.get_release, release_id)
        return found

    def open(self, release_id: UUID) -> None:
        """Open the own-figure check."""
        version = self.release(release_id).version
        self.do(self.lead, running.open_check, release_id, version=version)
        self.work()

    def confirm(self, release_id: UUID, places: Sequence[Place] | None = None) -> None:
        """Authorities confirm what they gave."""
        for place in places or self.places:
            scope = place.scope(Role.QA_LEAD)
            standing = self.ask(scope, contributing.own_standing, release_id)
            if standing is not None and standing.state == "given":
                self.do(scope, contributing.confirm, release_id, number=standing.number)

    def send(self, release_id: UUID) -> reading.GateLook:
        """Send it to the gate; what the gate said."""
        version = self.release(release_id).version
        self.do(self.lead, running.send, release_id, version=version)
        self.work()
        return self.looked(release_id)

    def send_after_the_day(self, release_id: UUID) -> reading.GateLook:
        """Send it to the gate when answers are no longer due; what the gate said."""
        with unit_of_work(self.database, self.lead):
            held = reading.held_release(self.lead, release_id)
            held.check_due = date(2026, 1, 1)
        return self.send(release_id)

    def looked(self, release_id: UUID) -> reading.GateLook:
        """The newest look of the gate."""
        found: reading.GateLook = self.ask(self.lead, reading.list_looks, release_id)[0]
        return found

    def change(
        self,
        release_id: UUID,
        code: str,
        change: Mapping[str, Any],
        later: Mapping[str, Any] | None = None,
    ) -> reading.GateLook:
        """Leave a measure out, and print it in another way later; what the gate said."""
        version = self.release(release_id).version
        self.do(
            self.lead,
            running.change_printing,
            release_id,
            code=code,
            change=change,
            later=later or {},
            version=version,
        )
        self.work()
        return self.looked(release_id)

    def publish(self, release_id: UUID, by: Scope | None = None) -> None:
        """The deputy signs it off."""
        version = self.release(release_id).version
        self.do(by or self.deputy, running.publish, release_id, version=version)

    def published(self, window: Window = WINDOW, codes: Sequence[str] = CODES, **more: Any) -> UUID:
        """A release from months to publication."""
        self.give_all(window)
        release_id = self.propose(self.define(codes, **more), window)
        self.open(release_id)
        self.confirm(release_id)
        look = self.send(release_id)
        assert look.outcome == "passed", look.verdict
        self.publish(release_id)
        return release_id
