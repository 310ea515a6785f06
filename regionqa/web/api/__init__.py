"""What every part of the API has: its door, its schemas, its lists in parts, its document."""

from datetime import date, datetime

from regionqa.web.api.door import ApiDoor
from regionqa.web.api.fields import InputSchema, JsonWhole, OutputSchema, Whole
from regionqa.web.api.idempotency import once
from regionqa.web.api.paging import PageQuery, PageSchema, after, cursor_of, key_of, page_of, part
from regionqa.web.layout import LONDON

__all__ = [
    "ApiDoor",
    "InputSchema",
    "JsonWhole",
    "OutputSchema",
    "PageQuery",
    "PageSchema",
    "Whole",
    "after",
    "cursor_of",
    "key_of",
    "once",
    "page_of",
    "part",
    "today",
]


def today() -> date:
    """The day in London."""
    return datetime.now(LONDON).date()
