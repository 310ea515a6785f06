"""``python -m benchmarks.agreement``, which ``./run bench agreement`` calls."""

import sys

from benchmarks.agreement import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
