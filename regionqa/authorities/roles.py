"""The roles that a person may hold in an authority. A person may hold several, in several."""

from enum import StrEnum


class Role(StrEnum):
    """A role, by the name it has in the database; ``label`` is what a page calls it."""

    REGIONAL_LEAD = "regional_lead"
    REGIONAL_DEPUTY = "regional_deputy"
    QA_LEAD = "qa_lead"
    QA_DEPUTY = "qa_deputy"
    AUDITOR = "auditor"
    MODERATOR = "moderator"
    EXTERNAL_MODERATOR = "external_moderator"
    DCS = "dcs"
    HEAD_OF_SERVICE = "head_of_service"
    OPERATIONS_DIRECTOR = "operations_director"
    TEAM_MANAGER = "team_manager"
    PRACTITIONER = "practitioner"
    PRINCIPAL_SOCIAL_WORKER = "principal_social_worker"
    OPERATOR = "operator"

    @property
    def label(self) -> str:
        """The role's name on a page."""
        return _LABELS[self]


_LABELS = {
    Role.REGIONAL_LEAD: "Regional QA lead",
    Role.REGIONAL_DEPUTY: "Deputy regional QA lead",
    Role.QA_LEAD: "QA lead",
    Role.QA_DEPUTY: "Deputy QA lead",
    Role.AUDITOR: "Auditor",
    Role.MODERATOR: "Moderator",
    Role.EXTERNAL_MODERATOR: "External moderator",
    Role.DCS: "Director of Children’s Services",
    Role.HEAD_OF_SERVICE: "Head of service",
    Role.OPERATIONS_DIRECTOR: "Operations director",
    Role.TEAM_MANAGER: "Team manager",
    Role.PRACTITIONER: "Practitioner",
    Role.PRINCIPAL_SOCIAL_WORKER: "Principal social worker",
    Role.OPERATOR: "Service operator",
}

OFFICE_ROLES = frozenset({Role.REGIONAL_LEAD, Role.REGIONAL_DEPUTY, Role.OPERATOR})
LEADS = frozenset({Role.QA_LEAD, Role.QA_DEPUTY, Role.REGIONAL_LEAD, Role.REGIONAL_DEPUTY})
CONTENT_ROLES = frozenset(Role) - {Role.OPERATOR}
