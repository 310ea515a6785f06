"""What an authority says of a component, and the one form in which a version of it is kept."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from regionqa.frameworks.standard import Component, Structure

Content = dict[str, Any]


class Coverage(StrEnum):
    """How far a component is in place."""

    ABSENT = "absent"
    PART = "part"
    FULL = "full"

    @property
    def label(self) -> str:
        """The coverage as a page names it."""
        return {"absent": "Absent", "part": "In part", "full": "In full"}[self.value]


class Covered(StrEnum):
    """How far one point of the checklist is in place."""

    YES = "yes"
    PART = "part"
    NO = "no"

    @property
    def label(self) -> str:
        """The answer as a page names it."""
        return {"yes": "In place", "part": "In part", "no": "Not in place"}[self.value]


class Sharing(StrEnum):
    """With whom an authority shares what it says of a component."""

    PRIVATE = "private"
    UNNAMED = "unnamed"
    NAMED = "named"

    @property
    def label(self) -> str:
        """The choice as a page names it."""
        return {
            "private": "Private",
            "unnamed": "Counted without a name",
            "named": "Shared by name",
        }[self.value]

    @property
    def meaning(self) -> str:
        """Who then sees what."""
        return {
            "private": "Nobody outside the authority sees it. The region sees “not shared”.",
            "unnamed": "How far it is in place and its step are counted with at least four "
            "others on set dates. Nobody sees the text.",
            "named": "The region’s members and its office see the text, how far it is in place, "
            "its step and what moved since last year.",
        }[self.value]


@dataclass(frozen=True, slots=True)
class PointAnswer:
    """The answer to one point, with a note."""

    answer: Covered | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where a text began: another authority's shared component, with its version and the day."""

    authority: str
    version: int
    copied_on: date

    @property
    def sentence(self) -> str:
        """The source in words, without the day."""
        return f"Began from version {self.version} of {self.authority}"


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything said of one component."""

    description: str = ""
    local: str = ""
    coverage: Coverage | None = None
    maturity: int | None = None
    points: Mapping[str, PointAnswer] = field(default_factory=dict)
    owner_role: str | None = None
    review_on: date | None = None
    sources: tuple[Source, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is said yet."""
        said = (self.description, self.local, self.coverage, self.maturity)
        return not (any(said) or any(point.answer for point in self.points.values()))


def content_of(structure: Structure, answers: Mapping[str, Answer], *, synthetic: bool) -> Content:
    """A framework as it is kept: every word of it, the standard's own words included.

    The standard's words stand in it so that a later standard, or a withdrawn addition, changes
    nothing of what was approved.
    """
    return {
        "standard": structure.standard.code,
        "standard_title": structure.standard.title,
        "synthetic": synthetic,
        "components": [
            component_content(one, answers.get(one.key, Answer())) for one in structure.components
        ],
    }


def component_content(component: Component, answer: Answer) -> Content:
    """One component of it."""
    return {
        "key": component.key,
        "numeral": component.numeral,
        "title": component.title,
        "purpose": component.purpose,
        "origin": component.origin.value,
        "questions": list(component.questions),
        "headings": list(component.headings),
        "description": answer.description,
        "local": answer.local,
        "coverage": answer.coverage.value if answer.coverage else None,
        "maturity": answer.maturity,
        "step": component.step_text(answer.maturity),
        "owner_role": answer.owner_role,
        "review_on": answer.review_on.isoformat() if answer.review_on else None,
        "sources": [
            {"authority": one.authority, "version": one.version, "on": one.copied_on.isoformat()}
            for one in answer.sources
        ],
        "points": [
            {
                "key": point.key,
                "text": point.text,
                "paragraph": point.paragraph,
                "origin": point.origin.value,
                **_point_content(answer.points.get(point.key, PointAnswer())),
            }
            for point in component.points
        ],
    }


def _point_content(given: PointAnswer) -> Content:
    return {"answer": given.answer.value if given.answer else None, "note": given.note}


def canonical(content: Content) -> str:
    """The content as one line of JSON that is the same for the same content."""
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def digest_of(content: Content) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def component_in(content: Content, key: str) -> Content | None:
    """A component of a kept framework, or None."""
    return next((one for one in content["components"] if one["key"] == key), None)


def tally(components: Sequence[Content]) -> dict[Coverage | None, int]:
    """How many of these components are in full, in part, absent and not said."""
    counts: dict[Coverage | None, int] = dict.fromkeys((*reversed(Coverage), None), 0)
    for one in components:
        held = Coverage(one["coverage"]) if one["coverage"] else None
        counts[held] += 1
    return counts
