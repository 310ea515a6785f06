"""A word of an authority's own in everything that moderation keeps of it."""

from datetime import timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.core.database import Database
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.moderation import models
from tests.factories.moderation import add_anchor, add_case, add_own_tool
from tests.factories.world import Place


def plant_words(database: Database, place: Place, canary: str) -> None:
    """The canary in every word that an authority keeps of moderation for itself."""
    case_id, anchor_id = (
        add_case(database, place, uuid4(), f"R-{canary}"),
        add_anchor(database, place),
    )
    add_own_tool(database, place, f"Tool {canary}")
    scope = place.scope()
    with unit_of_work(database, scope, write=False):
        query = select(models.RoundCase.round_id).where(models.RoundCase.id == case_id)
        round_id = session(scope).scalars(query).one()
    with unit_of_work(database, scope):
        unit = session(scope)
        unit.add_all(
            [
                *_of_office(place, round_id, case_id, canary),
                *_of_reader(place, round_id, case_id, canary),
                *_of_home(place, round_id, case_id, canary),
                *_of_trials(place, anchor_id, canary),
            ]
        )


def _of_office(place: Place, round_id: UUID, case_id: UUID, canary: str) -> list[object]:
    return [
        models.CaseCourse(
            case_id=case_id,
            round_id=round_id,
            authority_id=place.id,
            home_id=place.id,
            state="in_blind",
            outcome=canary,
        ),
        models.AllocationPlan(
            authority_id=place.id,
            round_id=round_id,
            version=1,
            state="proposed",
            seed=1,
            rules={},
            assignments=[{"case": str(case_id), "reader": str(uuid4()), "why": [canary]}],
            explained={"broken": [canary]},
            changes=[{"reason": canary, "removed": [], "added": []}],
            inputs_hash=canary,
            created_at=now(),
        ),
    ]


def _of_trials(place: Place, anchor_id: UUID, canary: str) -> list[object]:
    said = {"grades": {"voice": canary}, "evidence": {"voice": canary}}
    return [
        models.Trial(
            authority_id=place.id,
            person_id=uuid4(),
            subject=f"practice:{canary}",
            content=said,
            saved_at=now(),
        ),
        models.AnchorReading(
            anchor_id=anchor_id,
            region_id=place.region_id,
            authority_id=place.id,
            person_id=uuid4(),
            kind="panel",
            **said,
            minutes=30,
            seal=canary,
            submitted_at=now(),
        ),
        models.AnchorKey(anchor_id=anchor_id, authority_id=place.id, **said, at=now()),
    ]


def _of_reader(place: Place, round_id: UUID, case_id: UUID, canary: str) -> list[object]:
    person, reading_id = uuid4(), uuid4()
    said = {"grades": {"voice": canary}, "evidence": {"voice": canary}}
    about = {"round_id": round_id, "case_id": case_id, "person_id": person}
    return [
        models.ReadingDraft(authority_id=place.id, content=said, saved_at=now(), **about),
        models.Reading(
            id=reading_id,
            region_id=place.region_id,
            authority_id=place.id,
            kind="home",
            **said,
            had=[canary],
            minutes=90,
            reason=canary,
            first=True,
            request_key=canary,
            seal=canary,
            submitted_at=now(),
            **about,
        ),
        models.ReadingStanding(
            region_id=place.region_id,
            authority_id=place.id,
            reading_id=reading_id,
            standing="late",
            reason=canary,
            at=now(),
        ),
        models.Concern(
            authority_id=place.id,
            immediate=False,
            what=canary,
            request_key=canary,
            at=now(),
            **about,
        ),
        models.PackOpening(
            region_id=place.region_id,
            authority_id=place.id,
            number=1,
            what="text",
            digest=canary,
            at=now(),
            **about,
        ),
        models.PackCopy(
            **_sealed(place, canary), pack_id=uuid4(), round_id=round_id, case_id=case_id
        ),
        models.SlotCopy(
            **_times(place, canary), slot_id=uuid4(), number=1, standing="offered", **about
        ),
        models.Booking(
            region_id=place.region_id,
            authority_id=place.id,
            slot_id=uuid4(),
            number=1,
            standing="booked",
            at=now(),
            **about,
        ),
        models.CaseHours(
            authority_id=place.id,
            round_id=round_id,
            person_id=person,
            kind=canary,
            minutes=5,
            at=now(),
        ),
    ]


def _of_home(place: Place, round_id: UUID, case_id: UUID, canary: str) -> list[object]:
    return [
        models.FrameCase(
            authority_id=place.id,
            round_id=round_id,
            reference=canary,
            service=canary,
            age_band=canary,
        ),
        models.Pack(
            **_sealed(place, canary),
            round_id=round_id,
            case_id=case_id,
            state="attested",
            size=9,
            report=canary.encode(),
            uploaded_by=uuid4(),
            uploaded_at=now(),
            attested_by=uuid4(),
            attested_at=now(),
            attestation=canary,
            in_words=canary,
        ),
        models.Slot(
            **_times(place, canary),
            round_id=round_id,
            case_id=case_id,
            offered_by=uuid4(),
            offered_at=now(),
            request_key=canary,
        ),
        models.BookingCopy(
            region_id=place.region_id,
            authority_id=place.id,
            round_id=round_id,
            case_id=case_id,
            slot_id=uuid4(),
            number=1,
            standing="booked",
        ),
        models.ConcernFollowUp(
            authority_id=place.id,
            round_id=round_id,
            case_id=case_id,
            concern_id=uuid4(),
            person_id=uuid4(),
            category=2,
            note=canary,
            at=now(),
        ),
    ]


def _sealed(place: Place, canary: str) -> dict[str, object]:
    """What a pack and a copy of it hold; the bytes stand in for ciphertext."""
    return {
        "region_id": place.region_id,
        "authority_id": place.id,
        "number": 1,
        "kind": "txt",
        "key_id": canary,
        "document": canary.encode(),
        "text": canary.encode(),
        "digest": canary,
    }


def _times(place: Place, canary: str) -> dict[str, object]:
    """What a time to read in place and a copy of it hold."""
    return {
        "region_id": place.region_id,
        "authority_id": place.id,
        "kind": "appointment",
        "starts_at": now() + timedelta(days=1),
        "ends_at": now() + timedelta(days=1, hours=2),
        "how": canary,
        "day_contact": canary,
    }
