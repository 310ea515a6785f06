"""Reading in place: times are put before one reader each, taken, given back, cancelled, told of."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, text

from regionqa.core.database import Database
from regionqa.core.errors import Conflict, NotFound, RegionQAError, Unprocessable
from regionqa.core.mail import Mail
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.moderation import operations
from regionqa.moderation.operations import slots
from regionqa.moderation.pages.slots import calendar_of_slot
from regionqa.moderation.queries.slots import SlotView, list_slots
from tests.factories import visitors
from tests.factories.databases import Databases
from tests.factories.world import Place, World
from tests.moderation.region import PLACES, START, Person, Region

DAY = datetime(2026, 3, 18, 9, tzinfo=UTC)


def begin(region: Region, *in_place: Place) -> tuple[UUID, Person, list[Person]]:
    """A case that is read in place in an allocated round, its lead and its readers.

    The other authorities hand in packs: a round may mix the two.
    """
    region.open_call()
    for place in region.places:
        region.join(place, way="in_place" if place in (in_place or (World.a,)) else "pack")
    region.close_call()
    region.allocate()
    case_id = min((one for one, home in region.homes().items() if home == World.a), key=str)
    return case_id, region.leads[World.a.id], region.assigned(case_id)


def offer(region: Region, lead: Person, case_id: UUID, hours: int = 0, **changes: object) -> UUID:
    given = {
        "kind": "appointment",
        "starts_at": DAY + timedelta(hours=hours),
        "ends_at": DAY + timedelta(hours=hours + 2),
        "how": "Room 4 at Wombat House, report at the desk.",
        "day_contact": "Audit team, 01632 960009",
        "request_key": uuid4().hex,
    }
    made = region.do(lead, slots.offer_slot, case_id, **{**given, **changes})
    region.work()
    return made


def seen(region: Region, who: Person, case_id: UUID) -> dict[UUID, SlotView]:
    return {one.id: one for one in region.ask(who, list_slots, case_id).slots}


def act(region: Region, who: Person, operation: object, case_id: UUID, slot_id: UUID) -> None:
    region.do(who, operation, case_id, slot_id)
    region.work()


def mails(database: Database) -> list[Mail]:
    with unit_of_work(database, visitors.JOINING, write=False):
        rows = session(visitors.JOINING).scalars(select(Mail).order_by(Mail.created_at))
        return [row for row in rows if row.template == "moderation.slot"]


def test_a_time_is_one_readers_alone_and_is_taken_given_back_and_cancelled(
    databases: Databases, database: Database, region: Region
) -> None:
    case_id, lead, (reader, other) = begin(region)
    first, second = offer(region, lead, case_id), offer(region, lead, case_id, 3)
    assert set(seen(region, reader, case_id)) == {first}
    assert set(seen(region, other, case_id)) == {second}
    assert seen(region, reader, case_id)[first].how == "", "before it is taken"
    act(region, reader, slots.book_slot, case_id, first)
    act(region, reader, slots.book_slot, case_id, first)  # sent twice
    assert "Wombat House" in seen(region, reader, case_id)[first].how
    at_home = seen(region, lead, case_id)
    assert (at_home[first].booked, at_home[second].booked) == (True, False)
    assert set(seen(region, other, case_id)) == {second}, "another learns nothing"
    told = mails(database)
    assert len(told) == 2, "the reader and the home's lead, once each"
    assert {one.date_text for one in told} == {"09:00 on 18 March 2026"}
    assert all(one.link == "https://test.example/moderation" for one in told)
    _in_sql(databases, database, reader, other)
    act(region, reader, slots.give_back, case_id, first)
    assert not seen(region, lead, case_id)[first].booked
    act(region, reader, slots.book_slot, case_id, first)
    act(region, lead, slots.cancel_slot, case_id, first)
    assert seen(region, reader, case_id)[first].cancelled
    assert len(mails(database)) == 8, "four changes, each told to both"
    with pytest.raises(NotFound):
        region.do(other, slots.book_slot, case_id, first)


def _in_sql(databases: Databases, database: Database, reader: Person, other: Person) -> None:
    """Plain SQL gives each authority its own rows: nobody reads another's times or bookings."""
    if databases.kind != "postgresql":
        return
    tables = ("slots", "slot_copies", "bookings", "booking_copies")
    expected = {
        World.a: (2, 0, 0, 1), reader.place: (0, 1, 1, 0), other.place: (0, 1, 0, 0),
        World.office: (0, 0, 0, 0), World.elsewhere: (0, 0, 0, 0),
    }  # fmt: skip
    for place, counts in expected.items():
        scope = place.scope()
        with unit_of_work(database, scope, write=False):
            unit = session(scope)
            found = [unit.scalar(text(f"SELECT count(*) FROM moderation_{n}")) for n in tables]
            rows = str(unit.execute(text("SELECT * FROM moderation_booking_copies")).all())
        assert tuple(found) == counts, place.name
        assert str(reader.id) not in rows, "the home is told no name"


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_clashes_and_times_that_cannot_be_are_refused_with_the_field(region: Region) -> None:
    case_id, lead, (reader, other) = begin(region)
    first = offer(region, lead, case_id)
    wrong = {
        "starts": {"starts_at": DAY + timedelta(hours=1), "ends_at": DAY + timedelta(hours=4)},
        "ends": {"ends_at": DAY - timedelta(hours=1)},
        "kind": {"kind": "by_post"},
        "how": {"how": "x"},
        "day_contact": {"day_contact": ""},
    }
    for field, changes in wrong.items():
        with pytest.raises(Unprocessable) as refused:
            offer(region, lead, case_id, **{"hours": 5, **changes})
        assert set(refused.value.details["errors"]) == {field}
    for moment in (START - timedelta(days=1), START + timedelta(days=60)):
        with pytest.raises(Unprocessable) as refused:
            offer(region, lead, case_id, starts_at=moment, ends_at=moment + timedelta(hours=1))
        assert set(refused.value.details["errors"]) == {"starts"}
    guest = {"kind": "guest_account", "ends_at": DAY + timedelta(days=2)}
    second, third = offer(region, lead, case_id, **guest), offer(region, lead, case_id, 30)
    key = uuid4().hex
    twice = [offer(region, lead, case_id, 50, request_key=key) for _ in range(2)]
    assert twice[0] == twice[1]
    mine = seen(region, reader, case_id)
    act(region, reader, slots.book_slot, case_id, first)
    later = next(one for one in mine if one != first)
    with pytest.raises(Conflict, match="You have a time for this case"):
        region.do(reader, slots.book_slot, case_id, later)
    region.go_to(DAY + timedelta(days=5))
    theirs = next(iter(seen(region, other, case_id)))
    with pytest.raises(Conflict, match="This time is gone"):
        region.do(other, slots.book_slot, case_id, theirs)
    assert {second, third, *twice} >= set(mine) - {first}
    for who in (region.leads[other.place.id], region.coordinator):
        with pytest.raises(RegionQAError):
            region.ask(who, list_slots, case_id)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_overlapping_times_of_two_cases_are_not_both_taken(region: Region) -> None:
    begin(region, *PLACES)
    homes = region.homes()
    reads: dict[Person, list[UUID]] = {}
    for case_id in homes:
        for who in region.assigned(case_id):
            reads.setdefault(who, []).append(case_id)
    reader, cases = max(reads.items(), key=lambda item: len(item[1]))  # six read six cases twice
    for case_id in cases[:2]:
        for _ in range(2):
            offer(region, region.leads[homes[case_id].id], case_id, kind="guest_account")
    first, second = (next(iter(seen(region, reader, case_id))) for case_id in cases[:2])
    act(region, reader, slots.book_slot, cases[0], first)
    with pytest.raises(Conflict, match="overlaps"):
        region.do(reader, slots.book_slot, cases[1], second)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_reader_who_falls_away_loses_the_time_and_it_is_free_for_another(region: Region) -> None:
    case_id, lead, (reader, other) = begin(region)
    first = offer(region, lead, case_id)
    act(region, reader, slots.book_slot, case_id, first)
    region.do(
        reader, operations.declare_conflict, region.round_id, reason="recognised", case_id=case_id
    )
    with pytest.raises(NotFound):
        region.ask(reader, list_slots, case_id)
    region.work()
    assert set(seen(region, other, case_id)) == {first}
    assert not seen(region, lead, case_id)[first].booked
    act(region, other, slots.book_slot, case_id, first)
    assert seen(region, lead, case_id)[first].booked


def test_the_calendar_file_says_when_and_not_what_nor_where() -> None:
    one = SlotView(
        UUID(int=7), "appointment", DAY, DAY + timedelta(hours=2), "Wombat House", "Duty",
        booked=True, cancelled=False,
    )  # fmt: skip
    lines = calendar_of_slot(one, "https://test.example/moderation/readings", DAY).split("\r\n")
    assert "DTSTART:20260318T090000Z" in lines
    assert "DTEND:20260318T110000Z" in lines
    assert all(len(line.encode()) <= 75 for line in lines)
    said = " ".join(lines)
    assert not any(word in said for word in ("Wombat", "Duty", "Case", "appointment"))
    assert date(2026, 3, 18) == DAY.date()
