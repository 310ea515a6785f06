"""The evidence that frameworks hold themselves: practice standards in force, for component iii."""

from regionqa.core.scope import Scope
from regionqa.frameworks.evidence import Evidence, register_evidence
from regionqa.frameworks.queries.practice import days_in_force


def _practice_standards(scope: Scope) -> Evidence | None:
    if scope.office:
        return None
    held = days_in_force(scope)
    words = "practice standard in force" if len(held) == 1 else "practice standards in force"
    return Evidence(f"{len(held)} {words}", len(held), max(held, default=None),
                    "/framework/practice-standards")  # fmt: skip


def register_own_evidence() -> None:
    """Fill the registry with what this feature holds."""
    register_evidence("standards", "practice standards", _practice_standards)
