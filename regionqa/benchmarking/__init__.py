"""Benchmarking: the catalogue of measures, and each authority's monthly returns of audits.

Other features use what is named here and nothing else of this package.
"""

from regionqa.benchmarking.demonstration import store_made_up_months
from regionqa.benchmarking.measures import Measure, add_measure, encode, measures
from regionqa.benchmarking.policy import GIVE_RETURNS, READ_MEASURES, READ_RETURNS
from regionqa.benchmarking.return_measures import COMPLETION, GOOD, INADEQUATE, NOT_GRADED

__all__ = [
    "COMPLETION",
    "GIVE_RETURNS",
    "GOOD",
    "INADEQUATE",
    "NOT_GRADED",
    "READ_MEASURES",
    "READ_RETURNS",
    "Measure",
    "add_measure",
    "encode",
    "measures",
    "store_made_up_months",
]
