"""What a tool says: domains, questions, and each grade of each domain described in a sentence."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from typing import Any

NOT_APPLICABLE = "not_applicable"
NOT_ENOUGH_EVIDENCE = "not_enough_evidence"
NO_GRADES = {
    NOT_APPLICABLE: "Not applicable",
    NOT_ENOUGH_EVIDENCE: "Not enough evidence to grade",
}


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade of the scale, by its key."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Domain:
    """What is graded: its questions, and a sentence for each grade of the scale."""

    key: str
    name: str
    questions: tuple[str, ...]
    described: Mapping[str, str]


@dataclass(frozen=True)
class ToolContent:
    """A tool's scale, lowest grade first, and its domains. ``good`` is the key of Good."""

    scale: tuple[Grade, ...]
    good: str
    domains: tuple[Domain, ...]

    @cached_property
    def order(self) -> dict[str, int]:
        """The place of each grade on the scale, from 0."""
        return {grade.key: place for place, grade in enumerate(self.scale)}

    def steps(self, first: str, second: str) -> int:
        """How far two grades are apart on the scale."""
        return abs(self.order[first] - self.order[second])

    def straddles_good(self, first: str, second: str) -> bool:
        """Whether one grade is Good or better and the other is not."""
        line = self.order[self.good]
        return (self.order[first] >= line) != (self.order[second] >= line)

    def is_grade(self, given: str | None) -> bool:
        """Whether it is a grade of the scale, and not one of the two answers that are none."""
        return given in self.order

    def domain(self, key: str) -> Domain:
        """A domain by its key. Raises ``KeyError``."""
        return next(domain for domain in self.domains if domain.key == key)


def read_content(content: Mapping[str, Any]) -> ToolContent:
    """A tool's stored content as objects. Raises ``ValueError`` that names what is missing."""
    scale = tuple(Grade(str(one["key"]), str(one["label"])) for one in content["scale"])
    keys = [grade.key for grade in scale]
    if len(keys) < 2 or len(set(keys)) != len(keys) or set(keys) & set(NO_GRADES):
        raise ValueError(f"A scale has two grades or more, each once, lowest first, not {keys}.")
    if content["good"] not in keys:
        raise ValueError(f"Good is {content['good']!r}, which is not on the scale {keys}.")
    domains = tuple(_domain(one, keys) for one in content["domains"])
    names = [domain.key for domain in domains]
    if not names or len(set(names)) != len(names):
        raise ValueError(f"A tool has one domain or more, each once, not {names}.")
    return ToolContent(scale, str(content["good"]), domains)


def _domain(given: Mapping[str, Any], keys: list[str]) -> Domain:
    described = {key: str(given["described"].get(key, "")).strip() for key in keys}
    if missing := [key for key, sentence in described.items() if not sentence]:
        raise ValueError(f"Domain {given['key']}: describe {', '.join(missing)} in a sentence.")
    if not given.get("questions"):
        raise ValueError(f"Domain {given['key']} asks no question: give at least one.")
    questions = tuple(str(question) for question in given["questions"])
    return Domain(str(given["key"]), str(given["name"]), questions, described)


@dataclass(frozen=True, slots=True)
class ToolChange:
    """Something that two versions differ in: of which domain, what it is, before and after."""

    domain: str
    what: str
    before: str
    after: str


def tool_changes(before: ToolContent, after: ToolContent) -> list[ToolChange]:
    """What changed from one version to another, by domain in the order of the later one.

    A domain is known by its key, so that a new name is a change of its name; questions are one
    text each; grades that only one scale has are named as well.
    """
    old = {one.key: one for one in before.domains}
    found = []
    scales = [" < ".join(one.label for one in tool.scale) for tool in (before, after)]
    if scales[0] != scales[1]:
        found.append(ToolChange("", "Scale", *scales))
    for one in after.domains:
        was = old.get(one.key)
        if was is None:
            found.append(ToolChange(one.name, "Domain", "", "New"))
            continue
        pairs = [("Name", was.name, one.name)]
        pairs.append(("Questions", "\n".join(was.questions), "\n".join(one.questions)))
        pairs += [
            (grade.label, was.described.get(grade.key, ""), one.described[grade.key])
            for grade in reversed(after.scale)
        ]
        found += [ToolChange(one.name, what, a, b) for what, a, b in pairs if a != b]
    kept = {one.key for one in after.domains}
    found += [
        ToolChange(one.name, "Domain", "Was there", "Left out")
        for one in before.domains
        if one.key not in kept
    ]
    return found


def first_tool() -> tuple[str, str, dict[str, Any]]:
    """The packaged regional tool: its code, its name and its content."""
    text = (files("regionqa.moderation") / "first_tool.toml").read_text(encoding="utf-8")
    packaged = tomllib.loads(text)
    read_content(packaged["content"])
    return packaged["code"], packaged["name"], packaged["content"]
