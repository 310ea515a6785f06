"""Ratios against peers: each measured beside its peer in one run on one machine.

A benchmark is a module or a folder with ``__main__.py`` here; ``./run bench NAME`` runs it. It
gives its figures to ``report``, which prints a table and writes ``benchmarks/results/NAME.json``.
Peers that the project does not depend on are installed by ``peers`` into an environment of their
own, from a hash-pinned list beside the benchmark.
"""

import hashlib
import json
import platform
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = Path(__file__).resolve().parent / "results"

Row = Mapping[str, str | int | float | None]


def report(name: str, rows: Sequence[Row], note: str = "") -> None:
    """Print the rows as a table and write them, with the machine's description, as JSON.

    Every row has the same columns; a number is printed with three significant digits and written
    in full. ``note`` says what was compared and how.
    """
    print(f"\n{name}\n{'-' * len(name)}")
    if note:
        print(f"{note}\n")
    columns = list(rows[0]) if rows else []
    cells = [columns, *([_shown(row[column]) for column in columns] for row in rows)]
    widths = [max(len(line[index]) for line in cells) for index in range(len(columns))]
    for line in cells:
        print(
            "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        )
    RESULTS.mkdir(exist_ok=True)
    result = {"benchmark": name, "note": note, "machine": _machine(), "rows": list(rows)}
    (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=2) + "\n")


def peers(lock: Path) -> Path:
    """The python of an environment that holds exactly what ``lock`` pins, made when it is missing.

    The environment is ``.venv-bench-<folder>`` in the checkout, remade when the list changes.
    Raises ``CalledProcessError`` when a package cannot be had; what was tried is on standard error.
    """
    folder = ROOT / f".venv-bench-{lock.parent.name}"
    python, stamp = folder / "bin" / "python", folder / ".stamp"
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text() == digest:
        return python
    print(f"installing the peers of {lock.relative_to(ROOT)} into {folder.name}", file=sys.stderr)
    subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
    options = ["-q", "--disable-pip-version-check", "--no-deps", "--require-hashes"]
    subprocess.run([python, "-m", "pip", "install", *options, "-r", lock], check=True)
    stamp.write_text(digest)
    return python


def _shown(value: str | float | None) -> str:
    if value is None:
        return "-"
    return f"{value:.3g}" if isinstance(value, float) else str(value)


def _machine() -> dict[str, str]:
    return {"python": platform.python_version(), "system": platform.platform()}
