"""Published tables that several tests read."""

from dataclasses import dataclass

import numpy as np
import pytest

# Coronary bypass operations of 37 New York hospitals: cases, deaths, expected deaths in 100 cases.
# A public table used by the author of the funnel plot's own program.
CABG = """
1719 34 1.77, 402 3 1.72, 220 2 1.02, 1197 23 1.65, 2004 53 1.88, 1421 31 1.68, 1246 24 1.59,
764 8 1.89, 897 11 1.99, 1802 37 2.04, 2008 57 2.67, 79 1 1.58, 331 10 1.88, 1342 16 1.66,
728 10 1.78, 887 20 1.65, 905 24 1.74, 907 28 2.48, 956 12 1.75, 2237 45 2.19, 1875 36 2.63,
1191 32 1.95, 4739 110 2.10, 1829 28 2.21, 649 13 2.18, 1708 18 1.64, 982 25 2.13, 1337 11 2.11,
1057 28 2.32, 953 19 2.32, 1673 42 1.97, 1068 25 2.44, 466 18 1.84, 637 4 2.00, 2137 28 1.78,
1918 59 2.35, 1524 28 2.28
"""


@dataclass(frozen=True)
class Hospitals:
    cases: np.ndarray
    deaths: np.ndarray
    expected: np.ndarray

    @property
    def mean(self) -> float:
        return self.deaths.sum() / self.cases.sum()


@pytest.fixture(scope="session")
def cabg() -> Hospitals:
    cases, deaths, rate = np.array([row.split() for row in CABG.split(",")], dtype=float).T
    return Hospitals(cases, deaths, cases * rate / 100)
