"""Frameworks: the components of a quality assurance framework, held, approved, shared, compared.

Other features use what is named here and nothing else of this package.
"""

from regionqa.frameworks.answers import Coverage, Sharing
from regionqa.frameworks.evidence import Evidence, evidence_for, register_evidence
from regionqa.frameworks.freezing import printed_counts
from regionqa.frameworks.own_evidence import register_own_evidence
from regionqa.frameworks.queries.points import PointsInPlace, points_in_place
from regionqa.frameworks.standard import (
    Component,
    Point,
    Standard,
    Structure,
    newest_standard,
    standards,
)

register_own_evidence()

__all__ = [
    "Component",
    "Coverage",
    "Evidence",
    "Point",
    "PointsInPlace",
    "Sharing",
    "Standard",
    "Structure",
    "evidence_for",
    "newest_standard",
    "points_in_place",
    "printed_counts",
    "register_evidence",
    "standards",
]
