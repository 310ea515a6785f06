"""A mapping of an authority's tool to the region's common domains and scale, and when it holds."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from regionqa.benchmarking.measures import Measure
from regionqa.benchmarking.months import OTHER, MonthFigures

AUTHORITY, OFFICE = "authority", "office"
PARTIES = {AUTHORITY: "the authority", OFFICE: "the region’s office"}
NO_MAPPING = "no mapping of the tool was accepted by both the authority and the region’s office"
NOT_MAPPED = "no domain of the authority’s tool is mapped to this one"
UNKNOWN_GRADE = "a grade of this domain is not in the mapping"
NOT_SAID = "the return does not say how the cases were chosen"
NOT_DRAWN = "the cases were not all regular audits drawn at random"


@dataclass(frozen=True, slots=True)
class Decision:
    """One party's word, with its reason where it refused."""

    accepted: bool
    reason: str
    at: datetime
    by: UUID | None


@dataclass(frozen=True, slots=True)
class ToolMap:
    """One version of a mapping with what was decided on it, by party.

    ``domains`` is own domain to the key of a common one or None; ``grades`` own to common grade.
    """

    id: UUID
    owner_id: UUID
    number: int
    tool: str
    since: date
    common: str
    domains: Mapping[str, str | None]
    grades: Mapping[str, str]
    note: str
    synthetic: bool
    proposed_at: datetime
    proposed_by: UUID | None
    decisions: Mapping[str, Decision]

    @property
    def state(self) -> str:
        """``accepted`` by both, ``refused`` by one, else ``proposed``."""
        words = [self.decisions[party].accepted for party in PARTIES if party in self.decisions]
        if False in words:
            return "refused"
        return "accepted" if len(words) == len(PARTIES) else "proposed"

    @property
    def waits_for(self) -> tuple[str, ...]:
        """The parties that have not said anything on one that nobody refused."""
        if self.state != "proposed":
            return ()
        return tuple(party for party in PARTIES if party not in self.decisions)

    def common_grade(self, grade: str, common: Collection[str]) -> str | None:
        """The grade of the common scale that an own one means, None where nobody said."""
        found = self.grades.get(grade)
        return found if found is not None else (grade if grade in common else None)


def accepted(maps: Iterable[ToolMap]) -> list[ToolMap]:
    """The mappings that both accepted, in the order in which they take over from each other."""
    held = [one for one in maps if one.state == "accepted"]
    return sorted(held, key=lambda one: (one.since, one.number))


def in_force(maps: Iterable[ToolMap], month: date) -> ToolMap | None:
    """The accepted mapping of a month: the one that begins last, of those the newest version."""
    return _newest(accepted(maps), month)


def _newest(ordered: Sequence[ToolMap], month: date) -> ToolMap | None:
    return next((one for one in reversed(ordered) if one.since <= month), None)


def on_common(
    measure: Measure, figures: MonthFigures, ordered: Sequence[ToolMap], scale: Collection[str]
) -> MonthFigures | str:
    """A month's grades as a measure compares them, or the reason why they are counted apart.

    For a measure over all it is the month itself; for one of a domain the grades of the own domains
    that are mapped to it, in the words of the common ``scale``. ``ordered`` are ``accepted``.
    """
    if figures.chosen is None:
        return NOT_SAID
    if figures.chosen == OTHER:
        return NOT_DRAWN
    mapping = _newest(ordered, figures.month)
    if mapping is None:
        return NO_MAPPING
    if measure.domain is None:
        return figures
    return read_domain(measure.domain, figures, mapping, scale)


def read_domain(
    key: str, figures: MonthFigures, mapping: ToolMap, scale: Collection[str]
) -> MonthFigures | str:
    """The grades of the own domains that are mapped to a common one, or why there are none."""
    counts: dict[str, int] = {}
    for domain, grades in figures.domains.items():
        if mapping.domains.get(domain) != key:
            continue
        for grade, count in grades.items():
            word = mapping.common_grade(grade, scale)
            if word is None:
                return UNKNOWN_GRADE
            counts[word] = counts.get(word, 0) + count
    if not counts:
        return NOT_MAPPED
    return MonthFigures(figures.month, figures.completed, counts, figures.not_graded, of_domain=key)


def months_of_domain(
    key: str, months: Iterable[MonthFigures], maps: Iterable[ToolMap], scale: Collection[str]
) -> list[MonthFigures]:
    """The months that have grades in a common domain by the mapping of their time, drawn or not."""
    ordered = accepted(maps)
    found = []
    for one in months:
        mapping = _newest(ordered, one.month)
        held = read_domain(key, one, mapping, scale) if mapping is not None else NO_MAPPING
        if not isinstance(held, str):
            found.append(held)
    return found
