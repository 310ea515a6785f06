"""A whole round in real browsers: five people of three authorities at the same time.

Two people of the region's office run it. Days of the plan lie behind, so that grading opens as soon
as the allocation is released; the demonstration's own worker does what follows each step.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Demonstration
from tests.support import accessibility, browser, waiting
from tests.support.browser import Opened

HOSTS = {"Hampshire": "hampshire", "Kent": "kent", "Medway": "medway"}
PEOPLE = {
    "office": "regional.lead@demo.example",
    "second": "regional.deputy@demo.example",
    "Hampshire": "qa.lead@hampshire.demo.example",
    "auditor": "auditor@hampshire.demo.example",
    "moderator": "moderator@hampshire.demo.example",
    "Kent": "qa.lead@kent.demo.example",
    "Medway": "qa.lead@medway.demo.example",
}
READERS = {"Hampshire": "Grace Mensah", "Kent": "Derek Osei", "Medway": "Niamh Corrigan"}
AUDITORS = {"Hampshire": "Amir Haddad", "Kent": "Derek Osei", "Medway": "Niamh Corrigan"}
TITLE = "A round in browsers"


@pytest.fixture
def people(demonstration: Demonstration, chromium: Browser) -> Iterator[dict[str, Opened]]:
    """Everybody's browser, each signed in."""
    with ExitStack() as stack:
        opened = {}
        for who, email in PEOPLE.items():
            one = stack.enter_context(browser.opened(chromium, demonstration.address, width=1366))
            office = "South East regional office" if who == "second" else None
            demonstration.sign_in(one.page, email, office)
            opened[who] = one
        yield opened


def test_a_whole_round_with_five_people_of_three_authorities(
    people: dict[str, Opened], tmp_path: Path
) -> None:
    pages = {who: one.page for who, one in people.items()}
    at = _plan(pages["office"])
    for authority in HOSTS:
        _join(pages[authority], at, authority, tmp_path)
    _step(pages["office"], at, "Close the call and draw the cases")
    _wait(pages["office"], f"{at}/call", lambda page: "3 cases drawn" in page.content())
    for authority in HOSTS:
        _name_auditor(pages[authority], at, AUDITORS[authority])
    _allocate(pages["office"], at)
    cases = _grade_in_parallel(pages)
    _nobody_peeks(pages, at, cases)
    _submit_all(pages, cases)
    _agree(pages, cases)
    _finish(pages, at)
    for one in people.values():
        # Going on before an icon has come ends its request: the browser's doing, not the page's.
        loud = [text for text in one.complaints if not text.startswith("net::ERR_ABORTED")]
        assert not loud, loud


def _fill_day(page: Page, legend: str, day: date) -> None:
    group = page.get_by_role("group", name=legend)
    for label, value in (("Day", day.day), ("Month", day.month), ("Year", day.year)):
        group.get_by_label(label).fill(str(value))


def _plan(page: Page) -> str:
    today = date.today()  # noqa: DTZ011  # the browser's own day
    page.goto("/moderation/rounds/new")
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Tool", exact=True).select_option(index=1)
    _fill_day(page, "Authorities join by", today - timedelta(days=2))
    _fill_day(page, "Readers confirm by", today - timedelta(days=1))
    _fill_day(page, "First day of grading", today - timedelta(days=1))
    _fill_day(page, "Last day of grading", today + timedelta(days=7))
    page.get_by_label("Cases of each authority").fill("1")
    page.get_by_role("button", name="Save the plan").click()
    page.wait_for_url(re.compile(r"/moderation/rounds/[0-9a-f-]{36}$"))
    at = "/moderation/" + page.url.partition("/moderation/")[2]
    _step(page, at, "Open the call")
    return at


def _step(page: Page, at: str, button: str) -> None:
    page.goto(at)
    page.get_by_role("link", name=button).click()
    page.get_by_role("button", name=button).click()
    expect(page.get_by_role("button", name=button)).to_have_count(0)


def _wait(page: Page, path: str, done: Callable[[Page], bool]) -> None:
    """Look again until the worker has done what was asked."""

    def again() -> bool:
        page.goto(path)
        return done(page)

    changed = waiting.until(again, looks=120, pause=0.5)
    assert changed, f"{path} did not change:\n{page.inner_text('main')}"


def _join(page: Page, at: str, authority: str, folder: Path) -> None:
    page.goto(f"{at}/join")
    page.get_by_label("Readers open a pack").check()
    page.get_by_label("Contact by day").fill("Duty team, 01632 960001")
    page.get_by_label("Contact out of hours").fill("Emergency team, 01632 960002")
    _fill_day(page, "Day of the drill", date.today() - timedelta(days=5))  # noqa: DTZ011  # as above
    page.get_by_role("button", name="Take part").click()
    rows = "".join(f"B-{number:03},Assessment,5 to 9\n" for number in range(4))
    file = folder / f"{authority}.csv"
    file.write_text("Reference,Service,Age band\n" + rows)
    page.goto(f"{at}/frame")
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()
    page.get_by_role("button", name="Save this list").click()
    page.goto(f"{at}/readers")
    page.get_by_label("Colleague").select_option(label=READERS[authority])
    page.get_by_label("Cases at most").fill("2")
    page.get_by_role("button", name="Offer the reader").click()
    page.goto(at)
    assert "You take part" in page.inner_text("main")


