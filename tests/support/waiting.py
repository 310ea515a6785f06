"""Waiting for what another process does, by a number of looks and never by a stopwatch."""

import time
from collections.abc import Callable

PAUSE = 0.05


def until(happened: Callable[[], bool], *, looks: int = 1200, pause: float = PAUSE) -> bool:
    """Look again and again until it has happened; False where it has not after ``looks``.

    A busy machine only makes each look later, so that a wait that would have ended well ends well.
    """
    for _ in range(looks):
        if happened():
            return True
        time.sleep(pause)
    return happened()
