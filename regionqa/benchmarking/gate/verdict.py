"""What the gate found: which figure falls to which reader, never with a value."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from regionqa.statistics.disclosure import Exposure

ANYONE, ONE, SEVERAL = "anyone", "one", "several"
CONTRADICTION, NAMED, UNDECIDED = "contradiction", "named", "undecided"
GATE = 2
"""What the gate reckons with. It grows with every hole that is mended: 2 knows who read a case.

What an earlier one passed is not published on its word."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A figure that falls. ``authority`` is whose count, ``readers`` who would know it.

    ``who`` is ``anyone``, ``one`` reader or ``several`` together; ``reason`` is ``exact``,
    ``narrow``, ``undecided``, ``contradiction``, ``named`` (no named table can be printed), or one
    of ``gate.unparted`` (it is not kept who else knows the counts).
    """

    code: str
    window: str
    authority: str
    who: str
    readers: tuple[str, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Remedy:
    """What a region can do about a measure that fell; ``words`` name it, ``change`` makes it.

    ``change`` holds the fields of ``Printing`` that differ in this release, ``later`` those that
    differ in the next ones of the series, a way of printing that would have passed.
    """

    code: str
    words: str
    change: Mapping[str, Any]
    later: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a look of the gate says. It passed when nothing was found."""

    findings: tuple[Finding, ...]
    remedies: tuple[Remedy, ...] = ()
    figures: int = 0
    facts: int = 0
    earlier: int = 0
    set_aside: int = 0
    gate: int = GATE

    @property
    def passed(self) -> bool:
        """Whether the release may be published."""
        return not self.findings


def found(exposures: "Iterable[Exposure]") -> tuple[Finding, ...]:
    """Exposures as findings: one for each measure, authority and kind of reader, values left out.

    A count that falls to anyone is named once; else the fewest readers who find it are named.
    """
    kept: dict[tuple[str, str, str], Finding] = {}
    for one in sorted(exposures, key=lambda one: len(one.reader or ())):
        readers = tuple(sorted(one.reader or ()))
        who = ANYONE if not readers else ONE if len(readers) == 1 else SEVERAL
        key = (one.cell.measure, one.cell.authority, one.cell.period)
        kept.setdefault(
            key,
            Finding(one.cell.measure, one.release, one.cell.authority, who, readers, one.reason),
        )
    return tuple(kept[key] for key in sorted(kept))


def verdict_to_json(verdict: Verdict) -> dict[str, Any]:
    """A verdict as it is kept."""
    return asdict(verdict)


def verdict_from_json(held: Mapping[str, Any]) -> Verdict:
    """A verdict as it was kept."""
    findings: Sequence[Mapping[str, Any]] = held["findings"]
    return Verdict(
        tuple(Finding(**{**one, "readers": tuple(one["readers"])}) for one in findings),
        tuple(Remedy(**one) for one in held["remedies"]),
        held["figures"],
        held["facts"],
        held["earlier"],
        held["set_aside"],
        held.get("gate", 1),
    )
