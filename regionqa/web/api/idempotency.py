"""Doing a request once however often it is sent: by the key in its ``Idempotency-Key`` header.

The key, a digest of the request and the answer are kept in the transaction of the work itself: a
refused request keeps nothing and may be sent again, a committed one is answered as it was.
"""

import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from flask import Response, make_response, request
from flask.typing import ResponseReturnValue

from regionqa.core import idempotency
from regionqa.core.errors import BadRequest, Unprocessable
from regionqa.core.idempotency import Kept
from regionqa.core.scope import Scope

HEADER = "Idempotency-Key"
REPEATED = "Idempotency-Replayed"
_PATTERN = "^[A-Za-z0-9_-]{8,80}$"
_KEY = re.compile(_PATTERN.strip("^$") + r"\Z")
_HEADERS = ("Location", "ETag")
KEY_PARAMETER = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "A key of your own making, such as a random UUID, new for each piece of work "
    "and the same when it is sent again. For a day the same key is answered with what it was "
    "answered first, and the work is done once.",
    "schema": {"type": "string", "pattern": _PATTERN},
}


def once(scope: Scope, make: Callable[[], ResponseReturnValue]) -> Response:
    """The answer of ``make``, or the one kept when the request's key was used before.

    Runs inside the transaction of the work. Raises ``BadRequest`` for a key that cannot be one and
    ``Unprocessable`` for a key that was used for another request.
    """
    key = request.headers.get(HEADER)
    if key is None:
        return _as_response(make())
    if not _KEY.match(key):
        said = "Use 8 to 80 letters, digits, hyphens and underscores."
        raise BadRequest(said, errors={HEADER: [said]})
    digest = request_digest()
    kept = idempotency.claim(scope, key, digest)
    if kept is not None:
        return _repeated(kept, digest)
    response = _as_response(make())
    if response.status_code < 400:
        headers = {name: response.headers[name] for name in _HEADERS if name in response.headers}
        idempotency.keep(
            scope, key, status=response.status_code, headers=headers, body=response.get_data(True)
        )
    return response


def _as_response(answer: ResponseReturnValue) -> Response:
    return make_response(answer)


def _repeated(kept: Kept, digest: str) -> Response:
    if kept.digest != digest:
        said = "This key was used for another request. Make a new key for each piece of work."
        raise Unprocessable(said, errors={HEADER: [said]})
    response = Response(kept.body, kept.status, mimetype="application/json")
    response.headers.extend(kept.headers)
    response.headers[REPEATED] = "true"
    return response


def request_digest() -> str:
    """What a request asks for, whatever the order of its fields or the boundary of its parts."""
    content: dict[str, Any] = {"method": request.method, "path": request.full_path}
    if request.mimetype == "multipart/form-data":
        content["form"] = sorted(request.form.items(multi=True))
        content["files"] = sorted(
            (name, file.filename or "", _hash_of(file.stream))
            for name, file in request.files.items(multi=True)
        )
    else:
        content["body"] = request.get_json(silent=True)
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _hash_of(stream: Any) -> str:
    stream.seek(0)
    digest = hashlib.file_digest(stream, "sha256").hexdigest()
    stream.seek(0)
    return digest
