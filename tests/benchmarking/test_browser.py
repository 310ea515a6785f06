"""The pages of audit months in a real browser: WCAG 2.2 AA, a quiet console, phones, no script."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from regionqa.benchmarking.demonstration import example_csv
from tests.benchmarking.walking import Lead
from tests.support import accessibility, browser

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


def look(page: Page) -> None:
    """One heading, a title, no sideways scroll at 1100 and 390 pixels, no rule of WCAG broken."""
    page.wait_for_load_state("networkidle")
    for width in (1100, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.locator("h1").count() == 1
        assert accessibility.violations(page) == [], f"{page.url} at {width}"
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{page.url} scrolls sideways at {width}: {wide}"
    page.set_viewport_size({"width": 1100, "height": 900})


def test_the_way_of_a_return(chromium: Browser, lead: Lead, address: str, tmp_path: Path) -> None:
    file = tmp_path / "months.csv"
    file.write_bytes(example_csv().replace(b"Inadequate", b"Red"))
    with browser.opened(chromium, address) as opened:
        page = opened.page
        browser.sign_in(page, lead.client, address)
        page.goto("/benchmark/")
        look(page)
        page.get_by_role("link", name="Upload a file of months").click()
        look(page)
        page.get_by_label("File", exact=True).set_input_files(file)
        page.get_by_role("button", name="Read the file").click()
        page.get_by_text("“Red” is not a grade of the scale").wait_for()
        look(page)
        page.get_by_label("Red").select_option("Grade: Inadequate")
        page.get_by_role("button", name="Check again with these").click()
        page.get_by_role("button", name="Use this file").wait_for()
        look(page)
        page.get_by_role("button", name="Use this file").click()
        page.get_by_text("11 months added.").wait_for()
        look(page)
        page.get_by_label("Measure").select_option("Completed audits for every 100 auditors")
        page.get_by_role("button", name="Show").click()
        page.get_by_text("45 of 73").first.wait_for()
        look(page)
        opened.quiet()


def test_the_other_pages_and_forms_with_errors(chromium: Browser, lead: Lead, address: str) -> None:
    lead.use(example_csv())
    with browser.opened(chromium, address) as opened:
        page = opened.page
        browser.sign_in(page, lead.client, address)
        for path in (
            "measures", "mappings", "mappings/propose", "position/", "position/good_or_better",
            "months/2018-11", "months/2018-11/correct", "months/add",
        ):  # fmt: skip
            page.goto(f"/benchmark/{path}")
            look(page)
        page.get_by_role("button", name="Keep this month").click()
        page.get_by_role("heading", name="There is a problem").wait_for()
        assert page.evaluate("document.activeElement.className") != ""
        look(page)
        page.goto("/benchmark/months/2018-10/withdraw")
        look(page)
        page.get_by_label("Why is it withdrawn?").fill("The wrong audits were counted")
        page.get_by_role("button", name="Withdraw the month").click()
        page.get_by_text("October 2018 is withdrawn.").wait_for()
        opened.complaints[:] = [one for one in opened.complaints if "422" not in one]
        opened.quiet()


def test_without_script(chromium: Browser, lead: Lead, address: str) -> None:
    lead.use(example_csv())
    with browser.opened(chromium, address, script=False) as plain:
        browser.sign_in(plain.page, lead.client, address)
        plain.page.goto("/benchmark/")
        plain.page.get_by_label("Measure").select_option("Audits graded inadequate")
        plain.page.get_by_role("button", name="Show").click()
        assert plain.page.get_by_text("8 of 42").first.is_visible()
