"""Names, dates of birth and numbers of people: found, so that they are never taken in."""

from regionqa.exchange.personal.columns import (
    PersonalColumn,
    personal_columns,
    refuse_personal_columns,
)
from regionqa.exchange.personal.headings import Kind
from regionqa.exchange.personal.text import Finding, check_text_for_personal_details

__all__ = [
    "Finding",
    "Kind",
    "PersonalColumn",
    "check_text_for_personal_details",
    "personal_columns",
    "refuse_personal_columns",
]
