"""Named states: what kind of figure this is, or why there is none."""

from typing import Literal, get_args

State = Literal[
    "ok",
    "too_few",
    "one_grade",
    "perfect",
    "no_overlap",
    "one_reader",
    "needs_readers",
    "empty",
]

STATES: tuple[State, ...] = get_args(State)

FLOOR = 10
"""Fewer cases read twice than this are called too few: the intervals are not proven below it."""


def explain(state: State, pairable: int, level: float = 0.95) -> str:
    """One plain sentence about a state.

    Args:
        state: the state.
        pairable: cases that two readers or more have graded.
        level: the confidence level of what is said about perfect agreement.

    """
    counted = cases(pairable)
    sentences: dict[State, str] = {
        "ok": f"Based on {counted} graded by two or more readers.",
        "too_few": (
            f"Too few: only {counted} graded by two or more readers; "
            f"at least {FLOOR} are needed for a figure to rely on."
        ),
        "one_grade": (
            f"Every grade given was the same ({counted} graded by two or more readers), so "
            "agreement cannot be told from a grade that is always given."
        ),
        "perfect": (
            f"All readers agreed on {_all(pairable)}. That does not mean they always would: "
            f"disagreement on up to {hidden_disagreement(pairable, level):.0%} of cases "
            "could have gone unseen with so many cases."
        ),
        "no_overlap": "No case was graded by two readers, so agreement cannot be measured.",
        "one_reader": "Only one reader gave grades, so there is nobody to agree with.",
        "needs_readers": (
            "This needs to know which reader gave which grade, and the counts given do not say."
        ),
        "empty": "There are no grades.",
    }
    return sentences[state]


def hidden_disagreement(pairable: int, level: float) -> float:
    """The highest share of disagreeing cases that still leaves ``pairable`` cases without one.

    The exact one-sided bound, near 3 / n at 95% (the rule of three).
    """
    return 1.0 if pairable < 1 else float(1.0 - (1.0 - level) ** (1.0 / pairable))


def cases(number: int) -> str:
    """``1 case``, ``2 cases``."""
    return "1 case" if number == 1 else f"{number:,} cases"


def _all(number: int) -> str:
    return "the one case they shared" if number == 1 else f"all {number:,} cases they shared"
