"""Every write of monthly returns."""

from regionqa.benchmarking.operations.drafts import (
    TIDY,
    change_draft,
    check_draft,
    confirm_draft,
    delete_expired,
    discard_draft,
    save_draft,
)
from regionqa.benchmarking.operations.months import Recorded, record_months, withdraw_month

__all__ = [
    "TIDY",
    "Recorded",
    "change_draft",
    "check_draft",
    "confirm_draft",
    "delete_expired",
    "discard_draft",
    "record_months",
    "save_draft",
    "withdraw_month",
]
