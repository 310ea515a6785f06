"""The framework standard: components, their points and the four steps, as dated and versioned data.

A standard is a file in ``reference/`` that never changes once it is used; a later one is another
file. A region and an authority add their own components and points to it, which makes the
``Structure`` that an authority answers.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "reference"
STEPS = 4


class Origin(StrEnum):
    """Who asks for a component or a point."""

    STANDARD = "standard"
    ACROSS = "across"
    REGION = "region"
    OWN = "own"

    @property
    def label(self) -> str:
        """The origin as a page names it."""
        return {
            Origin.STANDARD: "The standard",
            Origin.ACROSS: "The standard",
            Origin.REGION: "Added by the region",
            Origin.OWN: "Added by the authority",
        }[self]


@dataclass(frozen=True, slots=True)
class Point:
    """One line of a component's checklist; ``paragraph`` is where the standard's source has it."""

    key: str
    text: str
    paragraph: str = ""
    origin: Origin = Origin.STANDARD


@dataclass(frozen=True, slots=True)
class Component:
    """A component: what it is for, its points, and what each of its four steps looks like.

    ``number`` is None for one that is not among the twelve; ``steps`` may be empty there.
    """

    key: str
    title: str
    purpose: str
    points: tuple[Point, ...]
    number: int | None = None
    numeral: str = ""
    paragraph: str = ""
    steps: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    origin: Origin = Origin.STANDARD

    @property
    def name(self) -> str:
        """The component with its numeral where it has one: ``iv. Case audit``."""
        return f"{self.numeral}. {self.title}" if self.numeral else self.title

    @property
    def is_core(self) -> bool:
        """Whether it is one of the components that the standard numbers."""
        return self.origin is Origin.STANDARD

    def step_text(self, maturity: int | None) -> str:
        """What the step says, or the empty string for none."""
        return self.steps[maturity - 1] if maturity and maturity <= len(self.steps) else ""


@dataclass(frozen=True, slots=True)
class Standard:
    """One version of the standard, by its ``code``."""

    code: str
    title: str
    dated: date
    source: str
    components: tuple[Component, ...]
    across: Component
    questions: Mapping[str, str]
    headings: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Addition:
    """A component or a point that a region or an authority adds; ``component_key`` for a point."""

    key: str
    title: str
    origin: Origin
    component_key: str | None = None
    purpose: str = ""
    steps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Structure:
    """What an authority answers: the standard with the additions in force."""

    standard: Standard
    components: tuple[Component, ...]
    _by_key: Mapping[str, Component] = field(default_factory=dict, repr=False)

    def find(self, key: str) -> Component | None:
        """The component with this key, or None."""
        return self._by_key.get(key)

    @property
    def core(self) -> tuple[Component, ...]:
        """The numbered components."""
        return tuple(one for one in self.components if one.is_core)


def structure_of(standard: Standard, additions: Iterable[Addition] = ()) -> Structure:
    """The standard with additions: points stand last in their component, components last of all.

    A point added to a component that the standard does not have is left out.
    """
    points: dict[str, list[Point]] = {}
    own: list[Component] = []
    for one in additions:
        if one.component_key is not None:
            held = points.setdefault(one.component_key, [])
            held.append(Point(one.key, one.title, origin=one.origin))
        else:
            own.append(
                Component(one.key, one.title, one.purpose, (), steps=one.steps, origin=one.origin)
            )
    own.sort(key=lambda one: one.origin is Origin.OWN)
    whole = tuple(
        replace(one, points=(*one.points, *points[one.key])) if one.key in points else one
        for one in (*standard.components, standard.across, *own)
    )
    return Structure(standard, whole, {one.key: one for one in whole})


def read_standard(path: Path) -> Standard:
    """A standard from its file. Raises ``ValueError`` for a key given twice or steps not four."""
    with path.open("rb") as stream:
        raw = tomllib.load(stream)
    across = _component(raw["across"], Origin.ACROSS)
    components = tuple(_component(one, Origin.STANDARD) for one in raw["components"])
    standard = Standard(
        raw["code"],
        raw["title"],
        raw["dated"],
        raw["source"],
        components,
        across,
        raw["questions"],
        raw["headings"],
    )
    _check(standard, path)
    return standard


def _component(raw: Mapping[str, Any], origin: Origin) -> Component:
    return Component(
        key=raw["key"],
        title=raw["title"],
        purpose=raw["purpose"],
        points=tuple(Point(p["key"], p["text"], p["from"]) for p in raw["points"]),
        number=raw.get("number"),
        numeral=raw.get("numeral", ""),
        paragraph=raw["from"],
        steps=tuple(raw.get("steps", ())),
        questions=tuple(raw["questions"]),
        headings=tuple(raw["headings"]),
        origin=origin,
    )


def _check(standard: Standard, path: Path) -> None:
    keys = [one.key for one in (*standard.components, standard.across)]
    _no_doubles(keys, path)
    for one in (*standard.components, standard.across):
        _no_doubles([point.key for point in one.points], path)
        if one.is_core and len(one.steps) != STEPS:
            raise ValueError(f"{path.name}: {one.key} has {len(one.steps)} steps, not {STEPS}")
        unknown = {*one.questions} - {*standard.questions} | {*one.headings} - {*standard.headings}
        if unknown:
            raise ValueError(f"{path.name}: {one.key} names what is not there: {sorted(unknown)}")


def _no_doubles(keys: Sequence[str], path: Path) -> None:
    doubles = {key for key in keys if keys.count(key) > 1}
    if doubles:
        raise ValueError(f"{path.name}: a key is given twice: {sorted(doubles)}")


@cache
def standards() -> Mapping[str, Standard]:
    """Every version of the standard by its code, oldest first."""
    found = [read_standard(path) for path in FOLDER.glob("standard_*.toml")]
    return {one.code: one for one in sorted(found, key=lambda one: one.dated)}


def newest_standard() -> Standard:
    """The version that a framework begun today answers."""
    return list(standards().values())[-1]
