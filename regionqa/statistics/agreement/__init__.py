"""Agreement between readers who grade the same cases, with honest intervals.

``Ratings`` or ``Patterns`` go in, plain frozen objects come out; nothing here knows of a database,
a page or a file. Importing this package loads numpy only.
"""

from regionqa.statistics.agreement.bootstrap import bootstrap_agreement
from regionqa.statistics.agreement.change import Difference, difference
from regionqa.statistics.agreement.crosstabs import (
    WideCase,
    first_against_second,
    pair_tables,
    widest_cases,
)
from regionqa.statistics.agreement.cuts import (
    Cut,
    SpecificAgreement,
    collapse,
    cuts,
    specific_agreement,
)
from regionqa.statistics.agreement.errors import RatingsError, RepeatedGradeError, UnknownGradeError
from regionqa.statistics.agreement.estimate import agreement
from regionqa.statistics.agreement.gap import Direction, Gap, direction
from regionqa.statistics.agreement.homogeneity import (
    HomogeneityTest,
    MarginalHomogeneity,
    marginal_homogeneity,
)
from regionqa.statistics.agreement.influence import COEFFICIENTS
from regionqa.statistics.agreement.kappa_planning import kappa_cases, kappa_cases_two_grades
from regionqa.statistics.agreement.patterns import Patterns
from regionqa.statistics.agreement.planning import Plan, PlannedCases, plan_drop, plan_width
from regionqa.statistics.agreement.ratings import Ratings
from regionqa.statistics.agreement.reader_jackknife import ReaderSpread, reader_jackknife
from regionqa.statistics.agreement.reporting import DirectionOf, DomainResult, Report, report
from regionqa.statistics.agreement.result import Agreement
from regionqa.statistics.agreement.scale import Scale
from regionqa.statistics.agreement.simultaneous import Band, simultaneous
from regionqa.statistics.agreement.states import STATES, State, explain
from regionqa.statistics.agreement.verdict import (
    BENCHMARKS,
    BandProbability,
    Prevalence,
    Verdict,
    membership,
    prevalence,
    verdict,
)
from regionqa.statistics.agreement.weights import FAMILIES as WEIGHTS
from regionqa.statistics.agreement.weights import METRIC_ORDINAL, METRIC_RATIO

__all__ = [
    "BENCHMARKS",
    "COEFFICIENTS",
    "METRIC_ORDINAL",
    "METRIC_RATIO",
    "STATES",
    "WEIGHTS",
    "Agreement",
    "Band",
    "BandProbability",
    "Cut",
    "Difference",
    "Direction",
    "DirectionOf",
    "DomainResult",
    "Gap",
    "HomogeneityTest",
    "MarginalHomogeneity",
    "Patterns",
    "Plan",
    "PlannedCases",
    "Prevalence",
    "Ratings",
    "RatingsError",
    "ReaderSpread",
    "RepeatedGradeError",
    "Report",
    "Scale",
    "SpecificAgreement",
    "State",
    "UnknownGradeError",
    "Verdict",
    "WideCase",
    "agreement",
    "bootstrap_agreement",
    "collapse",
    "cuts",
    "difference",
    "direction",
    "explain",
    "first_against_second",
    "kappa_cases",
    "kappa_cases_two_grades",
    "marginal_homogeneity",
    "membership",
    "pair_tables",
    "plan_drop",
    "plan_width",
    "prevalence",
    "reader_jackknife",
    "report",
    "simultaneous",
    "specific_agreement",
    "verdict",
    "widest_cases",
]