def _name_auditor(page: Page, at: str, name: str) -> None:
    page.goto(f"{at}/cases")
    page.get_by_role("combobox").first.select_option(label=name)
    page.get_by_role("button", name="Save the auditor").first.click()
    assert "The auditor is named" in page.inner_text("main")


def _allocate(page: Page, at: str) -> None:
    page.goto(f"{at}/allocation")
    page.get_by_role("button", name="Work out a draft").click()
    _wait(page, f"{at}/allocation", lambda held: "Change the draft" in held.inner_text("main"))
    assert not accessibility.violations(page)
    _step(page, at, "Release the allocation")
    _wait(
        page,
        at,
        lambda held: held.locator(".app-timeline__step--now", has_text="Grading").count() == 1,
    )


def _to_grade(page: Page, count: int) -> list[str]:
    """The cases of this round that this person is to grade, once they are open."""
    rows = page.locator("tr", has_text=TITLE).locator('th a[href$="/grade"]')
    _wait(page, "/moderation/readings", lambda _page: rows.count() == count)
    return [str(one.get_attribute("href")) for one in rows.all()]


def _grade_in_parallel(pages: dict[str, Page]) -> dict[str, list[str]]:
    """Everybody has the form open at once and writes; nothing is submitted yet."""
    found: dict[str, list[str]] = {}
    for who, count in (("auditor", 1), ("moderator", 2), ("Kent", 3), ("Medway", 3)):
        page = pages[who]
        found[who] = _to_grade(page, count)
        page.goto(found[who][0])
        page.get_by_label("What the grade rests on").first.fill(f"Written first by {len(who)}.")
        expect(page.locator("#saving-state")).to_contain_text("Saved")
        assert not accessibility.violations(page)
    return found


def _nobody_peeks(pages: dict[str, Page], at: str, cases: dict[str, list[str]]) -> None:
    page = pages["office"]
    page.goto(f"{at}/progress")
    assert "0 of 6 peer readings" in page.inner_text("main")
    for path in {path for held in cases.values() for path in held}:
        page.goto(path.removesuffix("/grade"))
        assert "Written first" not in page.content()


def _grade(page: Page, path: str, grade: str) -> None:
    page.goto(path)
    for group in page.locator(".app-domain").all()[:-1]:
        group.get_by_label(grade, exact=True).check()
        group.get_by_label("What the grade rests on").fill(f"Seen in the papers for {grade}.")
    page.get_by_label("The pack").check()
    page.get_by_label("How many minutes").fill("75")
    page.get_by_label("I have no conflict").check()
    page.get_by_role("button", name="Submit the reading").click()
    assert "Your reading is in" in page.inner_text("main")


def _submit_all(pages: dict[str, Page], cases: dict[str, list[str]]) -> None:
    """On the auditor's case the home is a step above; all others are the same."""
    own = cases["auditor"][0]
    _grade(pages["auditor"], own, "Outstanding")
    for who in ("moderator", "Kent", "Medway"):
        for path in cases[who]:
            _grade(pages[who], path, "Good")


def _agree(pages: dict[str, Page], cases: dict[str, list[str]]) -> None:
    case = cases["auditor"][0].removesuffix("/grade")
    _wait(pages["auditor"], case, lambda page: "One step apart" in page.inner_text("main"))
    page = pages["auditor"]
    page.get_by_label("Say something about").first.fill("The chronology is in the second part.")
    page.get_by_role("button", name="Say it").first.click()
    for who in ("auditor", "Kent", "Medway"):
        held = pages[who]
        _wait(held, case, lambda seen: "Accept these grades" in seen.inner_text("main"))
        assert not accessibility.violations(held)
        held.get_by_role("button", name="Accept these grades").click()
    lead = pages["Hampshire"]
    _wait(lead, case, lambda seen: "Agreed grades" in seen.inner_text("main"))
    row = lead.get_by_role("row", name=re.compile("^Assessment and analysis"))
    assert row.inner_text().split("\t")[1:] == ["Outstanding", "Good"]


def _finish(pages: dict[str, Page], at: str) -> None:
    """The other two cases agreed by themselves; the coordinator ends the round by hand."""
    page = pages["office"]
    page.goto(f"{at}/progress")
    assert page.locator(".govuk-tag", has_text="Agreed").count() == 3
    page.goto(f"{at}/steps/lock")
    assert "cannot be done now" in page.inner_text("main")  # grading ends on its day, by itself
    pages["second"].goto(at)
    assert TITLE in pages["second"].inner_text("h1")
