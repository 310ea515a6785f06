"""Published figures stand behind the framework's component on performance data."""

from datetime import date

import pytest

from regionqa.authorities.roles import Role
from regionqa.core.database import Database
from regionqa.core.unit_of_work import unit_of_work
from regionqa.frameworks import evidence_for
from tests.factories.world import World


@pytest.mark.writes_reference
def test_an_authority_with_figures_has_evidence_and_an_office_none(database: Database) -> None:
    from sqlalchemy import select

    from regionqa.authorities import demonstration_region, load_areas, set_up_region
    from regionqa.authorities.models import Authority
    from regionqa.core.scope import Scope
    from regionqa.core.unit_of_work import session
    from regionqa.indicators import load_reference_figures

    loading = Scope.for_operator("load the figures of a test")
    with unit_of_work(database, loading):
        load_areas(loading)
        set_up_region(loading, demonstration_region())
        load_reference_figures(loading)
        hampshire = (
            session(loading)
            .scalars(select(Authority).where(Authority.gss_code == "E10000014"))
            .one()
        )
    scope = Scope(
        authority_id=hampshire.id, region_id=hampshire.region_id, roles=frozenset({Role.QA_LEAD})
    )
    with unit_of_work(database, scope, write=False):
        (held,) = evidence_for(scope, "data")
    assert held.count == 29
    assert held.last_on == date(2025, 3, 31)
    office = World.office.scope(Role.REGIONAL_LEAD)
    with unit_of_work(database, office, write=False):
        assert evidence_for(office, "data") == ()
