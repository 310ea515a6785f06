"""Dates of forms, typed as a day, a month and a year."""

from datetime import date
from typing import Any

from marshmallow import Schema, fields, pre_load

UNREAL = "Enter a real date, such as 27 3 2027"


class Dated(Schema):
    """A schema some of whose dates are typed in three parts; all three empty is no date."""

    dates: tuple[str, ...] = ()

    @pre_load
    def _join(self, data: dict[str, Any], **_more: Any) -> dict[str, Any]:
        joined = dict(data)
        for name in self.dates:
            parts = [str(data.get(f"{name}-{part}", "")) for part in ("year", "month", "day")]
            joined[name] = _iso(parts) if any(parts) else None
        return joined


def _iso(parts: list[str]) -> str:
    try:
        return date(*(int(part) for part in parts)).isoformat()
    except ValueError:
        return "-".join(parts)


def day(missing: str) -> fields.Date:
    """A day that must be given; ``missing`` is said where it is not."""
    return fields.Date(
        required=True, error_messages={"required": missing, "null": missing, "invalid": UNREAL}
    )


def day_or_none() -> fields.Date:
    """A day that may be left out."""
    return fields.Date(load_default=None, allow_none=True, error_messages={"invalid": UNREAL})


def date_parts(name: str, held: date | None) -> dict[str, object]:
    """A date as the three fields of a form."""
    if held is None:
        return {}
    return {f"{name}-day": held.day, f"{name}-month": held.month, f"{name}-year": held.year}
