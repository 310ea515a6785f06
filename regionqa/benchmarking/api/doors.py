"""The door of monthly returns for programs."""

from regionqa.web.api import ApiDoor

door = ApiDoor(
    "returns",
    "regionqa.benchmarking",
    title="Monthly returns",
    description="Counts of completed audits by month, grade and domain. Counts only: no name and "
    "no reference to a child may be in them.",
)
