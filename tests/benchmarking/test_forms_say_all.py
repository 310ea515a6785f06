"""A form that is refused names everything that is missing, each at its field, and loses nothing."""

import re
from html import unescape

import pytest
from flask import Flask

from regionqa.benchmarking.operations import contributing
from regionqa.core.database import Database
from tests.benchmarking.releasing import ReleasingRegion
from tests.benchmarking.walking import Lead
from tests.conftest import Browse
from tests.factories.world import World

SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
GRADES = {"count_0": 3, "count_1": 5, "count_2": 8, "count_3": 1}


def _named(page: str) -> dict[str, str]:
    """What the summary says, by the field that each message leads to."""
    summary = page.partition('govuk-error-summary__list">')[2].partition("</ul>")[0]
    found = re.findall(r'<a href="#([^"]+)">([^<]+)</a>', summary)
    for field, said in found:
        assert f'id="{field}"' in page, f"the page has no field {field}"
        shown = re.search(rf'id="{field}-error"[^>]*>(.*?)</p>', page)
        assert shown is not None, f"nothing is said at {field}"
        assert said in shown[1]
    return {field: unescape(said) for field, said in found}


@SQLITE
def test_a_mapping_names_all_that_is_missing_and_wrong(lead: Lead) -> None:
    address = "/benchmark/mappings/propose"
    nothing = _named(lead.send(address, domain_planning="").text)
    assert list(nothing) == ["tool", "since", next(iter(_domains(lead)))]
    typed = {
        "since": "soon", "domain_planning": "Plans", "others": "Plans\nStyle",
        "grade_2": "Sound", "grade_3": "Sound", "note": "Ring Jo on 01632 960001",
    }  # fmt: skip
    page = lead.send(address, **typed).text
    found = _named(page)
    assert list(found) == ["tool", "since", "others", "grade_3", "note"]
    assert "This is not a month" in found["since"]
    assert "“Plans” stands twice" in found["others"]
    assert "“Sound” stands twice" in found["grade_3"]
    assert "Plans\nStyle</textarea>" in page
    for text in ('value="soon"', "Ring Jo on 01632 960001</textarea>"):
        assert text in page


def _domains(lead: Lead) -> list[str]:
    page = lead.client.get("/benchmark/mappings/propose").text
    return re.findall(r'<textarea[^>]* id="(domain_[^"]+)"', page)


@SQLITE
def test_a_month_names_all_that_is_missing_and_wrong(lead: Lead) -> None:
    add = "/benchmark/months/add"
    fields = re.findall(r'id="(domain_[^"]+)"', lead.client.get(add).text)[:4]
    half = dict(zip(fields, ("1", "", "2", "3"), strict=True))
    page = lead.send(add, month="soon", completed="", **{**GRADES, "count_1": "x"}, **half).text
    found = _named(page)
    assert set(found) == {"month", "completed", "count_1", fields[1]}
    assert "1" in re.search(rf'id="{fields[0]}"[^>]*value="([^"]*)"', page)[1]  # type: ignore[index]
    whole = {"completed": 18, "auditors": 20, **GRADES}
    assert lead.send(add, month="2025-02", **whole).status_code == 302
    correct = "/benchmark/months/2025-02/correct"
    again = lead.send(correct, **{**whole, "completed": ""})
    assert set(_named(again.text)) == {"completed", "reason"}
    fewer = lead.send(correct, **{**whole, "completed": 3}, reason="Ring Jo on 01632 960001")
    assert set(_named(fewer.text)) == {"completed", "reason"}
    assert "Ring Jo on 01632 960001</textarea>" in fewer.text


@SQLITE
def test_a_series_and_a_settlement_name_both_that_are_missing(
    app: Flask, database: Database, browse_as: Browse
) -> None:
    region = ReleasingRegion(database)
    office = Lead(app, database, browse_as("regional_lead", place=World.office))
    address = "/benchmark/releases/series/new"
    assert set(_named(office.send(address, window_months="12").text)) == {"title", "codes"}
    region.give_all()
    series = region.define()
    release_id = region.propose(series)
    region.open(release_id)
    given = {"number": 1, "reason": "A month is in it twice"}
    region.do(World.b.scope("qa_lead"), contributing.dispute, release_id, **given)
    settling = f"/benchmark/releases/{release_id}/disputes/{World.b.id}"
    assert "govuk-error-summary" not in office.client.get(settling).text
    blank = office.send(settling)
    assert blank.status_code == 422
    assert _named(blank.text) == {
        "outcome": "Choose how the dispute ends", "reason": "Give the reason",
    }  # fmt: skip
    personal = office.send(settling, reason="Ring Jo on 01632 960001")
    assert set(_named(personal.text)) == {"outcome", "reason"}
    assert "Ring Jo on 01632 960001</textarea>" in personal.text
    chosen = office.send(settling, outcome="left_out")
    assert set(_named(chosen.text)) == {"reason"}
    assert re.search(r'value="left_out" checked', chosen.text)
    done = office.send(settling, outcome="stands", reason="Agreed on the telephone")
    assert done.status_code == 302
