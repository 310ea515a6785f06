"""Taking in a published file of 40,000 figures, beside pandas putting the same rows into a table.

Ours reads the bytes, checks every cell against areas, years and symbols, compares each figure with
what is held and writes it with its trail. pandas reads the same bytes and appends the same figures
unchecked to an empty table of the same kind: the least that any import could do. Both on SQLite,
in one run, in turns.
"""

import io
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
from sqlalchemy import create_engine, delete, event

import config
from benchmarks import report
from regionqa.cli.demonstration import prepare
from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.indicators import file_layouts, import_file
from regionqa.indicators.models import PublishedValueRow
from tests.indicators.dfe_layout import HEAD, many_rows, written

LAYOUT = "workforce"
YEARS = list(range(2000, 2024))
OPERATOR = Scope.for_operator("measure an import")
RUNS = 5


def main() -> None:
    """Import, import again, and let pandas import, five times over; the middle of each counts."""
    layout = file_layouts()[LAYOUT]
    content = written(many_rows(layout, YEARS), layout.columns)
    with tempfile.TemporaryDirectory() as folder:
        settings = config.load("demonstration", {"REGIONQA_DATA_FOLDER": folder})
        prepare(settings, fresh=True)
        database = Database(settings["DATABASE_URL"])
        works: dict[str, Callable[[], int]] = {
            "regionqa, new figures": lambda: _import(database, content),
            "regionqa, the same again": lambda: _import(database, content),
            "pandas, read_csv and to_sql": lambda: _pandas(Path(folder), content),
        }
        times: dict[str, list[float]] = {name: [] for name in works}
        for _ in range(RUNS):
            _forget(database)
            for name, work in works.items():
                began = time.process_time()
                figures = work()
                times[name].append(time.process_time() - began)
        database.dispose()
    peer = statistics.median(times["pandas, read_csv and to_sql"])
    rows = [
        {
            "import": name,
            "figures": figures,
            "s": statistics.median(found),
            "figures a second": figures / statistics.median(found),
            "times pandas": statistics.median(found) / peer,
        }
        for name, found in times.items()
    ]
    report(
        "imports", rows, f"CPU, middle of {RUNS} runs in turns, on SQLite, {len(content):,} bytes"
    )


def _import(database: Database, content: bytes) -> int:
    with unit_of_work(database, OPERATOR):
        changes = import_file(OPERATOR, "figures.csv", content, LAYOUT)
    return changes.added + changes.changed + changes.unchanged


def _forget(database: Database) -> None:
    with unit_of_work(database, OPERATOR):
        session(OPERATOR).execute(
            delete(PublishedValueRow).where(PublishedValueRow.year.in_(YEARS))
        )


def _pandas(folder: Path, content: bytes) -> int:
    table = pd.read_csv(io.BytesIO(content), dtype=str)
    kept = [name for name in HEAD if name in table]
    long = table.melt(id_vars=kept, var_name="indicator", value_name="figure").dropna(
        subset=["figure"]
    )
    engine = create_engine(f"sqlite:///{folder / 'pandas.db'}")
    event.listen(engine, "connect", _as_safe_as_ours)
    with engine.begin() as connection:
        long.to_sql("figures", connection, if_exists="replace", index=False)
    engine.dispose()
    return len(long)


def _as_safe_as_ours(connection: object, _record: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")  # type: ignore[attr-defined]
    connection.execute("PRAGMA synchronous = FULL")  # type: ignore[attr-defined]


if __name__ == "__main__":
    main()
