"""The course of a practice standard: its statuses, who may take each step, what each step needs."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """Where a version of a practice standard stands."""

    DRAFT = "draft"
    CHECKED = "checked"
    ENGAGED = "engaged"
    SIGNED_OFF = "signed_off"
    IN_FORCE = "in_force"
    RETIRED = "retired"

    @property
    def label(self) -> str:
        """The status as a page names it."""
        return {
            "draft": "Draft",
            "checked": "Checked",
            "engaged": "Staff engaged",
            "signed_off": "Signed off",
            "in_force": "In force",
            "retired": "Retired",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Step:
    """A step from one status to another: its words on a button, and what must be said of it."""

    to: Status
    words: str
    asks: str
    signs: bool = False


STEPS: dict[Status, tuple[Step, ...]] = {
    Status.DRAFT: (
        Step(Status.CHECKED, "Mark as checked", "Which roles checked it, against what"),
    ),
    Status.CHECKED: (
        Step(Status.ENGAGED, "Record that staff were engaged", "How staff took part"),
        Step(Status.DRAFT, "Return to draft", "What is to change"),
    ),
    Status.ENGAGED: (
        Step(Status.SIGNED_OFF, "Sign off", "On what grounds it is signed off", signs=True),
        Step(Status.DRAFT, "Return to draft", "What is to change"),
    ),
    Status.SIGNED_OFF: (
        Step(Status.IN_FORCE, "Put in force", "From when and how staff are told", signs=True),
        Step(Status.DRAFT, "Return to draft", "What is to change", signs=True),
    ),
    Status.IN_FORCE: (Step(Status.RETIRED, "Retire", "Why, and what takes its place", signs=True),),
    Status.RETIRED: (),
}


def find_step(status: Status, to: Status) -> Step | None:
    """The step between two statuses, or None where there is none."""
    return next((one for one in STEPS[status] if one.to is to), None)
