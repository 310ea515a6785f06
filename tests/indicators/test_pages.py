"""The pages of published figures on both databases: what they say, and what they cost."""

import csv
import io
import re
from contextlib import AbstractContextManager

import pytest
from flask.testing import FlaskClient

from regionqa.web.identity import EXTENSION
from tests.indicators.conftest import Published
from tests.indicators.loaded import ISLE_OF_WIGHT, MEDWAY
from tests.support.statements import heard

LICENCE = "Contains public sector information licensed under the Open Government Licence v3.0"
READERS = ("/figures/", "/figures/rereferrals_12m_pct", "/figures/rereferrals_12m_pct/definition",
           "/figures/exceptions", "/figures/compendium")  # fmt: skip


@pytest.fixture
def hampshire(everything: Published) -> FlaskClient:
    return everything.browse("Hampshire", "qa_lead")


def text_of(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.text))


def counted(everything: Published) -> AbstractContextManager[list[str]]:
    """The SELECTs that the application sends meanwhile, without those of the door."""
    return heard(everything.app.extensions[EXTENSION].database.engine)


def test_the_comparison_says_the_published_numbers(hampshire: FlaskClient) -> None:
    page = text_of(hampshire, "/figures/rereferrals_12m_pct")
    for said in (
        "Hampshire’s figure for 2025 is 41.0%. England’s is 22.6%",
        "the middle of the region’s 19 members is 21.6%",
        "published figure, 28.4%, counts every case alike",
        "because of Hampshire (41.0%) and Isle of Wight (46.7%)",
        "Without them the other 17 members come to 21.4%.",
        "from 16.6% (East Sussex) to 46.7% (Isle of Wight)",
        "Members, mean 23.42%",
        "Neighbours, mean 19.91%",
        "16,877 of 41,142",
        "A lower figure is better.",
        "2017",
        LICENCE,
    ):
        assert said in page, said


def test_children_in_need_shows_the_sum_and_no_direction(hampshire: FlaskClient) -> None:
    page = text_of(hampshire, "/figures/cin_rate_10k")
    assert "add up to 63,538, and 63,540 is published for the region" in page
    assert "A high or a low figure is neither good nor bad." in page
    assert "better" not in page


def test_hidden_figures_are_words_and_nothing_is_worked_out(hampshire: FlaskClient) -> None:
    page = text_of(hampshire, f"/figures/cpp_open_2yrs_plus_pct?authority={MEDWAY}")
    assert (
        "Medway has no figure for 2025. Confidential: hidden because the number is small." in page
    )
    assert "7 of the region’s 19 members have no figure: 7 confidential." in page
    assert "Members, mean not shown" in page
    assert page.count("confidential") > 7


def test_another_year_and_another_authority(hampshire: FlaskClient) -> None:
    page = text_of(hampshire, "/figures/rereferrals_12m_pct?year=2024")
    assert "Hampshire has no figure for 2024. Low reliability" in page
    page = text_of(hampshire, "/figures/cin_rate_10k?year=2024")
    assert "1 of the region’s 19 members has no figure: 1 for an unknown reason." in page
    assert "There is no figure for 2024 (for an unknown reason)." in text_of(
        hampshire, "/figures/cin_rate_10k"
    )
    page = text_of(hampshire, f"/figures/cin_rate_10k?authority={ISLE_OF_WIGHT}&year=2020")
    assert "Isle of Wight’s figure for 2020" in page


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/figures/no_such_indicator", 404),
        ("/figures/referrals", 404),
        ("/figures/cin_rate_10k?year=1999", 404),
        ("/figures/cin_rate_10k?year=20x5", 400),
        ("/figures/cin_rate_10k?year=%D9%A2%D9%A0%D9%A2%D9%A5", 400),
        ("/figures/cin_rate_10k?authority=E99999999", 404),
        ("/figures/cin_rate_10k?authority=%27%3B--", 404),
        ("/figures/cin_rate_10k/figures.csv?authority=E99999999", 404),
        ("/authorities/no-such-place", 404),
    ],
)
def test_what_is_not_there_is_said_to_be(hampshire: FlaskClient, path: str, status: int) -> None:
    assert hampshire.get(path).status_code == status


