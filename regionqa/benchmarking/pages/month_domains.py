"""The counts by domain on the form of a month: which are asked for, and what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from regionqa.benchmarking import operations
from regionqa.benchmarking.months import HeldMonth
from regionqa.core.errors import Conflict
from regionqa.core.scope import Scope
from regionqa.web.forms import Form

FIELD = "domain_"
_BLANK = (
    "Enter a number for each grade of “{}”; 0 if there were none. Leave all of them blank if the "
    "domain was not counted."
)
_CHANGED = "The domains of your mapping changed since you loaded the page. Nothing was kept."


@dataclass(frozen=True, slots=True)
class DomainFields:
    """A domain with its fields: (name of the field, grade), lowest grade first."""

    domain: str
    fields: tuple[tuple[str, str], ...]

    @property
    def anchor(self) -> str:
        """The field that a message about the domain as a whole points to."""
        return self.fields[-1][0]


def domain_fields(scope: Scope, held: HeldMonth | None) -> tuple[DomainFields, ...]:
    """The domains that the template has, and those that the month holds besides.

    A field is named by its domain and grade, not by its place, so that a form that was loaded
    before the mapping changed cannot count in another domain.
    """
    asked = {domain: list(grades) for domain, grades in operations.domains_to_count(scope).items()}
    for domain, counts in _held(held).items():
        grades = asked.setdefault(domain, [])
        grades += [grade for grade in counts if grade not in grades]
    return tuple(
        DomainFields(domain, tuple((_name(domain, grade), grade) for grade in grades))
        for domain, grades in asked.items()
    )


def names_of(domains: Sequence[DomainFields]) -> dict[str, str]:
    """All the fields, with the domain and the grade that each counts."""
    return {name: f"{one.domain}, {grade}" for one in domains for name, grade in one.fields}


def as_held(domains: Sequence[DomainFields], held: HeldMonth) -> dict[str, object]:
    """What a month holds, by field."""
    counts = _held(held)
    return {
        name: counts.get(one.domain, {}).get(grade) for one in domains for name, grade in one.fields
    }


def domains_typed(
    domains: Sequence[DomainFields],
    values: Mapping[str, int | None],
    form: Form,
    held: HeldMonth | None,
) -> dict[str, dict[str, int]]:
    """The counts by domain of a form whose domains ``check_halves`` found whole or blank.

    A domain of which the form sent no field at all stays as it is held. Raises ``Conflict`` for
    a field of a domain that is not asked for any more.
    """
    known = set(names_of(domains))
    if any(name.startswith(FIELD) and name not in known for name in form.values):
        raise Conflict(_CHANGED)
    before, found = _held(held), {}
    for one in domains:
        if not any(name in form.values for name, _grade in one.fields):
            if one.domain in before:
                found[one.domain] = dict(before[one.domain])
            continue
        typed = {grade: values[name] for name, grade in one.fields}
        if all(count is not None for count in typed.values()):
            found[one.domain] = {grade: count or 0 for grade, count in typed.items()}
    return found


def check_halves(domains: Sequence[DomainFields], form: Form) -> None:
    """A message at each domain that is filled in by half."""
    for one in domains:
        blank = [name for name, _grade in one.fields if not form.value(name)]
        if 0 < len(blank) < len(one.fields):
            form.errors[blank[-1]] = [_BLANK.format(one.domain)]


def check_totals(
    domains: Sequence[DomainFields],
    counts: Mapping[str, Mapping[str, int]],
    completed: int,
    form: Form,
) -> None:
    """A message, at each domain, where more audits have a grade than are completed."""
    for one in domains:
        graded = sum(counts.get(one.domain, {}).values())
        if graded > completed:
            said = f"In “{one.domain}”, {graded:,} audits have a grade, but only {completed:,} are "
            form.errors[one.anchor] = [f"{said}completed."]


def _name(domain: str, grade: str) -> str:
    return FIELD + sha256(f"{domain}\n{grade}".encode()).hexdigest()[:16]


def _held(held: HeldMonth | None) -> Mapping[str, Mapping[str, int]]:
    return {} if held is None or held.withdrawn else held.figures.domains
