"""What a log may hold: the request's number, and nothing that names a person or opens a door."""

import io
import json
import logging
import logging.config

import pytest

from config.logging import ContextFilter, RedactedJson, RedactedText, dictionary, redact

TOKEN = "aB3dEfGh1jKlMnOpQrStUvWxYz012345"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("mail to jo.o'neil+x@hants.example.gov.uk failed", "mail to [e-mail] failed"),
        ("jo%40hants.example.gov.uk", "[e-mail]"),
        ("GET /cases?name=Jo&dob=1 HTTP/1.1", "GET /cases?[query] HTTP/1.1"),
        ("https://x.example/?next=%2Fcases", "https://x.example/?[query]"),
        (f"GET /accounts/reset/{TOKEN} HTTP/1.1", "GET /accounts/reset/[token] HTTP/1.1"),
        (f"/accounts/reset/{TOKEN}", "/accounts/reset/[token]"),
        ("postgresql+psycopg://app:p@ss@db/x", "postgresql+psycopg://[account]@db/x"),
        ("Is this right? It is, x = 1", "Is this right? It is, x = 1"),
        ("/static/vendor/govuk-frontend.min.css", "/static/vendor/govuk-frontend.min.css"),
        (
            "DETAIL:  Failing row (7, Jo Poe,\n\nGood).\n\nThe above exception\n[SQL: INSERT]",
            "DETAIL:  [row]\n\nThe above exception\n[SQL: INSERT]",
        ),
        ("DETAIL:  Key (name)=(Jo Poe) exists.\n[SQL: INSERT]", "DETAIL:  [row]\n[SQL: INSERT]"),
        ("round 12 of 19 authorities, 3 @ 4", "round 12 of 19 authorities, 3 @ 4"),
    ],
)
def test_redaction(text: str, written: str) -> None:
    assert redact(text) == written


def record_through(
    monkeypatch: pytest.MonkeyPatch, formatter: logging.Formatter, **extra: object
) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter)
    handler.addFilter(ContextFilter(lambda: {"request_id": "r-1", "route": "from the context"}))
    logger = logging.getLogger("regionqa.trial")
    monkeypatch.setattr(logger, "propagate", False)
    monkeypatch.setattr(logger, "handlers", [handler])
    try:
        raise LookupError("no person jo@hants.example.gov.uk")  # noqa: TRY301 - its text is the trial
    except LookupError:
        logger.exception("asked for %s", "/people?email=jo@hants.example.gov.uk", extra=extra)
    return stream.getvalue()


def test_a_json_record_is_one_line_and_redacted_throughout(monkeypatch: pytest.MonkeyPatch) -> None:
    text = record_through(
        monkeypatch, RedactedJson("%(levelname)s %(message)s"), fields={"to": ["a@b.example"]}
    )
    assert text.count("\n") == 1
    record = json.loads(text)
    assert record["message"] == "asked for /people?[query]"
    assert record["fields"] == {"to": ["[e-mail]"]}
    assert record["request_id"] == "r-1"
    assert "LookupError: no person [e-mail]" in record["exc_info"]
    assert "hants" not in text


def test_a_text_record_is_redacted_with_its_exception(monkeypatch: pytest.MonkeyPatch) -> None:
    text = record_through(monkeypatch, RedactedText("%(request_id)s %(message)s"))
    assert text.startswith("r-1 asked for /people?[query]\n")
    assert "hants" not in text


def test_what_a_call_says_stands_before_the_context(monkeypatch: pytest.MonkeyPatch) -> None:
    record = json.loads(
        record_through(monkeypatch, RedactedJson("%(message)s"), route="from the call")
    )
    assert record["route"] == "from the call"


@pytest.mark.parametrize("form", ["json", "text"])
def test_the_dictionary_is_one_that_logging_takes(form: str) -> None:
    made = logging.config.DictConfigurator(dictionary("INFO", form))
    formatter = made.configure_formatter(made.config["formatters"][form])
    assert isinstance(formatter, RedactedJson if form == "json" else RedactedText)


def test_neither_the_servers_paths_nor_statements_with_parameters_are_written() -> None:
    loggers = dictionary("DEBUG", "json")["loggers"]
    assert loggers["gunicorn.access"]["level"] == "CRITICAL"
    assert loggers["sqlalchemy.engine"]["level"] == "WARNING"
    assert loggers["werkzeug"]["level"] == "WARNING"
