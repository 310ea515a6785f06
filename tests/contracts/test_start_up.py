"""Importing the application is quick: what costs seconds is loaded where it is used."""

import subprocess
import sys

HEAVY = {"pandas", "scipy", "openpyxl", "xlsxwriter", "hypothesis"}


def test_the_application_loads_neither_pandas_nor_scipy() -> None:
    code = (
        "import sys, regionqa.app, regionqa.background\n"
        "regionqa.background.declare_every_job()\n"
        "print(' '.join(sorted({name.partition('.')[0] for name in sys.modules})))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert HEAVY.isdisjoint(done.stdout.split())
