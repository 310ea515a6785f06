"""A whole report on a long table of grades, as plain objects for a page, a file or a terminal."""

from regionqa.statistics.agreement.reporting.build import report
from regionqa.statistics.agreement.reporting.results import (
    DirectionOf,
    DomainResult,
    Report,
)

__all__ = ["DirectionOf", "DomainResult", "Report", "report"]
