"""What an installation sets for people: how long sessions last, what a password hash costs.

The application and the command line call ``configure`` once at start-up. Until then the values are
those that are safe in production.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any


@dataclass(frozen=True, slots=True)
class Limits:
    """The settings that accounts go by. ``key`` makes throttled addresses unreadable at rest."""

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)
    argon2_memory_kib: int = 46 * 1024
    argon2_time: int = 1
    argon2_parallelism: int = 1
    key: bytes = b""
    public_url: str = "http://localhost"
    service_name: str = "RegionQA"


SESSIONS_AT_ONCE = 10
TOUCH_EVERY = timedelta(minutes=1)
INVITATION_LASTS = timedelta(days=7)
RESET_LASTS = timedelta(hours=1)


class _Holder:
    """Where the configured limits are kept."""

    limits = Limits()


def configure(settings: Mapping[str, Any]) -> None:
    """Take the settings of ``config.load``; the last call in a process stands."""
    _Holder.limits = Limits(
        idle=timedelta(minutes=settings["SESSION_IDLE_MINUTES"]),
        absolute=timedelta(hours=settings["SESSION_HOURS"]),
        argon2_memory_kib=settings["ARGON2_MEMORY_KIB"],
        argon2_time=settings["ARGON2_TIME"],
        argon2_parallelism=settings["ARGON2_PARALLELISM"],
        key=settings["SECRET_KEY"].encode(),
        public_url=settings["PUBLIC_URL"].rstrip("/"),
        service_name=settings["SERVICE_NAME"],
    )


def limits() -> Limits:
    """The limits in force."""
    return _Holder.limits
