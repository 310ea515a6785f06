"""The pages of frameworks in a real browser: WCAG 2.2 AA, a quiet console, phones, no script."""

import pytest
from playwright.sync_api import Browser, Page

from regionqa.core.database import Database
from regionqa.frameworks.demonstration import Member, seed_frameworks
from tests.conftest import Browse
from tests.factories.world import World
from tests.frameworks.building import approve, more_authorities, say
from tests.support import accessibility, browser

pytestmark = [
    pytest.mark.parametrize("databases", ["sqlite"], indirect=True),
    pytest.mark.writes_reference,
]
OWN_FIRST = (
    "/framework/",
    "/framework/components/audit",
    "/framework/components/audit/edit",
    "/framework/approve",
    "/framework/summary",
    "/crosswalk/",
    "/crosswalk/components/audit",
)
OWN_MORE = (
    "/framework/components/audit/sharing",
    "/framework/components/audit/documents",
    "/framework/components/audit/evidence",
    "/framework/versions",
    "/framework/versions/1",
    "/framework/versions/1/to/2",
    "/framework/whole",
    "/framework/questions",
    "/framework/additions",
    "/framework/offers",
    "/framework/practice-standards",
    "/framework/practice-standards/begin",
    "/crosswalk/components/audit?q=month",
    "/crosswalk/fullest",
    "/crosswalk/gaps",
    "/crosswalk/public",
)
OFFICE = ("/crosswalk/", "/crosswalk/additions")


@pytest.fixture
def seeded(database: Database) -> None:
    places = [World.a, World.b, *more_authorities(database, 5)]
    members = [Member(place.id, place.region_id) for place in places]
    seed_frameworks(database, members, office_id=World.office.id)
    say(database, World.a, "audit", "What we do now.", coverage="full", maturity=3)


def look(page: Page, path: str) -> None:
    """One heading, a title, no sideways scroll at 1100 and 390 pixels, no rule of WCAG broken."""
    answer = page.goto(path)
    assert answer is not None
    assert answer.status == 200, path
    for width in (1100, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.locator("h1").count() == 1
        assert accessibility.violations(page) == [], f"{path} at {width}"
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} scrolls sideways at {width}: {wide}"


def test_the_pages_of_an_authority(
    browse_as: Browse, chromium: Browser, address: str, seeded: None, full: bool
) -> None:
    with browser.opened(chromium, address) as opened:
        browser.sign_in(opened.page, browse_as("qa_lead", "dcs", place=World.a), address)
        for path in (*OWN_FIRST, *OWN_MORE) if full else OWN_FIRST:
            look(opened.page, path)
        opened.quiet()


def test_the_pages_of_the_office(
    browse_as: Browse, chromium: Browser, address: str, seeded: None
) -> None:
    with browser.opened(chromium, address) as opened:
        browser.sign_in(opened.page, browse_as("regional_lead", place=World.office), address)
        for path in OFFICE:
            look(opened.page, path)
        opened.quiet()


def test_a_component_is_edited_without_script(
    browse_as: Browse, chromium: Browser, address: str, database: Database
) -> None:
    with browser.opened(chromium, address, script=False, width=390) as opened:
        browser.sign_in(opened.page, browse_as("qa_lead", place=World.a), address)
        page = opened.page
        page.goto("/framework/components/moderation/edit")
        page.get_by_label("In full").check()
        page.get_by_label("Step 2").check()
        page.get_by_label("How it works here").fill("A fifth of audits is read again.")
        page.get_by_role("button", name="Save the draft").click()
        assert page.get_by_text("A fifth of audits is read again.").is_visible()
        assert page.get_by_text("nothing stands behind it").is_visible()
        opened.quiet()
    approve(database, World.a)
