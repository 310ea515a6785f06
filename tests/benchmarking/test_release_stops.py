"""Every way in which a release is stopped, killed or sent to the gate again."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask
from sqlalchemy import func, select, update
from sqlalchemy.exc import DBAPIError

from regionqa.benchmarking import release_jobs
from regionqa.benchmarking.gate.recipes import RecipeError
from regionqa.benchmarking.gathering import GATE, as_office
from regionqa.benchmarking.machines import RELEASE, STATES
from regionqa.benchmarking.models import GateRun, Release, ReleaseProduct
from regionqa.benchmarking.operations import contributing
from regionqa.benchmarking.operations import releases as running
from regionqa.benchmarking.operations.gating import store_look
from regionqa.benchmarking.operations.moves import move
from regionqa.benchmarking.queries import releases as reading
from regionqa.benchmarking.queries.series import list_definitions
from regionqa.benchmarking.windows import Window
from regionqa.core.database import Database
from regionqa.core.errors import Conflict, Forbidden, Unprocessable
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.core.worker import claim, run_one
from tests.benchmarking.releasing import SETTINGS, ReleasingRegion
from tests.conftest import Browse
from tests.factories.world import World

pytestmark = pytest.mark.writes_reference
SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.fixture
def region(database: Database) -> ReleasingRegion:
    """Nine authorities, an office with a lead and a deputy."""
    return ReleasingRegion(database)


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
    (series,) = region.ask(region.lead, list_definitions)
    assert [one.share_step for one in series.measures] == [5]
    assert [one.share_step for one in region.release(release_id).recipe.measures] == [1]
    with pytest.raises(Forbidden):
        region.publish(release_id, by=region.lead)
    with pytest.raises(Conflict, match="nothing is left to publish"):
        region.publish(release_id)
    page = client.get(f"/benchmark/releases/{release_id}").text
    assert "nothing is left to publish" in page
    assert "Sign off" not in page
    held = region.release(release_id)
    following = Window(date(2025, 4, 1), date(2025, 6, 1))
    assert _steps(region, region.propose(series.id, following)) == [(5, False)]
    region.do(region.lead, running.abandon, release_id, reason="Tried.", version=held.version)
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
    region: ReleasingRegion, browse_as: Browse
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
    address = f"/benchmark/releases/{waiting[1]}"
    page = browse_as("regional_deputy", place=World.office).get(address).text
    assert "Another release was published since the gate looked" in page
    assert "Send it to the gate again" in page
    assert "Sign off" not in page
    again = region.send(waiting[1])
    assert (again.outcome, again.number) == ("passed", 2)
    with pytest.raises(Conflict, match="nothing has changed since"):
        region.send(waiting[1])
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
