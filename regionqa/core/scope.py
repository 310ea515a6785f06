"""For whom a piece of work is done: the first argument of every query and operation."""

from dataclasses import dataclass, field, replace
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Scope:
    """The authority, region, person and roles that a transaction is bound to.

    ``office`` says that the authority is its region's office. ``installation`` opens the tables of
    people and jobs; ``operator`` also the writing of reference data. Both carry a ``reason``.
    ``duty`` names a duty of the service itself, such as revealing: for one transaction it opens the
    tables that name it, over one region, and no request's scope ever has one.
    """

    authority_id: UUID | None = None
    region_id: UUID | None = None
    person_id: UUID | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    office: bool = False
    installation: bool = False
    operator: bool = False
    reason: str = ""
    duty: str = ""

    @classmethod
    def for_installation(cls, reason: str) -> "Scope":
        """Sign-in, sessions, jobs: no authority's rows can be seen."""
        return cls(installation=True, reason=reason)

    @classmethod
    def for_operator(cls, reason: str) -> "Scope":
        """The operator's imports of reference data and people: no authority's rows can be seen."""
        return cls(installation=True, operator=True, reason=reason)

    def with_installation(self, reason: str) -> "Scope":
        """The same authority's scope with the tables of people open as well."""
        return replace(self, installation=True, reason=reason)

    def has_role(self, *roles: str) -> bool:
        """Whether the person holds any of these roles in the authority in use."""
        return not self.roles.isdisjoint(roles)
