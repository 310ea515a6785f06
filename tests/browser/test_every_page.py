"""Every page that each kind of person can reach by links, as they would meet it.

A crawl from the home page: one example of each route. Each is asked for WCAG 2.2 AA, a quiet
console under the strict policy, a title and one heading, no sideways scroll on a phone, and to have
its heading as it was sent, before any script.
"""

import io
from html.parser import HTMLParser
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page
from pypdf import PdfReader
from werkzeug.exceptions import HTTPException

import config
from regionqa.app import create_app
from tests.browser.conftest import Demonstration
from tests.support import accessibility, browser

PEOPLE = [
    "qa.lead@hampshire.demo.example",
    "dcs@hampshire.demo.example",
    "regional.lead@demo.example",
    "operator@demo.example",
    "practitioner@hampshire.demo.example",
    "moderator@hampshire.demo.example",
]
NOT_PAGES = (".csv", ".xlsx", ".docx", ".json", ".ics", ".pdf")
# The outbox shows everybody's mails: their links are others', and those of one time are used.
OTHERS_LINKS = {"outbox.show"}
EXAMPLES_OF_A_ROUTE = 1
MOST = 400
SHEETS = {"position.index": 2, "position.brief": 1, "frameworks.summary": 1}
# The width of A4 in CSS pixels less two margins of 12 mm, upright and on its side.
STANDING, LYING = 703, 1032
USELESS_ON_PAPER = (
    "nav a",
    ".govuk-back-link",
    "main .govuk-button",
    "details:not([open], .app-release *)",
)

# A route that one kind of person's page was looked at for is only opened for the next.
LOOKED_AT: set[str] = set()

ADAPTER = create_app(config.load("testing", {})).url_map.bind("localhost")


def endpoint_of(path: str) -> str | None:
    """The route that a path belongs to."""
    try:
        return str(ADAPTER.match(path)[0])
    except HTTPException:
        return None


class Headings(HTMLParser):
    """How many first headings a page has as it was sent, before any script."""

    def __init__(self, sent: str) -> None:
        super().__init__()
        self.count = 0
        self.feed(sent)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.count += tag == "h1"


def crawl(page: Page) -> list[str]:
    """One path for each route that can be reached by links, each looked at when it is opened."""
    seen: dict[str, int] = {}
    found: list[str] = []
    waiting = ["/"]
    while waiting and len(found) < MOST:
        path = waiting.pop(0)
        endpoint = endpoint_of(urlsplit(path).path)
        if endpoint is None or seen.get(endpoint, 0) >= EXAMPLES_OF_A_ROUTE:
            continue
        seen[endpoint] = seen.get(endpoint, 0) + 1
        answer = page.goto(path)
        assert answer is not None
        assert answer.status == 200, f"{path}: {answer.status}"
        found.append(path)
        if endpoint not in OTHERS_LINKS:
            waiting += page.evaluate(
                "[...document.querySelectorAll('a[href]:not([download])')]"
                ".filter(a => a.origin === location.origin)"
                ".map(a => a.pathname + a.search)"
            )
        waiting = [one for one in waiting if not urlsplit(one).path.endswith(NOT_PAGES)]
        if endpoint not in LOOKED_AT:
            assert Headings(answer.text()).count == 1, f"{path} without script"
            _look_at_both_widths(page, path)
            _fits(page, endpoint)
            LOOKED_AT.add(endpoint)
    assert not waiting, f"there are more than {MOST} pages"
    return found


def _look_at_both_widths(page: Page, path: str) -> None:
    _look(page, path)
    page.set_viewport_size({"width": 390, "height": 800})
    _look(page, path)
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, f"{path} scrolls sideways on a phone: {width}"
    _print(page, path)
    page.set_viewport_size({"width": 1100, "height": 900})


def _print(page: Page, path: str) -> None:
    """Whether a page on paper is cut at the right, or shows what nobody can use there."""
    width = LYING if page.locator(".app-wide-sheet").count() else STANDING
    page.set_viewport_size({"width": width, "height": 1000})
    page.emulate_media(media="print")
    needed = page.evaluate("document.documentElement.scrollWidth")
    assert needed <= width, f"{path} is cut on paper: {needed} of {width}"
    for useless in USELESS_ON_PAPER:
        shown = page.locator(f"{useless}:visible")
        assert not shown.count(), f"{path} prints {useless}: {shown.first.text_content()}"
    page.emulate_media(media="null")


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("email", PEOPLE)
def test_every_page_that_can_be_reached(
    demonstration: Demonstration, chromium: Browser, email: str
) -> None:
    with browser.opened(chromium, demonstration.address) as wide:
        demonstration.sign_in(wide.page, email)
        assert len(crawl(wide.page)) >= 3
        wide.quiet()


def _fits(page: Page, endpoint: str | None) -> None:
    """Whether a page that is printed for a meeting fits its sheets of A4."""
    if endpoint in SHEETS:
        printed = PdfReader(io.BytesIO(page.pdf(format="A4")))
        assert len(printed.pages) <= SHEETS[endpoint], f"{endpoint}: {len(printed.pages)} sheets"
        assert len(printed.pages[-1].extract_text()) > 100, f"{endpoint}: the last sheet is empty"


def _look(page: Page, path: str) -> None:
    assert page.locator("h1").count() == 1, f"{path} has no single first heading"
    assert page.title(), path
    found = accessibility.violations(page)
    assert not found, f"{path}: {found}"


@pytest.mark.parametrize("path", ["/sign-in", "/forgotten-password", "/no-such-page", "/outbox"])
def test_pages_before_signing_in(
    demonstration: Demonstration, chromium: Browser, path: str
) -> None:
    with browser.opened(chromium, demonstration.address, width=390) as opened:
        opened.page.goto(path)
        _look(opened.page, path)
        opened.quiet()


def test_the_keyboard_alone_is_enough_to_sign_in(
    demonstration: Demonstration, chromium: Browser
) -> None:
    with browser.opened(chromium, demonstration.address) as opened:
        page = opened.page
        page.goto("/sign-in")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent.trim()") == "Skip to main content"
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        while page.evaluate("document.activeElement.type") != "email":
            page.keyboard.press("Tab")
        page.keyboard.type("qa.lead@hampshire.demo.example")
        while page.evaluate("document.activeElement.type") != "password":
            page.keyboard.press("Tab")
        page.keyboard.type(str(demonstration.people[0]["password"]))
        page.keyboard.press("Enter")
        page.wait_for_url("**/")
        assert page.get_by_text("Priya Nair").is_visible()
        opened.quiet()
