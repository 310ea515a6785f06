"""The image's recipe, statement by statement: what it copies is there, what it runs exists."""

import fnmatch
import json
import os
import re
import shlex
import subprocess
from pathlib import Path

import pytest

import config
from config.settings import BY_NAME
from regionqa.app import create_app
from regionqa.cli import COMMANDS
from regionqa.web.identity import EXTENSION
from tests.factories.databases import SqliteDatabases

ROOT = Path(__file__).resolve().parents[2]
TEXT = (ROOT / "Dockerfile").read_text()


def statements() -> list[tuple[str, str]]:
    """Each instruction with its arguments, continued lines joined and comments left out."""
    lines = [line for line in TEXT.splitlines() if not line.lstrip().startswith("#")]
    joined = re.sub(r"\\\n\s*", "", "\n".join(lines))
    pairs = (line.partition(" ") for line in joined.splitlines() if line.strip())
    return [(instruction, rest.strip()) for instruction, _, rest in pairs]


def arguments(instruction: str) -> list[str]:
    """What each statement of that kind says, in order."""
    return [rest for name, rest in statements() if name == instruction]


def ignored(path: str) -> bool:
    """Whether the builder is not sent that path; the last pattern that matches decides."""
    verdict = False
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.removeprefix("!").strip()
        if not pattern or pattern.startswith("#"):
            continue
        parents = [path, *(str(parent) for parent in Path(path).parents)]
        if any(
            fnmatch.fnmatch(part, pattern.removeprefix("**/")) for part in parents if part != "."
        ):
            verdict = not line.startswith("!")
    return verdict


def test_only_known_instructions_are_used() -> None:
    known = {"ARG", "FROM", "WORKDIR", "COPY", "RUN", "ENV", "USER", "VOLUME", "EXPOSE",
             "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"}  # fmt: skip
    assert {instruction for instruction, _ in statements()} == known


def test_what_is_copied_from_the_checkout_is_there_and_is_sent() -> None:
    copied = [shlex.split(rest) for rest in arguments("COPY") if not rest.startswith("--from")]
    sources = [source for *paths, _target in copied for source in paths]
    assert {"config", "migrations", "regionqa", "wsgi.py"} <= set(sources)
    for source in sources:
        assert (ROOT / source).exists(), source
        assert not ignored(source), source


def test_nothing_else_is_sent() -> None:
    for name in ("tests", ".git", "var", ".venv", "node_modules", "regionqa.env", "docs",
                 "regionqa/web/static/vendor"):  # fmt: skip
        assert ignored(name), name


def test_what_is_copied_from_a_stage_comes_from_one_that_made_it() -> None:
    stages = [rest.rpartition(" AS ")[2] for rest in arguments("FROM")]
    assert stages == ["pages", "packages", "service"]
    made = {
        "pages": ["/build/node_modules"],
        "packages": ["/opt/regionqa", "/build/regionqa/web/static/vendor"],
    }
    for rest in arguments("COPY"):
        if found := re.match(r"--from=(\w+) (\S+) ", rest):
            assert found[2] in made[found[1]], rest


def test_packages_are_installed_by_hash_only() -> None:
    installs = [
        part
        for run in arguments("RUN")
        for part in run.split("&&")
        if " install " in part or " sync " in part
    ]
    assert len(installs) == 2
    assert all("--require-hashes" in part for part in installs)
    assert any(run.startswith("npm ci ") for run in arguments("RUN"))


def test_the_service_is_not_root_and_its_user_is_made() -> None:
    user = arguments("USER")[-1]
    assert user == "regionqa"
    assert any(re.search(rf"useradd .*--uid 10001 .*{user}\Z", run) for run in arguments("RUN"))
    last_from = max(index for index, (name, _) in enumerate(statements()) if name == "FROM")
    after = [name for name, _ in statements()[last_from:]]
    assert after.index("USER") < after.index("ENTRYPOINT")


def test_no_setting_in_the_image_is_secret_or_unknown() -> None:
    names = re.findall(r"REGIONQA_(\w+)=", "\n".join(arguments("ENV")))
    assert names
    for name in names:
        assert not BY_NAME[name].secret


def test_the_health_check_asks_a_page_that_answers_in_production(
    sqlite_databases: SqliteDatabases,
) -> None:
    check = arguments("HEALTHCHECK")[0]
    command = json.loads(check.partition("CMD ")[2])
    address = re.search(r"'http://127\.0\.0\.1:(\d+)(/\w+)'", command[-1])
    assert address
    assert arguments("EXPOSE") == [address[1]]
    assert f"REGIONQA_BIND=0.0.0.0:{address[1]}" in " ".join(arguments("ENV"))
    compile(command[-1], "health check", "exec")
    production = config.load(
        "production",
        {
            "REGIONQA_SECRET_KEY": "x3-production-key-of-some-length-4711",
            "REGIONQA_KEY_FOLDER": "/srv/regionqa-keys",
            "REGIONQA_WRAPPING_KEY": "y4-production-wrapping-key-of-length-0815",
            "REGIONQA_DATABASE_URL": sqlite_databases.url_of(sqlite_databases.template),
            "REGIONQA_PUBLIC_URL": "https://quality.example.gov.uk",
            "REGIONQA_MAIL_SERVER": "mail.example.gov.uk",
            "REGIONQA_MAIL_FROM": "quality@example.gov.uk",
        },
    )
    host = {"Host": f"127.0.0.1:{address[1]}"}
    app = create_app(production)
    assert app.test_client().get(address[2], headers=host).status_code == 200
    app.extensions[EXTENSION].database.dispose()


@pytest.mark.parametrize(
    ("given", "runs"),
    [
        ([], "gunicorn --config python:config.gunicorn"),
        (["web"], "gunicorn --config python:config.gunicorn"),
        (["worker"], "python -m regionqa worker"),
        (["worker", "--once"], "python -m regionqa worker --once"),
        (["migrate"], "python -m regionqa migrate"),
    ],
)
def test_a_command_becomes_one_process(given: list[str], runs: str, tmp_path: Path) -> None:
    for name in ("gunicorn", "python"):
        (tmp_path / name).write_text(f'#!/bin/sh\necho {name} "$@"; echo $$ >&2\n')
        (tmp_path / name).chmod(0o755)
    entrypoint = ROOT / json.loads(arguments("ENTRYPOINT")[0])[0].removeprefix("/app/")
    with subprocess.Popen(
        [entrypoint, *given], env={"PATH": f"{tmp_path}:{os.environ['PATH']}"},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        out, err = process.communicate()
    assert out == f"{runs}\n"
    assert err == f"{process.pid}\n"


def test_the_commands_exist() -> None:
    assert {"worker", "migrate"} <= set(COMMANDS)
    assert json.loads(arguments("CMD")[0]) == ["web"]
    assert (ROOT / "config/gunicorn.py").exists()
    assert re.search(r"^app = ", (ROOT / "wsgi.py").read_text(), re.MULTILINE)
