"""One transaction for one piece of work: opened with a scope, committed once, then after-effects.

An operation never commits. It asks ``session(scope)`` for the session of the unit of work in force;
a scope other than that unit's raises, as does asking when none is open.
"""

import inspect
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from sqlalchemy.orm import Session

from regionqa.core.database import BOUND, Binding, Database
from regionqa.core.errors import ScopeMismatch, Unscoped, WriteInReadOnly
from regionqa.core.scope import Scope
from regionqa.core.tenancy import ScopedSession

logger = logging.getLogger(__name__)

P = ParamSpec("P")
Given = TypeVar("Given")


class UnitOfWork:
    """An open transaction: its scope, its session, and what is to run once it is committed."""

    def __init__(self, database: Database, scope: Scope, *, write: bool) -> None:
        self.database = database
        self.scope = scope
        self.write = write
        self.session = ScopedSession(database.engine, scope)
        self.read: dict[object, Any] = {}
        self._after: list[Callable[[], None]] = []

    def after_commit(self, effect: Callable[[], None]) -> None:
        """Run ``effect`` once the transaction is committed; its failure undoes nothing."""
        self._after.append(effect)

    def finish(self) -> None:
        """Commit, or in a read-only unit make sure that there is nothing to commit.

        Its transaction ends as the session is closed, and what it read stays readable.
        """
        if self.write:
            self.session.commit()
        elif self.session.new or self.session.deleted or self._changed():
            raise WriteInReadOnly(f"A read-only unit of work was left with changes: {self.scope}")

    def _changed(self) -> bool:
        return any(self.session.is_modified(row) for row in self.session.dirty)

    def run_after_effects(self) -> None:
        """Run what was put off until the commit; one that fails is logged and stops no other."""
        for effect in self._after:
            try:
                effect()
            except Exception:
                logger.exception("An after-commit effect failed")


_CURRENT: ContextVar[UnitOfWork | None] = ContextVar("regionqa_unit_of_work", default=None)


@contextmanager
def unit_of_work(database: Database, scope: Scope, *, write: bool = True) -> Iterator[UnitOfWork]:
    """Open a transaction bound to ``scope``; commit at the end, or roll back when anything raises.

    Raises ``ScopeMismatch`` when another unit of work is open: a transaction has one scope.
    """
    if _CURRENT.get() is not None:
        raise ScopeMismatch("A unit of work is open already; one transaction has one scope.")
    work = UnitOfWork(database, scope, write=write)
    bound = BOUND.set(Binding(scope, write))
    current = _CURRENT.set(work)
    try:
        yield work
        work.finish()
    except BaseException:
        work.session.rollback()
        raise
    finally:
        work.session.close()
        _CURRENT.reset(current)
        BOUND.reset(bound)
    work.run_after_effects()


def current() -> UnitOfWork:
    """The unit of work in force. Raises ``Unscoped`` when none is open."""
    work = _CURRENT.get()
    if work is None:
        raise Unscoped("No unit of work is open.")
    return work


def session(scope: Scope) -> Session:
    """The session of the unit of work in force, for this scope and no other.

    Raises ``Unscoped`` when none is open and ``ScopeMismatch`` when its scope is another one.
    """
    work = current()
    if work.scope != scope:
        raise ScopeMismatch(f"The transaction is bound to {work.scope}, not to {scope}.")
    return work.session


def read_once(
    query: Callable[Concatenate[Scope, P], Given],
) -> Callable[Concatenate[Scope, P], Given]:
    """Ask a query once in a unit of work that only reads; panels of a page may then share it.

    For queries whose arguments are hashable and whose answer nobody changes. A unit that writes
    asks each time, since what it wrote must be seen.
    """

    @wraps(query)
    def ask(scope: Scope, *args: P.args, **kwargs: P.kwargs) -> Given:
        work = current()
        if work.write or work.scope != scope:
            return query(scope, *args, **kwargs)
        key = (query, args, tuple(sorted(kwargs.items())))
        if key not in work.read:
            work.read[key] = query(scope, *args, **kwargs)
        given: Given = work.read[key]
        return given

    return cast("Callable[Concatenate[Scope, P], Given]", ask)


def read_along(scope: Scope, query: Callable[[Scope], Given], answer: Given) -> None:
    """Keep what another statement read along as the answer of a ``read_once`` query.

    So one statement answers several queries of a page. A unit that writes keeps nothing.
    """
    work = current()
    if work.scope != scope:
        raise ScopeMismatch(f"The transaction is bound to {work.scope}, not to {scope}.")
    if not work.write:
        work.read[inspect.unwrap(query), (), ()] = answer
