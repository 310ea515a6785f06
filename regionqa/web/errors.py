"""One map from errors to answers: a page for a person, problem+json for a program.

Nothing of the failure itself is shown for a 500: only its reference, which is in the log beside the
trace. Another authority's thing and a thing that does not exist answer alike.
"""

import logging
from collections.abc import Callable
from typing import Any

from flask import (
    Flask,
    Response,
    current_app,
    g,
    jsonify,
    make_response,
    redirect,
    render_template,
    request,
)
from flask import url_for as link_to
from flask.globals import request_ctx as request_context
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, MethodNotAllowed

from regionqa.core import errors
from regionqa.web.door import AuthorityNeeded

logger = logging.getLogger(__name__)

TITLES = {
    kind.status: kind.title
    for kind in (
        errors.BadRequest,
        errors.SignInNeeded,
        errors.Forbidden,
        errors.NotFound,
        errors.Conflict,
        errors.TooLarge,
        errors.Unprocessable,
        errors.TooMany,
        errors.RegionQAError,
    )
}
RETRY_SECONDS = 30
Handler = Callable[[Any], ResponseReturnValue]
SENTENCE = 10
TITLES[405] = "That cannot be done here"
TITLES[503] = "Sorry, the service is not available at the moment"
TITLES[412] = "It has changed since you read it"
TITLES[428] = "Say which version you read: send its ETag as If-Match"


def register_errors(app: Flask, *, sign_in: str, choose_authority: str) -> None:
    """Answer every error in one place. ``sign_in`` and ``choose_authority`` are endpoints."""
    app.register_error_handler(errors.SignInNeeded, _send_to(sign_in))
    app.register_error_handler(AuthorityNeeded, _send_to(choose_authority))
    app.register_error_handler(errors.RegionQAError, _expected)
    app.register_error_handler(StaleDataError, _stale)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(OperationalError, _database_away)
    app.register_error_handler(Exception, _unexpected)


def _send_to(endpoint: str) -> Handler:
    """Send a person to a page that comes first, and back afterwards; a program gets the error."""

    def handle(error: errors.RegionQAError) -> ResponseReturnValue:
        if wants_json():
            return problem(error.status, error.title, error.message)
        if written := _written():
            page = render_template(
                "web/signed_out.html",
                written=written,
                sign_in=link_to(endpoint, next=request.path),
            )
            return page, error.status
        back = request.full_path.rstrip("?") if request.method == "GET" else "/"
        return redirect(link_to(endpoint, next=back))

    return handle


def _written() -> list[str]:
    """The sentences that a form held when its sender turned out to be signed out."""
    if request.method != "POST":
        return []
    typed = (text.strip() for name, text in request.form.items() if "password" not in name)
    return [text for text in typed if " " in text and len(text) >= SENTENCE]


def _expected(error: errors.RegionQAError) -> ResponseReturnValue:
    return answer(error.status, error.title, error.message, **error.details)


def _stale(_error: StaleDataError) -> ResponseReturnValue:
    return answer(409, errors.Conflict.title, "Load the page again to see what changed.")


def _csrf(_error: CSRFError) -> ResponseReturnValue:
    return answer(
        400,
        "The form could not be accepted",
        "The page was open too long or was opened in another way. Go back, load it again and "
        "send it once more.",
    )


def _http(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400:
        return error
    response = answer(status, TITLES.get(status, "There is a problem"), _what_to_do(status))
    if isinstance(error, MethodNotAllowed) and error.valid_methods:
        response.headers["Allow"] = ", ".join(sorted(error.valid_methods))
    return response


def _what_to_do(status: int) -> str:
    if status != errors.TooLarge.status:
        return ""
    return (
        f"At most {current_app.config['UPLOAD_MAX_MB']} MB can be sent at once. Keep only the "
        "columns and rows that are asked for, or split the file. Nothing was saved."
    )


def _unexpected(error: Exception) -> ResponseReturnValue:
    logger.error("Unexpected error", exc_info=error)
    g.setdefault("identity", None)
    return answer(500, TITLES[500], "")


def _database_away(error: OperationalError) -> ResponseReturnValue:
    logger.error("The database did not answer", exc_info=error)
    g.setdefault("identity", None)  # the page must not ask again who is asking
    return answer(503, TITLES[503], "", retry_after=RETRY_SECONDS)


def wants_json() -> bool:
    """Whether the asker is a program: the API's paths, or JSON asked for and a page not."""
    if request.path.startswith("/api/"):
        return True
    accepted = request.accept_mimetypes
    return accepted.accept_json and not accepted.accept_html


def problem(status: int, title: str, detail: str, **more: Any) -> Response:
    """An RFC 9457 answer, with the request's reference."""
    body = {"type": "about:blank", "title": title, "status": status}
    if detail and detail != title:
        body["detail"] = detail
    response = jsonify({**body, "reference": g.get("request_id", ""), **more})
    response.status_code = status
    response.mimetype = "application/problem+json"
    if "retry_after" in more:
        response.headers["Retry-After"] = str(more["retry_after"])
    return response


def answer(status: int, title: str, detail: str, **more: Any) -> Response:
    """The error as a page or as problem+json."""
    if wants_json():
        return problem(status, title, detail, **more)
    if request_context.url_adapter is None:  # a host that is not ours: no address can be written
        return Response(f"{title}\n", status, mimetype="text/plain")
    text = "" if detail == title else detail
    page = render_template(
        "web/error.html", status=status, title=title, detail=text, reference=g.get("request_id", "")
    )
    response = make_response(page, status)
    if "retry_after" in more:
        response.headers["Retry-After"] = str(more["retry_after"])
    return response
