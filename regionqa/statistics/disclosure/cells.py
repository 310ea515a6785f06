"""The unknown counts that a release speaks of, and the authorities that hold them."""

from typing import NamedTuple


class Cell(NamedTuple):
    """One unknown whole number: how many cases of a category an authority has in a period.

    ``period`` is the finest one that any release tells apart (a month, a quarter). A corrected
    count is another unknown: it has a higher ``revision``. ``known_to`` are other authorities that
    know the count before anything is printed, since they had a part in counting it.
    """

    authority: str
    category: str
    period: str = ""
    measure: str = ""
    revision: int = 0
    known_to: tuple[str, ...] = ()

    @property
    def holders(self) -> frozenset[str]:
        """Every authority that knows the count."""
        return frozenset((self.authority, *self.known_to))

    def __str__(self) -> str:
        """For messages: authority, category and what else sets the cell apart."""
        parts = [self.authority, self.category, self.period, self.measure]
        if self.revision:
            parts.append(f"revision {self.revision}")
        return ", ".join(part for part in parts if part)


class Unit(NamedTuple):
    """An authority of a release, with those that took its place if it was abolished.

    A predecessor's count is the sum of its successors' counts, so that releases from before and
    after a reorganisation speak of the same unknowns.
    """

    authority: str
    successors: tuple[str, ...] = ()
