"""What each role lets its holder do, in the words of a form's hint."""

from collections.abc import Iterable

from regionqa.authorities import Role

HINTS = {
    Role.REGIONAL_LEAD: "Runs rounds, publishes comparisons, manages the office’s people",
    Role.REGIONAL_DEPUTY: "Stands in for the regional QA lead",
    Role.QA_LEAD: "Runs the authority’s quality assurance and manages its people",
    Role.QA_DEPUTY: "Stands in for the QA lead",
    Role.AUDITOR: "Audits cases and records grades",
    Role.MODERATOR: "Grades other authorities’ cases blind in a round",
    Role.EXTERNAL_MODERATOR: "Moderates for the region from outside its authorities",
    Role.DCS: "Sees the authority’s own position in the region",
    Role.HEAD_OF_SERVICE: "Sees results and actions of their service",
    Role.OPERATIONS_DIRECTOR: "Sees results and actions across operations",
    Role.TEAM_MANAGER: "Sees and answers findings about their team",
    Role.PRACTITIONER: "Takes part in audits of own work",
    Role.PRINCIPAL_SOCIAL_WORKER: "Sees what audits say about practice",
    Role.OPERATOR: "Runs the service and reads no content",
}


def options(roles: Iterable[str]) -> list[tuple[str, str, str]]:
    """Value, words and hint of each role, in the order that roles are always shown in."""
    wanted = set(roles)
    return [(role.value, role.label, HINTS[role]) for role in Role if role in wanted]


def labels(roles: Iterable[str]) -> list[str]:
    """The names of these roles, in the order that roles are always shown in."""
    wanted = set(roles)
    return [role.label for role in Role if role in wanted]
