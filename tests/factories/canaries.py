"""Words planted in one authority that no byte sent to another may hold.

Each feature that stores an authority's words has a planter here; the sweep is
``tests/contracts/test_canaries.py``, which fails for a table of owned text that no planter fills.
"""

from collections.abc import Callable
from datetime import date

from regionqa.authorities.models import Service, SharingAgreement, Team
from regionqa.core import idempotency, jobs
from regionqa.core.database import Database
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.indicators.models import IndicatorUpload
from regionqa.ratings.operations import withdraw_file
from tests.factories import (
    benchmarking,
    moderation,
    moderation_words,
    ratings,
    releases,
    visitors,
)
from tests.factories import (
    frameworks as framework_words,
)
from tests.factories.world import Place

CANARY = "zanzibarheron"
Planter = Callable[[Database, Place], None]


def people(database: Database, place: Place) -> None:
    """A colleague with a name that nobody else has."""
    visitors.join(database, {place: ["qa_lead"]}, name=f"Kim {CANARY}")


def work(database: Database, place: Place) -> None:
    """A piece of background work."""
    scope = place.scope()
    with unit_of_work(database, scope):
        jobs.enqueue(scope, "core.send_mail", {"about": CANARY}, title=f"Work on {CANARY}")


def services(database: Database, place: Place) -> None:
    """A service with a team."""
    scope = place.scope()
    with unit_of_work(database, scope):
        unit = session(scope)
        service = Service(
            authority_id=place.id, name=f"Service {CANARY}", start_date=date(2020, 4, 1)
        )
        unit.add(service)
        unit.flush()
        unit.add(
            Team(
                authority_id=place.id,
                service_id=service.id,
                name=f"Team {CANARY}",
                start_date=date(2020, 4, 1),
            )
        )


def agreements(database: Database, place: Place) -> None:
    """A sharing agreement."""
    scope = place.scope()
    with unit_of_work(database, scope):
        session(scope).add(
            SharingAgreement(
                authority_id=place.id,
                kind="memorandum",
                reference=f"Ref {CANARY}",
                signatory=f"Director {CANARY}",
                signed_on=date(2026, 1, 1),
                review_on=date(2027, 1, 1),
            )
        )


def uploads(database: Database, place: Place) -> None:
    """A file of figures that waits to be taken in."""
    scope = place.scope()
    with unit_of_work(database, scope):
        session(scope).add(
            IndicatorUpload(
                authority_id=place.id,
                filename=f"{CANARY}.csv",
                layout="referrals",
                content_hash="0" * 64,
                count=1,
                readings=b"",
                added=1,
                changed=0,
                unchanged=0,
                created_at=now(),
            )
        )


def double_graded(database: Database, place: Place) -> None:
    """Double-graded cases: a draft, a file with its report, and one that was withdrawn."""
    scope = place.scope("qa_lead")
    ratings.file(database, scope, CANARY)
    withdrawn = ratings.file(database, scope, f"old {CANARY}", computed=False)
    ratings.draft(database, scope, f"new {CANARY}")
    with unit_of_work(database, scope):
        withdraw_file(scope, withdrawn, reason=f"Wrong {CANARY}", version=1)


def repeated(database: Database, place: Place) -> None:
    """The kept answer to a request that may be sent again."""
    scope = place.scope("qa_lead")
    with unit_of_work(database, scope):
        idempotency.claim(scope, f"key-{CANARY}", "0" * 64)
        idempotency.keep(scope, f"key-{CANARY}", status=201, headers={}, body=f"Said {CANARY}")


def rounds(database: Database, place: Place) -> None:
    """What an authority keeps for itself of a moderation round, and a concern that came to it."""
    moderation_words.plant_words(database, place, CANARY)
    moderation.add_concern(database, place, f"Seen: {CANARY}")


def audit_months(database: Database, place: Place) -> None:
    """Months of audits, one corrected with a reason, and a file of months that waits."""
    scope = place.scope("qa_lead")
    benchmarking.month(database, scope)
    benchmarking.correct(database, scope, f"Late: {CANARY}", CANARY)
    benchmarking.confirmed(database, scope, CANARY)
    benchmarking.draft(database, scope, CANARY)


def frameworks(database: Database, place: Place) -> None:
    """A framework that is approved, with its documents, standards and additions."""
    framework_words.plant_words(database, place, CANARY)


def given_to_a_release(database: Database, place: Place) -> None:
    """What an authority gave to a release."""
    releases.contribution(database, place, CANARY)


PLANTERS: dict[str, Planter] = {
    "frameworks": frameworks,
    "people": people,
    "work": work,
    "services": services,
    "agreements": agreements,
    "uploads": uploads,
    "rounds": rounds,
    "double_graded": double_graded,
    "repeated": repeated,
    "audit_months": audit_months,
    "given_to_a_release": given_to_a_release,
}
