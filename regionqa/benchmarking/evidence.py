"""What monthly returns hold as evidence for the framework's component on case audit."""

from datetime import date, timedelta

from regionqa.benchmarking.months import month_words, next_month
from regionqa.benchmarking.queries import read_cube
from regionqa.core.scope import Scope
from regionqa.frameworks import Evidence, register_evidence

COMPONENT = "audit"


def months_as_evidence(scope: Scope) -> Evidence | None:
    """The audits of the last twelve months up to the newest month that stands. One query."""
    if scope.office:
        return None
    standing = read_cube(scope).audits()
    if not standing:
        return None
    newest = standing[-1][0]
    kept = [one for one in standing if one[0] > date(newest.year - 1, newest.month, 1)]
    audits = sum(completed for _, completed, _ in kept)
    first = kept[0][0]
    span = month_words(newest)
    if first != newest:
        span = f"{month_words(first)} to {span}"
    made_up = "; made up for a demonstration" if any(made for *_, made in kept) else ""
    words = f"{audits:,} {'audit' if audits == 1 else 'audits'} counted by month, {span}{made_up}"
    return Evidence(words, audits, next_month(newest) - timedelta(days=1), "/benchmark/")


def register_months_as_evidence() -> None:
    """Fill the frameworks' registry with what this feature holds."""
    register_evidence(COMPONENT, "monthly returns", months_as_evidence)
