"""What the commands ``protect`` and ``attack`` share."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import click

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class BadInput(click.ClickException):
    """Something in the caller's files or options; the message says where and what to do."""

    exit_code = 2


def parts(text: str | None) -> tuple[str, ...]:
    """The parts of an option that takes several values in one, parted by commas."""
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


@contextmanager
def refusing() -> Iterator[None]:
    """Turn what a table or an option has wrong into a message and exit code 2."""
    try:
        yield
    except (ValueError, UnicodeError) as error:
        raise BadInput(str(error)) from error


@contextmanager
def show_progress(label: str) -> Iterator[Callable[[int, int], None]]:
    """A progress bar on standard error, where that is a terminal."""
    quiet = not sys.stderr.isatty()
    with click.progressbar(length=1, label=label, file=sys.stderr, hidden=quiet) as bar:

        def advance(done: int, total: int) -> None:
            bar.length = total
            bar.update(max(done - bar.pos, 0))

        yield advance
