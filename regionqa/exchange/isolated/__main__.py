"""Run by its path, as a script: the request is one line of JSON and then the bytes of the file.

The program's other modules are not loaded (the package around this one is entered bare), so the
process starts in tens of milliseconds, and a hostile file meets as little as possible.
"""

import sys
from pathlib import Path
from types import ModuleType

_AROUND = Path(__file__).resolve().parent.parent


def _enter() -> None:
    """Make ``regionqa.exchange.isolated`` importable without running ``regionqa.exchange``."""
    sys.path.insert(0, str(_AROUND.parent.parent))
    bare = ModuleType("regionqa.exchange")
    bare.__path__ = [str(_AROUND)]
    sys.modules[bare.__name__] = bare


if __name__ == "__main__":
    _enter()
    from regionqa.exchange.isolated.child import main

    main()
