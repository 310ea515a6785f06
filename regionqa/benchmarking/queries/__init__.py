"""Reading monthly returns and releases, as plain objects."""

from regionqa.benchmarking.queries.months import (
    DraftView,
    common_scale,
    get_draft,
    known_names,
    last_month,
    list_history,
    own_name,
    read_months,
    remembered,
    today,
)

__all__ = [
    "DraftView",
    "common_scale",
    "get_draft",
    "known_names",
    "last_month",
    "list_history",
    "own_name",
    "read_months",
    "remembered",
    "today",
]
