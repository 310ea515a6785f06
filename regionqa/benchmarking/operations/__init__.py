"""Every write of monthly returns."""

from regionqa.benchmarking.operations.drafts import (
    TIDY,
    change_draft,
    check_draft,
    confirm_draft,
    delete_expired,
    discard_draft,
    domains_to_count,
    save_draft,
    template_columns_for,
)
from regionqa.benchmarking.operations.mappings import (
    check_mapping,
    decide_mapping,
    may_decide,
    propose_mapping,
)
from regionqa.benchmarking.operations.months import (
    Recorded,
    check_correction,
    record_months,
    withdraw_month,
)
from regionqa.benchmarking.operations.sent import figures_sent, refuse_corrections

__all__ = [
    "TIDY",
    "Recorded",
    "change_draft",
    "check_correction",
    "check_draft",
    "check_mapping",
    "confirm_draft",
    "decide_mapping",
    "delete_expired",
    "discard_draft",
    "domains_to_count",
    "figures_sent",
    "may_decide",
    "propose_mapping",
    "record_months",
    "refuse_corrections",
    "save_draft",
    "template_columns_for",
    "withdraw_month",
]
