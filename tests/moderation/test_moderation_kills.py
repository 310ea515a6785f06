"""kill -9 while a reading is submitted and while a case is revealed: nothing lost, nothing doubled.

A process is forked, begins, and is killed after a moment chosen at random: before, inside or after
its transaction. What it had acknowledged is there; asked again, it is there once.
"""

import os
import random
import signal
import time
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import func, select

from regionqa.core.database import Database
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.moderation.models import AgreedGrade, CaseStep, Reading, RevealedReading
from regionqa.moderation.places import as_reveal
from tests.factories.databases import Databases
from tests.factories.world import World
from tests.moderation.region import Person, Region

DUTY = as_reveal(World.a.region_id, World.office.id, "count after a kill")


def killed(url: str, region: Region, task: Callable[[Region], object], seconds: float) -> bool:
    """Run a task in a process of its own and kill it; whether it had acknowledged before."""
    region.database.dispose()
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        region.database = Database(url)
        os.write(writing, b"b")
        task(region)
        os.write(writing, b"a")
        time.sleep(60)
        os._exit(0)
    os.close(writing)
    assert os.read(reading, 1) == b"b"
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    acknowledged = os.read(reading, 1) == b"a"
    os.close(reading)
    return acknowledged


def readings_of(region: Region, who: Person, case_id: UUID) -> int:
    scope = who.place.scope()
    with unit_of_work(region.database, scope, write=False):
        mine = select(func.count()).where(Reading.case_id == case_id, Reading.person_id == who.id)
        return int(session(scope).scalar(mine) or 0)


def counts(region: Region, case_id: UUID) -> dict[str, int]:
    """Rows that the reveal of one case made, over the region."""
    found = {}
    office = World.office.scope()
    for scope, model in ((DUTY, RevealedReading), (office, AgreedGrade), (office, CaseStep)):
        with unit_of_work(region.database, scope, write=False):
            rows = select(func.count()).where(model.case_id == case_id)
            if model is CaseStep:
                rows = rows.where(CaseStep.state == "agreed")
            found[model.__name__] = int(session(scope).scalar(rows) or 0)
    return found


@pytest.mark.timeout(3600)
def test_nothing_acknowledged_is_lost_and_nothing_doubled(
    databases: Databases, region: Region, full: bool
) -> None:
    kills = 200 if full else 10
    dice = random.Random(7)
    cases: list[UUID] = []
    seen = {"submit": set(), "reveal": set()}
    for _number in range(kills // 2):
        if not cases:
            region = Region(region.database)
            region.begin(cases_per_authority=15)
            cases = sorted(region.homes(), key=str)
        case_id = cases.pop()
        first, second = region.assigned(case_id)
        key = uuid4().hex

        def submit(here: Region, who: Person = first, case: UUID = case_id, k: str = key) -> None:
            here.submit(who, case, "good", request_key=k)

        done = killed(databases.database_url, region, submit, dice.uniform(0, 0.25))
        before = readings_of(region, first, case_id)
        assert before == 1 if done else before in {0, 1}
        seen["submit"].add(before)
        region.moment += timedelta(minutes=2)
        submit(region)
        assert readings_of(region, first, case_id) == 1
        region.submit(second, case_id, "good")
        region.submit(region.auditors[region.homes()[case_id].id], case_id, "good")
        killed(databases.database_url, region, Region.work, dice.uniform(0, 0.5))
        seen["reveal"].add(region.state(case_id))
        region.go_to(region.moment + timedelta(minutes=2))
        region.work()
        assert region.state(case_id) == "agreed"
        assert counts(region, case_id) == {
            "RevealedReading": 3 * 4,
            "AgreedGrade": 4,
            "CaseStep": 3,
        }
    assert len(seen["submit"]) == 2 or not full, "some kills came before and some after"
