"""The door of double-graded files for programs."""

from typing import Any

from regionqa.ratings.queries import FileView
from regionqa.web.api import ApiDoor

door = ApiDoor(
    "ratings",
    "regionqa.ratings",
    title="Agreement between readers",
    description="Files of double-graded cases and how far their readers agree. No name, date of "
    "birth, address, NHS or case number may be in them.",
)


def version_of(file: FileView) -> dict[str, Any]:
    """What a file's entity tag is made of: it changes with every change of the file."""
    return {"id": str(file.id), "version": file.version}
