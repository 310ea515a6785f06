"""Counts that were corrected between two releases: another unknown, so that nothing contradicts.

A release keeps what was frozen for it. Where a later one covers the same quarter and the count was
corrected meanwhile, its quarter gets the next revision; what the correction was is nobody's
business, and is guarded too.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from regionqa.benchmarking.gate.given import Counts, Given

if TYPE_CHECKING:
    from regionqa.benchmarking.gate.trial import Window

_MARK = "+"


def in_revisions(windows: "Sequence[Window]") -> "list[Window]":
    """The releases, oldest first, with each quarter named by the revision of its counts."""
    seen: dict[tuple[str, str, str], list[Counts]] = {}

    def revised(authority: str, code: str, one: Given) -> Given:
        named = {}
        for quarter, counts in one.quarters.items():
            known = seen.setdefault((authority, code, quarter), [])
            if counts not in known:
                known.append(counts)
            revision = known.index(counts)
            named[f"{quarter}{_MARK}{revision}" if revision else quarter] = counts
        return replace(one, quarters=named)

    return [
        replace(
            window,
            region={
                authority: {code: revised(authority, code, one) for code, one in measures.items()}
                for authority, measures in window.region.items()
            },
        )
        for window in windows
    ]


def before_revision(quarter: str) -> str | None:
    """The name of the quarter before it was corrected; None for one that was not."""
    name, _, revision = quarter.partition(_MARK)
    if not revision:
        return None
    return name if revision == "1" else f"{name}{_MARK}{int(revision) - 1}"


def is_revised(quarter: str) -> bool:
    """Whether the quarter's counts were corrected after an earlier release."""
    return _MARK in quarter


def without_revision(quarter: str) -> str:
    """The quarter as it was first frozen."""
    return quarter.partition(_MARK)[0]
