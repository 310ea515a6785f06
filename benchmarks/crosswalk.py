"""What the crosswalk of 153 authorities by 12 components costs, beside a Flask page of one word.

The CPU time of making the page once its rows are there, with its queries, on SQLite; the budget is
8 ms. How many queries it asks is a test: ``tests/frameworks/test_all_england.py``.
"""

import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from flask import Flask

import config
from benchmarks import report
from regionqa.app import create_app
from tests.factories.all_england import AUTHORITIES, crosswalk, fill
from tests.factories.databases import SqliteDatabases

RUNS, WARM_UP, BUDGET = 200, 20, 8.0


def main() -> None:
    """Measure in turns, so that what else the machine does falls on both."""
    with tempfile.TemporaryDirectory() as folder:
        databases = SqliteDatabases(Path(folder))
        with databases.clean(reference_too=True) as database:
            fill(database)
            url = databases.database_url
            app = create_app(config.load("testing", {"REGIONQA_DATABASE_URL": url}))
            client = _hello().test_client()
            times = _in_turns(lambda: crosswalk(app, database), lambda: client.get("/"))
        databases.stop()
    rows = [
        {
            "page": name,
            "ms, least": min(found),
            "ms, middle": statistics.median(found),
            "times hello": statistics.median(found) / statistics.median(times[1]),
        }
        for name, found in zip((f"crosswalk {AUTHORITIES} × 12", "hello"), times, strict=True)
    ]
    within = "within" if min(times[0]) <= BUDGET else "over"
    report("crosswalk", rows, f"CPU of {RUNS} runs in turns; the least is {within} {BUDGET:.0f} ms")


def _hello() -> Flask:
    app = Flask("hello")
    app.add_url_rule("/", "hello", lambda: "hello")
    return app


def _in_turns(*works: Callable[[], object]) -> list[list[float]]:
    times: list[list[float]] = [[] for _ in works]
    for run in range(RUNS + WARM_UP):
        for work, kept in zip(works, times, strict=True):
            began = time.process_time()
            work()
            spent = time.process_time() - began
            if run >= WARM_UP:
                kept.append(spent * 1000)
    return times


if __name__ == "__main__":
    main()
