"""What published figures hold as evidence for the framework's component on performance data."""

from datetime import date

from regionqa.core.scope import Scope
from regionqa.frameworks import Evidence, register_evidence
from regionqa.indicators.queries import own_years

YEAR_ENDS = (3, 31)  # the reporting year of these returns ends on 31 March


def _published_figures(scope: Scope) -> Evidence | None:
    years = own_years(scope)
    if years is None:
        return None
    words = "published indicator" if len(years) == 1 else "published indicators"
    newest = max((date(year, *YEAR_ENDS) for year in years), default=None)
    return Evidence(
        f"{len(years)} {words}, each with its source, timeliness, purpose and comparison",
        len(years),
        newest,
        "/figures/",
    )


def register_figures_as_evidence() -> None:
    """Fill the frameworks' registry with what this feature holds."""
    register_evidence("data", "published figures", _published_figures)
