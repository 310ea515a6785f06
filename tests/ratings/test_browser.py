"""The way through the pages in a real browser: WCAG 2.2 AA, a quiet console, phones, no script."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from regionqa.ratings.demonstration import sample_csv, sample_rows
from tests.ratings.walking import Walker, csv_of
from tests.support import accessibility, browser

pytestmark = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


def look(page: Page, *, script: bool = True) -> None:
    """One heading, a title, no sideways scroll at 1100 and 390 pixels, no rule of WCAG broken."""
    page.wait_for_load_state("networkidle")
    for width in (1100, 390):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.locator("h1").count() == 1
        assert page.title()
        if script:
            assert accessibility.violations(page) == [], f"{page.url} at {width}"
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{page.url} scrolls sideways at {width}: {wide}"
    page.set_viewport_size({"width": 1100, "height": 900})


def two_domains() -> bytes:
    """The made-up file, cut to two domains so that there is less to look at."""
    rows = [row for row in sample_rows(5) if row["Domain"] in {"Assessment", "Case recording"}]
    return csv_of(list(rows[0]), (row.values() for row in rows))


def choose(page: Page, file: Path) -> None:
    """Fill in the upload form."""
    page.goto("/agreement/upload")
    page.get_by_label("File", exact=True).set_input_files(file)
    page.get_by_label("Title").fill("Practice audits, autumn 2026")
    page.get_by_role("button", name="Read the file").click()


@pytest.mark.parametrize("script", [True, False], ids=["script", "no script"])
def test_the_way_of_a_file(
    lead: Walker, chromium: Browser, address: str, tmp_path: Path, script: bool
) -> None:
    good, names, odd = tmp_path / "good.csv", tmp_path / "names.csv", tmp_path / "odd.csv"
    good.write_bytes(two_domains())
    names.write_bytes(csv_of(("Case", "Reader", "Grade"), [("c1", "Sarah Jones", "Good")]))
    odd.write_bytes(two_domains().replace(b"Outstanding", b"Outstandng"))
    with browser.opened(chromium, address, script=script) as opened:
        page = opened.page
        browser.sign_in(page, lead.client, address)
        for path in ("/agreement/", "/agreement/upload", "/methods/agreement"):
            page.goto(path)
            look(page, script=script)
        choose(page, names)
        assert page.get_by_role("link", name="Use a code for each person").is_visible()
        look(page, script=script)
        choose(page, odd)
        assert page.get_by_text("“Outstandng” in").is_visible()
        look(page, script=script)
        choose(page, good)
        look(page, script=script)
        page.get_by_role("button", name="Use this file").click()
        page.get_by_text("waiting for its turn").wait_for()
        lead.work()
        page.wait_for_url("**/agreement/*-*")  # the page of the work looks again by itself
        page.wait_for_load_state("networkidle")
        page.goto("/agreement/")
        look(page, script=script)
        page.get_by_role("link", name="Practice audits").click()
        page.get_by_text("For the statistician").click()
        assert page.get_by_role("heading", name="Each reader").is_visible()
        look(page, script=script)
        result = page.url
        for ending in ("/rows", "/withdraw"):
            page.goto(result + ending)
            look(page, script=script)
        page.get_by_label("Why is it withdrawn?").fill("Wrong scale")
        page.get_by_role("button", name="Withdraw the file").click()
        page.wait_for_url("**/agreement/")
        page.wait_for_load_state("networkidle")
        page.goto(result)
        assert page.get_by_text("Reason: Wrong scale").is_visible()
        look(page, script=script)
        opened.quiet()


def test_a_column_is_corrected_by_keyboard(
    lead: Walker, chromium: Browser, address: str, tmp_path: Path
) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_bytes(sample_csv().replace(b'"Domain"', b'"Judgment areas"', 1))
    with browser.opened(chromium, address) as opened:
        page = opened.page
        browser.sign_in(page, lead.client, address)
        choose(page, odd)
        field = page.get_by_label("Domain", exact=True)
        assert field.input_value() == "3"
        field.focus()
        while (
            page.evaluate("document.activeElement.textContent.trim()") != "Check again with these"
        ):
            page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Use this file").wait_for()
        opened.quiet()
