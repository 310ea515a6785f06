"""Published figures read once for each version of them and kept in memory.

They are the same for every reader and change only when an operator loads some, so each process
keeps what it has read for as long as the version stands. An indicator's figures are read when they
are first asked for.
"""

from collections.abc import Callable, Hashable, Mapping
from datetime import date
from threading import Lock
from typing import Any, TypeVar
from uuid import UUID

from regionqa.authorities import Atlas
from regionqa.indicators.definitions import Indicator
from regionqa.indicators.exceptions import National
from regionqa.indicators.figures import Figures, Value

Reader = Callable[[str], Mapping[tuple[str, int], Value]]
Made = TypeVar("Made")
MOST_KEPT = 2
MOST_MADE = 400


class Library:
    """The indicators of one version and, once asked for, their figures."""

    def __init__(self, atlas: Atlas, indicators: Mapping[str, Indicator]) -> None:
        self.atlas = atlas
        self.indicators = indicators
        self._figures: dict[str, Figures] = {}
        self._national: dict[tuple[str, date], National] = {}
        self._made: dict[Hashable, Any] = {}
        self._lock = Lock()

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What was made before for this key, or ``make()``, kept while there is room for it.

        Only for what follows from published figures alone and is the same for every reader.
        """
        if (held := self._made.get(key)) is not None:
            found: Made = held
            return found
        made = make()
        with self._lock:
            while len(self._made) >= MOST_MADE:
                del self._made[next(iter(self._made))]
            self._made[key] = made
        return made

    def figures(self, code: str, read: Reader) -> Figures:
        """An indicator's figures; ``read`` gets them from the table where they are not kept yet."""
        if code not in self._figures:
            found = Figures(self.indicators[code], read(code), self.atlas.areas)
            self._figures[code] = found
        return self._figures[code]

    def national(self, code: str, today: date, read: Reader) -> National:
        """How the authorities in being today lie on an indicator."""
        key = (code, today)
        if key not in self._national:
            self._national = {held: n for held, n in self._national.items() if held[1] == today}
            self._national[key] = National(self.figures(code, read), self.atlas.codes_on(today))
        return self._national[key]


_KEPT: dict[UUID, Library] = {}
_LOCK = Lock()


def find_library(version: UUID) -> Library | None:
    """The library of a version, where this process has it."""
    return _KEPT.get(version)


def keep_library(version: UUID, library: Library) -> Library:
    """Keep a library, and let the oldest go."""
    with _LOCK:
        while len(_KEPT) >= MOST_KEPT:
            del _KEPT[next(iter(_KEPT))]
        return _KEPT.setdefault(version, library)
