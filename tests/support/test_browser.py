"""The browser that tests run in says what goes wrong in a page, and is never silently missing."""

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from tests.support import accessibility, browser

PAGES = {
    "/": "<!doctype html><html lang=en-GB><title>Good</title><main><h1>Good</h1></main></html>",
    "/poor": "<!doctype html><html><title>P</title><main><img src=/dot.svg><input></main></html>",
    "/broken": "<!doctype html><html lang=en-GB><title>B</title><script>nothing()</script></html>",
    "/missing": "<!doctype html><html lang=en-GB><title>M</title><img alt='' src=/none.svg></html>",
    "/dot.svg": "<svg xmlns='http://www.w3.org/2000/svg' width='1' height='1'/>",
    "/favicon.ico": "",
}


@Request.application
def pages(request: Request) -> Response:
    if request.path not in PAGES:
        return Response("not here", 404)
    kind = "image/svg+xml" if request.path.endswith(".svg") else "text/html"
    return Response(PAGES[request.path], mimetype=kind)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, pages, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_good_page_is_quiet_and_accessible(chromium: Browser, address: str) -> None:
    with browser.opened(chromium, address) as opened:
        opened.page.goto("/")
        assert accessibility.violations(opened.page) == []
        opened.quiet()


def test_a_poor_page_breaks_named_rules(chromium: Browser, address: str) -> None:
    with browser.opened(chromium, address) as opened:
        opened.page.goto("/poor")
        found = {line.partition(":")[0] for line in accessibility.violations(opened.page)}
    assert found == {"html-has-lang", "image-alt", "label"}


@pytest.mark.parametrize(
    ("path", "complaint"), [("/broken", "nothing is not defined"), ("/missing", "404")]
)
def test_what_goes_wrong_is_kept(
    chromium: Browser, address: str, path: str, complaint: str
) -> None:
    with browser.opened(chromium, address) as opened:
        opened.page.goto(path)
        opened.page.wait_for_load_state("networkidle")
        with pytest.raises(AssertionError, match=complaint):
            opened.quiet()


def test_a_page_that_is_refused_on_purpose_is_no_complaint(chromium: Browser, address: str) -> None:
    with browser.opened(chromium, address) as opened:
        answer = opened.page.goto("/not-here")
        assert answer is not None
        assert answer.status == 404
        opened.quiet()


def test_script_can_be_off(chromium: Browser, address: str) -> None:
    with browser.opened(chromium, address, script=False) as opened:
        opened.page.goto("/broken")
        opened.quiet()


def test_no_browser_is_told_its_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser.shutil, "which", lambda _name: None)
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    with pytest.raises(browser.BrowserMissingError, match="apt-get install chromium"):
        browser.ensure()


def test_an_installation_that_fails_is_shown(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    refusing = tmp_path / "apt-get"
    refusing.write_text("#!/bin/sh\necho 'no such mirror' >&2\nexit 100\n")
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "getuid", lambda: 0)
    with pytest.raises(browser.BrowserMissingError, match="no such mirror"):
        browser.ensure()
