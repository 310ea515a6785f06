"""Every form says everything at once: sent blank, it names each field that it needs, at that field.

Each form is sent blank, then with what it named filled in, as a person would. A message that leads
to no field, and a field that is named only when another is filled in, are defects.
"""

import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from regionqa.authorities.roles import OFFICE_ROLES, Role
from regionqa.core.database import Database
from tests.conftest import Browse
from tests.contracts.test_authorisation import ROWS, RULES, Row, values_of, without_csrf
from tests.factories import visitors
from tests.factories.examples import Owner
from tests.factories.world import World

REFUSED = {409, 422}
MANY = 80
"""Forms that refuse a blank; fewer would say that the walk does not reach them any more."""
SENTENCE = "A sentence of some length, which says enough of it."
PARTS = {"day": "3", "month": "4", "year": "2027"}
CLOCK = {"starts": "09:30", "ends": "10:30"}


class Fields(HTMLParser):
    """The fields of a page's forms, by id, each with its name and something to send for it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.typed: dict[str, tuple[str, str]] = {}
        self._select: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a field, and the last option of a list."""
        given = {name: value or "" for name, value in attrs}
        if tag == "option" and self._select:
            self.typed[self._select] = (self.typed[self._select][0], given.get("value", ""))
        if tag not in {"input", "select", "textarea"} or "name" not in given:
            return
        name, key = given["name"], given.get("id", given["name"])
        if given.get("type") == "hidden":
            self.hidden[name] = given.get("value", "")
            return
        self._select = key if tag == "select" else None
        self.typed[key] = (name, _something(name, given))

    def filled(self, wanted: set[str]) -> Iterator[tuple[str, str]]:
        """What to send for the fields that were named; a date has three parts."""
        dates = {f"{one}-{part}" for one in wanted for part in PARTS}
        for key, (name, value) in self.typed.items():
            if key in wanted | dates:
                yield name, value


def _something(name: str, given: dict[str, str]) -> str:
    kind, part = given.get("type"), name.rpartition("-")[2]
    if kind in {"radio", "checkbox"}:
        return given.get("value", "on")
    if kind == "email":
        return "a.b@example.org"
    if given.get("inputmode") == "numeric":
        return PARTS.get(part, "3")
    return CLOCK.get(name, "2025-03" if name in {"since", "month"} else SENTENCE)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_a_blank_form_names_all_that_it_needs_and_each_at_its_field(
    app: Flask, database: Database
) -> None:
    refused = 0
    with without_csrf(app):
        for row in ROWS:
            if "POST" in row.methods and not RULES[row.endpoint].rule.startswith("/api/"):
                client, address = _visitor(app, database, row)
                blank = client.post(address)
                _leads_to_fields(row, blank)
                refused += "error-summary__list" in blank.text
                if blank.status_code in REFUSED:
                    _says_all_at_once(row, client, address, blank)
    assert refused > MANY


def _visitor(app: Flask, database: Database, row: Row) -> tuple[FlaskClient, str]:
    """Somebody who may send a form, and where to."""
    role = next(role for role in Role if row.lets_in(role))
    place = World.office if role in OFFICE_ROLES else World.a
    person_id = visitors.join(database, {place: [role]})
    values = values_of(row, Owner(database, place, person_id))
    with app.test_request_context():
        from flask import url_for

        address = url_for(row.endpoint, **values)
    return visitors.signed_in(app, database, person_id, place), address


def _leads_to_fields(row: Row, answer: TestResponse) -> None:
    ids = {unescape(one) for one in re.findall(r' id="([^"]+)"', answer.text)}
    lost = set(_links(answer)) - ids
    assert not lost or not _has_form(answer), f"{row.endpoint}: no field is {sorted(lost)}"


def _says_all_at_once(row: Row, client: FlaskClient, address: str, blank: TestResponse) -> None:
    """Fill in what was named, again and again: nothing else may be named then."""
    sent = dict(Fields(blank.text).hidden)
    answer = client.post(address, data=sent)
    named = set(_links(answer))
    for _ in range(2):
        sent |= dict(Fields(answer.text).filled(named))
        answer = client.post(address, data=sent)
        if answer.status_code not in REFUSED:
            return
        later = set(_links(answer)) - named
        assert not later, f"{row.endpoint} names {sorted(later)} only after {sorted(named)}"


ADDITION = {"title": "", "purpose": "Why", "step-1": "First", "step-2": "Second"}
MUDDLED = (
    ("/agreement/upload", {"scale": "own", "own_grades": "Good"}, {"title", "own_grades", "file"}),
    (
        "/agreements/add",
        {"kind": "data_sharing", "signed_on": "1/4/2026", "review_on": "1/4/2025"},
        {"reference", "signatory", "review_on"},
    ),
    ("/people/invite", {"email": "nobody"}, {"display_name", "email", "roles"}),
    ("/framework/components/audit/documents", {"url": "http://a.example"}, {"title", "url"}),
    ("/framework/components/audit/documents", {}, {"title", "file"}),
    (
        "/framework/components/audit/evidence",
        {"sort": "audit", "title": "Ring Jo on 01632 960001", "happened_on-year": "2999",
         "happened_on-month": "1", "happened_on-day": "1", "url": "http://a.example"},
        {"title", "happened_on", "url"},
    ),
    ("/framework/additions", ADDITION, {"title", "step-1"}),
)  # fmt: skip
"""What is missing in one field and wrong in others, and what is named."""


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_what_is_missing_and_what_is_wrong_are_named_together(
    app: Flask, browse_as: Browse
) -> None:
    lead, office = browse_as("qa_lead"), browse_as("regional_lead", place=World.office)
    days = {"call_closes_on": 3, "confirm_by": 2, "opens_on": 2, "closes_on": 2}
    plan = {
        f"{name}-{part}": str(number)
        for name, day in days.items()
        for part, number in (("day", day), ("month", 3), ("year", 2027))
    }
    muddled = [(lead, *one) for one in MUDDLED]
    numbers = {"cases_per_authority", "readers_per_case", "hours_per_case", "grace_days"}
    wanted = {"title", "tool_id", "confirm_by", "closes_on", *numbers}
    muddled.append((office, "/moderation/rounds/new", plan, wanted))
    with without_csrf(app):
        for client, address, sent, wanted in muddled:
            answer = client.post(address, data=sent)
            assert (answer.status_code, set(_links(answer))) == (422, wanted), address


def _links(answer: TestResponse) -> list[str]:
    """The fields that the summary of errors leads to."""
    summary = re.search(r'<ul[^>]*error-summary__list">(.*?)</ul>', answer.text, re.DOTALL)
    return [unescape(one) for one in re.findall(r'href="#([^"]+)"', summary[1] if summary else "")]


def _has_form(answer: TestResponse) -> bool:
    """Whether the page that came back has the form that was sent: some are gone by their state."""
    forms = re.findall(r'<form method="post"([^>]*)>', answer.text)
    here = f'action="{answer.request.path}"'
    return any("action=" not in one or here in one for one in forms)
