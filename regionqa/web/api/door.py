"""The door of the API: each operation declares who may come in, what it takes and what it gives.

``ApiDoor`` is to programs what ``regionqa.web.door.Door`` is to pages, and stands behind the same
guard: permission, scope first, one transaction. An operation is one method of one address.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from http import HTTPStatus
from typing import Any, ClassVar

from flask import Response, request
from flask.typing import ResponseReturnValue
from flask_smorest import Blueprint
from flask_smorest.exceptions import NotModified
from marshmallow import Schema

from regionqa.web.api.idempotency import KEY_PARAMETER, once
from regionqa.web.api.parser import JSON, MULTIPART, Parser, refuse_unknown
from regionqa.web.door import DECLARATIONS, SAFE, Declaration, Undeclared, View, guarded

PREFIX = "/api/v1"
Operation = Callable[..., Any]
_ALWAYS = (400, 401, 403, 429)
_BY_TOKEN: list[dict[str, list[str]]] = [{"token": []}]
_BY_EITHER: list[dict[str, list[str]]] = [*_BY_TOKEN, {"session": []}]


class ApiDoor(Blueprint):  # type: ignore[misc]  # flask-smorest has no types
    """A part of the API, whose every operation has a declared permission."""

    ARGUMENTS_PARSER = Parser()
    DEFAULT_LOCATION_CONTENT_TYPE_MAPPING: ClassVar = {"json": JSON, "multipart": MULTIPART}

    def __init__(self, name: str, import_name: str, *, title: str, description: str) -> None:
        super().__init__(f"api_{name}", import_name, url_prefix=PREFIX, description=description)
        self.title = title
        self.declarations: dict[str, Declaration] = {}
        self.record_once(
            lambda state: state.app.extensions.setdefault(DECLARATIONS, {}).update(
                {f"{state.name}.{name}": held for name, held in self.declarations.items()}
            )
        )

    def operation(
        self,
        rule: str,
        *,
        permission: str | None = None,
        method: str = "GET",
        query: type[Schema] | None = None,
        body: type[Schema] | None = None,
        upload: type[Schema] | None = None,
        answer: type[Schema],
        status: int = 200,
        exists: Callable[..., object] | None = None,
        also: dict[int, str] | None = None,
        errors: tuple[int, ...] = (),
        etag: bool = False,
        repeatable: bool = False,
        transaction: bool = True,
        installation: str | None = None,
    ) -> Callable[[Operation], Operation]:
        """Register an operation. Raises ``Undeclared`` without a permission.

        The view gets the scope, then what was read of ``query``, then of ``body`` (JSON) or
        ``upload`` (a form with a file), then the values of the address. ``exists`` is asked with
        the scope and the address before a body is read, so that what is not there, or is another
        authority's, is not found whatever was sent. ``answer`` is the schema of what it gives;
        ``also`` are other good statuses with the same schema, ``errors`` the statuses it may refuse
        with besides those of every operation. ``etag`` gives and asks for entity tags;
        ``repeatable`` keeps the answer by the request's ``Idempotency-Key``, in its transaction.
        """
        if permission is None:
            raise Undeclared(f"{rule}: declare a permission.")
        declaration = Declaration(permission, None, False, transaction, installation)
        refused = (*_ALWAYS, *((404,) if "<" in rule else ()), *errors)

        def register(view: Operation) -> Operation:
            described = self.response(status, answer)(view)
            for code, words in (also or {}).items():
                described = self.alt_response(code, schema=answer, description=words)(described)
            if repeatable and transaction:
                described = _repeatable(described)
            described = self._taking(described, body, upload)
            described = self.etag(described) if etag else described
            described = _after(exists, described) if exists else described
            described = self._asked(described, query)
            described = self.doc(
                operationId=view.__name__,
                security=_BY_EITHER if method in SAFE else _BY_TOKEN,
                responses={code: HTTPStatus(code).name for code in refused},
                **({"parameters": [KEY_PARAMETER]} if repeatable else {}),
            )(described)
            self.declarations[view.__name__] = declaration
            entered = guarded(described, declaration)
            self.add_url_rule(rule, view.__name__, entered, methods=[method], tags=[self.title])
            return view

        return register

    def _taking(
        self, view: Operation, body: type[Schema] | None, upload: type[Schema] | None
    ) -> Operation:
        """The view, given what is sent to it."""
        taking = view
        if body is not None:
            taking = self.arguments(body, location="json")(taking)
        if upload is not None:
            taking = self.arguments(upload, location="multipart")(taking)
        return taking

    def _asked(self, view: Operation, query: type[Schema] | None) -> Operation:
        """The view, given what the address asks; where it may ask nothing, nothing is let in."""
        if query is None:
            return _without_query(view)
        asked: Operation = self.arguments(query, location="query")(view)
        return asked

    def tagged(self, response: Response, content: Mapping[str, Any]) -> Response:
        """The response with the entity tag of ``content``, for a view that answers by itself."""
        response.set_etag(self._generate_etag(content))
        return response

    def _check_not_modified(self, etag: str) -> None:
        """As the library's, but the answer that nothing changed carries its tag."""
        if request.method in SAFE and etag in request.if_none_match:
            response = Response(status=304)
            response.set_etag(etag)
            raise NotModified(response=response)


def _without_query(view: View) -> View:
    """The view, where the address may ask nothing."""

    @wraps(view)
    def enter(*args: Any, **values: Any) -> ResponseReturnValue:
        refuse_unknown(request.args)
        return view(*args, **values)

    return enter


def _after(exists: Callable[..., object], view: Operation) -> Operation:
    """The view, once ``exists`` has found what the address names."""

    @wraps(view)
    def enter(scope: Any, *args: Any, **values: Any) -> ResponseReturnValue:
        exists(scope, **values)
        answer: ResponseReturnValue = view(scope, *args, **values)
        return answer

    return enter


def _repeatable(view: View) -> View:
    """The view, done once for each key."""

    @wraps(view)
    def enter(scope: Any, *args: Any, **values: Any) -> ResponseReturnValue:
        return once(scope, lambda: view(scope, *args, **values))

    return enter
