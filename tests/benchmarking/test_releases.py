"""A release from its proposal to its publication, and who takes part in it."""

import re
from datetime import date
from uuid import UUID, uuid4

import pytest
import time_machine
from sqlalchemy import select

from regionqa.benchmarking.gate.figures import region_figure
from regionqa.benchmarking.gate.given import of_measure
from regionqa.benchmarking.gathering import GATE, as_office, gather_release
from regionqa.benchmarking.measures import NEVER_BY_NAME
from regionqa.benchmarking.models import ReleaseContribution
from regionqa.benchmarking.operations import contributing, withdraw_month
from regionqa.benchmarking.operations import releases as running
from regionqa.benchmarking.pages.position import newest_product
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
from tests.benchmarking.releasing import ReleasingRegion
from tests.benchmarking.walking import visible
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
    region: ReleasingRegion, browse_as: Browse
) -> None:
    region.give_all()
    release_id = region.propose(region.define())
    region.open(release_id)
    a = World.a.scope("qa_lead")
    with pytest.raises(Unprocessable):
        region.do(a, contributing.dispute, release_id, number=1, reason="  ")
    with pytest.raises(Unprocessable, match="looks like an e-mail address"):
        region.do(a, contributing.dispute, release_id, number=1, reason="Ask a.b@c.gov.uk")
    region.do(a, contributing.dispute, release_id, number=1, reason="A month is in it twice")
    reader = browse_as("qa_lead").get(f"/benchmark/releases/{release_id}").text
    assert "The region’s office settles it" in reader
    office = browse_as("regional_lead", place=World.office)
    page = office.get(f"/benchmark/releases/{release_id}").text
    assert f'/disputes/{World.a.id}">Ambermouth</a>, disputed on' in page
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
    region.publish(release_id)
    page = visible(office.get(f"/benchmark/releases/{release_id}").text)
    assert (
        "Of 9 authorities: 8 confirmed; 1 disputed. Left out when a dispute was settled: A" in page
    )
    apart = region.ask(World.a.scope("dcs"), newest_product)
    among = region.ask(World.b.scope("dcs"), newest_product)
    assert (apart.left_out, among.left_out) == (True, False)


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
def test_windows_of_a_series_do_not_overlap_unless_it_says_so(
    region: ReleasingRegion, browse_as: Browse
) -> None:
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
    region.propose(definition, Window(date(2024, 1, 1), date(2024, 12, 1)), title="")
    named = {one.title for one in region.ask(region.lead, reading.list_releases)}
    assert "Audits of the region, January 2024 to December 2024" in named

    moving = region.define(title="Rolling years", overlapping=True)
    with time_machine.travel(date(2026, 4, 20), tick=False):
        office = browse_as("regional_lead", place=World.office)
        address = f"/benchmark/releases/series/{definition}/propose"
        offered = re.findall(r'<option value="(\d{4}-\d\d)"', office.get(address).text)
        assert "2023-01" in offered
        assert not set(offered) & {"2023-04", "2024-01", "2024-07", "2025-01", "2025-10"}
        address = f"/benchmark/releases/series/{moving}/propose"
        page = office.get(address).text
        assert "2025-01" in re.findall(r'<option value="(\d{4}-\d\d)"', page)
        assert "no release of this series covers yet" not in page


@SQLITE
def test_members_get_names_only_where_every_contributor_agreed(
    region: ReleasingRegion, browse_as: Browse
) -> None:
    region.give_all()
    for place in region.places[1:]:
        region.agree(place)
    definition = region.define(("good_or_better", "exact_agreement"))
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
    office, member = (
        browse_as(role, place=place)
        for role, place in (("regional_lead", World.office), ("dcs", World.b))
    )
    for client, path, words in (
        (office, f"series/{definition}/propose", "In no table by name: "),
        (office, f"{named}", "Not of: "),
        (office, f"{named}/preview", "Not among them: "),
        (member, f"{named}", "Not among them: "),
    ):
        page = client.get(f"/benchmark/releases/{path}").text
        assert f"{words}Grades that a peer gave as well. {NEVER_BY_NAME}" in page
