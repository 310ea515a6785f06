"""An authority that merges or splits keeps its history; what it shared ends."""

from uuid import uuid4

import pytest

from regionqa.authorities import load_areas
from regionqa.authorities.models import Authority, AuthorityKind
from regionqa.core.database import Database
from regionqa.core.errors import Unprocessable
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.frameworks.operations.succession import hand_over
from regionqa.frameworks.queries.crosswalk import list_shared_texts
from regionqa.frameworks.queries.legacy import list_legacies
from regionqa.frameworks.queries.versions import list_versions
from tests.factories.world import Place, World
from tests.frameworks.building import lead_of, publish

CUMBRIA, CUMBERLAND = "E10000006", "E06000063"


def add_authority(database: Database, code: str, name: str) -> Place:
    scope = Scope.for_operator("authorities of a test")
    place = Place(uuid4(), World.a.region_id, name)
    with unit_of_work(database, scope):
        session(scope).add(
            Authority(
                id=place.id,
                region_id=place.region_id,
                kind=AuthorityKind.LOCAL_AUTHORITY,
                name=name,
                gss_code=code,
            )
        )
    return place


@pytest.mark.writes_reference
def test_a_successor_is_given_the_history(database: Database, world: type[World]) -> None:
    operator = Scope.for_operator("reference of a test")
    with unit_of_work(database, operator):
        load_areas(operator)
    before = add_authority(database, CUMBRIA, "Cumbria")
    after = add_authority(database, CUMBERLAND, "Cumberland")
    publish(database, before, "audit", "How Cumbria audited.")
    ended = Scope(authority_id=before.id, region_id=before.region_id, reason="a test")
    with unit_of_work(database, ended):
        assert hand_over(ended, after.id) == 1
    with unit_of_work(database, ended):
        assert hand_over(ended, after.id) == 0
        with pytest.raises(Unprocessable, match="do not say"):
            hand_over(ended, world.b.id)
        assert len(list_versions(ended)) == 1, "its own history stays"
    scope = lead_of(after)
    with unit_of_work(database, scope, write=False):
        (held,) = list_legacies(scope)
        assert list_shared_texts(scope) == [], "what it shared has ended"
    assert held.predecessor == "Cumbria"
    assert "How Cumbria audited." in str(held.content)
    stranger = lead_of(world.b)
    with unit_of_work(database, stranger, write=False):
        assert list_legacies(stranger) == []
