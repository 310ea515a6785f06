"""Which judgements an inspection makes: dated, versioned data, and what is wrong in the lists."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from regionqa.authorities.reference_tables import FOLDER, Inspection


@dataclass(frozen=True, slots=True)
class Judgement:
    """One judgement: its key in the tables, the name in full, and a heading for it."""

    key: str
    title: str
    short: str


@dataclass(frozen=True, slots=True)
class Scheme:
    """The judgements of inspections from a day on; ``overall``: whether an overall grade is given.

    ``changed`` says in a sentence what is new with it.
    """

    code: str
    begins_on: date
    overall: bool
    changed: str
    judgements: tuple[Judgement, ...]

    def grades_of(self, inspection: Inspection) -> list[tuple[Judgement, str]]:
        """Each judgement of the scheme with the grade that was given, or the empty string."""
        return [(one, getattr(inspection, one.key) or "") for one in self.judgements]


@dataclass(frozen=True, slots=True)
class InspectionList:
    """A list that grades are from: its title, the day up to which it reaches, what it is."""

    title: str
    reaches: date
    about: str


@dataclass(frozen=True, slots=True)
class KnownError:
    """Judgements of one inspection that a list has wrong, and how it is known."""

    authority: str
    inspected_on: date
    judgements: tuple[str, ...]
    what: str


@cache
def _held() -> dict[str, Any]:
    text = (FOLDER / "inspection_schemes.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


@cache
def inspection_schemes() -> tuple[Scheme, ...]:
    """Every scheme, oldest first."""
    return tuple(
        Scheme(
            code=one["code"],
            begins_on=one["begins_on"],
            overall=one["overall"],
            changed=one["changed"],
            judgements=tuple(Judgement(**judgement) for judgement in one["judgement"]),
        )
        for one in _held()["scheme"]
    )


def scheme_on(day: date) -> Scheme:
    """The scheme of an inspection that began on a day. Raises ``LookupError`` before the first."""
    found = [one for one in inspection_schemes() if one.begins_on <= day]
    if not found:
        raise LookupError(f"No scheme of inspection is known for {day}.")
    return found[-1]


def inspection_grades() -> tuple[str, ...]:
    """The grades of every judgement, lowest first."""
    return tuple(_held()["grades"])


@cache
def inspection_lists() -> tuple[InspectionList, InspectionList]:
    """Ofsted's own list, and the one that is read by machine from the reports."""
    held = _held()["list"]
    return InspectionList(**held["official"]), InspectionList(**held["machine_read"])


def known_inspection_errors() -> tuple[KnownError, ...]:
    """What is known to be wrong in the lists of inspections."""
    return tuple(
        KnownError(one["authority"], one["inspected_on"], tuple(one["judgements"]), one["what"])
        for one in _held()["known_error"]
    )
