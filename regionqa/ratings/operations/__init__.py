"""Every write of double-graded files."""

from regionqa.ratings.operations.drafts import (
    COMPUTE,
    TIDY,
    Confirmed,
    change_draft,
    confirm_draft,
    delete_expired,
    discard_draft,
    save_draft,
)
from regionqa.ratings.operations.files import (
    Work,
    open_work,
    recompute_file,
    store_report,
    withdraw_file,
)
from regionqa.ratings.operations.sending import use_file

__all__ = [
    "COMPUTE",
    "TIDY",
    "Confirmed",
    "Work",
    "change_draft",
    "confirm_draft",
    "delete_expired",
    "discard_draft",
    "open_work",
    "recompute_file",
    "save_draft",
    "store_report",
    "use_file",
    "withdraw_file",
]
