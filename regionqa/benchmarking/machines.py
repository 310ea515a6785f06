"""The state machine of a release: which step leads from where to where, and who takes it.

A step is taken by ``regionqa.benchmarking.operations.moves`` alone, which writes the state and the
event in one transaction. Guards that need more than the release are named here and kept there.
"""

from collections.abc import Mapping
from dataclasses import dataclass

LEAD, SECOND, SERVICE = "lead", "second person", "service"


@dataclass(frozen=True, slots=True)
class Step:
    """A step: the states it may be taken from, the one it leads to, who takes it, and its guard."""

    sources: frozenset[str]
    target: str
    who: str
    guard: str = ""
    reason_needed: bool = False


def _step(
    sources: str, target: str, who: str, guard: str = "", *, reason_needed: bool = False
) -> Step:
    return Step(frozenset(sources.split()), target, who, guard, reason_needed)


RELEASE: Mapping[str, Step] = {
    "open_check": _step("draft", "opening", LEAD, "the window has ended and overlaps none"),
    "opened": _step("opening", "checking", SERVICE, "every contribution is frozen"),
    "send": _step(
        "checking passed",
        "gate",
        LEAD,
        "the check is over or all have answered; no dispute is open; not on a look that holds",
    ),
    "pass": _step("gate", "passed", SERVICE, "nothing falls to anybody"),
    "refuse": _step("gate", "refused", SERVICE, "something falls, or was not decided in time"),
    "change": _step("refused passed", "gate", LEAD, "the measures are printed in another way"),
    "publish": _step(
        "passed",
        "published",
        SECOND,
        "a measure is left, and this recipe passed beside all that stands now",
    ),
    "withdraw": _step("published", "withdrawn", LEAD, reason_needed=True),
    "abandon": _step(
        "draft opening checking gate refused passed", "abandoned", LEAD, reason_needed=True
    ),
}
STATES = (
    "draft",
    "opening",
    "checking",
    "gate",
    "refused",
    "passed",
    "published",
    "withdrawn",
    "abandoned",
)
STANDING = frozenset({"published"})
OPEN = frozenset(STATES) - {"published", "withdrawn", "abandoned"}
SAID = {
    "draft": "a draft",
    "opening": "being opened",
    "checking": "in the own-figure check",
    "gate": "at the gate",
    "refused": "refused by the gate",
    "passed": "passed and waiting for a second person",
    "published": "published",
    "withdrawn": "withdrawn",
    "abandoned": "abandoned",
}
"""Each state as part of a sentence."""


def state_for_readers(state: str) -> str:
    """Where a release stands for whoever is not of the office: not whether the gate refused it.

    A coarser figure after a refusal would tell that the finer one gave something away.
    """
    return "gate" if state in {"refused", "passed"} else state
