"""Setting up regions of the published authorities."""

import dataclasses
from datetime import date

import pytest
from sqlalchemy import select

from regionqa.authorities import current_region, demonstration_region, read_atlas, set_up_region
from regionqa.authorities.models import Authority
from regionqa.core.errors import NotFound, Unprocessable
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work
from tests.indicators.conftest import Published
from tests.indicators.published import LOADING

NORTH_EAST = dataclasses.replace(
    demonstration_region(),
    slug="north-east",
    name="North East, in part",
    office="North East office",
    statistical_region="E12000001",
    members=("E06000001", "E06000002"),
)


def test_setting_up_again_adds_nothing(everything: Published) -> None:
    with unit_of_work(everything.database, LOADING):
        set_up_region(LOADING, demonstration_region())
        rows = session(LOADING).scalars(select(Authority)).all()
    south_east = [r for r in rows if r.region_id == everything.places["Kent"].region_id]
    assert len(south_east) == 20
    surrey = next(r for r in south_east if r.name == "Surrey")
    assert str(surrey.end_date) == "2027-03-31"
    assert surrey.dfe_code == "936"


def test_an_unknown_code_is_refused_by_name(everything: Published) -> None:
    record = dataclasses.replace(NORTH_EAST, members=("E06000001", "E99000001"))
    with (
        pytest.raises(Unprocessable, match="E99000001"),
        unit_of_work(everything.database, LOADING),
    ):
        set_up_region(LOADING, record)


def test_a_second_region_stands_beside_and_a_part_has_no_pooled_figure(
    everything: Published,
) -> None:
    with unit_of_work(everything.database, LOADING):
        region_id = set_up_region(LOADING, NORTH_EAST)
    scope = Scope(region_id=region_id)
    with unit_of_work(everything.database, scope, write=False):
        atlas = read_atlas(scope)
        part = current_region(scope, atlas, date(2026, 11, 21))
    assert [area.name for area in part.members] == ["Hartlepool", "Middlesbrough"]
    assert part.published_code is None
    kent = everything.places["Kent"].scope()
    with unit_of_work(everything.database, kent, write=False):
        whole = current_region(kent, read_atlas(kent), date(2026, 11, 21))
        after = current_region(kent, read_atlas(kent), date(2027, 4, 1))
    assert len(whole.members) == 19
    assert whole.published_code == "E12000008"
    assert "Surrey" not in {area.name for area in after.members}
    with pytest.raises(NotFound), unit_of_work(everything.database, Scope(), write=False) as work:
        current_region(work.scope, atlas, date(2026, 11, 21))
