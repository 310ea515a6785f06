"""The first two of the three layers: the filter on every ORM statement, and the check at flush.

The third is the database's own: row-level security on PostgreSQL, write triggers on SQLite
(``regionqa.core.protection``). ORM bulk inserts and plain SQL pass these two layers, so a test bans
both outside this package and the third layer stops them where they are tried.
"""

from functools import lru_cache
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ColumnElement, Engine, event, false, or_
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria

from regionqa.core.errors import CrossAuthorityWrite, Unscoped
from regionqa.core.scope import Scope
from regionqa.core.tables import (
    Base,
    Copy,
    Global,
    Installation,
    Owned,
    ReadByOwnAuthority,
    Regional,
)


class ScopedSession(Session):
    """A session bound to a scope: all that it reads is filtered, all that it flushes is checked."""

    def __init__(self, engine: Engine, scope: Scope) -> None:
        super().__init__(engine, expire_on_commit=False)
        self.scope = scope
        self.criteria = _criteria(scope)


@event.listens_for(ScopedSession, "do_orm_execute")
def _filter(state: ORMExecuteState) -> None:
    session = cast("ScopedSession", state.session)
    for mapper in state.all_mappers:
        _refuse_unscoped(mapper.class_, session.scope)
    state.statement = state.statement.options(*session.criteria)


@event.listens_for(ScopedSession, "before_flush")
def _check(session: ScopedSession, _context: object, _instances: object) -> None:
    for row in session.new:
        _check_row(row, session.scope, new=True)
    for row in (*session.dirty, *session.deleted):
        if row in session.deleted or session.is_modified(row):
            _check_row(row, session.scope, new=False)


def _criteria(scope: Scope) -> tuple[Any, ...]:
    """One loader criterion for each scoped class of table, closed where the scope has no key."""
    if scope.duty:
        return _duty_criteria(scope)
    return _key_criteria(scope.authority_id, scope.region_id, installation=scope.installation)


@lru_cache(maxsize=1024)
def _key_criteria(
    authority: UUID | None, region: UUID | None, *, installation: bool
) -> tuple[Any, ...]:
    """Kept from one session to the next: they hang on these keys alone."""

    def either(mapped: Any) -> ColumnElement[bool]:
        return or_(mapped.owner_id == authority, mapped.reader_id == authority)

    criteria = [
        with_loader_criteria(
            Owned,
            (lambda mapped: mapped.authority_id == authority) if authority else _closed,
            include_aliases=True,
        ),
        with_loader_criteria(
            Regional,
            (lambda mapped: mapped.region_id == region) if region else _closed,
            include_aliases=True,
        ),
        with_loader_criteria(Copy, either if authority else _closed, include_aliases=True),
    ]
    if authority and not installation:
        criteria.append(
            with_loader_criteria(
                ReadByOwnAuthority,
                lambda mapped: mapped.authority_id == authority,
                include_aliases=True,
            )
        )
    return tuple(criteria)


def _duty_criteria(scope: Scope) -> tuple[Any, ...]:
    """A criterion for each table: those that name the duty open over the region, no others."""
    if scope.authority_id is None or scope.region_id is None:
        raise Unscoped(f"A duty is done for one region, in its office's name: {scope}")
    criteria = []
    for mapper in Base.registry.mappers:
        mapped = mapper.class_
        rule = _duty_rule(mapped, scope)
        if rule is not None:
            criteria.append(with_loader_criteria(mapped, rule, include_aliases=True))
    return tuple(criteria)


def _duty_rule(mapped: Any, scope: Scope) -> ColumnElement[bool] | None:
    rule: ColumnElement[bool] | None = None
    if mapped.opened_by == scope.duty:
        rule = mapped.region_id == scope.region_id
    elif issubclass(mapped, Owned):
        rule = mapped.authority_id == scope.authority_id
    elif issubclass(mapped, Regional):
        rule = mapped.region_id == scope.region_id
    elif issubclass(mapped, Copy):
        own = scope.authority_id
        rule = or_(mapped.owner_id == own, mapped.reader_id == own)
    return rule


def _closed(_mapped: Any) -> ColumnElement[bool]:
    return false()


def _refuse_unscoped(mapped: type[Any], scope: Scope) -> None:
    needs = {Owned: scope.authority_id, Copy: scope.authority_id, Regional: scope.region_id}
    for table_class, key in needs.items():
        if issubclass(mapped, table_class) and key is None:
            raise Unscoped(f"{mapped.__name__} cannot be read without a scope: {scope}")
    if issubclass(mapped, Installation) and not scope.installation:
        own_rows = issubclass(mapped, ReadByOwnAuthority) and scope.authority_id is not None
        if not own_rows:
            raise Unscoped(f"{mapped.__name__} belongs to the installation: {scope}")


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
