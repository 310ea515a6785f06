"""Published data sets and their printed coefficients, as files in the layout of an upload.

O1: Krippendorff, Computing Krippendorff's alpha-reliability (2011), 4 observers, 12 units.
O4: Gwet's cac.raw4raters, the same with the last unit's only grade under another rater.
O5: Gwet's cac.raw5obser, 5 observers, 15 units, grades 0 to 3.
"""

from dataclasses import dataclass

from tests.ratings.walking import csv_of

_O1 = """
A 1 2 3 3 2 1 4 1 2 . . .
B 1 2 3 3 2 2 4 1 2 5 . 3
C . 3 3 3 2 3 4 2 2 5 1 .
D 1 2 3 3 2 4 4 1 2 5 1 .
"""
_O4 = """
A 1 2 3 3 2 1 4 1 2 . . .
B 1 2 3 3 2 2 4 1 2 5 . .
C . 3 3 3 2 3 4 2 2 5 1 3
D 1 2 3 3 2 4 4 1 2 5 1 .
"""
_O5 = """
A 1 1 2 . 0 0 1 1 2 2 . 0 1 3 1
B 1 1 3 0 0 0 0 . 2 1 1 0 2 3 1
C 2 0 3 0 0 0 2 2 2 1 0 0 2 2 1
D . 1 3 . . . . 0 . 1 0 0 2 2 .
E 2 . . 0 0 0 1 . 2 . . . . 3 1
"""


@dataclass(frozen=True)
class Oracle:
    """A file, its scale as it is typed, and what is printed of it to five places."""

    name: str
    content: bytes
    own_grades: str
    exact: float
    ac2: float
    alpha_ordinal: float | None


def _file(matrix: str, blanks: bool) -> bytes:
    rows = []
    for line in matrix.split("\n"):
        if line:
            reader, *grades = line.split()
            rows += [
                (f"unit {unit}", reader, "" if grade == "." else grade)
                for unit, grade in enumerate(grades, 1)
                if blanks or grade != "."
            ]
    return csv_of(("Case", "Reader", "Grade"), rows)


ORACLES = [
    Oracle("O1", _file(_O1, blanks=True), "1\n2\n3\n4\n5", 0.81818, 0.91400, 0.81539),
    Oracle("O4", _file(_O4, blanks=False), "1\n2\n3\n4\n5", 0.81818, 0.91400, 0.81539),
    Oracle("O5", _file(_O5, blanks=True), "0\n1\n2\n3", 0.61556, 0.83043, None),
]
