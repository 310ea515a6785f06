"""Sealed means sealed in SQL, too; and the copies of a reveal go to the parties and no further."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DatabaseError

from regionqa.core.database import Database
from regionqa.core.errors import CrossAuthorityWrite
from regionqa.core.events import Event
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.moderation.models import Reading, RevealedReading
from regionqa.moderation.places import as_reveal
from tests.factories.databases import Databases
from tests.factories.world import World
from tests.moderation.region import PLACES, Region

ROOT = Path(__file__).resolve().parents[2]
ALL = "SELECT * FROM moderation_readings"


def rows(database: Database, scope: Scope, statement: str) -> list:
    with unit_of_work(database, scope, write=False):
        return list(session(scope).execute(text(statement)))


def half_read(region: Region):
    """A case that one of its two peers and the home have read."""
    region.begin()
    case_id, home = next(iter(sorted(region.homes().items(), key=str)))
    first, second = region.assigned(case_id)
    region.submit(first, case_id, "inadequate")
    region.submit(region.auditors[home.id], case_id, "good")
    region.work()
    return case_id, home, first, second


def test_no_plain_sql_shows_a_sealed_reading(
    databases: Databases, database: Database, region: Region
) -> None:
    case_id, home, first, second = half_read(region)
    if databases.kind == "postgresql":
        assert len(rows(database, first.place.scope(), ALL)) == 1
        assert len(rows(database, home.scope(), ALL)) == 1, "its own"
        for place in (second.place, World.office, World.elsewhere):
            assert rows(database, place.scope(), ALL) == []
        assert rows(database, Scope.for_operator("curious"), ALL) == []
    for place in (second.place, World.office):
        scope = place.scope()
        with unit_of_work(database, scope, write=False):
            assert session(scope).scalars(select(Reading)).all() == []
            assert session(scope).scalars(select(RevealedReading)).all() == []
    scope = home.scope()
    with unit_of_work(database, scope, write=False):
        own = session(scope).scalars(select(Reading)).all()
    assert [(one.case_id, one.kind) for one in own] == [(case_id, "home")]


def test_the_duty_reads_its_region_and_takes_its_role_for_one_transaction(
    databases: Databases, database: Database, region: Region
) -> None:
    half_read(region)
    here = as_reveal(World.a.region_id, World.office.id, "a test")
    there = as_reveal(World.elsewhere.region_id, World.elsewhere.id, "a test")
    for scope, count in ((here, 2), (there, 0)):
        with unit_of_work(database, scope, write=False):
            assert len(session(scope).scalars(select(Reading)).all()) == count
    if databases.kind == "postgresql":
        with unit_of_work(database, here, write=False):
            role = session(here).execute(text("SELECT current_user")).scalar()
            assert role == "regionqa_reveal"
        assert rows(database, World.office.scope(), "SELECT current_user")[0][0] == "regionqa_app"
        assert len(rows(database, here, ALL)) == 2


def test_nobody_changes_a_reading(database: Database, region: Region) -> None:
    _case, _home, first, _second = half_read(region)
    duty = as_reveal(World.a.region_id, World.office.id, "a test")
    for scope in (duty, first.place.scope()):
        for statement in ("UPDATE moderation_readings SET minutes = 1", "DELETE FROM {}"):
            with pytest.raises(DatabaseError), unit_of_work(database, scope):
                session(scope).execute(text(statement.format("moderation_readings")))
    assert len(rows(database, first.place.scope(), ALL)) >= 1


def test_the_duty_adds_rows_of_its_region_only(database: Database, region: Region) -> None:
    _case, _home, first, _second = half_read(region)
    with unit_of_work(database, first.place.scope(), write=False) as work:
        row = session(work.scope).scalars(select(Reading)).one()
    elsewhere = as_reveal(World.elsewhere.region_id, World.elsewhere.id, "a test")
    copy = {column.key: getattr(row, column.key) for column in Reading.__table__.columns}
    with pytest.raises(CrossAuthorityWrite), unit_of_work(database, elsewhere):
        session(elsewhere).add(Reading(**{**copy, "id": None}))


def test_the_event_of_a_submission_is_in_its_writers_chain_alone(
    database: Database, region: Region
) -> None:
    case_id, home, first, second = half_read(region)
    for place in (*PLACES[:3], World.office):
        scope = place.scope()
        with unit_of_work(database, scope, write=False):
            found = session(scope).scalars(
                select(Event.subject_id).where(Event.tag == "reading.submitted")
            )
            expected = [str(case_id)] if place in (home, first.place) else []
            assert list(found) == expected, place.name
    assert second.place not in (home, first.place)


def test_a_reveal_gives_each_party_a_copy_and_nobody_else(region: Region) -> None:
    case_id, home, first, second = half_read(region)
    region.submit(second, case_id, "good")
    region.work()
    parties = {home, first.place, second.place, World.office}
    for place in (*PLACES, World.office, World.elsewhere):
        scope = place.scope()
        with unit_of_work(region.database, scope, write=False):
            given = session(scope).scalars(
                select(RevealedReading).where(RevealedReading.reader_id == place.id)
            )
            marks = sorted(one.mark for one in given)
        assert marks == (["Home", "Reader A", "Reader B"] if place in parties else []), place.name


def test_only_background_work_takes_a_duty() -> None:
    """No module but the jobs asks for the duty's scope, and it is made in one place."""
    makers = set()
    for path in sorted((ROOT / "regionqa").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword) and node.arg == "duty":
                makers.add(path.relative_to(ROOT).as_posix())
            if isinstance(node, ast.ImportFrom) and any(n.name == "as_reveal" for n in node.names):
                makers.add(path.relative_to(ROOT).as_posix())
    assert makers == {
        "regionqa/moderation/places.py",
        "regionqa/moderation/jobs/anchors.py",
        "regionqa/moderation/jobs/packs.py",
        "regionqa/moderation/jobs/rounds.py",
    }
