"""The rules of WCAG 2.2 AA that a machine can check, by axe-core in the browser."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")


@cache
def source() -> str:
    """axe-core, as ``./run setup --test`` fetched it."""
    if not AXE.exists():
        raise FileNotFoundError(f"{AXE} is missing: run ./run setup --test")
    return AXE.read_text()


def violations(page: Page, *, rules: tuple[str, ...] = RULES) -> list[str]:
    """One line for each element that breaks a rule: the rule, what to do, and where.

    The page must run script; a strict content security policy does not stand in the way.
    """
    if page.evaluate("typeof axe === 'undefined'"):
        page.evaluate(source())
    found = page.evaluate(
        "rules => axe.run(document, {runOnly: {type: 'tag', values: rules},"
        " resultTypes: ['violations']})",
        list(rules),
    )
    if not found["passes"]:
        raise AssertionError("axe-core checked nothing: the page was not ready")
    return [
        f"{rule['id']}: {rule['help']}: {' '.join(str(part) for part in node['target'])}"
        for rule in found["violations"]
        for node in rule["nodes"]
    ]
