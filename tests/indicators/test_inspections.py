"""Ofsted's judgements: by the scheme of their day, from the list that is right, by name."""

import csv
import io
import re
from datetime import date

import pytest

from regionqa.authorities import known_inspection_errors, scheme_on
from regionqa.authorities.judgements import inspection_grades, inspection_schemes
from regionqa.authorities.reference_tables import GRADES, inspections
from tests.indicators.conftest import Published
from tests.indicators.test_pages import counted, text_of

ST_HELENS, BRENT, BLACKPOOL = "E08000013", "E09000005", "E06000009"


def test_judgements_are_those_of_the_scheme_of_the_day() -> None:
    schemes = inspection_schemes()
    assert [len(one.judgements) for one in schemes] == [3, 4, 4]
    assert [one.overall for one in schemes] == [True, True, False]
    assert list(inspection_grades()) == list(reversed(GRADES.values()))
    for inspection in inspections():
        scheme = scheme_on(inspection.inspected_on)
        assert all(grade for _, grade in scheme.grades_of(inspection)), inspection
        known = {one.key for one in scheme.judgements}
        assert ("care_leavers" in known) == (inspection.care_leavers is not None), inspection
        assert scheme.overall == (inspection.overall_effectiveness is not None), inspection
    with pytest.raises(LookupError):
        scheme_on(date(2017, 12, 31))


def test_known_errors_name_an_inspection_that_is_shown_from_the_other_list() -> None:
    (error,) = known_inspection_errors()
    assert error.authority == ST_HELENS
    (shown,) = [
        one
        for one in inspections()
        if (one.code, one.inspected_on) == (error.authority, error.inspected_on)
    ]
    assert not shown.machine_read
    grades = tuple(getattr(shown, key) for key in error.judgements)
    assert grades == ("Requires improvement to be good", "Good", "Outstanding")


def test_the_page_of_an_authority_and_its_region(everything: Published) -> None:
    hampshire = everything.browse("Hampshire", "qa_lead")
    page = text_of(hampshire, "/figures/inspections")
    for said in (
        "Ofsted last inspected Hampshire on",
        "The experiences and progress of care leavers",
        "South East: each member’s newest inspection",
        "St. Helens, inspected on 10 July 2023: The machine-read list has other grades",
        "from 1 April 2026: There is no overall grade any more",
        "this is its list of 29 June 2026",
        "Contains public sector information licensed under the Open Government Licence v3.0",
    ):
        assert said in page, said
    html = hampshire.get("/figures/inspections").text
    own = html.split("<table")[1].split("</table>")[0]
    assert own.count("<tr") == 2, "a table of two rows"
    members = re.findall(r'<th scope="row"[^>]*><a [^>]*>([^<]+)</a>', html)
    assert len(members) == 19
    assert members == sorted(members)
    assert "rank" not in page.replace("not to be ranked", "")


def test_the_scheme_of_the_day_decides_what_a_page_says(everything: Published) -> None:
    reader = everything.browse("Hampshire", "dcs")
    brent = text_of(reader, f"/figures/inspections?authority={BRENT}")
    assert "Ofsted last inspected Brent on 27 April 2026" in brent
    assert "read by machine from the report" in brent
    assert "overall grade," not in brent
    blackpool = reader.get(f"/figures/inspections?authority={BLACKPOOL}").text
    assert "children in care and care leavers</th>" in blackpool
    assert "It also gave an overall grade, requires improvement" in blackpool
    assert blackpool.split("<table")[1].split("</table>")[0].count("<td") == 4
    assert reader.get("/figures/inspections?authority=E99999999").status_code == 404


def test_the_office_sees_the_region_and_the_file_holds_each_judgement(
    everything: Published,
) -> None:
    office = everything.browse("South East regional office", "regional_lead")
    with counted(everything) as sent:
        page = text_of(office, "/figures/inspections")
    assert len([one for one in sent if "FROM inspections" in one]) == 1
    assert "Ofsted last inspected" not in page
    assert "South East: each member’s newest inspection" in page
    rows = list(csv.DictReader(io.StringIO(office.get("/figures/inspections.csv").text[1:])))
    assert len({row["Authority"] for row in rows}) == 19
    assert {row["Grade"] for row in rows} <= set(inspection_grades())
    assert all(row["Report"] for row in rows if row["Source"].startswith("Read by machine"))
