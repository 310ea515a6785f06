"""The first two of the three layers: the filter on every ORM statement, and the check at flush.

The third is the database's own: row-level security on PostgreSQL, write triggers on SQLite
(``regionqa.core.protection``). ORM bulk inserts and plain SQL pass these two layers, so a test bans
both outside this package and the third layer stops them where they are tried.
"""

from collections.abc import Callable, Mapping
from typing import Any, cast
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    Engine,
    Executable,
    Uuid,
    bindparam,
    event,
    or_,
)
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.types import TypeEngine

from regionqa.core.errors import CrossAuthorityWrite, Unscoped
from regionqa.core.scope import Scope
from regionqa.core.tables import (
    Base,
    Copy,
    Global,
    Installation,
    Owned,
    Regional,
)


def _key(name: str, of: TypeEngine[Any]) -> BindParameter[Any]:
    """A key of the scope in a statement: whoever runs it without that key is refused."""

    def refuse() -> None:
        raise Unscoped(f"What was asked for cannot be read without the key {name} of a scope.")

    return bindparam(name, type_=of, callable_=refuse)


AUTHORITY, REGION = _key("scope_authority", Uuid()), _key("scope_region", Uuid())
INSTALLATION = _key("scope_installation", Boolean())

Rule = Callable[[Any], ColumnElement[bool]]
"""The rows of a table, or of an alias of it, that a scope may read."""


class ScopedSession(Session):
    """A session bound to a scope: all that it reads is filtered, all that it flushes is checked."""

    def __init__(self, engine: Engine, scope: Scope) -> None:
        super().__init__(engine, expire_on_commit=False)
        self.scope = scope
        self.of_duty = _duty_criteria(scope) if scope.duty else None
        keys = {AUTHORITY.key: scope.authority_id, REGION.key: scope.region_id}
        self.keys = {name: key for name, key in keys.items() if key is not None}


@event.listens_for(ScopedSession, "do_orm_execute")
def _filter(state: ORMExecuteState) -> None:
    session = cast("ScopedSession", state.session)
    state.statement = _filtered(state.statement, session)
    if "synchronize_session" not in state.execution_options and not state.is_select:
        # The other way to learn which rows were changed compares them in Python, without the keys.
        state.update_execution_options(synchronize_session="fetch")
    given = state.parameters or {}
    if isinstance(given, Mapping):
        state.parameters = {**given, **session.keys}


Filtered = WeakKeyDictionary[Executable, Executable]
FILTERED: dict[bool, Filtered] = {True: WeakKeyDictionary(), False: WeakKeyDictionary()}
"""Statements as a scope with or without the installation runs them, while they are there."""


def _filtered(statement: Executable, session: ScopedSession) -> Executable:
    """The statement with the scope's criteria; of a statement that is kept this is kept too."""
    if session.of_duty is not None:
        return statement.options(*session.of_duty)
    sees_all = session.scope.installation
    made = FILTERED[sees_all].get(statement)
    if made is None:
        made = statement.options(*(_FOR_ALL if sees_all else _FOR_SCOPES))
        FILTERED[sees_all][statement] = made
    return made


@event.listens_for(ScopedSession, "before_flush")
def _check(session: ScopedSession, _context: object, _instances: object) -> None:
    for row in session.new:
        _check_row(row, session.scope, new=True)
    for row in (*session.dirty, *session.deleted):
        if row in session.deleted or session.is_modified(row):
            _check_row(row, session.scope, new=False)


def _own(mapped: Any) -> Any:
    return mapped.authority_id == AUTHORITY


def _of_region(mapped: Any) -> Any:
    return mapped.region_id == REGION


def _owned_or_read(mapped: Any) -> Any:
    return or_(mapped.owner_id == AUTHORITY, mapped.reader_id == AUTHORITY)


def _of_installation(mapped: Any) -> Any:
    return mapped.authority_id == AUTHORITY if mapped.readable_by_own_authority else INSTALLATION


_RULES: dict[type[Any], Rule] = {Owned: _own, Regional: _of_region, Copy: _owned_or_read}


def _options(rules: Mapping[type[Any], Rule]) -> tuple[Any, ...]:
    return tuple(
        with_loader_criteria(read, rule, include_aliases=True) for read, rule in rules.items()
    )


# The same for every scope, whose keys are given with each statement: nothing of one scope can stay
# behind in a statement that is kept for all.
_FOR_ALL = _options(_RULES)
_OF_INSTALLATION = _options({Installation: _of_installation})
_FOR_SCOPES = _FOR_ALL + _OF_INSTALLATION


def _duty_criteria(scope: Scope) -> tuple[Any, ...]:
    """A rule for each table: those that name the duty open over the region, no others."""
    if scope.authority_id is None or scope.region_id is None:
        raise Unscoped(f"A duty is done for one region, in its office's name: {scope}")
    rules: dict[type[Any], Rule] = {}
    for mapped in (mapper.class_ for mapper in Base.registry.mappers):
        if mapped.opened_by == scope.duty:
            rules[mapped] = _of_region
        else:
            of = [rule for table_class, rule in _RULES.items() if issubclass(mapped, table_class)]
            rules |= dict.fromkeys([mapped], of[0]) if of else {}
    return _options(rules) if scope.installation else _options(rules) + _OF_INSTALLATION


def _check_row(row: Any, scope: Scope, *, new: bool) -> None:
    name = type(row).__name__
    if isinstance(row, Base) and row.opened_by and row.opened_by == scope.duty:
        _same(name, "region", getattr(row, "region_id", None), scope.region_id)
    elif isinstance(row, Owned):
        _same(name, "authority", row.authority_id, scope.authority_id)
    elif isinstance(row, Regional):
        _same(name, "region", row.region_id, scope.region_id)
        if not scope.office:
            raise CrossAuthorityWrite(f"{name}: only the region's office writes it")
    elif isinstance(row, Copy):
        _same(name, "owner", row.owner_id, scope.authority_id)
    elif isinstance(row, Global) and not scope.operator:
        raise CrossAuthorityWrite(f"{name}: reference data is written by the operator")
    elif isinstance(row, Installation):
        may_add = new and getattr(row, "insertable_by_all", False)
        if not (scope.installation or may_add):
            raise CrossAuthorityWrite(f"{name} belongs to the installation: {scope}")
    if isinstance(row, Base) and row.insert_only and not new:
        raise CrossAuthorityWrite(f"{name} is written once and never changed")


def _same(name: str, what: str, value: UUID | None, expected: UUID | None) -> None:
    if value is None or value != expected:
        raise CrossAuthorityWrite(f"{name}: {what} {value} is not the scope's {expected}")
