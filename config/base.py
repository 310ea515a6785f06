"""What holds unless an environment changes it: every value here is safe in production."""

from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent

REQUIRED: tuple[str, ...] = (
    "SECRET_KEY",
    "DATABASE_URL",
    "PUBLIC_URL",
    "KEY_FOLDER",
    "WRAPPING_KEY",
)

DEFAULTS: dict[str, Any] = {
    "SERVICE_NAME": "RegionQA",
    "PUBLIC_URL": None,
    "CONTROLLER_NAME": None,
    "CONTROLLER_CONTACT": None,
    "DATA_PROTECTION_CONTACT": None,
    "ACCESSIBILITY_CONTACT": None,
    "SECRET_KEY": None,
    "SECRET_KEY_FALLBACKS": [],
    "DATA_FOLDER": str(ROOT / "var"),
    "KEY_FOLDER": None,
    "WRAPPING_KEY": None,
    "WRAPPING_KEY_FALLBACKS": [],
    "DATABASE_URL": None,
    "DATABASE_OWNER_URL": None,
    "DATABASE_POOL_SIZE": 5,
    "MAIL_SERVER": None,
    "MAIL_PORT": 587,
    "MAIL_SECURITY": "starttls",
    "MAIL_USERNAME": None,
    "MAIL_PASSWORD": None,
    "MAIL_FROM": None,
    "SESSION_IDLE_MINUTES": 30,
    "SESSION_HOURS": 12,
    "ARGON2_MEMORY_KIB": 46 * 1024,
    "ARGON2_TIME": 1,
    "ARGON2_PARALLELISM": 1,
    "UPLOAD_MAX_MB": 20,
    "TRUSTED_PROXIES": 0,
    "TRUSTED_HOSTS": [],
    "BIND": "127.0.0.1:8000",
    "WEB_WORKERS": 2,
    "WEB_THREADS": 4,
    "WEB_TIMEOUT_SECONDS": 30,
    "JOBS_EMBEDDED": False,
    "JOBS_POLL_SECONDS": 2.0,
    "LOG_LEVEL": "INFO",
    "LOG_FORMAT": "json",
}

# The __Host- prefix makes a browser refuse the cookie unless it is Secure and of this host alone.
FLASK: dict[str, Any] = {
    "DEBUG": False,
    "TESTING": False,
    "SESSION_COOKIE_NAME": "__Host-regionqa",
    "SESSION_COOKIE_SECURE": True,
    "SESSION_COOKIE_HTTPONLY": True,
    "SESSION_COOKIE_SAMESITE": "Lax",
    "SESSION_COOKIE_PATH": "/",
    "SESSION_COOKIE_DOMAIN": None,
    "SESSION_REFRESH_EACH_REQUEST": False,
    "MAX_FORM_MEMORY_SIZE": 1024 * 1024,
    "MAX_FORM_PARTS": 2000,
    "WTF_CSRF_ENABLED": True,
    "WTF_CSRF_SSL_STRICT": True,
    # A token lives as long as its session: a form filled in slowly is not lost.
    "WTF_CSRF_TIME_LIMIT": None,
    "TEMPLATES_AUTO_RELOAD": False,
    "EXPLAIN_TEMPLATE_LOADING": False,
    "SEND_FILE_MAX_AGE_DEFAULT": 3600,
}

# Without https a Secure cookie never comes back, so the environments of one machine use these.
PLAIN_HTTP: dict[str, Any] = {
    "SESSION_COOKIE_NAME": "regionqa",
    "SESSION_COOKIE_SECURE": False,
}


def sqlite_file(settings: dict[str, Any], name: str) -> str:
    """The address of a SQLite file of that name in the data folder."""
    return f"sqlite:///{Path(settings['DATA_FOLDER']) / name}"


def complete(_settings: dict[str, Any]) -> None:
    """Fill in what depends on other settings: nothing, unless an environment says otherwise."""
