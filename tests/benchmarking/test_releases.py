"""A release from its proposal to its publication, and every way in which it is stopped."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import event, func, select, update
from sqlalchemy.exc import DBAPIError

from regionqa.benchmarking import release_jobs
from regionqa.benchmarking.gate.figures import region_figure
from regionqa.benchmarking.gate.given import of_measure
from regionqa.benchmarking.gate.recipes import RecipeError
from regionqa.benchmarking.gathering import GATE, as_office, gather_release
from regionqa.benchmarking.machines import RELEASE, STATES
from regionqa.benchmarking.models import GateRun, Release, ReleaseContribution, ReleaseProduct
from regionqa.benchmarking.operations import contributing, withdraw_month
from regionqa.benchmarking.operations import releases as running
from regionqa.benchmarking.operations.gating import store_look
from regionqa.benchmarking.operations.moves import move
from regionqa.benchmarking.pages.releases.own import put_together
from regionqa.benchmarking.products import to_json
from regionqa.benchmarking.queries import read_months
from regionqa.benchmarking.queries import releases as reading
from regionqa.benchmarking.windows import Window
from regionqa.core.database import Database
from regionqa.core.errors import Conflict, Forbidden, NotFound, Unprocessable
from regionqa.core.events import Event
from regionqa.core.mail import Mail
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.core.worker import claim, run_one
from tests.benchmarking.releasing import SETTINGS, ReleasingRegion
from tests.conftest import Browse
from tests.factories.world import Place, World

pytestmark = pytest.mark.writes_reference
THREE = ("good_or_better", "inadequate", "not_graded")
SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.fixture
def region(database: Database) -> ReleasingRegion:
    """Nine authorities, an office with a lead and a deputy."""
    return ReleasingRegion(database)


def test_a_release_goes_from_months_to_every_reader(region: ReleasingRegion) -> None:
    region.give_all(synthetic=True)
    release_id = region.propose(region.define(THREE))
    region.open(release_id)
    held = region.release(release_id)
    assert (held.state, held.synthetic) == ("checking", True)
    standings = region.ask(region.lead, reading.list_standings, release_id)
    assert {one.state for one in standings.values()} == {"given"}
    assert set(standings) == {place.id for place in region.places}
    with pytest.raises(Conflict, match="not everybody"):
        region.send(release_id)

    region.confirm(release_id)
    look = region.send(release_id)
    assert look.outcome == "passed", look.verdict
    with pytest.raises(Forbidden, match="Somebody else"):
        region.publish(release_id, by=region.lead)
    region.publish(release_id)
    with pytest.raises(Conflict):
        region.publish(release_id)

    held = region.release(release_id)
    assert held.state == "published"
    assert held.data_hash == look.data_hash
    for place in region.places:
        product = region.ask(place.scope("dcs"), reading.find_unnamed, release_id)
        assert [one.code for one in product.figures] == list(THREE)
        assert product.about.data_hash == held.data_hash
    _the_recipe_gives_the_same_again(region, release_id)
    _nobody_was_told_a_number(region, release_id)


def _the_recipe_gives_the_same_again(region: ReleasingRegion, release_id: UUID) -> None:
    """From the frozen contributions and the recipe, to the letter; and the hash of the data."""
    office = as_office(World.office.region_id, World.office.id, GATE)
    again = gather_release(region.database, office, release_id)
    product = region.ask(region.lead, reading.find_unnamed, release_id)
    figures = tuple(
        region_figure(
            one.title,
            again.release.recipe.printing(one.code),
            again.release.recipe.rules,
            of_measure(again.window.region, one.code),
        )
        for one in product.figures
    )
    assert figures == product.figures
    assert again.data_hash == product.about.data_hash
    text = str(to_json(product))
    for place in region.places:
        assert str(place.id) not in text
        assert place.name not in text


def _nobody_was_told_a_number(region: ReleasingRegion, release_id: UUID) -> None:
    """Events hold no count of anybody and mails nothing but a link and a date."""
    for place in (*region.places, World.office):
        for one in region.ask(place.scope("qa_lead"), _events):
            assert "numerator" not in one.fields
    mails = region.ask(Scope.for_installation("look at mails"), _mails)
    assert all(one.link.endswith(f"/benchmark/releases/{release_id}") for one in mails)


def _events(scope: Scope) -> list[Event]:
    return list(session(scope).scalars(select(Event)))


def _mails(scope: Scope) -> list[Mail]:
    return list(session(scope).scalars(select(Mail).where(Mail.template.like("benchmarking.%"))))


def test_only_the_authority_itself_reads_what_it_gave(region: ReleasingRegion) -> None:
    region.give_all()
    release_id = region.propose(region.define())
    region.open(release_id)
    for scope in (region.lead, World.b.scope("dcs"), World.elsewhere.scope("dcs")):
        rows = region.ask(scope, lambda at: list(session(at).scalars(select(ReleaseContribution))))
        assert all(row.authority_id == scope.authority_id for row in rows)
    told = region.ask(World.b.scope("dcs"), reading.list_standings, release_id)
    assert set(told) == {World.b.id}
    with pytest.raises(NotFound):
        region.ask(World.elsewhere.scope("dcs"), reading.get_release, release_id)


@SQLITE
def test_a_dispute_is_seen_settled_with_a_reason_and_leaves_nothing_behind(
    region: ReleasingRegion,
) -> None:
    region.give_all()
    release_id = region.propose(region.define())
    region.open(release_id)
    a = World.a.scope("qa_lead")
    with pytest.raises(Unprocessable):
        region.do(a, contributing.dispute, release_id, number=1, reason="  ")
    region.do(a, contributing.dispute, release_id, number=1, reason="A month is in it twice")
    with pytest.raises(Conflict):
        region.do(a, contributing.confirm, release_id, number=1)
    region.confirm(release_id)
    with pytest.raises(Conflict, match="dispute"):
        region.send(release_id)
    version = region.release(release_id).version
    given = {"outcome": "left_out", "version": version}
    with pytest.raises(Unprocessable):
        region.do(region.lead, contributing.settle, release_id, World.a.id, reason="", **given)
    with pytest.raises(Forbidden):
        region.do(a, contributing.settle, release_id, World.a.id, reason="No", **given)
    settled = {**given, "reason": "Agreed on the telephone"}
    region.do(region.lead, contributing.settle, release_id, World.a.id, **settled)
    with pytest.raises(Conflict):
        region.do(region.lead, contributing.settle, release_id, World.a.id, **settled)
    own = region.ask(a, contributing.own_standing, release_id)
    assert own.settlement.reason == "Agreed on the telephone"
    look = region.send(release_id)
    assert look.unnamed is not None
    assert {one.contributors for one in look.unnamed.figures} == {8}


@SQLITE
def test_a_late_correction_and_a_withdrawn_month_go_into_the_next_release(
    region: ReleasingRegion,
) -> None:
    """Frozen is frozen; where windows share months the corrected counts are other unknowns."""
    release_id = region.published(overlapping=True)
    frozen = region.ask(World.a.scope("dcs"), reading.find_contribution, release_id)
    region.give_months(World.a, (1, 1, 1, 9))
    lead = World.b.scope("qa_lead")
    seen = region.ask(lead, read_months).seen
    region.do(lead, withdraw_month, date(2025, 5, 1), reason="Counted twice", seen=seen)
    kept = region.ask(World.b.scope("dcs"), reading.find_contribution, release_id)
    assert kept.measures["good_or_better"].quarters["2025-04"][1] > 0
    assert region.ask(World.a.scope("dcs"), reading.find_contribution, release_id) == frozen
    with pytest.raises(Conflict, match="next release"):
        region.do(World.a.scope("qa_lead"), contributing.give_now, release_id)

    definition = region.release(release_id).definition_id
    window = Window(date(2025, 4, 1), date(2026, 3, 1))
    region.give_all(Window(date(2026, 1, 1), date(2026, 3, 1)))
    later = region.propose(definition, window)
    region.open(later)
    region.confirm(later)
    standings = region.ask(region.lead, reading.list_standings, later)
    assert standings[World.b.id].state == "awaited"  # the window lacks the month now
    look = region.send_after_the_day(later)
    assert "contradiction" not in {one.reason for one in look.verdict.findings}
    assert look.beside == (str(release_id),)


@SQLITE
def test_who_lacks_a_month_is_awaited_and_may_give_while_the_check_runs(
    region: ReleasingRegion,
) -> None:
    region.give_all()
    late = Place(uuid4(), World.a.region_id, "Latecombe")
    from tests.factories import visitors

    with unit_of_work(region.database, visitors.JOINING):
        region.add(late)
        region.add(Place(uuid4(), World.a.region_id, "Gone"), end=date(2025, 6, 30))
        region.add(Place(uuid4(), World.a.region_id, "Later"), start=date(2026, 4, 1))
    release_id = region.propose(region.define())
    region.open(release_id)
    standings = region.ask(region.lead, reading.list_standings, release_id)
    assert len(standings) == len(region.places) + 1
    assert standings[late.id].state == "awaited"
    lead = late.scope("qa_lead")
    with pytest.raises(Conflict, match="missing"):
        region.do(lead, contributing.give_now, release_id)
    region.give_months(late, (1, 4, 5, 1))
    region.do(lead, contributing.give_now, release_id)
    with pytest.raises(Conflict):
        region.do(lead, contributing.give_now, release_id)
    assert region.ask(lead, contributing.own_standing, release_id).state == "given"


@SQLITE
def test_windows_of_a_series_do_not_overlap_unless_it_says_so(region: ReleasingRegion) -> None:
    definition = region.define()
    region.propose(definition)
    with pytest.raises(Unprocessable, match="overlaps"):
        region.propose(definition, Window(date(2025, 4, 1), date(2026, 3, 1)))
    with pytest.raises(Unprocessable, match="begins with"):
        region.propose(definition, Window(date(2024, 2, 1), date(2025, 1, 1)))
    with pytest.raises(Unprocessable, match="not over"):
        region.propose(definition, Window(date(2032, 1, 1), date(2032, 12, 1)))
    with pytest.raises(Unprocessable):
        region.define(title="Rates", codes=("completion",))
    region.propose(definition, Window(date(2024, 1, 1), date(2024, 12, 1)))


def _refused(region: ReleasingRegion) -> UUID:
    """One ungraded audit among many: that the share is low gives each count away."""
    for at, place in enumerate(region.places):
        ungraded = (int(at == 0), 0, 0)
        region.give_months(place, (1 + at % 3, 4 + at % 2, 5 + at % 4, 1), ungraded=ungraded)
    window = Window(date(2025, 1, 1), date(2025, 3, 1))
    release_id = region.propose(region.define(codes=("not_graded",), window_months=3), window)
    region.open(release_id)
    region.confirm(release_id)
    look = region.send(release_id)
    assert look.outcome == "refused"
    return release_id


def test_what_the_gate_refused_is_published_through_no_door(
    region: ReleasingRegion, app: Flask, browse_as: Browse
) -> None:
    release_id = _refused(region)
    held = region.release(release_id)
    with pytest.raises(Conflict, match="refused"):
        region.publish(release_id)
    with pytest.raises(Conflict):
        region.do(region.deputy, _by_the_machine, release_id)
    for values in (
        {"state": "published"},
        {"state": "published", "data_hash": "0" * 64, "signed_by": uuid4()},
        {"state": "passed"},
    ):
        with pytest.raises(DBAPIError):
            region.do(region.deputy, _by_hand, release_id, values)
    with pytest.raises(DBAPIError):
        region.do(region.deputy, _forged_look, release_id)
    client = browse_as("regional_deputy", place=World.office)
    app.config["WTF_CSRF_ENABLED"] = False
    try:
        answer = client.post(
            f"/benchmark/releases/{release_id}/publish", data={"version": held.version}
        )
        preview = client.get(f"/benchmark/releases/{release_id}/preview")
    finally:
        app.config["WTF_CSRF_ENABLED"] = True
    assert (answer.status_code, preview.status_code) == (409, 404)
    assert "Nobody can publish it as it is" in answer.text
    assert region.release(release_id).state == "refused"
    reader = region.places[0].scope("qa_lead")
    (seen,) = region.ask(reader, reading.list_releases)
    assert (seen.id, seen.state) == (release_id, "gate")
    assert region.ask(reader, reading.get_release, release_id).state == "gate"
    looked = region.looked(release_id)
    assert looked.unnamed is None
    remedy = looked.verdict.remedies[0]
    coarser = {"share_step": 5}
    assert (remedy.change, remedy.later) == ({"left_out": True}, coarser)
    with pytest.raises(Unprocessable, match="as proposed, or left out"):
        region.change(release_id, remedy.code, coarser)
    again = region.change(release_id, remedy.code, remedy.change, remedy.later)
    assert (again.outcome, again.number) == ("passed", 2)
    (series,) = region.ask(region.lead, reading.list_definitions)
    assert [one.share_step for one in series.measures] == [5]
    assert [one.share_step for one in region.release(release_id).recipe.measures] == [1]
    with pytest.raises(Forbidden):
        region.publish(release_id, by=region.lead)
    region.publish(release_id)
    held = region.release(release_id)
    following = Window(date(2025, 4, 1), date(2025, 6, 1))
    assert _steps(region, region.propose(series.id, following)) == [(5, False)]
    region.do(region.lead, running.withdraw, release_id, reason="Tried.", version=held.version)
    assert _steps(region, region.propose(series.id, held.window)) == [(1, False)]


def _steps(region: ReleasingRegion, release_id: UUID) -> list[tuple[int, bool]]:
    return [(one.share_step, one.left_out) for one in region.release(release_id).recipe.measures]


def _by_the_machine(scope: Scope, release_id: UUID) -> None:
    move(scope, reading.held_release(scope, release_id), "publish")


def _by_hand(scope: Scope, release_id: UUID, values: dict[str, Any]) -> None:
    session(scope).execute(
        update(Release)
        .where(Release.id == release_id)
        .values(**values)
        .execution_options(synchronize_session=False)
    )


def _forged_look(scope: Scope, release_id: UUID) -> None:
    """A look that refused and holds figures all the same."""
    held = reading.list_looks(scope, release_id)[0]
    row = session(scope).scalars(select(GateRun).where(GateRun.release_id == release_id)).one()
    session(scope).add(
        GateRun(
            id=uuid4(),
            authority_id=scope.authority_id,
            release_id=release_id,
            number=held.number + 1,
            outcome="refused",
            recipe=row.recipe,
            verdict=row.verdict,
            products={"unnamed": {}},
            beside=[],
            data_hash=row.data_hash,
            at=row.at,
        )
    )
    session(scope).flush()


@SQLITE
def test_every_step_is_refused_from_every_other_state(region: ReleasingRegion) -> None:
    held = Release(state="draft", proposed_by=uuid4())
    service = replace(region.lead, person_id=None, roles=frozenset())
    for name, step in RELEASE.items():
        scope = service if step.who == "service" else region.lead
        other = region.lead if step.who == "service" else service
        for state in STATES:
            held.state = state
            if state not in step.sources:
                with pytest.raises(Conflict):
                    region.do(scope, move, held, name, reason="Because")
            with pytest.raises(Forbidden):
                region.do(other, move, held, name, reason="Because")
            with pytest.raises(Forbidden):
                region.do(World.a.scope("dcs"), move, held, name, reason="Because")
            assert held.state == state
        if step.reason_needed:
            held.state = min(step.sources)
            with pytest.raises(Unprocessable):
                region.do(scope, move, held, name, reason=" ")


@SQLITE
def test_a_stale_form_and_a_second_send_change_nothing(region: ReleasingRegion) -> None:
    region.give_all()
    release_id = region.propose(region.define())
    version = region.release(release_id).version
    region.do(region.lead, running.open_check, release_id, version=version)
    with pytest.raises(Conflict):
        region.do(region.lead, running.open_check, release_id, version=version)
    region.work()
    region.confirm(release_id)
    a = World.a.scope("qa_lead")
    with pytest.raises(Conflict):
        region.do(a, contributing.confirm, release_id, number=1)
    version = region.release(release_id).version
    region.do(region.lead, running.send, release_id, version=version)
    with pytest.raises(Conflict):
        region.do(region.lead, running.send, release_id, version=version)
    region.work()
    assert len(region.ask(region.lead, reading.list_looks, release_id)) == 1
    with pytest.raises(Conflict):
        region.do(region.deputy, running.publish, release_id, version=version)


class _Killed(BaseException):
    """The worker is gone."""


@SQLITE
@pytest.mark.parametrize("where", ["gather_release", "look", "store_look"])
def test_a_gate_that_is_killed_begins_again_and_looks_once(
    region: ReleasingRegion, monkeypatch: pytest.MonkeyPatch, where: str
) -> None:
    region.give_all()
    release_id = region.propose(region.define())
    region.open(release_id)
    region.confirm(release_id)
    version = region.release(release_id).version
    region.do(region.lead, running.send, release_id, version=version)

    def die(*_: Any, **__: Any) -> None:
        raise _Killed

    with monkeypatch.context() as patched:
        patched.setattr(release_jobs, where, die)
        with pytest.raises(_Killed):
            run_one(region.database, SETTINGS)
    assert region.release(release_id).state == "gate"
    assert claim(region.database) is None  # its lease runs on: nobody takes it yet
    region.expire_leases()
    region.work()
    assert region.release(release_id).state == "passed"
    assert len(region.ask(region.lead, reading.list_looks, release_id)) == 1
    look = region.looked(release_id)
    office = as_office(World.office.region_id, World.office.id, GATE)
    stored = region.do(
        office, store_look, release_id, 1, recipe=look.recipe, verdict=look.verdict,
        products=None, beside=(), data_hash="",
    )  # fmt: skip
    assert stored is False
    region.publish(release_id)
    count: Callable[[Scope], int | None] = lambda at: session(at).scalar(  # noqa: E731
        select(func.count()).select_from(ReleaseProduct)
    )
    assert region.ask(region.lead, count) == len(region.places) + 1


@SQLITE
def test_a_release_that_passed_beside_others_goes_to_the_gate_again(
    region: ReleasingRegion,
) -> None:
    first = region.published()
    second_window = Window(date(2024, 1, 1), date(2024, 12, 1))
    third_window = Window(date(2023, 1, 1), date(2023, 12, 1))
    waiting = []
    for window in (second_window, third_window):
        region.give_all(window)
        release_id = region.propose(region.release(first).definition_id, window)
        region.open(release_id)
        region.confirm(release_id)
        assert region.send(release_id).outcome == "passed"
        waiting.append(release_id)
    region.publish(waiting[0])
    with pytest.raises(Conflict, match="Send it to the gate again"):
        region.publish(waiting[1])
    again = region.change(waiting[1], "good_or_better", {})
    assert set(again.beside) == {str(first), str(waiting[0])}
    region.publish(waiting[1])
    version = region.release(first).version
    with pytest.raises(Unprocessable):
        region.do(region.lead, running.withdraw, first, reason="", version=version)
    region.do(region.lead, running.withdraw, first, reason="A return was wrong", version=version)
    known = region.ask(region.lead, reading.list_known, uuid4())
    assert {one.id for one in known} == {first, *waiting}  # nobody forgets what it said


@SQLITE
def test_a_rule_version_that_is_not_held_is_an_error_and_never_another_rule(
    region: ReleasingRegion,
) -> None:
    release_id = region.published()
    recipe = region.release(release_id).recipe
    with pytest.raises(RecipeError, match="version 99"):
        _ = replace(recipe, rule_version=99).rules


@SQLITE
def test_members_get_names_only_where_every_contributor_agreed(region: ReleasingRegion) -> None:
    region.give_all()
    for place in region.places[1:]:
        region.agree(place)
    definition = region.define()
    release_id = region.propose(definition, named=True)
    region.open(release_id)
    region.confirm(release_id)
    look = region.send(release_id)
    assert (look.outcome, look.members) == ("passed", None)
    region.agree(World.a)
    version = region.release(release_id).version
    region.do(region.lead, running.abandon, release_id, reason="Anew", version=version)
    named = region.propose(definition, named=True)
    region.open(named)
    region.confirm(named)
    look = region.send(named)
    assert look.outcome == "passed", look.verdict
    region.publish(named)
    table = region.ask(World.b.scope("dcs"), reading.find_named, named).tables[0]
    assert {row.authority for row in table.rows} == {place.name for place in region.places}


@SQLITE
def test_a_reader_sees_its_own_figure_and_the_others_without_itself(
    region: ReleasingRegion,
) -> None:
    release_id = region.published()
    unnamed = region.ask(region.lead, reading.find_unnamed, release_id)
    for place in region.places[:3]:
        gave = region.ask(place.scope("dcs"), reading.find_contribution, release_id)
        product = region.ask(place.scope("dcs"), put_together, unnamed, gave)
        for one in product.figures:
            assert one.own.denominator
            for group, others in zip(one.region.zones, one.others, strict=True):
                assert others.count == group.count - (one.own.zone in group.zones)
                assert others.count == 0 or others.count >= 3


@SQLITE
def test_the_pages_of_a_release_from_end_to_end(
    region: ReleasingRegion, app: Flask, browse_as: Browse
) -> None:
    release_id = region.published(codes=("good_or_better", "inadequate"))
    address = f"/benchmark/releases/{release_id}"
    office = browse_as("regional_lead", place=World.office)
    page = office.get(address).text
    assert "Published on" in page
    assert "Confirmed" in page
    preview = office.get(f"{address}/preview?reader={World.b.id}")
    assert "masked" in preview.text
    assert office.get(f"{address}/preview?reader={uuid4()}").status_code == 404
    reader = browse_as("dcs", place=World.b)
    own = reader.get(address).text
    held = region.ask(World.b.scope("dcs"), reading.find_contribution, release_id)
    one = held.measures["good_or_better"]
    shown = f"({one.numerator} of {one.denominator})"
    assert shown in own
    assert "January 2025 to March 2025" in own
    told = f"{one.numerator},{one.denominator}"
    csv = reader.get(f"{address}/figures.csv").text
    assert told in csv
    assert held.seal not in own + csv + page + preview.text
    for answer in (page, preview.text, office.get(f"{address}/figures.csv").text):
        assert shown not in answer
        assert told not in answer
    assert reader.get(f"{address}/figures.xlsx").data[:2] == b"PK"
    assert reader.get(f"{address}/differences/{release_id}").status_code == 200
    assert reader.get(f"{address}/named.xlsx").status_code == 404
    assert "our figures beside the region" in reader.get("/").text


@SQLITE
def test_lists_cost_as_many_queries_for_many_as_for_one(
    region: ReleasingRegion, browse_as: Browse
) -> None:
    region.give_all()
    definition = region.define()
    region.open(region.propose(definition))
    office = browse_as("regional_lead", place=World.office)
    addresses = ("/benchmark/releases/", "/benchmark/releases/series/new")
    few = [_statements(region, lambda at=at: office.get(at)) for at in addresses]  # type: ignore[misc]
    for year in range(2018, 2024):
        region.propose(definition, Window(date(year, 1, 1), date(year, 12, 1)))
    many = [_statements(region, lambda at=at: office.get(at)) for at in addresses]  # type: ignore[misc]
    assert many == few


def _statements(region: ReleasingRegion, act: Callable[[], Any]) -> int:
    heard: list[str] = []

    def hear(*given: Any) -> None:
        heard.append(given[2])

    event.listen(region.database.engine, "before_cursor_execute", hear)
    try:
        assert act().status_code == 200
    finally:
        event.remove(region.database.engine, "before_cursor_execute", hear)
    return len(heard)


@SQLITE
def test_no_word_of_a_dispute_reaches_another_authority(
    region: ReleasingRegion, browse_as: Browse
) -> None:
    region.give_all()
    release_id = region.propose(region.define())
    region.open(release_id)
    word = "zanzibarheron"
    region.do(
        World.b.scope("qa_lead"), contributing.dispute, release_id, number=1,
        reason=f"A month about {word} is wrong",
    )  # fmt: skip
    address = f"/benchmark/releases/{release_id}"
    office = browse_as("regional_lead", place=World.office)
    assert word in office.get(f"{address}/disputes/{World.b.id}").text
    reader = browse_as("dcs", place=World.a)
    for path in (address, "/benchmark/releases/", "/", f"{address}/figures.csv"):
        assert word not in reader.get(path).text
    mails = region.ask(Scope.for_installation("look at mails"), _mails)
    assert all(word not in f"{one.link}{one.date_text}" for one in mails)


@SQLITE
def test_people_are_told_once_with_a_link_and_a_date(
    region: ReleasingRegion, browse_as: Browse
) -> None:
    browse_as("qa_lead", place=World.a)
    release_id = region.published()
    region.work()
    mails = region.ask(Scope.for_installation("look at mails"), _mails)
    assert sorted(one.template for one in mails) == [
        "benchmarking.check_opened",
        "benchmarking.release_out",
    ]
    assert {one.link for one in mails} == {f"https://test.example/benchmark/releases/{release_id}"}
