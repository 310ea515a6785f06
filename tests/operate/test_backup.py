"""Backup and restore exactly as docs/operate/postgresql.md says, with nothing lost or loosened."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from sqlalchemy import create_engine, select, text

from regionqa.core import chains, events
from regionqa.core.database import Database
from regionqa.core.keys import KeyGone, KeyStore, NotOpened
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.mapped import every_model
from regionqa.moderation.models import Pack
from regionqa.moderation.queries.packs import seal_of_pack
from regionqa.moderation.sealing import DOCUMENT
from tests.factories.databases import TEMPLATE, PostgresDatabases
from tests.factories.moderation import keep_a_pack
from tests.factories.world import World
from tests.support import postgres

PAGE = Path(__file__).resolve().parents[2] / "docs" / "operate" / "postgresql.md"
SAVED = events.declare("test.saved", "number", sentence="A test saved {number}")


def blocks(language: str) -> list[str]:
    """The page's blocks in a language, in order."""
    return re.findall(rf"```{language}\n(.*?)```", PAGE.read_text(), re.DOTALL)


@pytest.fixture
def server(postgres_databases: PostgresDatabases) -> postgres.Server:
    """The tests' server, with the roles of the page that the tests do not have already."""
    admin = create_engine(postgres_databases.server.admin_url, isolation_level="AUTOCOMMIT")
    (statements,) = blocks("sql")
    with admin.connect() as connection:
        there = set(connection.scalars(text("SELECT rolname FROM pg_roles")))
        for statement in filter(str.strip, statements.split(";")):
            made = re.match(r"\s*CREATE (ROLE|DATABASE) (\w+)", statement)
            if made is None or (made[1] == "ROLE" and made[2] not in there):
                connection.exec_driver_sql(statement)
    admin.dispose()
    return postgres_databases.server


def test_nothing_is_lost_or_loosened(server: postgres.Server, tmp_path: Path) -> None:
    every_model()
    server.drop_database("regionqa")
    _owner, application = server.new_database("regionqa", template=TEMPLATE)
    server.drop_database("regionqa_restored")
    database = Database(application)
    for place in World.places:
        for number in range(5):
            with unit_of_work(database, place.scope()) as work:
                events.record(work.scope, SAVED, number=number)
    authorities = [place.id for place in World.places]
    heads, breaks = chains.verify(database, authorities)
    assert breaks == []
    database.dispose()

    backup, restore = blocks("sh")
    _run(backup, server, tmp_path)
    _run(restore, server, tmp_path)

    before, after = _everything(server, "regionqa"), _everything(server, "regionqa_restored")
    assert before == after
    assert before["policies"], "there are no policies, so nothing was compared"
    restored = Database(server.url(postgres.APPLICATION, "regionqa_restored"))
    assert chains.verify(restored, authorities, heads) == (heads, [])
    restored.dispose()


def _run(lines: str, server: postgres.Server, folder: Path) -> None:
    """Run the page's lines against the tests' server, as its administrator unless they say who."""
    tools = postgres.binaries()
    if not (tools / "pg_dump").exists():
        tools = Path(
            shutil.which("pg_dump") or "pg_dump is missing: install postgresql-client"
        ).parent
    subprocess.run(
        ["/bin/sh", "-eu", "-c", lines],
        cwd=folder,
        env={
            "PATH": f"{tools}:/usr/bin:/bin",
            "PGHOST": str(server.folder),
            "PGUSER": postgres.ADMIN,
        },
        check=True,
    )


def _everything(server: postgres.Server, name: str) -> dict[str, object]:
    engine = create_engine(server.url(postgres.ADMIN, name))
    with engine.connect() as connection:
        tables = list(
            connection.scalars(
                text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
            )
        )
        found: dict[str, object] = {
            table: connection.execute(
                text(
                    "SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text))"
                    f" FROM {table} t"
                )
            ).one()
            for table in tables
        }
        found["policies"] = connection.execute(
            text(
                "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2"
            )
        ).all()
        found["forced"] = connection.execute(
            text(
                "SELECT relname, relrowsecurity, relforcerowsecurity, pg_get_userbyid(relowner),"
                " relacl::text FROM pg_class WHERE relkind = 'r'"
                " AND relnamespace = 'public'::regnamespace ORDER BY 1"
            )
        ).all()
    engine.dispose()
    return found


def test_a_restored_backup_without_the_keys_opens_no_pack(
    server: postgres.Server, tmp_path: Path
) -> None:
    every_model()
    server.drop_database("regionqa")
    _owner, application = server.new_database("regionqa", template=TEMPLATE)
    server.drop_database("regionqa_restored")
    keys = KeyStore(tmp_path / "keys", "a-wrapping-secret-0123456789-abcdef")
    database = Database(application)
    sealed = keep_a_pack(database, World.a, keys, b"The plan was reviewed.")
    database.dispose()
    backup, restore = blocks("sh")
    _run(backup, server, tmp_path)
    _run(restore, server, tmp_path)

    restored = Database(server.url(postgres.APPLICATION, "regionqa_restored"))
    with unit_of_work(restored, World.a.scope(), write=False) as work:
        pack = session(work.scope).scalars(select(Pack)).one()
    restored.dispose()
    assert pack.document == sealed
    assert seal_of_pack(keys, pack).open(sealed, DOCUMENT) == b"The plan was reviewed."
    elsewhere = KeyStore(tmp_path / "nothing", "a-wrapping-secret-0123456789-abcdef")
    with pytest.raises(KeyGone):
        seal_of_pack(elsewhere, pack)
    stolen = KeyStore(tmp_path / "keys", "another-wrapping-secret-9876543210-x")
    with pytest.raises(NotOpened):
        seal_of_pack(stolen, pack)
