"""The gate's findings as rows for a person: what falls to whom, alike ones put together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from regionqa.benchmarking.gate.unparted import BEFORE, OWN
from regionqa.benchmarking.gate.verdict import ANYONE, Finding

HOW = {
    "exact": "exactly",
    "narrow": "to fewer than four possible values",
    "undecided": "not decided in time, which counts as falling",
    "named": "no named table can be printed beside the rest",
    "contradiction": "the totals contradict each other, so a figure is wrong",
    OWN: (
        "frozen before it was kept who had read the cases: give this release up and propose it "
        "again, so that its figures are frozen anew"
    ),
    BEFORE: (
        "an earlier release of some of these months was frozen before it was kept who had read "
        "the cases: leave the measure out, or propose months that do not overlap it"
    ),
}


@dataclass(frozen=True, slots=True)
class Fallen:
    """A row: a measure, whose counts, to whom, and how nearly."""

    title: str
    whose: str
    to_whom: str
    how: str


def rows_of(
    findings: Iterable[Finding],
    titles: Mapping[str, str],
    names: Mapping[str, str],
    authorities: int,
) -> list[Fallen]:
    """Findings of one measure that fall to the same readers in the same way are one row.

    ``authorities`` is how many stand in the release: where every one of them falls it is said so.
    """
    together: dict[tuple[str, str, str], set[str]] = {}
    for one in findings:
        to_whom = "anyone"
        if one.reason in {OWN, BEFORE}:
            to_whom = "cannot be told"
        elif one.who != ANYONE:
            to_whom = " with ".join(names.get(reader, reader) for reader in one.readers)
        whose = names.get(one.authority, "every authority")
        together.setdefault((one.code, to_whom, one.reason), set()).add(whose)

    def said(whose: set[str]) -> str:
        if 2 < len(whose) == authorities:
            return f"every authority, all {authorities}"
        return ", ".join(sorted(whose))

    return [
        Fallen(titles.get(code, code), said(whose), to_whom, HOW[reason])
        for (code, to_whom, reason), whose in together.items()
    ]