def test_the_chart_has_its_table_and_its_file(hampshire: FlaskClient) -> None:
    answer = hampshire.get("/figures/rereferrals_12m_pct")
    assert answer.text.count("<svg") == 4
    assert 'role="img"' in answer.text
    assert "<title" in answer.text
    address = re.search(r'href="([^"]+figures\.csv[^"]*)"', answer.text)
    assert address is not None
    file = hampshire.get(address.group(1).replace("&amp;", "&"))
    assert file.mimetype == "text/csv"
    rows = list(csv.DictReader(io.StringIO(file.get_data().decode("utf-8-sig"))))
    own = {row["year"]: row for row in rows if row["what"] == "own"}
    assert own["2025"]["value"] == "41"
    assert (own["2024"]["value"], own["2024"]["symbol"]) == ("", "u")
    assert own["2024"]["meaning"] == "low reliability: the figure is too uncertain to use"
    members = [row for row in rows if row["what"] == "member of the region"]
    assert len(members) == 19
    near = [row for row in rows if row["what"].startswith("neighbour ")]
    assert [row["name"] for row in near][:2] == ["Wiltshire", "North Somerset"]
    assert near[0]["what"] == "neighbour 1, extremely close"


def test_every_indicator_has_its_page(hampshire: FlaskClient) -> None:
    listed = set(re.findall(r'href="/figures/(\w+)\?', hampshire.get("/figures/").text))
    codes = listed - {"exceptions", "compendium", "inspections"}
    assert len(codes) == 29
    for code in codes:
        assert "What is special" in text_of(hampshire, f"/figures/{code}")
        definition = text_of(hampshire, f"/figures/{code}/definition")
        assert "Trend and comparison" in definition
        assert " 31 march" not in definition


def test_the_compendium_has_every_indicator_on_one_page(hampshire: FlaskClient) -> None:
    page = text_of(hampshire, "/figures/compendium")
    assert page.count("Members, middle") == 29
    assert "Hampshire’s figure for 2025 is 41.0%" in page


def test_exceptions_state_their_rule(hampshire: FlaskClient) -> None:
    page = text_of(hampshire, "/figures/exceptions")
    assert "7 indicators of 29 stand out." in page
    assert "It is 41.0%; the typical authority in England has 20.0%." in page
    assert "3.09 robust standard deviations" in page
    assert "That is not the better direction." in page


def test_every_page_names_the_licence(hampshire: FlaskClient) -> None:
    for path in (*READERS, "/authorities/", "/authorities/brent"):
        assert LICENCE in text_of(hampshire, path), path


def test_an_office_looks_at_its_region_first(everything: Published) -> None:
    office = everything.browse("South East regional office", "regional_lead")
    page = text_of(office, "/figures/rereferrals_12m_pct")
    assert "South East’s figure for 2025 is 28.4%." in page
    assert "Statistical neighbours" not in page
    for path in READERS:
        assert office.get(path).status_code == 200
    assert "The figures" not in text_of(office, "/")


def test_the_home_page_says_what_stands_out(hampshire: FlaskClient) -> None:
    page = text_of(hampshire, "/")
    assert (
        "Referrals per 10,000 children, Re-referrals within 12 months and 5 more stand out" in page
    )


def test_figures_of_a_predecessor_are_led_to_and_not_carried_over(hampshire: FlaskClient) -> None:
    page = text_of(hampshire, "/figures/rereferrals_12m_pct?authority=E06000063")
    assert "Cumberland took over the area of Cumbria, or a part of it" in page
    assert "2022 not published" in page
    cumbria = text_of(hampshire, "/figures/rereferrals_12m_pct?authority=E10000006&year=2022")
    assert "Cumbria’s figure for 2022 is 23.5%." in cumbria


def test_an_authority_page_has_dates_inspections_and_neighbours(hampshire: FlaskClient) -> None:
    surrey = text_of(hampshire, "/authorities/surrey")
    assert "East Surrey on 1 April 2027: its area was split" in surrey
    assert "Last day 31 March 2027" in surrey
    brent = text_of(hampshire, "/authorities/brent")
    assert "27 April 2026 Short. Read by machine from the report" in brent
    assert "Given no more" in brent
    assert "Not judged apart then" in brent
    east_surrey = text_of(hampshire, "/authorities/east-surrey")
    assert "None yet" in east_surrey
    kingston = text_of(hampshire, "/authorities/kingston-upon-thames")
    assert "Joint, for Kingston upon Thames and Richmond upon Thames" in kingston


DOOR_QUERIES = 3


@pytest.mark.parametrize("path", [*READERS, "/authorities/", "/authorities/kent"])
def test_pages_ask_few_questions(everything: Published, hampshire: FlaskClient, path: str) -> None:
    hampshire.get(path)
    with counted(everything) as sent:
        hampshire.get(path)
    assert len(sent) <= DOOR_QUERIES + 4, sent


def test_figures_are_read_from_the_table_once(
    everything: Published, hampshire: FlaskClient
) -> None:
    hampshire.get("/figures/compendium")
    with counted(everything) as sent:
        for path in READERS:
            hampshire.get(path)
    assert not [one for one in sent if "published_values" in one]
