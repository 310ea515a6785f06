"""``./run bench [NAME] [arguments]``: one benchmark, or each in turn."""

import subprocess
import sys
from pathlib import Path

from benchmarks import ROOT

FOLDER = Path(__file__).resolve().parent


def names() -> list[str]:
    """Every benchmark there is."""
    modules = {path.stem for path in FOLDER.glob("*.py") if not path.stem.startswith("_")}
    folders = {path.parent.name for path in FOLDER.glob("*/__main__.py")}
    return sorted(modules | folders)


def main(arguments: list[str]) -> int:
    """Run what is named, each in a process of its own; 1 when one of them failed."""
    known = names()
    chosen = arguments[:1] or known
    for name in chosen:
        if name not in known:
            sys.stderr.write(f"there is no benchmark {name!r}; there are: {', '.join(known)}\n")
            return 2
    failed = [
        name
        for name in chosen
        if subprocess.run(
            [sys.executable, "-m", f"benchmarks.{name}", *arguments[1:]], cwd=ROOT, check=False
        ).returncode
    ]
    if failed:
        sys.stderr.write(f"failed: {', '.join(failed)}\n")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
