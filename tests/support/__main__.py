"""``python -m tests.support``: everything the tests need that no lock file brings, or a loud no."""

import sys

from tests.support import accessibility, browser, postgres


def main() -> int:
    """Look for each thing, install what may be installed, and name all that is missing."""
    problems = []
    for need in (postgres.binaries, browser.ensure, accessibility.source):
        try:
            need()
        except (
            postgres.PostgresMissingError,
            browser.BrowserMissingError,
            FileNotFoundError,
        ) as error:
            problems.append(str(error))
    for problem in problems:
        sys.stderr.write(f"run: the tests cannot run: {problem}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
