"""A reading as the fields of a form, and back."""

from collections.abc import Mapping
from typing import Any

from regionqa.moderation.tools import NO_GRADES, ToolContent

Content = dict[str, Any]


def content_from(tool: ToolContent, values: Mapping[str, Any]) -> Content:
    """What a posted form says, whole or not; nothing is judged here."""
    keys = [domain.key for domain in tool.domains]
    return {
        "grades": {key: str(values.get(f"grades.{key}") or "") for key in keys},
        "evidence": {key: str(values.get(f"evidence.{key}") or "") for key in keys},
        "had": [str(one) for one in values.get("had") or []],
        "minutes": _whole(values.get("minutes")),
        "no_conflict": values.get("no_conflict") in {"true", True},
    }


def _whole(text: object) -> int | None:
    given = str(text or "").strip()
    return int(given) if given.isascii() and given.isdigit() and len(given) < 6 else None


def values_from(content: Mapping[str, Any]) -> dict[str, Any]:
    """A draft or a reading as the values of a form."""
    values: dict[str, Any] = {}
    for part in ("grades", "evidence"):
        for key, said in dict(content.get(part) or {}).items():
            values[f"{part}.{key}"] = said
    values["had"] = list(content.get("had") or [])
    values["minutes"] = content.get("minutes")
    values["no_conflict"] = "true" if content.get("no_conflict") else ""
    return values


def grades_from(tool: ToolContent, values: Mapping[str, Any]) -> dict[str, str]:
    """The grades alone that a form says, by domain."""
    return content_from(tool, values)["grades"]  # type: ignore[no-any-return]  # built as such above


def clashes(tool: ToolContent, yours: Mapping[str, Any], theirs: Mapping[str, Any]) -> set[str]:
    """Names of the fields that two contents differ in."""
    mine, other = values_from(yours), values_from(theirs)
    names = [f"{part}.{one.key}" for one in tool.domains for part in ("grades", "evidence")]
    names += ["had", "minutes"]
    return {name for name in names if (mine.get(name) or "") != (other.get(name) or "")}


def grade_label(key: str | None, tool: ToolContent) -> str:
    """A grade, or an answer that is none, in words; an empty string for no answer."""
    if not key:
        return ""
    labels = {one.key: one.label for one in tool.scale} | NO_GRADES
    return labels.get(key, key)


def grade_options(tool: ToolContent, domain_key: str) -> list[tuple[str, str, str]]:
    """The grades of a domain as radios, highest first, each with its sentence, and no grade."""
    domain = tool.domain(domain_key)
    graded = [(one.key, one.label, domain.described[one.key]) for one in reversed(tool.scale)]
    why = {
        "not_applicable": "The domain does not apply to this case",
        "not_enough_evidence": "What you had does not let you say. Write what is missing",
    }
    return graded + [(key, label, why[key]) for key, label in NO_GRADES.items()]
