"""Facts: single values that many features tell of one person, asked together in one statement.

A home page says a little of everything: whether somebody is alone, how many concerns are open. A
feature declares each such value as a scalar subquery and for whom it is; the first that is asked
for in a unit of work that only reads brings those of the others with it. The tables in the
subqueries are filtered by the scope as in any statement.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from sqlalchemy import BindParameter, Boolean, ColumnElement, Select, Uuid, bindparam, select

from regionqa.core.errors import Unscoped
from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import current, read_once, session

ME: BindParameter[UUID] = bindparam("me", type_=Uuid())
HERE: BindParameter[UUID] = bindparam("here", type_=Uuid())
AT_OFFICE: BindParameter[bool] = bindparam("at_office", type_=Boolean())


@dataclass(frozen=True, slots=True)
class Fact:
    """A value by its name; whoever has the permission is told of it."""

    name: str
    permission: str


_VALUES: dict[Fact, ColumnElement[Any]] = {}


def declare(name: str, permission: str, value: ColumnElement[Any]) -> Fact:
    """Declare a value that may hang on the person ``ME`` and the authority in use, ``HERE``.

    Its tables are those that an authority's scope may read. Raises ``ValueError`` for a second
    declaration.
    """
    fact = Fact(name, permission)
    if fact in _VALUES:
        raise ValueError(f"The fact {name} is declared already.")
    _VALUES[fact] = value
    return fact


def tell(scope: Scope, fact: Fact) -> Any:
    """The value of a fact now. One statement for all facts that this person is told of.

    Raises ``Unscoped`` where no authority is in use.
    """
    if scope.authority_id is None:
        raise Unscoped(f"A fact is told in an authority: {scope}")
    if current().write or not allowed(scope, fact.permission):
        return _ask(scope, (fact,))[fact]
    return _all_told(scope)[fact]


@read_once
def _all_told(scope: Scope) -> Mapping[Fact, Any]:
    return _ask(scope, tuple(one for one in _VALUES if allowed(scope, one.permission)))


def _ask(scope: Scope, facts: tuple[Fact, ...]) -> dict[Fact, Any]:
    given = {"me": scope.person_id, "here": scope.authority_id, "at_office": scope.office}
    row = session(scope).execute(_statement(facts), given).one()
    return dict(zip(facts, row, strict=True))


@lru_cache(maxsize=64)
def _statement(facts: tuple[Fact, ...]) -> Select[Any]:
    """Kept from one request to the next: it hangs on what is asked alone."""
    return select(*(_VALUES[one].label(f"fact_{at}") for at, one in enumerate(facts)))
