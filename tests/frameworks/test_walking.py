"""The walking path: the standard, an authority's component edited, approved, shown, shared."""

import re

from flask.testing import FlaskClient

from tests.conftest import Browse
from tests.factories.world import World


def token(page: str) -> dict[str, str]:
    """Every hidden field of a page, by name."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def post(client: FlaskClient, address: str, **values: object) -> object:
    return client.post(address, data={**token(client.get(address).text), **values})


def test_edit_approve_show_and_share(browse_as: Browse, world: type[World]) -> None:
    lead = browse_as("qa_lead", place=world.a)
    assert "Nothing is said of any of the twelve" in lead.get("/framework/").text
    assert "Describe your framework" in lead.get("/").text
    saved = post(
        lead,
        "/framework/components/audit/edit",
        description="Heads of service read twelve cases a month.",
        coverage="full",
        maturity="3",
        owner_role="head_of_service",
        **{
            "point-regular": "yes",
            "note-regular": "Every month",
            "review_on-day": "27",
            "review_on-month": "3",
            "review_on-year": "2028",
        },
    )
    assert saved.status_code == 302, saved.text
    page = lead.get("/framework/components/audit").text
    for words in (
        "Heads of service read twelve",
        "Step 3<span",
        "27 March 2028",
        "Every month",
        "nothing stands behind it",
    ):
        assert words in page, words
    sentence = "one is in place in full; eleven are not described yet."
    assert sentence in lead.get("/framework/").text
    director = browse_as("dcs", place=world.a)
    assert director.get("/framework/components/audit/edit").status_code == 403
    answer = post(director, "/framework/approve", why="The first version of our framework.")
    assert answer.status_code == 302, answer.text
    assert "Version 1 was approved" in director.get("/framework/").text
    assert "Heads of service read" in director.get("/framework/versions/1").text
    answer = post(director, "/framework/components/audit/sharing", level="named")
    assert answer.status_code == 302
    assert "Shared by name" in director.get("/framework/components/audit").text
    assert (
        "Heads of service read" not in browse_as("qa_lead", place=world.b).get("/framework/").text
    )


def test_an_answer_is_taken_back(browse_as: Browse, world: type[World]) -> None:
    lead = browse_as("qa_lead", place=world.a)
    address = "/framework/components/moderation/edit"
    said = {"coverage": "part", "maturity": "1", "point-internal": "yes", "point-peer": "no"}
    assert post(lead, address, **said).status_code == 302
    form = lead.get(address).text
    chosen = re.findall(
        r'name="(point-internal|coverage)" type="radio" value="(\w*)" checked', form
    )
    assert chosen == [("coverage", "part"), ("point-internal", "yes")]
    assert 'name="point-internal" type="radio" value=""' in form
    back = {**said, "coverage": "", "maturity": "", "point-internal": ""}
    assert post(lead, address, **back).status_code == 302
    page = lead.get("/framework/components/moderation").text
    assert "Not said" in page
    assert page.count("Not answered") == 3, "of four points one is answered still"
    assert "Not in place" in page
    form = lead.get(address).text
    assert re.search(r'name="point-internal" type="radio" value="" checked', form)


def test_two_people_at_one_component(browse_as: Browse, world: type[World]) -> None:
    first, second = browse_as("qa_lead", place=world.a), browse_as("qa_deputy", place=world.a)
    address = "/framework/components/data/edit"
    hidden = token(second.get(address).text)
    assert post(first, address, description="First words.", coverage="part").status_code == 302
    stale = second.post(address, data={**hidden, "description": "Second words.", "maturity": "2"})
    assert stale.status_code == 409
    for words in ("First words.", "Second words.", "Two people edited", "Saved meanwhile"):
        assert words in stale.text, words
    again = second.post(
        address,
        data={**token(stale.text), "description": "First and second words.", "coverage": "part"},
    )
    assert again.status_code == 302
    page = second.get("/framework/components/data").text
    assert "First and second words." in page
