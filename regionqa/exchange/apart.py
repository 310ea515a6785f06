"""The parent of the process that opens a file: bounded in memory and time, its end an answer."""

import json
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

_CHILD = Path(__file__).with_name("isolated") / "__main__.py"

Request = Mapping[str, Any]


class TookTooLong(Exception):
    """The process was ended after the time it had."""


class NeededTooMuch(Exception):
    """The process ended by its bound of memory or processor time."""


class EndedBadly(Exception):
    """The process ended without an answer, as on damaged bytes."""


def ask_apart(data: bytes, request: Request) -> Mapping[str, Any]:
    """What the process answers on these bytes. ``request`` names memory, seconds and the task.

    Raises ``TookTooLong``, ``NeededTooMuch`` or ``EndedBadly``.
    """
    head = json.dumps(request).encode() + b"\n"
    try:
        done = subprocess.run(  # noqa: S603 - our own script, by its full path; no shell
            [sys.executable, "-I", str(_CHILD)],
            input=head + data,
            capture_output=True,
            timeout=request["seconds"],
            check=False,
            env={},
        )
    except subprocess.TimeoutExpired as error:
        raise TookTooLong from error
    if done.returncode == 0:
        answer: Mapping[str, Any] = json.loads(done.stdout)
        return answer
    if done.returncode < 0 or b"MemoryError" in done.stderr:
        raise NeededTooMuch
    raise EndedBadly
