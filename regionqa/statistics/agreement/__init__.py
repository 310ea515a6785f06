"""Agreement between readers who grade the same cases, with honest intervals."""

from regionqa.statistics.agreement.errors import RatingsError, UnknownGradeError
from regionqa.statistics.agreement.estimate import agreement
from regionqa.statistics.agreement.influence import COEFFICIENTS
from regionqa.statistics.agreement.patterns import Patterns
from regionqa.statistics.agreement.ratings import Ratings
from regionqa.statistics.agreement.result import Agreement
from regionqa.statistics.agreement.scale import Scale
from regionqa.statistics.agreement.states import STATES, State
from regionqa.statistics.agreement.weights import FAMILIES as WEIGHTS

__all__ = [
    "COEFFICIENTS",
    "STATES",
    "WEIGHTS",
    "Agreement",
    "Patterns",
    "Ratings",
    "RatingsError",
    "Scale",
    "State",
    "UnknownGradeError",
    "agreement",
]
