"""Rows of moderation for whoever needs an example of each: a tool, a round, a case, a concern."""

from datetime import date, timedelta
from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.core.database import Database
from regionqa.core.keys import KeyStore
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.moderation import models
from regionqa.moderation.sealing import DOCUMENT, PackSeal
from regionqa.moderation.tools import first_tool
from tests.factories.world import Place, World

OPENS = date(2026, 3, 16)


def office_of(place: Place) -> Scope:
    """The scope of the office of a place's region; the place stands in where there is none."""
    here = place.region_id == World.office.region_id
    return Scope(
        authority_id=World.office.id if here else place.id,
        region_id=place.region_id,
        person_id=uuid4(),
        office=True,
    )


def add_tool(database: Database, place: Place, words: str = "") -> UUID:
    """A published tool of a place's region."""
    code, name, content = first_tool()
    scope = office_of(place)
    with unit_of_work(database, scope):
        tool = models.Tool(
            id=uuid4(),
            region_id=place.region_id,
            code=f"{code}-{uuid4().hex[:8]}",
            version=1,
            name=f"{name} {words}".strip(),
            state="published",
            content=content,
            created_at=now(),
            published_at=now(),
        )
        session(scope).add(tool)
    return tool.id


def add_own_tool(database: Database, place: Place, words: str = "Own tool") -> UUID:
    """A draft of a place's own tool."""
    scope = place.scope()
    with unit_of_work(database, scope):
        tool = models.OwnTool(
            id=uuid4(),
            authority_id=place.id,
            code=f"own-{uuid4().hex[:12]}",
            version=1,
            name=words,
            state="draft",
            content=first_tool()[2],
            created_at=now(),
        )
        session(scope).add(tool)
    return tool.id


def add_offer(database: Database, place: Place, words: str = "Offered tool") -> UUID:
    """A tool that an authority of the region offers to a place, which is an office."""
    giver = World.a if place.region_id == World.a.region_id else place
    scope = giver.scope()
    with unit_of_work(database, scope):
        offer = models.ToolOffer(
            id=uuid4(),
            own_tool_id=uuid4(),
            owner_id=giver.id,
            reader_id=place.id,
            standing="offered",
            code="own-1",
            version=1,
            name=words,
            content=first_tool()[2],
            at=now(),
        )
        session(scope).add(offer)
    return offer.id


def add_anchor(database: Database, place: Place, state: str = "keyed") -> UUID:
    """An anchor of a place's region, with its key agreed."""
    tool_id = add_tool(database, place)
    scope = office_of(place)
    with unit_of_work(database, scope):
        anchor = models.Anchor(
            id=uuid4(),
            region_id=place.region_id,
            title="An example",
            service="Care",
            age_band="5 to 9",
            papers=["What a reader would find."],
            tool_id=tool_id,
            state=state,
            created_at=now(),
            keyed_at=now(),
        )
        session(scope).add(anchor)
    return anchor.id


def add_round(database: Database, place: Place) -> UUID:
    """A round open for grading in a place's region."""
    tool_id = add_tool(database, place)
    scope = office_of(place)
    with unit_of_work(database, scope):
        held = models.Round(
            id=uuid4(),
            region_id=place.region_id,
            title="An example",
            synthetic=True,
            tool_id=tool_id,
            state="grading",
            cases_per_authority=2,
            readers_per_case=2,
            hours_per_case=3,
            call_closes_on=OPENS - timedelta(days=7),
            confirm_by=OPENS - timedelta(days=2),
            opens_on=OPENS,
            closes_on=OPENS + timedelta(days=14),
            grace_days=2,
            seed=1,
            created_at=now(),
            report_version=0,
        )
        session(scope).add(held)
    return held.id


def add_case(database: Database, place: Place, auditor_id: UUID, words: str = "R-001") -> UUID:
    """A case that is read blind: of the place, with its auditor; for an office of another home."""
    round_id, case_id = add_round(database, place), uuid4()
    scope = office_of(place)
    with unit_of_work(database, scope):
        unit = session(scope)
        unit.add(
            models.RoundCase(
                id=case_id,
                region_id=place.region_id,
                round_id=round_id,
                label="Case 1",
                service="Assessment",
                age_band="5 to 9",
                way="pack",
            )
        )
        unit.flush()
        if place.office:
            unit.add(
                models.CaseCourse(
                    case_id=case_id,
                    round_id=round_id,
                    authority_id=place.id,
                    home_id=World.b.id,
                    state="in_blind",
                )
            )
            return case_id
        unit.add(
            models.CaseStep(
                owner_id=scope.authority_id,
                reader_id=place.id,
                round_id=round_id,
                case_id=case_id,
                number=1,
                state="in_blind",
            )
        )
    _at_home(database, place, round_id, case_id, auditor_id, words)
    return case_id


def _at_home(
    database: Database, place: Place, round_id: UUID, case_id: UUID, auditor_id: UUID, words: str
) -> None:
    home = place.scope()
    with unit_of_work(database, home):
        session(home).add(
            models.CaseReference(
                round_id=round_id,
                authority_id=place.id,
                case_id=case_id,
                reference=words,
                place=1,
                auditor_id=auditor_id,
            )
        )


def add_concern(database: Database, place: Place, words: str = "A visit was missed.") -> UUID:
    """A concern that reached a place from a reader of another authority."""
    case_id = add_case(database, place, uuid4())
    reader = World.a if place is World.b else World.b
    if place.region_id != reader.region_id:
        reader = place
    scope, concern_id = reader.scope(), uuid4()
    with unit_of_work(database, scope, write=False):
        query = select(models.RoundCase.round_id).where(models.RoundCase.id == case_id)
        round_id = session(scope).scalars(query).one()
    with unit_of_work(database, scope):
        session(scope).add(
            models.ConcernCopy(
                owner_id=reader.id,
                reader_id=place.id,
                round_id=round_id,
                case_id=case_id,
                concern_id=concern_id,
                immediate=False,
                what=words,
                raised_at=now(),
                answer_by=now() + timedelta(hours=2),
            )
        )
    return concern_id


def keep_a_pack(database: Database, place: Place, keys: KeyStore, data: bytes) -> bytes:
    """A pack of a place, sealed as an upload is; gives the ciphertext."""
    case_id = add_case(database, place, uuid4())
    scope, key, pack_id = place.scope(), keys.make(), uuid4()
    sealed = PackSeal(key, pack_id, case_id, 1).seal(data, DOCUMENT)
    with unit_of_work(database, scope, write=False):
        query = select(models.RoundCase.round_id).where(models.RoundCase.id == case_id)
        round_id = session(scope).scalars(query).one()
    with unit_of_work(database, scope):
        session(scope).add(
            models.Pack(
                id=pack_id,
                region_id=place.region_id,
                authority_id=place.id,
                round_id=round_id,
                case_id=case_id,
                number=1,
                state="checking",
                kind="txt",
                size=len(data),
                key_id=key.id,
                document=sealed,
                uploaded_by=uuid4(),
                uploaded_at=now(),
            )
        )
    return sealed
