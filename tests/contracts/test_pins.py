"""What is installed is pinned by hash, from wherever an installation gets its packages."""

import json
import re
import tomllib
from importlib.metadata import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted(path.name for path in ROOT.glob("requirements*.lock"))
ADDRESS = re.compile(r"https?://|file://|--index-url|--find-links|git\+")


def pins(lock: str) -> dict[str, str]:
    """Each requirement of a lock file, as ``name==version ; marker``, with all its hashes."""
    text = (ROOT / lock).read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line.strip()]
    return {line.partition(" --hash")[0].strip(): line for line in lines}


def test_there_is_a_lock_for_each_set() -> None:
    assert LOCKS == [
        "requirements-dev.lock",
        "requirements-node.lock",
        "requirements-uv.lock",
        "requirements.lock",
    ]


@pytest.mark.parametrize("lock", LOCKS)
def test_each_requirement_is_one_version_with_hashes(lock: str) -> None:
    assert pins(lock)
    for requirement, line in pins(lock).items():
        assert re.match(r"[a-z0-9._-]+==\S+", requirement), requirement
        assert "--hash=sha256:" in line, requirement


@pytest.mark.parametrize("name", [*LOCKS, "package-lock.json", "package.json"])
def test_no_lock_holds_an_address(name: str) -> None:
    assert not ADDRESS.search((ROOT / name).read_text())


def test_what_tests_need_contains_what_runs() -> None:
    assert pins("requirements.lock").items() <= pins("requirements-dev.lock").items()


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.lock", ("project", "dependencies")),
        ("requirements-dev.lock", ("dependency-groups", "dev")),
    ],
)
def test_every_dependency_is_locked(lock: str, wanted: tuple[str, str]) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    named = {re.split(r"[\[<>=;]", name)[0] for name in project[wanted[0]][wanted[1]]}
    assert named <= {requirement.partition("==")[0] for requirement in pins(lock)}


def test_every_npm_package_has_a_hash_and_one_version() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text())["packages"]
    root = packages.pop("")
    for name, package in packages.items():
        assert package["integrity"].startswith("sha512-"), name
        assert "resolved" not in package, name
    manifest = json.loads((ROOT / "package.json").read_text())
    for group in ("dependencies", "devDependencies"):
        assert root[group] == manifest[group]
        for name, version in manifest[group].items():
            assert packages[f"node_modules/{name}"]["version"] == version


def test_the_style_sheet_is_the_version_that_the_macros_port() -> None:
    versions = json.loads((ROOT / "package.json").read_text())["dependencies"]
    installed = metadata("govuk-frontend-jinja")
    row = rf"\[{re.escape(installed['version'])}\]\S*\s*\|\s*\[([\d.]+)\]"
    found = re.search(row, str(installed.get_payload()))
    assert found, "govuk-frontend-jinja no longer lists the versions it ports"
    assert versions["govuk-frontend"] == found[1]
