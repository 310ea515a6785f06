"""The speed and the answers of ``regionqa.statistics.comparison`` beside its peers.

Both run in one process of an environment of their own, made from ``peers.lock`` and kept beside
the checkout's: the peers are no dependency of the service.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
ENVIRONMENT = ROOT / ".venv-bench-comparison"
RESULTS = ROOT / "benchmarks" / "results" / "comparison.json"


def main(argv: Sequence[str] | None = None) -> int:
    """Measures, prints a table and writes the same as JSON; 1 where an answer differs."""
    parser = argparse.ArgumentParser(prog="bench comparison", description=__doc__)
    parser.add_argument("--json", type=Path, default=RESULTS, help="where the figures are written")
    parser.add_argument("--repeats", type=int, default=5, help="the best of how many runs")
    options = parser.parse_args(argv)
    options.json.parent.mkdir(parents=True, exist_ok=True)
    command = [python(), "-m", "benchmarks.comparison.measure"]
    command += ["--json", str(options.json.resolve()), "--repeats", str(options.repeats)]
    return subprocess.run(command, cwd=ROOT, env=one_thread(), check=False).returncode


def python() -> str:
    """The peers' interpreter; the environment is made when the lock is new to it."""
    interpreter = ENVIRONMENT / "bin" / "python"
    lock, installed = HERE / "peers.lock", ENVIRONMENT / "peers.lock"
    if not installed.exists() or installed.read_bytes() != lock.read_bytes():
        uv = [sys.executable, "-m", "uv", "--quiet"]
        make = [*uv, "venv", "--clear", "--python", sys.executable, str(ENVIRONMENT)]
        subprocess.run(make, check=True)
        fill = [*uv, "pip", "install", "--require-hashes", "--python", str(interpreter)]
        subprocess.run([*fill, "--requirements", str(lock)], check=True)
        installed.write_bytes(lock.read_bytes())
    return str(interpreter)


def one_thread() -> dict[str, str]:
    """The environment's variables with one thread for the arithmetic, so that runs compare."""
    return {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
