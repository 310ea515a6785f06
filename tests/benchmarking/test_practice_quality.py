"""Own grades beside published indicators: never without moderation's word, never with a verdict."""

import pytest

from regionqa.benchmarking.beside import NONE_YET
from tests.benchmarking.walking import visible
from tests.factories import benchmarking
from tests.factories.world import World
from tests.indicators.conftest import (
    Published,
    everything,
    published_postgres,
    published_sqlite,
)

__all__ = ["everything", "published_postgres", "published_sqlite"]
PAGE = "/benchmark/practice"


@pytest.mark.usefixtures("lead")
def test_without_months_and_figures_the_page_says_what_is_missing(lead) -> None:
    said = visible(lead.client.get(PAGE).text)
    assert "No month of audits is returned yet" in said
    assert "No published figures are loaded yet." in said
    compendium = visible(lead.client.get("/figures/compendium").text)
    assert "No published figures are loaded yet." in compendium
    benchmarking.month(lead.database, World.a.scope("qa_lead"))
    said = visible(lead.client.get(PAGE).text)
    assert "March 2025: 12 graded audits of 1 month; 1 completed audit without a grade" in said
    assert NONE_YET in said
    assert "67%" in said
    assert "(8 of 12)" in said


def test_each_service_area_stands_beside_the_same_grades(everything: Published) -> None:
    reader = everything.browse("Hampshire", "dcs")
    html = reader.get(f"{PAGE}?area=protection").text
    said = visible(html)
    for words in (
        "A low or a high number is a question, not an answer.",
        "paragraph 2.2, fourth point",
        "Child protection: the newest published figures",
        "A high or a low figure is neither good nor bad.",
        "members of South East with a figure",
        "Contains public sector information licensed under the Open Government Licence v3.0",
    ):
        assert words in said, words
    assert "Re-referrals within 12 months" not in said
    assert "Re-referrals within 12 months" in visible(reader.get(PAGE).text)
    for colour in ("govuk-tag--red", "govuk-tag--green", "app-flag"):
        assert colour not in html
    assert reader.get(f"{PAGE}?area=nothing").status_code == 404
    office = everything.browse("South East regional office", "regional_lead")
    assert office.get(PAGE).status_code == 403
