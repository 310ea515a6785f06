"""Reference data is written in bulk by the operator alone, and only where it differs."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select

from regionqa.authorities.models import AreaCodeRow, Service, SuccessionRow
from regionqa.core.database import Database
from regionqa.core.errors import CrossAuthorityWrite
from regionqa.core.reference import Changes, Difference, compare_reference, write_reference
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work
from tests.factories.world import World

OPERATOR = Scope.for_operator("test reference data")
pytestmark = pytest.mark.writes_reference


def rows(**codes: str) -> list[dict[str, Any]]:
    return [{"code": code, "area_code": meant} for code, meant in codes.items()]


def load(database: Database, *, remove: bool = True, **codes: str) -> Changes:
    with unit_of_work(database, OPERATOR):
        difference = compare_reference(OPERATOR, AreaCodeRow, rows(**codes))
        return write_reference(OPERATOR, AreaCodeRow, difference, remove=remove)


def held(database: Database) -> dict[str, str]:
    with unit_of_work(database, OPERATOR, write=False):
        found = session(OPERATOR).scalars(select(AreaCodeRow)).all()
    return {row.code: row.area_code for row in found}


def test_only_what_differs_is_written(database: Database) -> None:
    assert load(database, a="1", b="2") == Changes(added=2)
    assert load(database, a="1", b="2") == Changes(unchanged=2)
    assert load(database, a="1", b="3", c="4") == Changes(added=1, changed=1, unchanged=1)
    assert held(database) == {"a": "1", "b": "3", "c": "4"}
    assert load(database, remove=False, c="4") == Changes(unchanged=1)
    assert held(database) == {"a": "1", "b": "3", "c": "4"}
    assert load(database, c="4") == Changes(removed=2, unchanged=1)
    assert held(database) == {"c": "4"}


def test_many_rows_go_in_batches_and_say_how_far(database: Database) -> None:
    many = {f"c{number}": "1" for number in range(4_500)}
    seen: list[tuple[int, int]] = []
    with unit_of_work(database, OPERATOR):
        difference = compare_reference(OPERATOR, AreaCodeRow, rows(**many))
        write_reference(
            OPERATOR,
            AreaCodeRow,
            difference,
            remove=True,
            progress=lambda done, of_all: seen.append((done, of_all)),
        )
    assert seen == [(2_000, 4_500), (4_000, 4_500), (4_500, 4_500)]
    assert load(database) == Changes(removed=4_500)


def test_two_rows_with_one_key_are_refused(database: Database) -> None:
    twice = [*rows(a="1"), *rows(a="2")]
    with pytest.raises(ValueError, match="twice"), unit_of_work(database, OPERATOR):
        compare_reference(OPERATOR, AreaCodeRow, twice)


@pytest.mark.parametrize("scope", [World.a.scope(), World.office.scope()])
def test_nobody_but_the_operator_writes(database: Database, scope: Scope) -> None:
    with pytest.raises(CrossAuthorityWrite), unit_of_work(database, scope):
        write_reference(scope, AreaCodeRow, Difference(rows(a="1"), (), (), 0), remove=False)
    assert held(database) == {}


def test_a_table_of_authorities_is_not_written_in_bulk(database: Database) -> None:
    row = {"authority_id": World.a.id, "name": "Assessment", "start_date": date(2024, 4, 1)}
    with pytest.raises(CrossAuthorityWrite), unit_of_work(database, OPERATOR):
        write_reference(OPERATOR, Service, Difference([row], (), (), 0), remove=False)


def test_the_sum_of_changes() -> None:
    assert Changes(1, 2, 3, 4) + Changes(1, 1, 1, 1) == Changes(2, 3, 4, 5)
    assert not Changes(unchanged=5).any
    assert Changes(removed=1).any
    assert SuccessionRow.table_class == "global"
