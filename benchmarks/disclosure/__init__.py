"""What ``regionqa.statistics.disclosure`` shows and hides beside its peers, on the same tables.

Ours and theirs run in the peers' environment; the same attack is made on every answer.
"""

import argparse
import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

from benchmarks import ROOT, peers


def main(argv: Sequence[str] | None = None) -> int:
    """Measures and reports; 1 where the attack finds anything in our own answers."""
    parser = argparse.ArgumentParser(prog="bench disclosure", description=__doc__)
    parser.add_argument("--tables", type=int, default=100, help="random tables of 19 by 4")
    parser.add_argument("--releases", type=int, default=4, help="releases attacked together")
    options = parser.parse_args(argv)
    python = peers(Path(__file__).parent / "peers.lock")
    numbers = [str(options.tables), str(options.releases)]
    one_thread = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    return subprocess.run(
        [python, "-m", "benchmarks.disclosure.measure", *numbers],
        cwd=ROOT,
        env=one_thread,
        check=False,
    ).returncode
