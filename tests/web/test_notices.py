"""The public pages: open to all, true to the program, and naming who answers from settings."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from regionqa.accounts.operations.upkeep import SESSIONS_KEPT
from regionqa.core.mail import KEPT as MAILS_KEPT
from regionqa.moderation.queries.packs import KEPT as PACKS_KEPT
from regionqa.statistics.disclosure import (
    Cell,
    Fact,
    Hidden,
    Policy,
    Release,
    Rounded,
    Shown,
    attack_all,
)
from regionqa.web.worked_example import BASE, COUNTS, FIRST, SECOND, SMALL, Step, steps
from tests.conftest import Browse

PAGES = ("/accessibility", "/privacy/staff", "/privacy/families", "/how-releases-are-protected")
SETTINGS = {
    "CONTROLLER_NAME": "The council of Ambermouth",
    "CONTROLLER_CONTACT": "data@ambermouth.example",
    "DATA_PROTECTION_CONTACT": "officer@ambermouth.example",
    "ACCESSIBILITY_CONTACT": "access@ambermouth.example",
}

ON_ONE_DATABASE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)


def words(client: FlaskClient, address: str) -> str:
    """The words of a page on one line."""
    answer = client.get(address)
    assert answer.status_code == 200, address
    main = answer.text.split("<main")[1].split("</main>")[0]
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", main)))


@ON_ONE_DATABASE
def test_they_are_open_to_all_and_linked_from_every_page(
    client: FlaskClient, browse_as: Browse
) -> None:
    for reader in (client, browse_as("practitioner")):
        for address in PAGES:
            page = reader.get(address)
            assert page.status_code == 200
            for other in PAGES:
                assert f'href="{other}"' in page.text
    assert 'href="/accessibility"' in client.get("/sign-in").text
    assert 'href="/privacy/families"' in client.get("/no-such-page").text


@ON_ONE_DATABASE
def test_who_answers_comes_from_settings_and_is_missed_in_words(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "have not named in its settings" in words(client, "/privacy/staff")
    assert "have not named a contact" in words(client, "/accessibility")
    for name, text in SETTINGS.items():
        monkeypatch.setitem(app.config, name, text)
    for address in ("/privacy/staff", "/privacy/families"):
        said = words(client, address)
        assert "The council of Ambermouth decides why and how" in said
        assert "data@ambermouth.example" in said
        assert "officer@ambermouth.example" in said
        assert "have not named" not in said
    assert "access@ambermouth.example" in words(client, "/accessibility")


@ON_ONE_DATABASE
def test_what_the_notice_says_of_keeping_is_what_the_program_does(client: FlaskClient) -> None:
    said = words(client, "/privacy/staff")
    assert f"{SESSIONS_KEPT.days} days after the session ended" in said
    assert MAILS_KEPT.days == 28
    assert "Four weeks" in said
    assert f"{PACKS_KEPT.days} days after the round" in words(client, "/privacy/families")


def facts_of(step: Step) -> list[Fact]:
    """A step of the example as the attacker takes it, with each Director's own number."""
    cells = {name: Cell(name, "inadequate", "a quarter") for name in COUNTS}
    facts: list[Fact] = []
    for name, count in step.printed.items():
        own = (cells[name],)
        facts.append(Shown(own, COUNTS[name], known_to=name))
        facts.append(Hidden(cells[name], own) if count is None else Shown(own, count))
    every = tuple(cells.values())
    facts.append(Rounded(every, step.total, BASE) if step.rounded else Shown(every, step.total))
    return facts


@ON_ONE_DATABASE
def test_the_example_is_what_the_attacker_finds(client: FlaskClient) -> None:
    assert 0 < COUNTS[FIRST] < SMALL
    assert [name for name, count in COUNTS.items() if count < SMALL] == [FIRST]
    found = []
    for step in steps():
        release = Release("a quarter", list(COUNTS), facts_of(step))
        exposed = attack_all([release], policy=Policy())
        found.append({(one.cell.authority, one.low, tuple(one.reader or ())) for one in exposed})
    first, second, third = steps()
    assert found[0] == {(FIRST, COUNTS[FIRST], ())}
    assert first.left_low == first.left_high == COUNTS[FIRST]
    assert (FIRST, COUNTS[FIRST], (SECOND,)) in found[1]
    assert second.seen_by(SECOND) == (COUNTS[FIRST], COUNTS[FIRST])
    assert all(reader for _, _, reader in found[1]), "nobody without an own number knows"
    assert found[2] == set(), "the third may be printed"
    low, high = third.seen_by(SECOND)
    assert low < COUNTS[FIRST] < high
    said = words(client, "/how-releases-are-protected")
    for told in (
        "The areas and the numbers are invented for this page.",
        f"{first.total} less {first.shown} is {COUNTS[FIRST]}",
        f"{second.left_low} less {COUNTS[SECOND]} is {COUNTS[FIRST]}",
        f"“About {third.total}” can be anything from {third.total - 5} to {third.total + 4}",
        f"together can have anything from {third.left_low} to {third.left_high}",
        f"has between {low} and {high}",
    ):
        assert told in said, told


def test_the_ranges_of_the_last_step_are_those_that_are_possible() -> None:
    third = steps()[2]
    possible = [
        (first, second)
        for first in range(1, 100)
        for second in range(1, 100)
        if third.total - BASE / 2 <= third.shown + first + second < third.total + BASE / 2
    ]
    together = [first + second for first, second in possible]
    assert (min(together), max(together)) == (third.left_low, third.left_high)
    seen = [first for first, second in possible if second == COUNTS[SECOND]]
    assert (min(seen), max(seen)) == third.seen_by(SECOND)
