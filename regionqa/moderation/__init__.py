"""Moderation: rounds in which authorities grade the same cases blind, compare, discuss and agree.

Other features use what is named here and nothing else of this package.
"""

from regionqa.moderation.evidence import register_moderation_as_evidence
from regionqa.moderation.queries.windows import (
    Counted,
    OwnMinusPeers,
    Window,
    exact_agreement,
    grade_changes,
    own_minus_peers,
)

register_moderation_as_evidence()

__all__ = [
    "Counted",
    "OwnMinusPeers",
    "Window",
    "exact_agreement",
    "grade_changes",
    "own_minus_peers",
]
