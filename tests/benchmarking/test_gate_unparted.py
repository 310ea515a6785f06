"""Counts of rounds that were frozen before it was kept who had read the cases mislead nobody."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import date
from itertools import product
from uuid import UUID

import pytest

from regionqa.benchmarking import gathering
from regionqa.benchmarking.gate.facts import COUNTED
from regionqa.benchmarking.gate.given import Given, Region
from regionqa.benchmarking.gate.recipes import RULES, Printing, Recipe, Rules
from regionqa.benchmarking.gate.revisions import in_revisions
from regionqa.benchmarking.gate.sharing import named_with
from regionqa.benchmarking.gate.trial import Bench, Window, facts_of, figure_of, passes, try_group
from regionqa.benchmarking.gate.unparted import BEFORE, OWN, Frozen, without_parts
from regionqa.benchmarking.models import ReleaseDefinition
from regionqa.benchmarking.operations import contributing
from regionqa.benchmarking.operations import releases as running
from regionqa.benchmarking.windows import Window as Months
from regionqa.core.database import Database
from regionqa.core.errors import Conflict
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.statistics.disclosure import attack_all
from tests.benchmarking.releasing import ReleasingRegion
from tests.conftest import Browse
from tests.factories.world import World

pytestmark = pytest.mark.writes_reference
CODE, SMALL = "exact_agreement", 97
FIRST, SECOND = "2025-01", "2025-04"
SIZES = ((4, 3), (4, 3), (4, 3))
"""Pairs of each authority by quarter; those of the first were read by the next authority."""
PRINTING = Printing(CODE, cases=1, quartiles=False, zones=False)
Given2 = tuple[tuple[int, int], ...]


@pytest.fixture
def _a_rule_for_small_regions(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = {**RULES, SMALL: Rules(fewest=3, cases=1, others=1)}
    monkeypatch.setattr("regionqa.benchmarking.gate.recipes.RULES", rules)


def _window(label: str, region: Region) -> Window:
    return Window(label, Recipe(SMALL, (PRINTING,)), region)


def _releases(world: Given2) -> list[Window]:
    """A release of the first quarter without parts, and one of both quarters in parts."""
    before: dict[str, dict[str, Given]] = {}
    after: dict[str, dict[str, Given]] = {}
    for at, ((first, second), (n, m)) in enumerate(zip(world, SIZES, strict=True)):
        reader = f"A{(at + 1) % len(SIZES)}"
        before[f"A{at}"] = {CODE: Given({FIRST: (first, n)})}
        parts = {named_with(FIRST, [reader]): (first, n), SECOND: (second, m)}
        after[f"A{at}"] = {CODE: Given(parts, cases=n + m)}
    return in_revisions([_window("first", before), _window("both", after)])


def _worlds() -> Iterator[Given2]:
    own = [list(product(range(n + 1), range(m + 1))) for n, m in SIZES]
    return product(*own)


def _prints(world: Given2) -> tuple[object, ...]:
    return tuple(figure_of(one, PRINTING) for one in _releases(world))


def _fallen(worlds: list[Given2]) -> set[tuple[str, str]]:
    """Whose count of which release has fewer than four values in the worlds that print the same."""
    found = set()
    for at in range(len(SIZES)):
        counts = {"first": {world[at][0] for world in worlds}}
        counts["both"] = {sum(world[at]) for world in worlds}
        found |= {(f"A{at}", label) for label, values in counts.items() if len(values) < 4}
    return found


@pytest.mark.usefixtures("_a_rule_for_small_regions")
def test_taken_for_other_unknowns_they_would_pass_what_falls_and_they_are_refused() -> None:
    by_prints: Mapping[tuple[object, ...], list[Given2]] = defaultdict(list)
    for world in _worlds():
        by_prints[_prints(world)].append(world)
    missed = []
    for worlds in by_prints.values():
        said = [one for window in _releases(worlds[0]) if (one := facts_of(window, (CODE,)))]
        exposed = {
            (one.cell.authority, one.cell.period)
            for one in attack_all(said)
            if one.reader is None and one.cell.category == COUNTED
        }
        missed += sorted(_fallen(worlds) - exposed)
    assert missed, "the two are not linked, so what falls of both together is not seen"

    before, after = _releases(worlds[0])
    months = (
        Months(date(2025, 1, 1), date(2025, 3, 1)),
        Months(date(2025, 1, 1), date(2025, 6, 1)),
    )
    old, new = (
        Frozen(at, one.recipe, one.region) for at, one in zip(months, (before, after), strict=True)
    )
    refused = without_parts(new, [old], [CODE])
    assert refused == {CODE: BEFORE}
    bench, tried = Bench([before]), replace(after, unparted=refused)
    (finding,) = try_group(bench, tried, (CODE,))
    assert (finding.code, finding.reason) == (CODE, BEFORE)
    assert not passes(bench, tried, (CODE,))


def _frozen(first: date, last: date, *, cases: int | None, left_out: bool = False) -> Frozen:
    printing = Printing(CODE, left_out=left_out)
    region = {"A0": {CODE: Given({"2025-01": (2, 4)}, cases=cases)}}
    return Frozen(Months(first, last), Recipe(1, (printing,)), region)


def test_what_is_linked_over_months_is_refused_and_nothing_else() -> None:
    own = _frozen(date(2025, 7, 1), date(2026, 6, 1), cases=5)
    between = _frozen(date(2025, 1, 1), date(2025, 12, 1), cases=5)
    old = _frozen(date(2024, 7, 1), date(2025, 6, 1), cases=None)
    assert without_parts(own, [old], [CODE]) == {}, "no month in common"
    assert without_parts(own, [between, old], [CODE]) == {CODE: BEFORE}, "by way of another"
    silent = _frozen(date(2025, 1, 1), date(2025, 12, 1), cases=5, left_out=True)
    assert without_parts(own, [silent, old], [CODE]) == {}, "it printed nothing of it"
    unkept = replace(own, region=old.region)
    assert without_parts(unkept, [], [CODE]) == {CODE: OWN}
    assert without_parts(unkept, [], ["grades_changed"]) == {}
    assert without_parts(replace(unkept, recipe=silent.recipe), [], [CODE]) == {}


def _freezing(monkeypatch: pytest.MonkeyPatch, region: ReleasingRegion, *, parts: bool) -> None:
    """From now on authorities give pairs of rounds: as they do now, or as they once did."""
    by_id = {place.id: at for at, place in enumerate(region.places)}

    def gather(scope: Scope, _recipe: Recipe, window: Months) -> tuple[dict[str, Given], bool]:
        at = by_id[scope.authority_id]  # type: ignore[index]
        reader = str(region.places[at - 1].id)
        months = window.months[::3]
        quarters = {
            f"{one.year}-{one.month:02}": (6 + at % 5 + one.month % 2, 20) for one in months
        }
        if parts:
            quarters = {named_with(name, [reader]): one for name, one in quarters.items()}
        return {CODE: Given(quarters, cases=40 if parts else None)}, True

    monkeypatch.setattr(contributing, "gather", gather)


def _sent(region: ReleasingRegion, series: UUID, window: Months) -> tuple[UUID, str]:
    release_id = region.propose(series, window)
    region.open(release_id)
    region.confirm(release_id)
    return release_id, region.send(release_id).outcome


def test_a_release_that_stands_on_them_is_refused_until_it_is_frozen_anew(
    database: Database, monkeypatch: pytest.MonkeyPatch, browse_as: Browse
) -> None:
    region = ReleasingRegion(database)
    series = region.define((CODE,), overlapping=True)
    with unit_of_work(database, region.lead):
        row = session(region.lead).get_one(ReleaseDefinition, series)
        row.measures = [asdict(Printing(CODE, 10, quartiles=False, zones=False))]
    year, overlapping, apart = (
        Months(date(*first, 1), date(*last, 1))
        for first, last in (
            ((2023, 1), (2023, 12)), ((2023, 7), (2024, 6)), ((2025, 1), (2025, 12)),
        )
    )  # fmt: skip
    _freezing(monkeypatch, region, parts=False)
    stale, outcome = _sent(region, series, apart)
    assert outcome == "refused"
    look = region.looked(stale)
    assert [one.reason for one in look.verdict.findings] == [OWN]
    assert [one.change for one in look.verdict.remedies] == [{"left_out": True}]
    office = browse_as("regional_lead", place=World.office)
    page = office.get(f"/benchmark/releases/{stale}").text
    assert "give this release up and propose it again" in page
    version = region.release(stale).version
    region.do(region.lead, running.abandon, stale, reason="Freeze it anew", version=version)

    with monkeypatch.context() as once:  # as the gate was then
        once.setattr(gathering, "without_parts", lambda *_: {})
        old, outcome = _sent(region, series, year)
        assert outcome == "passed"
        region.publish(old)

    _freezing(monkeypatch, region, parts=True)
    anew, outcome = _sent(region, series, apart)
    assert outcome == "passed", "frozen anew, and no month in common with the old one"
    with monkeypatch.context() as later:
        later.setattr(running, "VERDICT_OF", running.VERDICT_OF + 1)
        with pytest.raises(Conflict, match="learnt more since"):
            region.publish(anew)
        assert region.send(anew).number == 2
    region.publish(anew)
    linked, outcome = _sent(region, series, overlapping)
    assert outcome == "refused"
    assert [one.reason for one in region.looked(linked).verdict.findings] == [BEFORE]
    assert (
        "propose months that do not overlap it" in office.get(f"/benchmark/releases/{linked}").text
    )
