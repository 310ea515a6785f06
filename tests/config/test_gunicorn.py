"""The web server's settings follow the installation's."""

import os
import subprocess
import sys
from pathlib import Path

from config.base import ROOT


def shown(tmp_path: Path, **variables: str) -> dict[str, str]:
    """What gunicorn says it would run with."""
    application = tmp_path / "application.py"
    application.write_text("def app(environ, start_response): return []\n")
    environ = {
        **{name: value for name, value in os.environ.items() if not name.startswith("REGIONQA_")},
        "REGIONQA_ENVIRONMENT": "demonstration",
        "REGIONQA_DATA_FOLDER": str(tmp_path),
        "PYTHONPATH": os.pathsep.join([str(ROOT), str(tmp_path)]),
        **variables,
    }
    command = [sys.executable, "-m", "gunicorn", "--config", "python:config.gunicorn"]
    done = subprocess.run(
        [*command, "--print-config", "application:app"],
        env=environ, cwd=ROOT, capture_output=True, text=True, check=True,
    )  # fmt: skip
    pairs = (line.partition("=") for line in done.stdout.splitlines())
    return {name.strip(): value.strip() for name, _, value in pairs}


def test_sqlite_gets_one_process_and_no_control_socket(tmp_path: Path) -> None:
    settings = shown(tmp_path, REGIONQA_WEB_WORKERS="4", REGIONQA_BIND="127.0.0.1:8123")
    assert settings["workers"] == "1"
    assert settings["bind"] == "['127.0.0.1:8123']"
    assert settings["control_socket_disable"] == "True"
    assert settings["secure_scheme_headers"] == "{}"
    assert settings["accesslog"] == "None"


def test_postgresql_gets_the_processes_asked_for(tmp_path: Path) -> None:
    address = "postgresql://app:secret@127.0.0.1/none"
    settings = shown(tmp_path, REGIONQA_WEB_WORKERS="4", REGIONQA_DATABASE_URL=address)
    assert settings["workers"] == "4"
    assert settings["worker_class"] == "gthread"
