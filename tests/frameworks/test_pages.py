"""Every page opens for who may, empty and full, and shows what it should."""

import io
import re

import pytest
from docx import Document

from regionqa.core.database import Database
from tests.conftest import Browse
from tests.factories.world import World
from tests.frameworks.building import approve, publish, say
from tests.frameworks.test_walking import post, token

OWN = (
    "/framework/",
    "/framework/components/audit",
    "/framework/components/across",
    "/framework/components/audit/edit",
    "/framework/components/audit/sharing",
    "/framework/components/audit/documents",
    "/framework/components/audit/evidence",
    "/framework/approve",
    "/framework/versions",
    "/framework/practice-standards",
    "/framework/practice-standards/begin",
    "/framework/whole",
    "/framework/questions",
    "/framework/summary",
    "/framework/additions",
    "/framework/offers",
    "/crosswalk/",
    "/crosswalk/components/audit",
    "/crosswalk/fullest",
    "/crosswalk/gaps",
    "/crosswalk/public",
)
OFFICE = (
    "/crosswalk/",
    "/crosswalk/components/audit",
    "/crosswalk/fullest",
    "/crosswalk/gaps",
    "/crosswalk/public",
    "/crosswalk/additions",
)


def test_every_page_opens_empty(browse_as: Browse, world: type[World]) -> None:
    lead = browse_as("qa_lead", place=world.a)
    for address in OWN:
        assert lead.get(address).status_code == 200, address
    office = browse_as("regional_lead", place=world.office)
    for address in OFFICE:
        assert office.get(address).status_code == 200, address
    assert office.get("/framework/").status_code == 403


def test_the_whole_framework_is_a_word_document(
    browse_as: Browse, database: Database, world: type[World]
) -> None:
    publish(database, world.a, "audit", "Twelve cases a month.", coverage="full", maturity=2)
    answer = browse_as("qa_lead", place=world.a).get("/framework/whole.docx")
    assert "attachment" in answer.headers["Content-Disposition"]
    document = Document(io.BytesIO(answer.data))
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert texts[0] == "Quality assurance framework of Ambermouth"
    assert any(text.startswith("Version 1, approved on") for text in texts)
    assert "Twelve cases a month." in texts
    assert texts.count("Sharing when this was written: shared by name.") == 1
    assert texts.count("Sharing when this was written: private.") == 12
    lead = browse_as("qa_lead", place=world.a)
    for address in ("/framework/whole", "/framework/questions"):
        page = lead.get(address).text
        assert "shared by name" in page, address
        assert "private" in page, address
    assert "Shared by name" in lead.get("/framework/components/audit/edit").text
    assert "Sharing now: shared by name." in lead.get("/framework/versions/1").text
    assert len(document.tables) == 13


def test_practice_standards_go_their_way(browse_as: Browse, world: type[World]) -> None:
    lead = browse_as("qa_lead", place=world.a)
    begun = post(
        lead,
        "/framework/practice-standards/begin",
        title="Visits to children",
        words="A child is seen alone.",
        sources="Statutory guidance\nWhat children told us",
    )
    assert begun.status_code == 302, begun.text
    address = begun.location
    for to in ("checked", "engaged", "signed_off", "in_force"):
        answer = lead.post(
            f"{address}/step",
            data={**token(lead.get(address).text), "to": to, "note": "It was done."},
        )
        assert answer.status_code == 302, answer.text
    page = lead.get(address).text
    assert "In force: version 1" in page
    assert "What children told us" in page
    assert "1 practice standard in force" in lead.get("/framework/components/standards").text
    other = browse_as("qa_lead", place=world.b)
    assert other.get(address).status_code == 404
    assert "Visits to children" not in other.get("/framework/practice-standards").text


def test_a_region_and_an_authority_add_their_own(
    browse_as: Browse, database: Database, world: type[World]
) -> None:
    office = browse_as("regional_lead", place=world.office)
    steps = {f"step-{number}": f"What step {number} looks like" for number in range(1, 5)}
    added = post(office, "/crosswalk/additions", title="Regional peer review",
                 purpose="Members review each other.", **steps)  # fmt: skip
    assert added.status_code == 302, added.text
    lead = browse_as("qa_lead", place=world.a)
    added = post(lead, "/framework/additions", component_key="audit", title="We audit in pairs.")
    assert added.status_code == 302
    assert "Regional peer review" in lead.get("/framework/").text
    assert "We audit in pairs." in lead.get("/framework/components/audit").text
    other = browse_as("qa_lead", place=world.b)
    assert "Regional peer review" in other.get("/framework/").text
    assert "We audit in pairs." not in other.get("/framework/components/audit").text
    say(database, world.a, "audit", "x")
    approve(database, world.a)
    page = lead.get("/framework/additions").text
    (retire,) = re.findall(r'action="([^"]+/retire)"', page)
    assert lead.post(retire, data=token(page)).status_code == 302
    assert "We audit in pairs." not in lead.get("/framework/components/audit").text
    assert "We audit in pairs." in lead.get("/framework/whole?version=1").text


def test_offers_stand_beside_the_component(browse_as: Browse, world: type[World]) -> None:
    lead = browse_as("qa_lead", place=world.b)
    made = post(lead, "/framework/offers", component_key="audit",
                text="Come and see our audits.", contact_role="qa_lead")  # fmt: skip
    assert made.status_code == 302, made.text
    other = browse_as("qa_lead", place=world.a)
    assert "Come and see our audits." in other.get("/crosswalk/components/audit").text
    assert "Brackenshire" in other.get("/crosswalk/").text
    lead.post("/framework/offers/audit/withdraw", data=token(lead.get("/framework/offers").text))
    assert "Come and see our audits." not in other.get("/crosswalk/components/audit").text


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("what", ["table", "texts", "counts"])
def test_files_open(browse_as: Browse, database: Database, world: type[World], what: str,
                    kind: str) -> None:  # fmt: skip
    publish(database, world.b, "audit", "Shared.", coverage="full", points={"regular": "yes"})
    answer = browse_as("qa_lead", place=world.a).get(f"/crosswalk/{what}.{kind}")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    if what == "texts" and kind == "csv":
        assert "Shared." in answer.text
