"""``python -m benchmarks.comparison``, which ``./run bench comparison`` calls."""

import sys

from benchmarks.comparison import main

if __name__ == "__main__":
    sys.exit(main())
