"""What readers of a release are given: pages, files, lists and mails."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from sqlalchemy import select

from regionqa.benchmarking.beside import NONE_YET
from regionqa.benchmarking.operations import contributing
from regionqa.benchmarking.pages.releases.own import put_together
from regionqa.benchmarking.queries import releases as reading
from regionqa.benchmarking.windows import Window
from regionqa.core.database import Database
from regionqa.core.mail import Mail
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from tests.benchmarking.releasing import ReleasingRegion
from tests.conftest import Browse
from tests.factories.world import World
from tests.support.statements import heard

pytestmark = pytest.mark.writes_reference
SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


@pytest.fixture
def region(database: Database) -> ReleasingRegion:
    """Nine authorities, an office with a lead and a deputy."""
    return ReleasingRegion(database)


def _mails(scope: Scope) -> list[Mail]:
    return list(session(scope).scalars(select(Mail).where(Mail.template.like("benchmarking.%"))))


@SQLITE
def test_a_reader_sees_its_own_figure_and_the_others_without_itself(
    region: ReleasingRegion,
) -> None:
    for place in region.places:
        region.give_months(place, (1, 4, 5, 1))
    release_id = region.propose(region.define())
    region.open(release_id)
    region.confirm(release_id)
    assert region.send(release_id).outcome == "passed"
    region.publish(release_id)
    unnamed = region.ask(region.lead, reading.find_unnamed, release_id)
    for place in region.places[:3]:
        gave = region.ask(place.scope("dcs"), reading.find_contribution, release_id)
        product = put_together(unnamed, gave)
        for one in product.figures:
            assert one.own.denominator
            for group, others in zip(one.region.zones, one.others, strict=True):
                assert others.count == group.count - (one.own.zone in group.zones)
                assert others.count == 0 or others.count >= 3
        apart = put_together(unnamed, replace(gave, left_out=True))
        assert apart.left_out
        for one in apart.figures:
            assert one.own.zone
            assert one.others == one.region.zones != ()


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
    assert own.count(NONE_YET) == 2, "no share of own grades without what moderation says"
    told = f"{one.numerator},{one.denominator}"
    csv = reader.get(f"{address}/figures.csv").text
    assert told in csv
    assert csv.count(NONE_YET) == 2
    assert held.seal not in own + csv + page + preview.text
    for answer in (page, preview.text, office.get(f"{address}/figures.csv").text):
        assert shown not in answer
        assert told not in answer
    assert reader.get(f"{address}/figures.xlsx").data[:2] == b"PK"
    beside = reader.get(f"{address}/differences/{release_id}").text
    assert shown in beside
    assert beside.count("After moderation") == 2, "once for each share of own grades"
    of_office = office.get(f"{address}/differences/{release_id}").text
    assert "Our figure" not in of_office
    assert "After moderation" not in of_office
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
    with heard(region.database.engine) as asked:
        assert act().status_code == 200
    return len(asked)


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
