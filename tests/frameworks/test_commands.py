"""The operator's two commands of frameworks, and the daily work that freezes the crosswalk."""

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
import time_machine
from click.testing import CliRunner, Result

from regionqa.authorities import load_areas
from regionqa.background import declare_every_job
from regionqa.cli import main
from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import unit_of_work
from regionqa.core.worker import ask_for_daily, run_all
from regionqa.frameworks import jobs as frameworks_jobs
from regionqa.frameworks.answers import Sharing
from regionqa.frameworks.freezing import renew_copies
from regionqa.frameworks.named_evidence import EvidenceSort
from regionqa.frameworks.operations.borrowing import offer_help
from regionqa.frameworks.operations.evidence import EvidenceEntry, name_evidence
from regionqa.frameworks.queries.crosswalk import find_snapshot, list_offers, list_shared_texts
from regionqa.frameworks.queries.legacy import list_legacies
from tests.factories.databases import Databases
from tests.factories.world import Place, World
from tests.frameworks.building import approve, lead_of, more_authorities, publish, say, share
from tests.frameworks.test_succession import CUMBERLAND, CUMBRIA, add_authority

WESTMORLAND = "E06000064"
Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, databases: Databases, database: Database) -> Run:
    """Run a command against the test's database."""

    def run_command(*arguments: str) -> Result:
        monkeypatch.setenv("REGIONQA_ENVIRONMENT", "testing")
        monkeypatch.setenv("REGIONQA_DATABASE_URL", databases.database_url)
        return CliRunner().invoke(main, arguments)

    return run_command


def share_unnamed(database: Database, number: int) -> list[Place]:
    """So many authorities that are counted without a name in case audit."""
    places = [World.a, World.b, *more_authorities(database, number - 2)]
    for at, place in enumerate(places):
        say(database, place, "audit", "x", coverage=("full", "part", "absent", "part")[at % 4])
        approve(database, place)
        share(database, place, "audit", Sharing.UNNAMED)
    return places


def counted_on(database: Database) -> date | None:
    """The date of the newest counts that the office reads."""
    scope = World.office.scope()
    with unit_of_work(database, scope, write=False):
        snapshot = find_snapshot(scope)
    return snapshot.set_on if snapshot else None


@pytest.mark.writes_reference
def test_the_counts_are_frozen_by_command_once(
    run: Run, database: Database, world: type[World]
) -> None:
    share_unnamed(database, 8)
    for wrong in ("2026-05-01", "2099-10-31"):
        refused = run("freeze-crosswalk", "--on", wrong)
        assert refused.exit_code == 2
        assert "no set date that has passed" in refused.output
    done = run("freeze-crosswalk", "--on", "2026-10-31")
    assert done.exit_code == 0, done.output
    assert f"Region {world.a.region_id}: the counts for 2026-10-31 are frozen now." in done.output
    assert "The next set date is" in done.output
    assert "frozen already" in run("freeze-crosswalk", "--on", "2026-10-31").output
    assert counted_on(database) == date(2026, 10, 31)
    scope = lead_of(world.a)
    with unit_of_work(database, scope, write=False):
        snapshot = find_snapshot(scope)
    assert snapshot is not None
    assert snapshot.counts["audit"].contributors == 8


@pytest.mark.writes_reference
def test_the_counts_are_frozen_daily_when_a_set_date_has_come(
    database: Database, world: type[World]
) -> None:
    declare_every_job()
    for moment, expected in (
        (datetime(2026, 11, 22, 6, tzinfo=UTC), None),  # 22 days late: only when asked for
        (datetime(2027, 4, 29, 6, tzinfo=UTC), None),
        (datetime(2027, 4, 30, 6, tzinfo=UTC), date(2027, 4, 30)),
        (datetime(2027, 5, 1, 6, tzinfo=UTC), date(2027, 4, 30)),
        (datetime(2027, 11, 21, 6, tzinfo=UTC), date(2027, 10, 31)),
    ):
        with time_machine.travel(moment, tick=True):
            ask_for_daily(database, moment.date())
            run_all(database, {})
        assert counted_on(database) == expected, moment


