"""What an authority has to have in place before it shares."""

from enum import StrEnum


class AgreementKind(StrEnum):
    """A kind of agreement, by the name it has in the database."""

    MEMORANDUM = "memorandum"
    DATA_SHARING = "data_sharing"
    IMPACT_ASSESSMENT = "impact_assessment"

    @property
    def label(self) -> str:
        """The kind as a page names it."""
        return {
            AgreementKind.MEMORANDUM: "Memorandum of understanding",
            AgreementKind.DATA_SHARING: "Data sharing agreement",
            AgreementKind.IMPACT_ASSESSMENT: "Data protection impact assessment",
        }[self]
