"""A real browser: Chromium from PATH, driven headless, with what it complains of kept."""

import contextlib
import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from flask.testing import FlaskClient
from playwright.sync_api import Browser, ConsoleMessage, Page, Playwright, Request, Response

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PACKAGE = "chromium"
# Root and small containers: no sandbox, and no use of a /dev/shm that may be 64 MB.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-background-networking",
    "--force-color-profile=srgb",
    "--font-render-hinting=none",
)
INSTALL_SECONDS = 540


class BrowserMissingError(RuntimeError):
    """No browser is there and none can be installed; the message names the package."""


def find() -> Path | None:
    """The browser on PATH, if there is one."""
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    return Path(found) if found else None


def ensure() -> Path:
    """The browser, installed from Debian first where this is root and there is none.

    Raises ``BrowserMissingError`` when that is not possible.
    """
    if (found := find()) is not None:
        return found
    if os.getuid() != 0 or shutil.which("apt-get") is None:
        raise BrowserMissingError(
            f"the browser tests need Chromium on PATH: install the package {PACKAGE} "
            f"(Debian: apt-get install {PACKAGE}); as root the tests install it themselves"
        )
    lock = Path(tempfile.gettempdir()) / "regionqa-browser.lock"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        return find() or _install()


def _install() -> Path:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for command in (
        ["apt-get", "-qq", "update"],
        ["apt-get", "-qq", "install", "-y", "--no-install-recommends", PACKAGE, "fonts-liberation"],
    ):
        done = subprocess.run(
            command,
            env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            check=False, timeout=INSTALL_SECONDS,
        )  # fmt: skip
        if done.returncode != 0:
            raise BrowserMissingError(
                f"the browser tests need the package {PACKAGE}, and {' '.join(command)} failed:\n"
                f"{(done.stderr or done.stdout).strip()[-2000:]}"
            )
    found = find()
    if found is None:
        raise BrowserMissingError(f"the package {PACKAGE} was installed but put nothing on PATH")
    return found


def launch(playwright: Playwright) -> Browser:
    """Chromium, headless, for one process of the tests."""
    return playwright.chromium.launch(
        executable_path=ensure(), args=list(ARGUMENTS), chromium_sandbox=False
    )


@dataclass
class Opened:
    """A page and everything the browser complained of while it was open."""

    page: Page
    complaints: list[str] = field(default_factory=list)

    def quiet(self) -> None:
        """Fail when anything went wrong in the browser: script, console, policy, missing file."""
        assert not self.complaints, "\n".join(self.complaints)


@contextlib.contextmanager
def opened(
    browser: Browser,
    base_url: str,
    *,
    width: int = 1100,
    height: int = 900,
    script: bool = True,
) -> Iterator[Opened]:
    """A page in a profile of its own, so that no sign-in is shared; ``script`` off is no script."""
    context = browser.new_context(
        base_url=base_url,
        viewport={"width": width, "height": height},
        java_script_enabled=script,
        locale="en-GB",
        timezone_id="Europe/London",
        reduced_motion="reduce",
    )
    try:
        result = Opened(context.new_page())
        _listen(result)
        yield result
    finally:
        context.close()


def _listen(opened: Opened) -> None:
    def said(message: ConsoleMessage) -> None:
        # A page that answers 4xx on purpose is told so here too; answers are judged below.
        if message.type in {"error", "warning"} and "Failed to load resource" not in message.text:
            opened.complaints.append(f"{message.type}: {message.text}")

    def answered(response: Response) -> None:
        expected = response.request.is_navigation_request() and response.status < 500
        if response.status >= 400 and not expected:
            opened.complaints.append(f"{response.status} {response.url}")

    opened.page.on("console", said)
    opened.page.on("response", answered)
    opened.page.on("pageerror", lambda error: opened.complaints.append(f"script: {error}"))

    def failed(request: Request) -> None:
        # Moving on cuts off what the page before was still fetching: nobody's fault.
        if request.failure != "net::ERR_ABORTED":
            opened.complaints.append(f"{request.failure}: {request.url}")

    opened.page.on("requestfailed", failed)


def sign_in(page: Page, client: FlaskClient, address: str) -> None:
    """Give the browser the cookie of somebody signed in, at the server of this address."""
    name = client.application.config["SESSION_COOKIE_NAME"]
    cookie = client.get_cookie(name)
    assert cookie is not None
    page.context.add_cookies([{"name": name, "value": cookie.value, "url": address}])
