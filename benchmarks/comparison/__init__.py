"""The speed and the answers of ``regionqa.statistics.comparison`` beside its peers.

Both run in one process of the peers' environment, with one thread for the arithmetic.
"""

import argparse
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from benchmarks import ROOT, peers


def main(argv: Sequence[str] | None = None) -> int:
    """Measures and reports; 1 where an answer differs or exact limits take too long."""
    parser = argparse.ArgumentParser(prog="bench comparison", description=__doc__)
    parser.add_argument("--repeats", type=int, default=5, help="the best of how many runs")
    options = parser.parse_args(argv)
    python = peers(Path(__file__).parent / "peers.lock")
    measure = [python, "-m", "benchmarks.comparison.measure", str(options.repeats)]
    one_thread = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.run(measure, cwd=ROOT, env=one_thread, check=False).returncode
