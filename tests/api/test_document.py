"""Every operation is tried with what its document allows and with what it forbids, by role."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread
from typing import Any

import pytest
import schemathesis
from flask import Flask
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema
from werkzeug.serving import make_server

from regionqa.accounts.operations import api_tokens
from tests.api.conftest import Asking

ASKED_BY = [("qa_lead", "Hampshire"), ("auditor", "Hampshire"), ("operator", "office")]
# 422: understood, but against a rule that no schema can state, such as a grade off the scale.
ACCEPTED = ["2xx", 304, 401, 403, 404, 409, 412, 415, 422, 428]


def settings(token: str, examples: int, *, edges: bool) -> SchemathesisConfig:
    """All checks of the library, the same cases each time; ``edges`` tries each bound too."""
    held: dict[str, Any] = {
        "headers": {"Authorization": f"Bearer {token}"},
        "seed": 1,
        "checks": {"positive_data_acceptance": {"expected-statuses": ACCEPTED}},
        "phases": {"coverage": {"enabled": edges}},
        "generation": {"max-examples": examples, "database": "none"},
    }
    return SchemathesisConfig.from_dict(held)


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """The application behind a real socket."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(("role", "place"), ASKED_BY)
def test_every_operation_keeps_to_its_document(
    asking: Asking, full: bool, role: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A check sends each operation wrong tokens, all from here; slowing down has its own test.
    patient = replace(api_tokens.TOKEN_ADDRESS, free=1_000_000)
    monkeypatch.setattr(api_tokens, "TOKEN_ADDRESS", patient)
    edges = full or role == "qa_lead"  # who may do most; the other roles' in the long form
    config = settings(asking.token(place, role), 60 if full else 4, edges=edges)
    with served(asking.app) as address:
        schema = schemathesis.openapi.from_url(f"{address}/api/v1/openapi.json", config=config)
        tried, found = _run(schema)
    assert not found, "\n\n".join(f"{where}: {said}" for where, said in found.items())
    assert tried > 200


def _run(schema: schemathesis.BaseSchema) -> tuple[int, dict[object, str]]:
    """How many checks were made, and what was found by operation and kind."""
    tried = 0
    found: dict[object, str] = {}
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            found[repr(event)[:300]] = str(getattr(event, "info", event))
        if isinstance(event, events.ScenarioFinished):
            checks = [one for held in event.recorder.checks.values() for one in held]
            tried += len(checks)
            for check in checks:
                if check.failure_info is not None:
                    failure = check.failure_info.failure
                    found[failure.operation, failure.title] = str(failure.message)
    return tried, found
