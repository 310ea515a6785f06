"""A release of what moderation found: from a round to the gate and to what its readers get."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, timedelta
from fractions import Fraction
from html import unescape
from itertools import cycle
from uuid import UUID, uuid4

import pytest

from regionqa.benchmarking.contributions import contribution
from regionqa.benchmarking.gate.figures import rounded
from regionqa.benchmarking.gate.recipes import Printing
from regionqa.benchmarking.gate.sharing import shared_with
from regionqa.benchmarking.measures import measures
from regionqa.benchmarking.models import ReleaseDefinition
from regionqa.benchmarking.queries import releases as reading
from regionqa.benchmarking.windows import Window
from regionqa.core.database import Database
from regionqa.core.errors import Forbidden
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.moderation.queries.results import own_results
from tests.benchmarking.releasing import ReleasingRegion
from tests.conftest import Browse
from tests.factories.world import Place, World
from tests.moderation.region import DOMAINS, START, Region

pytestmark = pytest.mark.writes_reference
CODES = ("exact_agreement", "grades_changed")
WINDOW = Window(date(2025, 7, 1), date(2026, 6, 1))
CASES, PEERS, D = 5, 2, len(DOMAINS)
READ = {
    "alike": ("good", "good", "good"),
    "kept": ("good", "requires_improvement", "good"),
    "changed": ("outstanding", "good", "good"),
}
"""How a case is read, by its home and two peers. In the end all are agreed to be good."""
SAME = {"alike": 2 * D, "kept": D, "changed": 0}
CHANGED = {"alike": 0, "kept": 0, "changed": D}


def locked_round(region: Region) -> Mapping[Place, list[str]]:
    """A round that was read, agreed and locked; how each authority's cases went."""
    region.open_call(cases_per_authority=CASES)
    for place in region.places:
        region.join(place, cases=CASES + 1)
    region.close_call()
    region.allocate()
    region.go_to(START + timedelta(days=14))
    homes, ways = region.homes(), cycle(READ)
    went: dict[Place, list[str]] = {place: [] for place in region.places}
    for case in sorted(homes, key=str):
        way = next(ways)
        went[homes[case]].append(way)
        home, *peers = READ[way]
        region.submit(region.auditors[homes[case].id], case, home)
        for reader, grade in zip(region.assigned(case), peers, strict=True):
            region.submit(reader, case, grade)
    region.work()
    for case in homes:
        if region.state(case) != "agreed":
            region.settle(case, "good")
    region.go_to(START + timedelta(days=32))
    region.step("lock_statistics", reason="All cases were read.")
    return went


def _coarse(releasing: ReleasingRegion, definition_id: UUID) -> UUID:
    """A series that prints so little that it passes however the cases were allocated."""
    printings = [Printing(code, 10, quartiles=False, zones=False) for code in CODES]
    with unit_of_work(releasing.database, releasing.lead):
        row = session(releasing.lead).get_one(ReleaseDefinition, definition_id)
        row.measures = [asdict(one) for one in printings]
    return definition_id


def test_round_results_reach_the_region_through_the_gate_alone(
    database: Database, browse_as: Browse
) -> None:
    releasing = ReleasingRegion(database, 8)
    region = Region(database, places=releasing.places)
    went = locked_round(region)

    release_id = releasing.propose(_coarse(releasing, releasing.define(CODES)), WINDOW)
    releasing.open(release_id)
    for place in region.places:
        gave = releasing.ask(place.scope("dcs"), reading.find_contribution, release_id)
        same, changed = (gave.measures[code] for code in CODES)
        ways = went[place]
        assert (same.numerator, same.denominator) == (
            sum(SAME[way] for way in ways),
            CASES * PEERS * D,
        )
        assert (changed.numerator, changed.denominator) == (
            sum(CHANGED[way] for way in ways),
            CASES * D,
        )
        assert same.size == changed.size == CASES, "pairs of a case are not so many cases"
        readers = {
            frozenset(str(one.place.id) for one in region.assigned(case))
            for case, home in region.homes().items()
            if home == place
        }
        for one in (same, changed):
            named = {frozenset(shared_with(quarter)) for quarter in one.quarters}
            assert named - {frozenset()} == readers, "who read a case knows how it went"

    standings = releasing.ask(releasing.lead, reading.list_standings, release_id)
    assert {one.measures["exact_agreement"] for one in standings.values()} == {"given"}
    releasing.confirm(release_id)
    look = releasing.send(release_id)
    assert (look.outcome, look.verdict.findings) == ("passed", ())
    assert look.verdict.facts > 2 * len(region.places) * 2, "each part is a fact of its own"
    releasing.publish(release_id)

    same_all = sum(SAME[way] for ways in went.values() for way in ways)
    (figure, _) = releasing.ask(releasing.lead, reading.find_unnamed, release_id).figures
    pairs = len(region.places) * CASES * PEERS * D
    assert (figure.contributors, figure.share) == (8, rounded(Fraction(100 * same_all, pairs), 10))
    office = browse_as("regional_lead", place=World.office)
    series = releasing.release(release_id).definition_id
    form = unescape(office.get(f"/benchmark/releases/series/{series}/propose").text)
    assert "This release has no table by name. Whoever read a case knows how it went" in form
    assert 'name="named"' not in form
    own = sum(SAME[way] for way in went[World.a])
    page = browse_as("dcs", place=World.a).get(f"/benchmark/releases/{release_id}").text
    assert f"({own} of {CASES * PEERS * D}, from {CASES} cases)" in page
    assert not any(str(place.id) in page for place in region.places[1:])


def test_the_office_that_runs_rounds_and_releases_reads_no_authoritys_results(
    database: Database, browse_as: Browse
) -> None:
    """What it knows of a round beyond its course is what a release says."""
    releasing = ReleasingRegion(database, 9)
    region = Region(database)
    for who in (releasing.lead, releasing.deputy, region.coordinator.scope):
        with pytest.raises(Forbidden):
            region.ask(who, own_results, uuid4())
        for code in CODES:
            assert region.ask(who, contribution, measures()[code], WINDOW) is None
    for role in ("regional_lead", "regional_deputy"):
        page = browse_as(role, place=World.office).get(f"/moderation/rounds/{uuid4()}/results")
        assert page.status_code in {403, 404}
