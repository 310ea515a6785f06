"""``./run bench allocation``."""

import sys

from benchmarks.allocation import main

if __name__ == "__main__":
    sys.exit(main())
