"""The one script: what it says when it cannot, and what it leaves alone."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TOOLS = (
    *("basename", "cat", "cksum", "cmp", "cp", "dirname", "env", "flock"),
    *("mkdir", "readlink", "rm", "sed", "sh", "sleep", "tail"),
)
FILES = ("run", "package-lock.json", "requirements.lock", "requirements-dev.lock")


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The script with stand-ins for all it would install, so that nothing is fetched."""
    for name in FILES:
        shutil.copy(ROOT / name, tmp_path / name)
    (tmp_path / "regionqa/web").mkdir(parents=True)
    shutil.copy(ROOT / "regionqa/web/assets.py", tmp_path / "regionqa/web/assets.py")
    return tmp_path


def run(checkout: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {
        name: value for name, value in os.environ.items() if name not in {"VENV", "PYTHON"}
    }
    return subprocess.run(
        [checkout / "run", *arguments], env=environment | variables,
        cwd=checkout, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        timeout=60,
    )  # fmt: skip


def program(path: Path, text: str) -> str:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return str(path)


def tools(checkout: Path, *without: str) -> str:
    """A PATH with the few tools the script uses, but not those named."""
    folder = checkout / "tools"
    folder.mkdir(exist_ok=True)
    for name in TOOLS:
        found = shutil.which(name)
        if found and name not in without:
            (folder / name).symlink_to(found)
    return str(folder)


def ready(checkout: Path) -> None:
    """An environment as set-up leaves it, with a python that only says how it is called."""
    program(checkout / ".venv/bin/python", 'echo "$PYTHONPATH: $*"')
    stamps = checkout / ".venv/.stamps"
    stamps.mkdir()
    shutil.copy(checkout / "requirements.lock", stamps / "run")
    (stamps / "python").write_text(f"{(checkout / '.venv/bin/python').resolve()}\n")
    vendor = checkout / "regionqa/web/static/vendor"
    vendor.mkdir(parents=True)
    for name in ("govuk-frontend.min.css", "govuk-frontend.min.js"):
        (vendor / name).write_text("x")
    summed = subprocess.run(
        "cat package-lock.json regionqa/web/assets.py | cksum",
        shell=True, cwd=checkout, capture_output=True, check=True,
    )  # fmt: skip
    (vendor / ".stamp").write_bytes(summed.stdout)


def test_it_is_plain_sh() -> None:
    assert (ROOT / "run").read_text().startswith("#!/bin/sh\n")
    shell = shutil.which("dash") or "sh"
    assert subprocess.run([shell, "-n", ROOT / "run"], check=False).returncode == 0


def test_alone_it_lists_its_commands(checkout: Path) -> None:
    said = run(checkout).stdout
    for command in ("setup", "demo [--port 8000] [--fresh]", "test [--full]", "bench [NAME]"):
        assert f"./run {command}" in said


def test_no_python_is_named(checkout: Path) -> None:
    done = run(checkout, "setup", PATH=tools(checkout))
    assert done.returncode == 1
    assert "python3 was not found" in done.stderr


def test_an_old_python_is_named(checkout: Path) -> None:
    path = tools(checkout)
    program(checkout / "tools/python3", 'case "$*" in -V) echo Python 3.9.2;; *) exit 1;; esac')
    done = run(checkout, "setup", PATH=path)
    assert done.returncode == 1
    assert "Python 3.11 or later is needed; python3 here is Python 3.9.2" in done.stderr


def test_a_python_without_venv_is_told_the_package(checkout: Path) -> None:
    path = tools(checkout)
    program(checkout / "tools/python3", 'case "$*" in *ensurepip*) exit 1;; esac')
    done = run(checkout, "setup", PATH=path)
    assert done.returncode == 1
    assert "apt-get install python3-venv" in done.stderr


def test_packages_that_cannot_be_had_are_named_and_leave_no_stamp(checkout: Path) -> None:
    path = tools(checkout)
    broken = program(checkout / "broken", 'echo "no route to the index" >&2; exit 1')
    made = checkout / ".venv/bin"
    body = f'case "$*" in *"-m venv"*) mkdir -p {made}; cp {broken} {made}/python;; esac'
    program(checkout / "tools/python3", body)
    for _ in range(2):
        done = run(checkout, "setup", PATH=path)
        assert done.returncode == 1
        assert "no route to the index" in done.stderr
        assert "requirements.lock could not be installed" in done.stderr
    assert not (checkout / ".venv/.stamps/run").exists()


def test_a_repeat_installs_nothing_and_starts_python_once(checkout: Path) -> None:
    """Only what compares the stamps may be started before it: a repeat is felt at each command."""
    ready(checkout)
    path = tools(checkout, *TOOLS)
    started = checkout / "started"
    for name in TOOLS:
        program(
            checkout / "tools" / name, f'echo {name} >>"{started}"; exec {shutil.which(name)} "$@"'
        )
    done = run(checkout, "agreement", "figures.csv", PATH=path)
    assert done.stdout == f"{checkout}: -P -m regionqa agreement figures.csv\n"
    assert done.stderr == ""
    names = started.read_text().split()
    assert set(names) <= {"sed", "cat", "cksum", "cmp", "dirname", "readlink"}
    assert len(names) <= 9


def test_a_change_of_the_lock_is_noticed(checkout: Path) -> None:
    ready(checkout)
    with (checkout / "requirements.lock").open("a") as lock:
        lock.write("another==1\n")
    assert "installing requirements.lock" in run(checkout, "agreement", PATH=tools(checkout)).stderr


def test_what_tests_added_is_kept_when_the_service_changes(checkout: Path) -> None:
    ready(checkout)
    (checkout / ".venv/.stamps/dev").write_text("an earlier list\n")
    (checkout / ".venv/.stamps/run").write_text("an earlier list\n")
    assert "installing requirements-dev.lock" in run(checkout, "setup").stderr


def test_without_flock_a_dead_holders_lock_is_taken_over(checkout: Path) -> None:
    ready(checkout)
    (checkout / ".venv/.stamps/run").unlink()
    held = checkout / ".venv-lock/held"
    held.mkdir(parents=True)
    ended = subprocess.Popen(["true"])
    ended.wait()
    (held / "pid").write_text(f"{ended.pid}\n")
    done = run(checkout, "setup", PATH=tools(checkout, "flock"))
    assert "waiting" not in done.stderr
    assert not held.exists()


@pytest.mark.parametrize(
    ("arguments", "shared"),
    [
        ([], True),
        (["--full"], True),
        (["-x", "--full"], True),
        (["-n0"], False),
        (["tests/x.py"], False),
        (["tests/x.py::test_one"], False),
    ],
)
def test_two_processes_share_the_whole_suite(
    checkout: Path, arguments: list[str], shared: bool
) -> None:
    ready(checkout)
    shutil.copy(checkout / "requirements-dev.lock", checkout / ".venv/.stamps/dev")
    (checkout / "node_modules/axe-core").mkdir(parents=True)
    (checkout / "node_modules/axe-core/axe.min.js").write_text("x")
    (checkout / "tests").mkdir()
    (checkout / "tests/x.py").write_text("")
    said = run(checkout, "test", *arguments).stdout
    assert "-m tests.support" in said
    assert ("--maxprocesses 2" in said) is shared
    assert said.rstrip().endswith(
        " ".join(["-m", "pytest", *arguments]) if not shared else " ".join(arguments)
    )
