"""``python -m benchmarks.disclosure``, which ``./run bench disclosure`` calls."""

import sys

from benchmarks.disclosure import main

if __name__ == "__main__":
    sys.exit(main())
