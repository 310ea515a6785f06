"""The web server's settings: ``gunicorn --config python:config.gunicorn wsgi:app``.

Read from the same variables as the application's, so that there is one table to learn.
"""

from pathlib import Path

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker
from sqlalchemy.engine import make_url

from config import load
from config.logging import dictionary

_SETTINGS = load()
_SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 - a heartbeat file with a random name, made by gunicorn

proc_name = "regionqa"
wsgi_app = "wsgi:app"
bind = _SETTINGS["BIND"]
# One writer at a time is all that SQLite gives; more processes would only wait for its lock.
workers = (
    1
    if make_url(_SETTINGS["DATABASE_URL"]).get_backend_name() == "sqlite"
    else _SETTINGS["WEB_WORKERS"]
)
worker_class = "gthread"
threads = _SETTINGS["WEB_THREADS"]
timeout = _SETTINGS["WEB_TIMEOUT_SECONDS"]
graceful_timeout = _SETTINGS["WEB_TIMEOUT_SECONDS"]
keepalive = 5
max_requests = 5000
max_requests_jitter = 500
# The heartbeat must not wait for a slow disk.
worker_tmp_dir = str(_SHARED_MEMORY) if _SHARED_MEMORY.is_dir() else None
# Which forwarded headers are believed is TRUSTED_PROXIES' decision, in wsgi.py alone.
secure_scheme_headers: dict[str, str] = {}
forwarder_headers = ""
# It would listen in the home folder, which a container's user has not.
control_socket_disable = True
accesslog = None
errorlog = "-"
loglevel = _SETTINGS["LOG_LEVEL"].lower()
logconfig_dict = dictionary(_SETTINGS["LOG_LEVEL"], _SETTINGS["LOG_FORMAT"])


def when_ready(server: Arbiter) -> None:
    """Say where it listens, once it does."""
    server.log.info("listening on %s with %d worker(s)", bind, workers)


def worker_abort(worker: Worker) -> None:
    """Say which limit ended a worker, because its request's own log line never comes."""
    worker.log.error("worker %s gave no sign for %s s and is replaced", worker.pid, timeout)
