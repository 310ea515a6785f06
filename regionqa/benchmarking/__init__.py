"""Benchmarking: the catalogue of measures, and each authority's monthly returns of audits.

Other features use what is named here and nothing else of this package.
"""

from regionqa.benchmarking.contributions import Contribution, Source, contribution
from regionqa.benchmarking.demonstration import agree_made_up_mapping, store_made_up_months
from regionqa.benchmarking.evidence import register_months_as_evidence
from regionqa.benchmarking.measures import Measure, add_measure, encode, measures
from regionqa.benchmarking.moderated_measures import (
    EXACT_AGREEMENT,
    GRADES_CHANGED,
    OWN_MINUS_PEERS,
    POINTS_IN_PLACE,
)
from regionqa.benchmarking.policy import GIVE_RETURNS, READ_MEASURES, READ_RETURNS
from regionqa.benchmarking.release_demonstration import fill_releases, fill_round_release
from regionqa.benchmarking.return_measures import COMPLETION, GOOD, INADEQUATE, NOT_GRADED
from regionqa.benchmarking.windows import Window

register_months_as_evidence()

__all__ = [
    "COMPLETION",
    "EXACT_AGREEMENT",
    "GIVE_RETURNS",
    "GOOD",
    "GRADES_CHANGED",
    "INADEQUATE",
    "NOT_GRADED",
    "OWN_MINUS_PEERS",
    "POINTS_IN_PLACE",
    "READ_MEASURES",
    "READ_RETURNS",
    "Contribution",
    "Measure",
    "Source",
    "Window",
    "add_measure",
    "agree_made_up_mapping",
    "contribution",
    "encode",
    "fill_releases",
    "fill_round_release",
    "measures",
    "store_made_up_months",
]
