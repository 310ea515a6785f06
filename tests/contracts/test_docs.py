"""Docs stay true: the files, commands and links that they name are there."""

import re
from pathlib import Path

import click
import pytest

from regionqa.cli import COMMANDS, main

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
RUN_WORDS = {"setup", "demo", "test", "bench", *COMMANDS}
MADE_LATER = ("regionqa/web/static/vendor", "benchmarks/results", ".venv", "var/", "node_modules")
# A path in backticks: a known top folder or file, then anything but space.
TOPS = "regionqa|config|migrations|tests|docs|benchmarks"
PATH = re.compile(rf"`((?:{TOPS})/[\w./*-]+|wsgi\.py|pyproject\.toml|Dockerfile)(?:::\w+)?`")
COMMAND = re.compile(r"(?:\./run|python -m regionqa) ([a-z][\w-]*)")
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#]+)")


def _name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_the_paths_it_names_are_there(page: Path) -> None:
    for path in PATH.findall(page.read_text()):
        if path.startswith(MADE_LATER):
            continue
        found = list(ROOT.glob(path.rstrip("/"))) if "*" in path else [ROOT / path]
        assert found, f"{path} matches nothing"
        assert all(one.exists() for one in found), f"{path} is not there"


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_the_commands_it_names_exist(page: Path) -> None:
    for word in COMMAND.findall(page.read_text()):
        assert word in RUN_WORDS, f"./run {word} is no command"


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_its_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text()):
        assert (page.parent / link).exists(), f"{link} leads nowhere"


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_says_what_it_does(name: str) -> None:
    context = click.Context(main)
    command = main.get_command(context, name)
    assert command is not None
    assert command.help, f"{name} has no help"


def test_the_search_finds_what_is_named() -> None:
    text = "see `regionqa/core/jobs.py`, `tests/core/test_jobs.py::test_x` and ./run demo"
    assert PATH.findall(text) == ["regionqa/core/jobs.py", "tests/core/test_jobs.py"]
    assert COMMAND.findall(text) == ["demo"]


def test_nothing_names_a_place_of_its_making() -> None:
    bad = re.compile(r"/work/|\.library|farm-(bench|studio)|shared/(seeds|research|data)")
    for page in PAGES:
        assert not bad.search(page.read_text()), _name(page)
