"""A tool as the fields of a form, and back."""

import re
from collections.abc import Mapping
from typing import Any, Protocol

from regionqa.moderation.tools import ToolContent

_KEY = re.compile(r"[^a-z0-9]+")
SPARE = 2


class Named(Protocol):
    """A tool of the region's or of an authority's: its name and what it says."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def content(self) -> ToolContent:
        """Its scale and domains."""


def tool_values(tool: Named) -> dict[str, Any]:
    """The fields of a tool: its name, and each domain's name, questions and sentences."""
    values: dict[str, Any] = {"name": tool.name}
    for place, domain in enumerate(tool.content.domains):
        values[f"domain-{place}-key"] = domain.key
        values[f"domain-{place}-name"] = domain.name
        values[f"domain-{place}-questions"] = "\n".join(domain.questions)
        for grade in tool.content.scale:
            values[f"domain-{place}-{grade.key}"] = domain.described[grade.key]
    return values


def read_tool(tool: Named, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
    """The name and content that a form says; a domain whose name is empty is left out."""
    scale = [{"key": one.key, "label": one.label} for one in tool.content.scale]
    domains = []
    for place in range(len(tool.content.domains) + SPARE):
        name = str(values.get(f"domain-{place}-name", "")).strip()
        if not name:
            continue
        domains.append(
            {
                "key": str(values.get(f"domain-{place}-key") or _key(name)),
                "name": name,
                "questions": _lines(values.get(f"domain-{place}-questions")),
                "described": {
                    one.key: str(values.get(f"domain-{place}-{one.key}", "")).strip()
                    for one in tool.content.scale
                },
            }
        )
    content = {"scale": scale, "good": tool.content.good, "domains": domains}
    return str(values.get("name") or tool.name).strip(), content


def _key(name: str) -> str:
    return _KEY.sub("_", name.lower()).strip("_")[:40] or "domain"


def _lines(text: object) -> list[str]:
    return [line.strip() for line in str(text or "").splitlines() if line.strip()]
