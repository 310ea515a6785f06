"""The demonstration, started by its own command, in a real browser."""

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page

from tests.support import waiting

ROOT = Path(__file__).resolve().parents[2]
FILLING = 6000


@dataclass(frozen=True)
class Demonstration:
    """A running demonstration: its address, its sign-ins, and the folder of its data."""

    address: str
    people: list[dict[str, object]]
    folder: str

    def sign_in(self, page: Page, email: str, authority: str | None = None) -> None:
        """Sign in as a person would, and choose the authority where there are several."""
        person = next(person for person in self.people if person["email"] == email)
        page.goto("/sign-in")
        page.get_by_label("Email address").fill(email)
        page.get_by_label("Password", exact=True).fill(str(person["password"]))
        page.get_by_role("button", name="Sign in").click()
        if authority is not None:
            page.get_by_label(authority).check()
            page.get_by_role("button", name="Continue").click()
        page.wait_for_url("**/")


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demonstration]:
    """The demonstration as ``./run demo`` serves it, in a folder of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {name: text for name, text in os.environ.items() if "REGIONQA" not in name}
    environment["REGIONQA_DATA_FOLDER"] = str(tmp_path_factory.mktemp("demonstration"))
    command = [sys.executable, "-m", "regionqa"]
    log = Path(environment["REGIONQA_DATA_FOLDER"]) / "log"
    with log.open("w") as output:
        server = subprocess.Popen(
            [*command, "demo", "--port", str(port)],
            cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT,
        )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, server, log)
        people = subprocess.run(
            [*command, "demo-people", "--format", "json"],
            cwd=ROOT, env=environment, capture_output=True, text=True, check=True,
        )  # fmt: skip
        yield Demonstration(address, json.loads(people.stdout), str(log.parent))
    finally:
        server.send_signal(signal.SIGINT)
        code = server.wait(30)
    assert code == 0, f"Ctrl-C did not stop it cleanly: {code}\n{log.read_text()[-2000:]}"


def _wait(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    def answers() -> bool:
        try:
            with urlopen(f"{address}/health") as answer:
                assert answer.status == 200
                return True
        except (URLError, ConnectionError):
            assert server.poll() is None, log.read_text()
            return False

    # Filling it takes as long as the machine is busy; a server that has died is seen at once.
    assert waiting.until(answers, looks=FILLING), f"it did not start\n{log.read_text()}"
