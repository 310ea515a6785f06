"""The sorts of evidence that an authority names by hand, since no other feature holds them."""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum


class EvidenceSort(StrEnum):
    """What happened, in a fixed vocabulary: only these words are shared, never a title."""

    MEETING = "meeting"
    REPORT = "report"
    FEEDBACK = "feedback"
    SURVEY = "survey"
    AUDIT = "audit"
    OBSERVATION = "observation"
    SUPERVISION = "supervision"
    TRAINING = "training"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The sort as a form names it."""
        return _WORDS[self][0]

    def counted(self, number: int) -> str:
        """Such as ``2 surveys``."""
        return f"{number:,} {_WORDS[self][1 if number == 1 else 2]}"


_WORDS = {
    EvidenceSort.MEETING: ("Meeting or board", "meeting", "meetings"),
    EvidenceSort.REPORT: ("Report or plan", "report", "reports"),
    EvidenceSort.FEEDBACK: (
        "Feedback from children, young people or families",
        "piece of feedback",
        "pieces of feedback",
    ),
    EvidenceSort.SURVEY: ("Survey", "survey", "surveys"),
    EvidenceSort.AUDIT: ("Audit or review", "audit or review", "audits or reviews"),
    EvidenceSort.OBSERVATION: ("Observation of practice", "observation", "observations"),
    EvidenceSort.SUPERVISION: (
        "Check of supervision",
        "check of supervision",
        "checks of supervision",
    ),
    EvidenceSort.TRAINING: ("Training or learning event", "learning event", "learning events"),
    EvidenceSort.OTHER: ("Something else", "other thing", "other things"),
}


def sentence_of(sorts: Iterable[EvidenceSort]) -> str:
    """What was named by hand in counts, such as ``2 meetings and 1 survey, named by hand``."""
    counts = Counter(sorts)
    parts = [sort.counted(counts[sort]) for sort in EvidenceSort if counts[sort]]
    whole = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"{whole}, named by hand"
