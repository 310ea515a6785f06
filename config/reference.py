"""The settings as a Markdown table: what the operator's page shows and a test compares."""

from importlib import import_module
from itertools import groupby
from pathlib import Path
from typing import Any

from config.base import ROOT
from config.settings import PREFIX, SETTINGS, Setting

COLUMNS = ("production", "demonstration", "development")
SAID = {
    ("SECRET_KEY", "demonstration"): "made on the first start",
    ("KEY_FOLDER", "demonstration"): "in the data folder",
    ("KEY_FOLDER", "development"): "in the data folder",
    ("WRAPPING_KEY", "demonstration"): "made on the first start",
    ("DATABASE_URL", "demonstration"): "SQLite in the data folder",
    ("DATABASE_URL", "development"): "SQLite in the data folder",
}


def table() -> str:
    """Every setting, by group: its variable, what it means and its value when it is not set."""
    parts = []
    for group, settings in groupby(SETTINGS, key=lambda setting: setting.group):
        heads = " | ".join(f"In {name}" for name in COLUMNS)
        parts.append(f"### {group}\n\n| Variable | Meaning | {heads} |\n|---|---|---|---|---|\n")
        parts += [_row(setting) for setting in settings]
        parts.append("\n")
    return "".join(parts)


def _row(setting: Setting) -> str:
    meaning = setting.meaning + (" (secret)" if setting.secret else "")
    cells = " | ".join(_default(setting.name, column) for column in COLUMNS)
    return f"| `{PREFIX}{setting.name}` | {meaning} | {cells} |\n"


def _default(name: str, environment: str) -> str:
    if said := SAID.get((name, environment)):
        return said
    module = import_module(f"config.{environment}")
    if name in module.REQUIRED and module.DEFAULTS[name] is None:
        return "**must be set**"
    return _shown(module.DEFAULTS[name])


def _shown(value: Any) -> str:
    if value is None or value == []:
        return "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str) and Path(value).is_absolute():
        return f"`{Path(value).relative_to(ROOT)}` in the checkout"
    return f"`{value}`"
