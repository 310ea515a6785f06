"""What every answer carries: a reference, a strict content security policy, no caching."""

import re
import secrets

from flask import Flask, Response, g, request

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_PLAUSIBLE = re.compile(r"[A-Za-z0-9-]{8,64}\Z")


def register_security(app: Flask) -> None:
    """Give each request a reference and each answer its headers."""

    @app.before_request
    def _refer() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if _PLAUSIBLE.match(given) else secrets.token_hex(6)

    @app.after_request
    def _headers(response: Response) -> Response:
        headers = response.headers
        headers["X-Request-ID"] = g.get("request_id", "")
        headers.setdefault("Content-Security-Policy", POLICY)
        headers["X-Content-Type-Options"] = "nosniff"
        headers["Referrer-Policy"] = "same-origin"
        headers["Cross-Origin-Opener-Policy"] = "same-origin"
        headers["Cross-Origin-Resource-Policy"] = "same-origin"
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
        if request.is_secure:
            headers["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
        if request.endpoint not in {"static", "web.static", "web.theme"}:
            headers["Cache-Control"] = "no-store"
        return response
