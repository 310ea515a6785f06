"""Each import contract is tried: a small service that keeps it passes, one bad import is named."""

import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = ROOT / "pyproject.toml"
CONTRACTS = tomllib.loads(PROJECT.read_text())["tool"]["importlinter"]["contracts"]
LAYER_FILES = ("pages", "api", "jobs", "operations", "queries", "policy", "schemas", "models")

TRESPASSES = {
    "features": [
        ("regionqa/authorities/operations.py", "import regionqa.moderation"),
        ("regionqa/core/database.py", "import regionqa.web"),
        ("regionqa/symbols.py", "import regionqa.statistics"),
        ("regionqa/ratings/queries.py", "import regionqa.frameworks"),
        ("regionqa/moderation/pages.py", "def late():\n    import regionqa.benchmarking"),
        ("regionqa/unplaced.py", "PLACE = None"),
    ],
    "inside": [
        ("regionqa/moderation/queries.py", "from regionqa.moderation import operations"),
        ("regionqa/moderation/operations.py", "from regionqa.moderation.jobs import *"),
        ("regionqa/accounts/pages.py", "import regionqa.accounts.api"),
    ],
    "doors": [
        ("regionqa/moderation/operations.py", "from regionqa.authorities import queries"),
        ("regionqa/accounts/models.py", "from regionqa.authorities.models import *"),
    ],
    "flask-free": [
        ("regionqa/moderation/operations.py", "from flask import g"),
        ("regionqa/moderation/models.py", "import flask_login"),
        ("regionqa/core/database.py", "from werkzeug.exceptions import NotFound"),
    ],
    "pages": [
        ("regionqa/moderation/pages.py", "import regionqa.moderation.models"),
        ("regionqa/moderation/api.py", "from sqlalchemy import select"),
        ("regionqa/moderation/pages.py", "from regionqa.core import database"),
    ],
    "pure": [("regionqa/statistics/agreement.py", "import sqlalchemy")],
    "settings": [("regionqa/web/door.py", "import config")],
    "config": [("config/base.py", "import regionqa.symbols")],
}


def service(folder: Path) -> None:
    """A service with the project's folders and the imports the contracts allow."""
    features = next(contract for contract in CONTRACTS if contract["id"] == "features")
    names = [
        name.strip("() ")
        for layer in features["layers"]
        for name in layer.replace(":", "|").split("|")
    ]
    files = {"regionqa/__init__.py": "", "config/__init__.py": "", "config/base.py": ""}
    for name in names:
        files[f"regionqa/{name}/__init__.py"] = ""
        for file in LAYER_FILES:
            files[f"regionqa/{name}/{file}.py"] = ""
    for single in ("app", "symbols", "mapped", "migrate"):
        for file in ("__init__", *LAYER_FILES):
            files.pop(f"regionqa/{single}/{file}.py")
        files[f"regionqa/{single}.py"] = ""
    files["regionqa/core/database.py"] = "import sqlalchemy\nimport regionqa.symbols\n"
    files["regionqa/statistics/agreement.py"] = "import numpy\n"
    files["regionqa/web/door.py"] = "import flask\n"
    files["regionqa/app.py"] = "import config\nimport regionqa.moderation.pages\n"
    files["regionqa/moderation/pages.py"] = (
        "import flask\nimport regionqa.authorities\nfrom regionqa.moderation import operations\n"
    )
    files["regionqa/moderation/operations.py"] = "import regionqa.core.database\n"
    files["regionqa/moderation/models.py"] = "import sqlalchemy\n"
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)


def lint(folder: Path, *arguments: str) -> tuple[int, str]:
    code = "import sys; from importlinter.cli import lint_imports_command as main; main()"
    path = os.pathsep.join([str(folder), str(ROOT)])
    done = subprocess.run(
        [sys.executable, "-c", code, "--no-cache", "--config", str(PROJECT), *arguments],
        cwd=folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": path, "COLUMNS": "300"},
    )  # fmt: skip
    return done.returncode, re.sub(" +", " ", done.stdout + done.stderr)


def test_every_contract_is_tried() -> None:
    assert {contract["id"] for contract in CONTRACTS} == set(TRESPASSES)


def test_every_contract_says_why() -> None:
    for contract in CONTRACTS:
        assert " so " in contract["name"] or ", where " in contract["name"], contract["name"]


def test_a_service_that_keeps_to_the_direction_passes(tmp_path: Path) -> None:
    service(tmp_path)
    code, said = lint(tmp_path)
    assert code == 0, said


@pytest.mark.parametrize("contract", TRESPASSES)
def test_each_trespass_is_named(contract: str, tmp_path: Path) -> None:
    service(tmp_path)
    for file, statement in TRESPASSES[contract]:
        with (tmp_path / file).open("a") as source:
            source.write(f"{statement}\n")
    code, said = lint(tmp_path, "--contract", contract)
    assert code == 1, said
    for file, statement in TRESPASSES[contract]:
        importer = file.removesuffix(".py").replace("/", ".")
        named = f"- {importer} ->" in said or f"- {importer}\n" in said
        assert named, f"{statement!r} in {file} was let through:\n{said}"
