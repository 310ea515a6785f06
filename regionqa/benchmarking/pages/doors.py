"""The door of benchmarking, and what its pages share."""

from flask import Response

from regionqa.benchmarking.chance import outside_limits
from regionqa.benchmarking.months import month_key, month_words
from regionqa.benchmarking.products import CHANCE_ALONE
from regionqa.web.door import Door
from regionqa.web.identity import identity

door = Door("benchmarking", "regionqa.benchmarking", url_prefix="/benchmark",
            template_folder="templates")  # fmt: skip

door.add_app_template_filter(month_words, "month_words")
door.add_app_template_filter(month_key, "month_key")
door.add_app_template_filter(outside_limits)
door.add_app_template_global(lambda: CHANCE_ALONE, "chance_alone_words")

ACCEPTED = ".csv,.txt,.tsv,.xlsx"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_file(content: bytes, name: str) -> Response:
    """A download; its kind is told by the name's ending."""
    kind = XLSX if name.endswith(".xlsx") else "text/csv; charset=utf-8"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, content_type=kind, headers=disposition)


def name_in_use() -> str:
    """The name of the authority in use, as the sign-in found it; empty without one."""
    who = identity()
    return (who.authority_name if who else None) or ""
