"""Every form, sent blank: what is missing is named at its field, and each link leads to one."""

import re
from html import unescape

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from regionqa.authorities.roles import OFFICE_ROLES, Role
from regionqa.core.database import Database
from tests.conftest import Browse
from tests.contracts.test_authorisation import ROWS, RULES, ask, without_csrf
from tests.factories.world import World

MANY = 80
"""Forms that refuse a blank; fewer would say that the walk does not reach them any more."""


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_each_message_about_a_blank_form_leads_to_its_field(app: Flask, database: Database) -> None:
    refused: list[str] = []
    with without_csrf(app):
        for row in ROWS:
            if "POST" not in row.methods or RULES[row.endpoint].rule.startswith("/api/"):
                continue
            role = next(role for role in Role if row.lets_in(role))
            place = World.office if role in OFFICE_ROLES else World.a
            answer = ask(app, database, row, "POST", role, place, place)
            refused += [row.endpoint] * ("error-summary__list" in answer.text)
            ids = {unescape(one) for one in re.findall(r' id="([^"]+)"', answer.text)}
            lost = set(_links(answer)) - ids
            assert not lost or not _has_form(answer), f"{row.endpoint}: no field is {sorted(lost)}"
    assert len(refused) > MANY


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


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_what_is_missing_and_what_is_wrong_are_named_together(
    app: Flask, browse_as: Browse
) -> None:
    lead = browse_as("qa_lead")
    with without_csrf(app):
        for address, sent, wanted in MUDDLED:
            answer = lead.post(address, data=sent)
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
