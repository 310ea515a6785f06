"""No test is timed: on a busy machine it fails though nothing is wrong, so speed is for benchmarks.

A guard against hanging is ``@pytest.mark.timeout``, a wait is ``tests.support.waiting``, and what
must stay cheap is counted: queries, rows, programs started.
"""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "tests").rglob("*.py"))

CLOCKS = {
    f"{name}{unit}"
    for name in ("perf_counter", "process_time", "thread_time", "monotonic", "clock_gettime")
    for unit in ("", "_ns")
}
WALL = {"time", "time_ns", "times"}
LOGGED = {"milliseconds", "cpu_milliseconds", "elapsed", "ru_utime", "ru_stime"}


def stopwatches(tree: ast.AST) -> list[tuple[int, str]]:
    """Where a clock is read to measure a span, or a span that was measured is compared."""
    modules = {"time": "time", "os": "os"} | {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.Import)
        for alias in node.names
    }
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module in {"time", "timeit"}:
            names = {alias.name for alias in node.names} & (
                CLOCKS | WALL | {"timeit", "default_timer"}
            )
            found += [(node.lineno, name) for name in sorted(names)]
        elif isinstance(node, ast.Import):
            found += [(node.lineno, "timeit") for alias in node.names if alias.name == "timeit"]
        elif isinstance(node, ast.Attribute):
            owner = node.value.id if isinstance(node.value, ast.Name) else ""
            clock = node.attr in CLOCKS or (
                node.attr in WALL and modules.get(owner) in {"time", "os"}
            )
            found += [(node.lineno, node.attr)] if clock else []
        elif isinstance(node, ast.Compare):
            found += [(node.lineno, name) for name in _spans(node)]
        elif isinstance(node, ast.keyword) and node.arg == "deadline":
            loose = isinstance(node.value, ast.Constant) and node.value.value is None
            found += [] if loose else [(node.value.lineno, "deadline")]
    return found


def _spans(compared: ast.Compare) -> set[str]:
    """Names of measured spans in an ordering; whether one is there at all may be asked."""
    if not any(isinstance(one, ast.Lt | ast.LtE | ast.Gt | ast.GtE) for one in compared.ops):
        return set()
    read = {node.attr for node in ast.walk(compared) if isinstance(node, ast.Attribute)}
    read |= {
        str(node.slice.value)
        for node in ast.walk(compared)
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant)
    }
    return read & LOGGED


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_test_is_timed(path: Path) -> None:
    found = stopwatches(ast.parse(path.read_text()))
    assert not found, (
        f"{path.relative_to(ROOT)}: {found}: a timed test fails on a busy machine; measure in "
        "benchmarks/ beside a peer, wait with tests.support.waiting, guard with "
        "@pytest.mark.timeout, or count the steps"
    )


@pytest.mark.parametrize(
    ("code", "what"),
    [
        ("import time\nbegan = time.perf_counter()\nassert time.perf_counter() - began < 2", 2),
        ("import time as t\nend = t.monotonic() + 5\nwhile t.monotonic() < end: pass", 2),
        ("from time import process_time\nassert process_time() - began < 1", 1),
        ("import time\nassert time.time() - began < 1", 1),
        ("import time as clock\nassert clock.time_ns() < 1", 1),
        ("import os\nbegan = os.times()", 1),
        ("import timeit\ntimeit.timeit(work)", 1),
        ("assert record['cpu_milliseconds'] < 15", 1),
        ("assert answer.elapsed <= limit", 1),
        ("settings(deadline=200)", 1),
    ],
)
def test_the_search_finds_a_stopwatch(code: str, what: int) -> None:
    assert len(stopwatches(ast.parse(code))) == what


@pytest.mark.parametrize(
    "code",
    [
        "import time\ntime.sleep(0.1)",
        "import datetime as dt\nassert dt.time(9) < dt.time(10)",
        "settings(deadline=None)",
        "assert 'cpu_milliseconds' in record",
        "assert record['cpu_milliseconds'] is not None",
        "round.time < other.time",
    ],
)
def test_the_search_leaves_the_rest_alone(code: str) -> None:
    assert stopwatches(ast.parse(code)) == []
