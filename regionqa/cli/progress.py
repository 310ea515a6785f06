"""A progress bar that shows itself only when the work takes longer than a second."""

from __future__ import annotations

import sys
from threading import Lock, Timer
from types import TracebackType
from typing import Any, Self

import click

PATIENCE = 1.0
"""Seconds before a bar appears."""


class LateBar:
    """A bar on the error stream, so that what is piped on stays clean; silent for quick work.

    First it stands for work of unknown length; ``start_work`` gives it steps.
    """

    def __init__(self, label: str) -> None:
        self._label = label
        self._steps: int | None = None
        self._done = 0
        self._bar: Any = None
        self._lock = Lock()
        self._timer = Timer(PATIENCE, self._show)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._timer.cancel()
        with self._lock:
            if self._bar is not None:
                self._bar.render_finish()

    def start_work(self, label: str, steps: int) -> None:
        """From here on the work has so many steps."""
        with self._lock:
            self._label, self._steps, self._done = label, steps, 0
            if self._bar is not None:
                self._bar.render_finish()
                self._open()

    def step(self) -> None:
        """One step is done."""
        with self._lock:
            self._done += 1
            if self._bar is not None:
                self._bar.update(1)

    def _show(self) -> None:
        with self._lock:
            self._open()

    def _open(self) -> None:
        length = self._steps if self._steps is not None else 1
        self._bar = click.progressbar(length=length, label=self._label, file=sys.stderr)
        self._bar.render_progress()
        if self._done:
            self._bar.update(self._done)
