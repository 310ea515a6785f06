"""Practice cases: three made-up ones with a published key, for a first try with the tool. Pure."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from regionqa.moderation.tools import ToolContent, first_tool, read_content


@dataclass(frozen=True, slots=True)
class PracticeCase:
    """A made-up case: its papers, and the grade and the reason of each domain of its key."""

    key: str
    title: str
    service: str
    age_band: str
    papers: tuple[str, ...]
    grades: Mapping[str, str]
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Beside:
    """A domain graded beside a key: both grades and sentences, and how many steps apart.

    ``steps`` is None where one of the two is no grade of the scale.
    """

    domain: str
    name: str
    mine: str
    my_evidence: str
    key: str
    reason: str
    steps: int | None


def practice_tool() -> ToolContent:
    """The packaged tool, for which the keys are written."""
    return read_content(first_tool()[2])


@cache
def practice_cases() -> tuple[PracticeCase, ...]:
    """The packaged cases, in the order to try them. Raises ``ValueError`` for a broken key."""
    text = (files("regionqa.moderation") / "practice_cases.toml").read_text(encoding="utf-8")
    tool = practice_tool()
    return tuple(_case(tool, one) for one in tomllib.loads(text)["cases"])


def _case(tool: ToolContent, given: Mapping[str, Any]) -> PracticeCase:
    case = PracticeCase(
        given["key"],
        given["title"],
        given["service"],
        given["age_band"],
        tuple(given["papers"]),
        given["grades"],
        given["reasons"],
    )
    for domain in tool.domains:
        if not tool.is_grade(case.grades.get(domain.key)) or not case.reasons.get(domain.key):
            raise ValueError(f"{case.title}: the key lacks a grade or a reason of {domain.name}.")
    return case


def beside_key(
    tool: ToolContent,
    grades: Mapping[str, str],
    evidence: Mapping[str, str],
    key_grades: Mapping[str, str],
    key_reasons: Mapping[str, str],
) -> tuple[Beside, ...]:
    """Each domain of a reading beside a key, in the order of the tool."""
    return tuple(
        Beside(
            one.key,
            one.name,
            grades.get(one.key, ""),
            evidence.get(one.key, ""),
            key_grades.get(one.key, ""),
            key_reasons.get(one.key, ""),
            _steps(tool, grades.get(one.key, ""), key_grades.get(one.key, "")),
        )
        for one in tool.domains
    )


def _steps(tool: ToolContent, first: str, second: str) -> int | None:
    graded = tool.is_grade(first) and tool.is_grade(second)
    return tool.steps(first, second) if graded else None
