"""Reading monthly returns, mappings, counts and releases, as plain objects."""

from regionqa.benchmarking.queries.counts import list_months, read_cube, recount
from regionqa.benchmarking.queries.mappings import (
    count_waiting,
    get_mapping,
    list_mappings,
    member_names,
    newest_mapping,
    office_id,
)
from regionqa.benchmarking.queries.months import (
    DraftView,
    common_scale,
    find_newest_month,
    get_draft,
    is_due,
    known_names,
    last_month,
    list_history,
    read_months,
    remembered,
    today,
)

__all__ = [
    "DraftView",
    "common_scale",
    "count_waiting",
    "find_newest_month",
    "get_draft",
    "get_mapping",
    "is_due",
    "known_names",
    "last_month",
    "list_history",
    "list_mappings",
    "list_months",
    "member_names",
    "newest_mapping",
    "office_id",
    "read_cube",
    "read_months",
    "recount",
    "remembered",
    "today",
]
