"""The tables of moderation, by what they are about."""

from regionqa.moderation.models.packs import Pack, PackCopy, PackOpening
from regionqa.moderation.models.readings import (
    Reading,
    ReadingDraft,
    ReadingReceipt,
    ReadingStanding,
    ReadingWithdrawal,
    RevealedReading,
)
from regionqa.moderation.models.reconciling import (
    AgreedGrade,
    CaseHours,
    Concern,
    ConcernAnswer,
    ConcernCopy,
    ConcernFollowUp,
    Consent,
    Message,
    MessageCopy,
    Position,
    PositionCopy,
)
from regionqa.moderation.models.record import RoundRecord
from regionqa.moderation.models.rounds import AllocationPlan, CaseCourse, CaseStep, Round, RoundCase
from regionqa.moderation.models.taking_part import (
    Assignment,
    AssignmentAnswer,
    CaseContact,
    CaseHome,
    CaseReference,
    DeclaredConflict,
    FrameCase,
    Participation,
    RoundReader,
)
from regionqa.moderation.models.tools import Tool

__all__ = [
    "AgreedGrade",
    "AllocationPlan",
    "Assignment",
    "AssignmentAnswer",
    "CaseContact",
    "CaseCourse",
    "CaseHome",
    "CaseHours",
    "CaseReference",
    "CaseStep",
    "Concern",
    "ConcernAnswer",
    "ConcernCopy",
    "ConcernFollowUp",
    "Consent",
    "DeclaredConflict",
    "FrameCase",
    "Message",
    "MessageCopy",
    "Pack",
    "PackCopy",
    "PackOpening",
    "Participation",
    "Position",
    "PositionCopy",
    "Reading",
    "ReadingDraft",
    "ReadingReceipt",
    "ReadingStanding",
    "ReadingWithdrawal",
    "RevealedReading",
    "Round",
    "RoundCase",
    "RoundReader",
    "RoundRecord",
    "Tool",
]