def test_a_region_that_fails_keeps_no_other_from_being_counted(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[object] = []
    regions = [(World.a.region_id, World.office.id), (World.elsewhere.region_id, World.b.id)]

    def freeze(_database: Database, region_id: object, _office: object, _on: date) -> bool:
        asked.append(region_id)
        if len(asked) == 1:
            raise RuntimeError("a database that went away")
        return True

    monkeypatch.setattr(frameworks_jobs, "list_offices", lambda _database: regions)
    monkeypatch.setattr(frameworks_jobs, "freeze_crosswalk", freeze)
    job = type("Run", (), {"database": database})()
    with time_machine.travel(datetime(2027, 4, 30, 6, tzinfo=UTC)), pytest.raises(RuntimeError):
        frameworks_jobs.freeze_due(job)
    assert asked == [region for region, _ in regions]


@pytest.mark.writes_reference
def test_copies_of_texts_are_put_right_daily(database: Database, world: type[World]) -> None:
    declare_every_job()
    publish(database, world.b, "audit", "Shared without evidence.", coverage="full")
    owner = lead_of(world.b)
    with unit_of_work(database, owner):
        offer_help(owner, "data", "Come and see.", "qa_lead")
        entry = EvidenceEntry(EvidenceSort.SURVEY, "A survey", date(2026, 10, 1))
        name_evidence(owner, "audit", entry)
    (new,) = more_authorities(database, 1)

    def copies(place: Place) -> list[list[str]]:
        scope = lead_of(place)
        with unit_of_work(database, scope, write=False):
            texts = list_shared_texts(scope)
            assert len(list_offers(scope)) == len(texts)
            return [[str(one["what"]) for one in text.evidence] for text in texts]

    assert (copies(world.a), copies(new)) == ([[]], [])
    region = (world.office.region_id, world.office.id)
    for day, words in ((24, "1 survey, named by hand"), (25, "2 surveys, named by hand")):
        with time_machine.travel(datetime(2026, 11, day, 6, tzinfo=UTC), tick=True):
            ask_for_daily(database, date(2026, 11, day))
            run_all(database, {})
        assert copies(world.a) == copies(new) == [[words]]
        assert renew_copies(database, *region) == 0, "what is right is not written again"
        with unit_of_work(database, owner):
            name_evidence(owner, "audit", entry)
    share(database, world.b, "audit", Sharing.PRIVATE)
    assert renew_copies(database, *region) == 0
    assert counted_on(database) is None, "no count is made by it"
    reader = lead_of(world.a)
    with unit_of_work(database, reader, write=False):
        assert list_shared_texts(reader) == [], "what is taken back does not come again"


@pytest.mark.writes_reference
def test_a_framework_is_handed_over_by_command_to_each_successor(
    run: Run, database: Database, world: type[World]
) -> None:
    operator = Scope.for_operator("reference of a test")
    with unit_of_work(database, operator):
        load_areas(operator)
    before = add_authority(database, CUMBRIA, "Cumbria")
    heirs = [
        add_authority(database, CUMBERLAND, "Cumberland"),
        add_authority(database, WESTMORLAND, "Westmorland and Furness"),
    ]
    publish(database, before, "audit", "How Cumbria audited.")
    for heir, code in zip(heirs, (CUMBERLAND, WESTMORLAND), strict=True):
        done = run("frameworks", "hand-over", "--from", CUMBRIA, "--to", code)
        assert done.exit_code == 0, done.output
        assert f"{heir.name} was given 1 version of Cumbria." in done.output
        scope = lead_of(heir)
        with unit_of_work(database, scope, write=False):
            (held,) = list_legacies(scope)
            assert "How Cumbria audited." in str(held.content)
            assert list_shared_texts(scope) == []
    again = run("frameworks", "hand-over", "--from", CUMBRIA, "--to", CUMBERLAND)
    assert "was given 0 versions" in again.output
    wrong_way = run("frameworks", "hand-over", "--from", CUMBERLAND, "--to", CUMBRIA)
    assert wrong_way.exit_code == 1
    assert "do not say" in wrong_way.output
    unknown = run("frameworks", "hand-over", "--from", "E99", "--to", CUMBERLAND)
    assert "No authority here has the GSS code E99." in unknown.output
