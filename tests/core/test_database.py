"""What an engine asks of SQLite's disk."""

import sqlite3
from pathlib import Path

import pytest

from regionqa.core.database import Database

OFF, FULL = 0, 2


@pytest.mark.parametrize(("durable", "mode"), [(True, FULL), (False, OFF)])
def test_only_a_database_that_is_not_yet_of_use_waits_for_no_disk(
    tmp_path: Path, durable: bool, mode: int
) -> None:
    file = tmp_path / "some.db"
    database = Database(f"sqlite:///{file}", durable=durable)
    with database.engine.begin() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == mode
        connection.exec_driver_sql("CREATE TABLE kept (word TEXT)")
        connection.exec_driver_sql("INSERT INTO kept VALUES ('whole')")
    database.close_into_one_file()
    assert [path.name for path in tmp_path.iterdir()] == ["some.db"]
    with sqlite3.connect(file) as read:
        assert read.execute("SELECT word FROM kept").fetchall() == [("whole",)]
