"""Logs: one JSON object a line, with the request's number, and nothing in them that names a person.

Every text that is written, of an exception too, passes ``redact``: e-mail addresses, the query
string of an address, the secret of a one-time link and the password of a database address never
reach a log, nor what stands in a row that a database refused, whichever library wrote the line.
"""

import logging
import logging.config
import re
from collections.abc import Callable, Mapping
from typing import Any

from pythonjsonlogger.core import LogData
from pythonjsonlogger.json import JsonFormatter

Context = Callable[[], Mapping[str, object]]

REDACTIONS = (
    (re.compile(r"(?<=://)[^\s/]+(?=@)"), "[account]"),
    (re.compile(r"[\w.+'-]+(?:@|%40)[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"(?<=[\w/=%-])\?[^\s\"'>]*=[^\s\"'>]*"), "?[query]"),
    # PostgreSQL says of a row that it refuses what stands in it: "Failing row contains (…)".
    (
        re.compile(
            r"(?<=\bDETAIL:  )(?s:.+?)"
            r"(?=\n+(?:HINT:|CONTEXT:|\[SQL:|\(Background|The above|During)|\Z)"
        ),
        "[row]",
    ),
    (re.compile(r"(?<=/)(?=[\w-]*[0-9])(?=[\w-]*[A-Za-z])[\w-]{24,}(?=[/\s\"'>]|\Z)"), "[token]"),
)


def redact(text: str) -> str:
    """The text without e-mail addresses, queries, link secrets, database accounts and rows."""
    for pattern, substitute in REDACTIONS:
        text = pattern.sub(substitute, text)
    return text


def _redact_all(value: Any) -> Any:
    if isinstance(value, str):
        return redact(value)
    if isinstance(value, Mapping):
        return {key: _redact_all(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_redact_all(item) for item in value]
    return value


class RedactedJson(JsonFormatter):
    """One JSON object for each record, every text in it redacted."""

    def process_log_record(self, log_data: LogData) -> LogData:
        """The record's fields, redacted, as they are about to be written."""
        return {
            key: _redact_all(value) for key, value in super().process_log_record(log_data).items()
        }


class RedactedText(logging.Formatter):
    """One readable line for each record, redacted."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, with its exception if it has one."""
        return redact(super().format(record))


class ContextFilter(logging.Filter):
    """Adds to each record what ``context`` says at that moment, such as the request's number.

    What a log call itself gave as ``extra`` stands.
    """

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context

    def filter(self, record: logging.LogRecord) -> bool:
        """Lets every record through."""
        for name, value in self.context().items():
            if name not in record.__dict__:
                record.__dict__[name] = value
        return True


def _no_context() -> Mapping[str, object]:
    return {}


def dictionary(level: str, form: str, context: Context = _no_context) -> dict[str, Any]:
    """What ``logging.config.dictConfig`` takes, for a level and a form (``json`` or ``text``)."""
    formatters: dict[str, dict[str, Any]] = {
        "json": {
            "()": RedactedJson,
            "fmt": "%(levelname)s %(name)s %(process)d %(message)s",
            "rename_fields": {"levelname": "level", "name": "logger"},
            "timestamp": "time",
        },
        "text": {"()": RedactedText, "fmt": "%(asctime)s %(levelname)s %(name)s %(message)s"},
    }
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "filters": {"context": {"()": ContextFilter, "context": context}},
        "formatters": formatters,
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "formatter": form,
                "filters": ["context"],
            }
        },
        "root": {"level": level, "handlers": ["stderr"]},
        "loggers": {
            "gunicorn.error": {"level": level, "handlers": [], "propagate": True},
            # The application writes one line for each request, by route; the server's own would
            # hold whole paths.
            "gunicorn.access": {"level": "CRITICAL", "handlers": [], "propagate": False},
            "werkzeug": {"level": "WARNING"},
            # Its INFO lines hold statements with their parameters.
            "sqlalchemy.engine": {"level": "WARNING"},
        },
    }


def configure(settings: Mapping[str, Any], context: Context = _no_context) -> None:
    """Send this process's logs and warnings to standard error as the settings say.

    ``context`` is asked at every record for the fields to add, for example
    ``{"request_id": …, "authority": …}``; it must not raise and must not log.
    """
    logging.config.dictConfig(dictionary(settings["LOG_LEVEL"], settings["LOG_FORMAT"], context))
    logging.captureWarnings(capture=True)
