"""The table of settings: one row for each variable an installation may set.

A row's ``field`` reads and checks the text of the variable. Defaults are not here: they differ by
environment and live in ``config.base`` and the modules that change it.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from marshmallow import ValidationError, fields
from marshmallow.validate import Length, OneOf, Range, Regexp
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError
from webargs.fields import DelimitedList

PREFIX = "REGIONQA_"
LEVELS = ("DEBUG", "INFO", "WARNING", "ERROR")
DRIVERS = {"postgresql": "postgresql+psycopg", "sqlite": "sqlite"}
KEY_LENGTH = 32
KEY_VARIETY = 10


@dataclass(frozen=True, slots=True)
class Setting:
    """One variable: its name without the prefix, how it is read, and what it means."""

    name: str
    field: fields.Field[Any]
    group: str
    meaning: str
    secret: bool = False


class DatabaseUrl(fields.String):
    """A SQLAlchemy address of SQLite or PostgreSQL, with the one driver that is used for each."""

    def _deserialize(self, *args: Any, **kwargs: Any) -> str:
        try:
            url = make_url(super()._deserialize(*args, **kwargs))
        except ArgumentError:
            url = None
        if url is None or url.get_backend_name() not in DRIVERS:
            raise ValidationError(
                "must be a database address such as postgresql://user:password@host/name "
                "or sqlite:////folder/file.db."
            )
        return url.set(drivername=DRIVERS[url.get_backend_name()]).render_as_string(
            hide_password=False
        )


class Folder(fields.String):
    """A folder, made absolute."""

    def _deserialize(self, *args: Any, **kwargs: Any) -> str:
        return str(Path(super()._deserialize(*args, **kwargs)).expanduser().absolute())


def strong_key(value: str) -> None:
    """Raise when a signing key is short or plainly not random."""
    if len(value) < KEY_LENGTH or len(set(value)) < KEY_VARIETY:
        raise ValidationError(
            f"must be at least {KEY_LENGTH} random characters; make one with "
            "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'."
        )


def _whole(low: int, high: int) -> fields.Integer:
    return fields.Integer(validate=Range(low, high))


def _one_of(*choices: str) -> fields.String:
    return fields.String(validate=OneOf(choices, error=f"must be one of {', '.join(choices)}."))


def _address() -> fields.Url:
    return fields.Url(
        schemes={"http", "https"},
        require_tld=False,
        error_messages={"invalid": "must be an address such as https://quality.example.gov.uk."},
    )


ONE_LINE = Regexp(r"[^\r\n]+\Z", error="must be one line.")

SETTINGS = (
    Setting("SERVICE_NAME", fields.String(validate=[Length(1, 60), ONE_LINE]), "Service",
            "the name in the header, in page titles and in mails"),
    Setting("PUBLIC_URL", _address(), "Service",
            "the address people open; links in mails begin with it; https in production"),
    Setting("CONTROLLER_NAME", fields.String(validate=[Length(1, 200), ONE_LINE]), "Service",
            "who decides why and how personal data is used here; named in the privacy notices"),
    Setting("CONTROLLER_CONTACT", fields.String(validate=[Length(1, 200), ONE_LINE]), "Service",
            "where to write about personal data, as the privacy notices print it"),
    Setting("DATA_PROTECTION_CONTACT", fields.String(validate=[Length(1, 200), ONE_LINE]),
            "Service", "the data protection officer's contact, as the privacy notices print it"),
    Setting("ACCESSIBILITY_CONTACT", fields.String(validate=[Length(1, 200), ONE_LINE]),
            "Service", "whom to tell of a barrier, as the accessibility statement prints it"),
    Setting("SECRET_KEY", fields.String(validate=strong_key), "Service",
            "signs sessions and one-time links; at least 32 random characters", secret=True),
    Setting("SECRET_KEY_FALLBACKS", DelimitedList(fields.String(validate=strong_key)), "Service",
            "earlier signing keys that are still accepted while a key is changed, "
            "separated by commas", secret=True),
    Setting("DATA_FOLDER", Folder(), "Service",
            "where the embedded database and the demonstration's keys are kept"),
    Setting("KEY_FOLDER", Folder(), "Packs",
            "where the keys of packs are kept: apart from the database and its backups, shared by "
            "all web processes and workers"),
    Setting("WRAPPING_KEY", fields.String(validate=strong_key), "Packs",
            "wraps the keys of packs; at least 32 random characters, not the signing key",
            secret=True),
    Setting("WRAPPING_KEY_FALLBACKS", DelimitedList(fields.String(validate=strong_key)), "Packs",
            "earlier wrapping keys that are accepted until rotate-keys has run, "
            "separated by commas", secret=True),
    Setting("DATABASE_URL", DatabaseUrl(), "Database",
            "the application role's address: on PostgreSQL a role that owns no table",
            secret=True),
    Setting("DATABASE_OWNER_URL", DatabaseUrl(), "Database",
            "the owner role's address, given to migrations only; not needed on SQLite",
            secret=True),
    Setting("DATABASE_POOL_SIZE", _whole(1, 100), "Database",
            "connections that each process keeps open"),
    Setting("MAIL_SERVER", fields.String(validate=ONE_LINE), "Mail",
            "the SMTP server's name; without one, mails wait in the outbox"),
    Setting("MAIL_PORT", _whole(1, 65535), "Mail", "the SMTP server's port"),
    Setting("MAIL_SECURITY", _one_of("starttls", "tls", "none"), "Mail",
            "how the connection to the SMTP server is protected: starttls, tls or none"),
    Setting("MAIL_USERNAME", fields.String(validate=ONE_LINE), "Mail",
            "the SMTP account, where the server wants one"),
    Setting("MAIL_PASSWORD", fields.String(), "Mail", "the SMTP account's password", secret=True),
    Setting("MAIL_FROM", fields.Email(), "Mail", "the address mails come from"),
    Setting("SESSION_IDLE_MINUTES", _whole(1, 24 * 60), "Sessions",
            "a session ends after this long without a request"),
    Setting("SESSION_HOURS", _whole(1, 24 * 7), "Sessions",
            "a session ends this long after sign-in, whatever is done in it"),
    Setting("ARGON2_MEMORY_KIB", _whole(8, 4 * 1024 * 1024), "Sessions",
            "memory of one password hash, in KiB; at least 19456 in production"),
    Setting("ARGON2_TIME", _whole(1, 100), "Sessions", "passes of one password hash"),
    Setting("ARGON2_PARALLELISM", _whole(1, 64), "Sessions", "lanes of one password hash"),
    Setting("UPLOAD_MAX_MB", _whole(1, 200), "Limits", "the largest file that may be uploaded, "
            "in MiB"),
    Setting("TRUSTED_PROXIES", _whole(0, 5), "Network",
            "how many reverse proxies in front set X-Forwarded-For, -Proto and -Host; "
            "0 believes none"),
    Setting("TRUSTED_HOSTS", DelimitedList(fields.String(validate=ONE_LINE)), "Network",
            "further host names that requests may carry, separated by commas; the public "
            "address's and this machine's own are always accepted"),
    Setting("BIND", fields.String(validate=Regexp(r"(unix:/\S+|\S+:\d{1,5})\Z",
            error="must be an address and port such as 0.0.0.0:8000, or unix:/path.")), "Network",
            "the address and port, or unix:/path, the web process listens on"),
    Setting("WEB_WORKERS", _whole(1, 64), "Network",
            "web processes; always one on SQLite"),
    Setting("WEB_THREADS", _whole(1, 64), "Network", "threads of each web process"),
    Setting("WEB_TIMEOUT_SECONDS", _whole(5, 600), "Network",
            "a web process that has not answered for this long is replaced"),
    Setting("JOBS_EMBEDDED", fields.Boolean(), "Background work",
            "run background work in a thread of the web process instead of in workers"),
    Setting("JOBS_POLL_SECONDS", fields.Float(validate=Range(0.05, 60)), "Background work",
            "how often an idle worker looks for work"),
    Setting("LOG_LEVEL", _one_of(*LEVELS), "Logs",
            f"the lowest level written: {', '.join(LEVELS)}"),
    Setting("LOG_FORMAT", _one_of("json", "text"), "Logs", "json, one object a line, or text"),
)  # fmt: skip

BY_NAME = {setting.name: setting for setting in SETTINGS}
