"""What a region decided that a release must keep to."""

from dataclasses import dataclass

ZEROS = ("shown", "may_hide", "hidden")


@dataclass(frozen=True)
class Policy:
    """The rules of a release; the defaults are those of the Department for Education and stricter.

    Args:
        minimum: a count from 1 to ``minimum - 1`` is hidden.
        zeros: ``shown``: a true zero is always shown, so that a reader knows every hidden count
            to be 1 or more; ``may_hide``: a zero is shown unless it must guard another count;
            ``hidden``: a zero is hidden like a small count.
        base: what the Total row and the grand total are rounded to where anything is hidden.
        spread: how many values the public must at least hold possible for a hidden count.
        coalition: how many readers may put their own rows together and still learn no other
            authority's hidden count exactly.
        contributors: the fewest authorities that a regional total may stand on.
        dominance: (n, k): a total is hidden where its n largest contributors hold more than k of
            it (k from 0 to 1); None switches the rule off.
        p_percent: a total is hidden where what is left after the two largest is less than this
            part of the largest (0 to 1), so that the second could estimate the first; None
            switches the rule off.

    """

    minimum: int = 6
    zeros: str = "shown"
    base: int = 10
    spread: int = 4
    coalition: int = 2
    contributors: int = 5
    dominance: tuple[int, float] | None = (2, 0.9)
    p_percent: float | None = 0.1

    def __post_init__(self) -> None:
        """Refuse a rule that is none."""
        if self.zeros not in ZEROS:
            raise ValueError(f"zeros must be one of {', '.join(ZEROS)}, not {self.zeros!r}")
        least = {"minimum": 1, "base": 1, "spread": 2, "coalition": 0, "contributors": 1}
        for name, bound in least.items():
            if getattr(self, name) < bound:
                raise ValueError(f"{name} must be {bound} or more, not {getattr(self, name)}")
        if self.dominance is not None and not 0 < self.dominance[1] <= 1:
            raise ValueError("dominance is (n, k) with k above 0 and at most 1")
        if self.p_percent is not None and not 0 <= self.p_percent <= 1:
            raise ValueError("p_percent is a part from 0 to 1")

    @property
    def least_hidden(self) -> int:
        """The least value that a reader must hold possible for a hidden count."""
        return 1 if self.zeros == "shown" else 0

    def is_small(self, count: int) -> bool:
        """Whether a count may not be shown for its size."""
        return (0 if self.zeros == "hidden" else 1) <= count < self.minimum
