"""The OpenAPI document of the API, and a page that reads it aloud without any script."""

from collections.abc import Iterable
from functools import cached_property
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, current_app, jsonify, render_template
from flask.typing import ResponseReturnValue
from flask_smorest import Api
from flask_smorest.utils import prepare_response
from markupsafe import Markup
from marshmallow import INCLUDE, Schema, fields

from regionqa import __version__
from regionqa.core.scope import Scope
from regionqa.web.api.door import PREFIX, ApiDoor
from regionqa.web.door import Door

EXTENSION = "regionqa_api"
PROBLEM = "application/problem+json"
_METHODS = ("get", "post", "put", "patch", "delete")

door = Door("api_document", __name__, url_prefix=PREFIX, template_folder="../templates")


class ProblemSchema(Schema):
    """Why a request was refused (RFC 9457). ``reference`` names the request in the log."""

    class Meta:
        """Some refusals say more, such as both versions of a conflict."""

        unknown = INCLUDE

    type = fields.String(required=True)
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    detail = fields.String()
    reference = fields.String(required=True)
    errors = fields.Dict(metadata={"description": "Messages by field, nested as the body is."})
    retry_after = fields.Integer(metadata={"description": "Seconds to wait."})


class RegionApi(Api):  # type: ignore[misc]  # flask-smorest has no types
    """The library's, with the service's own errors and no page that loads others' scripts."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = None

    def _register_error_handlers(self) -> None:
        """Every error is answered in one place, ``regionqa.web.errors``."""

    def _register_responses(self) -> None:
        for status in HTTPStatus:
            response: dict[str, Any] = {"description": status.phrase}
            if status >= HTTPStatus.BAD_REQUEST:
                response["schema"] = self.ERROR_SCHEMA
            prepare_response(response, self.spec, PROBLEM)
            self.spec.components.response(status.name, response, lazy=True)

    @cached_property
    def contents(self) -> Markup:
        """What the page says of the operations: the same for everybody, so it is drawn once."""
        held = document()
        operations = _operations(held)
        groups = [
            (tag, [one for one in operations if tag["name"] in one["tags"]]) for tag in held["tags"]
        ]
        template = current_app.jinja_env.get_template("web/api_contents.html")
        return Markup(template.render(groups=groups))  # noqa: S704  # it escaped what it drew

    def register_door(self, part: ApiDoor) -> None:
        """Register a part of the API, and describe it under its title."""
        self._app.extensions["flask-smorest"]["blp_name_to_api"][part.name] = self
        self._app.register_blueprint(part)
        part.register_views_in_doc(self, self._app, self.spec, name=part.name, parameters=None)
        self.spec.tag({"name": part.title, "description": part.description})


def register_api(app: Flask, doors: Iterable[ApiDoor]) -> None:
    """Register every part of the API, and its document."""
    title = f"{app.config['SERVICE_NAME']} API"
    api = RegionApi(
        app,
        spec_kwargs={
            "title": title,
            "version": __version__,
            "openapi_version": "3.1.0",
            "info": {
                "description": "What the pages show and do, for programs. Send a token that you "
                "made on your account page: `Authorization: Bearer …`. It works for one authority "
                "with the roles you hold there. Unknown fields are refused by name. A refusal is "
                "an RFC 9457 problem."
            },
        },
    )
    schemes = api.spec.components
    schemes.security_scheme("token", {"type": "http", "scheme": "bearer"})
    cookie = app.config["SESSION_COOKIE_NAME"]
    schemes.security_scheme("session", {"type": "apiKey", "in": "cookie", "name": cookie})
    for part in doors:
        api.register_door(part)
    app.extensions[EXTENSION] = api
    app.register_blueprint(door)


def document() -> dict[str, Any]:
    """The OpenAPI document of the running application."""
    held: dict[str, Any] = current_app.extensions[EXTENSION].spec.to_dict()
    return held


@door.page(
    "/openapi.json", public="says what the API is and holds nobody's data", transaction=False
)
def openapi(_scope: Scope) -> Response:
    """The OpenAPI document."""
    return jsonify(document())


@door.page("/docs", public="says what the API is and holds nobody's data", transaction=False)
def docs(_scope: Scope) -> ResponseReturnValue:
    """The document as a page."""
    api: RegionApi = current_app.extensions[EXTENSION]
    return render_template("web/api.html", info=document()["info"], contents=api.contents)


def _operations(held: dict[str, Any]) -> list[dict[str, Any]]:
    """Every operation with its address, its references followed."""
    return [
        _operation(held, path, method, item[method], item.get("parameters", []))
        for path, item in held["paths"].items()
        for method in _METHODS
        if method in item
    ]


def _operation(
    held: dict[str, Any], path: str, method: str, one: dict[str, Any], shared: list[Any]
) -> dict[str, Any]:
    parameters = [_followed(held, p) for p in (*shared, *one.get("parameters", []))]
    bodies = one.get("requestBody", {}).get("content", {})
    answers = [
        (code, _followed(held, response)) for code, response in sorted(one["responses"].items())
    ]
    return {
        "id": one["operationId"],
        "tags": one["tags"],
        "method": method.upper(),
        "path": path,
        "summary": one.get("summary", ""),
        "description": one.get("description", ""),
        "parameters": [
            (p["name"], p["in"], _kind(p.get("schema", {})), p.get("description", ""))
            for p in parameters
        ],
        "bodies": [(kind, _fields(held, body["schema"])) for kind, body in bodies.items()],
        "answers": [
            (
                code,
                answer["description"],
                [_fields(held, c["schema"]) for c in answer.get("content", {}).values()]
                if code.startswith("2")
                else [],
            )
            for code, answer in answers
        ],
    }


def _followed(held: dict[str, Any], thing: dict[str, Any]) -> dict[str, Any]:
    """What a reference stands for."""
    while "$ref" in thing:
        found: Any = held
        for step in thing["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        thing = found
    return thing


def _fields(
    held: dict[str, Any], schema: dict[str, Any], within: str = ""
) -> list[tuple[str, str, bool, str]]:
    """The fields of a schema with their kinds, those of nested objects after a dot."""
    schema = _followed(held, schema)
    needed = schema.get("required", [])
    rows = []
    for name, one in schema.get("properties", {}).items():
        inner = one.get("items", one)
        inner = next((c for c in inner.get("anyOf", inner.get("allOf", [])) if "$ref" in c), inner)
        full = f"{within}{name}{'[]' if 'items' in one else ''}"
        rows.append((full, _kind(one), name in needed, _followed(held, one).get("description", "")))
        rows.extend(_fields(held, inner, f"{full}."))
    return rows


def _kind(schema: dict[str, Any]) -> str:
    """A schema's kind in a word or two."""
    if "enum" in schema:
        return "one of " + ", ".join(str(value) for value in schema["enum"] if value is not None)
    if "$ref" in schema or "anyOf" in schema or "allOf" in schema:
        return "object"
    kinds = schema.get("type", "any")
    kind = " or ".join(kinds) if isinstance(kinds, list) else kinds
    return f"{kind} ({schema['format']})" if "format" in schema else str(kind)
