"""What pages call states, steps and answers; one place, so that every page says the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from regionqa.web.layout import date_and_time

ROUND_STATES: Mapping[str, tuple[str, str]] = {
    "draft": ("Draft", "Only the region’s office sees the round."),
    "call_open": (
        "Call open",
        "Authorities join, offer readers and hand in the list their cases are drawn from.",
    ),
    "allocating": ("Sharing out cases", "Cases are drawn, and the office decides who reads what."),
    "confirming": ("Readers confirm", "Readers say whether they can read what they were asked."),
    "grading": ("Grading", "Home auditors and peers read the same cases, blind to each other."),
    "reconciling": ("Discussing differences", "Grading has ended. Differences are discussed."),
    "statistics_locked": ("Figures locked", "The round’s figures are taken and checked."),
    "published": ("Published", "The round’s record can be read by the region."),
    "archived": ("Archived", "The round is put away."),
    "cancelled": ("Cancelled", "The round was stopped. Its readings stay sealed."),
}
TIMELINE = tuple(name for name in ROUND_STATES if name != "cancelled")

ANCHOR_STATES: Mapping[str, str] = {
    "at_panel": "With its panel",
    "keyed": "Ready to use",
    "retired": "Retired",
}
CASE_STATES: Mapping[str, str] = {
    "drawn": "Drawn",
    "allocated": "Readers asked",
    "in_blind": "Being graded",
    "short": "Short of a reader",
    "revealed": "Revealed",
    "in_discussion": "In discussion",
    "escalated": "With a panel",
    "agreed": "Agreed",
    "unresolved": "Not resolved",
    "closed": "Closed",
    "withdrawn": "Withdrawn",
}
CASE_COLOURS: Mapping[str, str] = {
    "short": "yellow",
    "escalated": "orange",
    "in_discussion": "purple",
    "revealed": "purple",
    "agreed": "green",
    "closed": "grey",
    "withdrawn": "grey",
}
READING_STATES: Mapping[str, str] = {
    "not_begun": "Not begun",
    "draft": "Begun",
    "submitted": "Submitted",
    "superseded": "Corrected",
    "late": "Submitted late",
    "void": "Does not count",
    "lapsed": "Lapsed",
    "revealed": "Revealed",
}
OUTCOMES: Mapping[str, str] = {
    "unanimous": "Same grade in every domain, so agreed by itself",
    "settled": "Settled: both sides accepted",
    "discussed": "Agreed after discussion",
    "panel": "Decided by a panel",
    "unresolved": "Not resolved: the dissent is kept",
}
STANCES: Mapping[str, str] = {
    "accept": "Accepts",
    "discuss": "Asks to discuss",
    "propose": "Proposes a grade",
    "escalate": "Asks for a panel",
    "dissent": "Disagrees, and says why",
    "panel": "Panel’s decision",
    "unresolved": "Panel could not resolve it",
}
PACK_STATES: Mapping[str, str] = {
    "checking": "Being checked",
    "checked": "Checked, not attested",
    "attested": "Attested",
    "refused": "Refused",
    "replaced": "Replaced",
    "taken_back": "Taken back",
    "destroyed": "Key destroyed",
}
SLOT_KINDS: Mapping[str, str] = {
    "appointment": "By appointment, at a place of ours",
    "guest_account": "With a guest account, from their own place",
}
HAD: Mapping[str, str] = {
    "pack": "The pack",
    "record": "The record itself",
    "worker": "A talk with the worker",
    "family": "The family’s view",
}
AGE_BANDS_HINT = "A band of years, never a date of birth"


@dataclass(frozen=True, slots=True)
class StepWords:
    """A step of a round as its button and its page say it; ``guards`` are what must be so first."""

    button: str
    what: str
    guards: tuple[str, ...]
    reason: str = ""
    warning: bool = False


STEPS: Mapping[str, StepWords] = {
    "open_call": StepWords(
        "Open the call",
        "Every authority of the region sees the round and may join. The plan and the version of "
        "the tool are fixed from now on, and the number that decides the draw is chosen and shown.",
        ("The tool’s version is published",),
    ),
    "close_call": StepWords(
        "Close the call and draw the cases",
        "Nobody can join any more. Cases are drawn at random from each authority’s list, service "
        "by service in proportion, before any grade is known.",
        ("At least two authorities take part",),
    ),
    "release": StepWords(
        "Release the allocation",
        "Readers see which cases they are asked to read, and confirm or decline.",
        ("There is a proposed allocation",),
    ),
    "lock": StepWords(
        "Lock the figures",
        "The figures of the round are taken from blind readings, once and for all.",
        ("Every case has ended, or you say why some have not",),
        reason="Why the figures are locked while cases are open; leave empty when none is",
    ),
    "publish": StepWords(
        "Publish the record",
        "The round’s record can be read by the region.",
        ("The figures’ snapshot is taken", "Somebody other than who locked the figures does this"),
    ),
    "reissue": StepWords(
        "Take the record back for a new version",
        "The round goes back to locked figures; the next publication is a new version.",
        (),
        reason="Why the record is issued again",
        warning=True,
    ),
    "archive": StepWords(
        "Archive the round", "The round leaves the list of current ones. Its record stays.", ()
    ),
    "cancel": StepWords(
        "Cancel the round",
        "The round ends here. Readings stay sealed and count in no figure. This cannot be undone.",
        (),
        reason="Why the round is cancelled; every authority sees it",
        warning=True,
    ),
}


def round_state(state: str) -> str:
    """A round's state in words."""
    return ROUND_STATES[state][0]


def anchor_state(state: str) -> str:
    """Where an anchor stands."""
    return ANCHOR_STATES.get(state, state)


def case_state(state: str) -> str:
    """A case's state in words."""
    return CASE_STATES.get(state, state)


def reading_state(state: str) -> str:
    """A reading's state in words."""
    return READING_STATES.get(state, state)


def pack_state(state: str) -> str:
    """How far a pack is, for a list."""
    return PACK_STATES.get(state, "No pack yet")


def time_span(start: datetime, end: datetime) -> str:
    """When something begins and ends; the day once where it is one day."""
    first, last = date_and_time(start), date_and_time(end)
    day, _at, clock = last.partition(" at ")
    return f"{first} to {clock if first.startswith(day) else last}"
