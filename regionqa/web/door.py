"""The door: every route declares who may come in, gets its scope, and runs in one transaction.

A feature makes a ``Door`` (a Flask blueprint) and declares pages on it. A route says either which
permission it needs or why it is public; one that says neither cannot be registered. The view gets
the scope first, then the values of the URL. What it returns is rendered inside the transaction, and
the commit comes before the response leaves; an answer of 400 or more commits nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Any

from flask import Blueprint, make_response, request
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from regionqa.core import permissions
from regionqa.core.errors import RegionQAError, SignInNeeded
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import unit_of_work
from regionqa.web.identity import database, identity

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
DECLARATIONS = "regionqa_declarations"


class AuthorityNeeded(RegionQAError):
    """Signed in, but no authority is chosen yet: the door sends the person to choose one."""

    status = 403
    title = "Choose an authority first"


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a route says of itself. ``public`` is the reason why nobody need be signed in.

    ``without_authority`` lets in a person who has not chosen an authority; ``transaction`` is off
    for the few that open their own; ``installation`` opens the tables of people, with the reason.
    """

    permission: str | None
    public: str | None
    without_authority: bool
    transaction: bool
    installation: str | None


class Undeclared(RuntimeError):
    """A route said neither which permission it needs nor why it is public."""


View = Callable[..., ResponseReturnValue]


class Door(Blueprint):
    """A blueprint whose every route has a declared permission."""

    def __init__(self, name: str, import_name: str, **options: Any) -> None:
        super().__init__(name, import_name, **options)
        self.declarations: dict[str, Declaration] = {}
        self.record_once(
            lambda state: state.app.extensions.setdefault(DECLARATIONS, {}).update(
                {f"{state.name}.{name}": held for name, held in self.declarations.items()}
            )
        )

    def page(
        self,
        rule: str,
        *,
        permission: str | None = None,
        public: str | None = None,
        methods: tuple[str, ...] = ("GET",),
        without_authority: bool = False,
        transaction: bool = True,
        installation: str | None = None,
    ) -> Callable[[View], View]:
        """Register a view. Raises ``Undeclared`` without a permission or a reason to be public."""
        if (permission is None) == (public is None):
            raise Undeclared(f"{rule}: declare a permission, or why the route is public.")
        declaration = Declaration(permission, public, without_authority, transaction, installation)

        def register(view: View) -> View:
            self.declarations[view.__name__] = declaration
            self.add_url_rule(rule, view.__name__, guarded(view, declaration), methods=methods)
            return view

        return register


def guarded(view: View, declaration: Declaration) -> View:
    """The view behind its door: permission, scope, one transaction."""

    @wraps(view)
    def enter(**values: Any) -> ResponseReturnValue:
        scope = _scope_for(declaration)
        if not declaration.transaction:
            return view(scope, **values)
        return _in_one_transaction(view, scope, values)

    return enter


def _scope_for(declaration: Declaration) -> Scope:
    if declaration.public is not None and not declaration.transaction:
        return Scope()  # a style sheet or the health check does not ask who is asking
    who = identity()
    scope = who.scope if who else Scope()
    if declaration.permission is not None:
        if who is None:
            raise SignInNeeded
        if scope.authority_id is None and not declaration.without_authority:
            raise AuthorityNeeded
        permissions.require(scope, declaration.permission)
    if declaration.installation:
        scope = scope.with_installation(declaration.installation)
    return scope


class _Refused(Exception):
    """Carries an answer of 400 or more out of the transaction, so that it rolls back."""

    def __init__(self, response: Response) -> None:
        super().__init__(response.status)
        self.response = response


def _in_one_transaction(view: View, scope: Scope, values: dict[str, Any]) -> Response:
    write = request.method not in SAFE
    try:
        with unit_of_work(database(), scope, write=write):
            response = make_response(view(scope, **values))
            _refuse_failures(response)
    except _Refused as refused:
        return refused.response
    return response


def _refuse_failures(response: Response) -> None:
    if response.status_code >= 400:
        raise _Refused(response)
