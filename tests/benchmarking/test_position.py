"""The Director's paper: before a release, after one, old, with too few; and what it asks."""

import csv
import io
import re
from dataclasses import replace
from datetime import date
from typing import Any
from unittest.mock import patch

import openpyxl
import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from regionqa.authorities.roles import Role
from regionqa.benchmarking.beside import NONE_YET, Beside
from regionqa.benchmarking.contributions import Contribution, Source, of_months
from regionqa.benchmarking.gate.figures import placed
from regionqa.benchmarking.gate.given import Given
from regionqa.benchmarking.history import run_of
from regionqa.benchmarking.mapping import NO_MAPPING
from regionqa.benchmarking.pages.position import newest_product
from regionqa.benchmarking.position.charts import position_chart
from regionqa.benchmarking.position.paper import gather_paper, percent_words
from regionqa.benchmarking.position.questions import RULES, Own, questions
from regionqa.benchmarking.position.rows import rows_of
from regionqa.benchmarking.products import CHANCE_ALONE, RegionFigure, RegionState
from regionqa.benchmarking.queries.releases import find_newest, list_releases
from regionqa.benchmarking.return_measures import COMPLETION, GOOD, INADEQUATE, NOT_GRADED
from regionqa.benchmarking.windows import Window, year_to
from regionqa.core.database import Database
from tests.benchmarking.releasing import ReleasingRegion
from tests.benchmarking.test_cube import Held, months
from tests.benchmarking.test_history import month_of
from tests.benchmarking.test_mappings import maps
from tests.benchmarking.walking import Lead, visible
from tests.conftest import Browse
from tests.factories import benchmarking, visitors
from tests.factories.world import World

SQLITE = pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
WINDOW = year_to(date(2025, 12, 1))
NOTHING = Beside(WINDOW, 0, NONE_YET)
REGION = RegionFigure(GOOD.code, GOOD.title, RegionState.SHOWN, 9, 5, share=50)


def own_of(numerator: int, denominator: int, **more: Any) -> Own:
    """Figures of one measure, with nothing else to ask about."""
    given_ = Given({"window": (numerator, denominator)})
    held: dict[str, Any] = {
        "placed": [placed(GOOD.title, given_, REGION)],
        "beside": Beside(WINDOW, 20, "On 20 moderated cases, level.", 0.0, -0.1, 0.1),
        "runs": [],
        "changed": None,
        "apart": [],
    }
    return Own(**{**held, **more})


def test_each_rule_asks_from_the_figure_that_it_names() -> None:
    counted = Contribution(9, 20, True, 0, "", False, Source.PLATFORM, 0, 12)
    apart = replace(counted, not_comparable=7, reason=f"7 graded audits: {NO_MAPPING}.")
    low = placed(
        INADEQUATE.title,
        Given({"w": (3, 40)}),
        replace(REGION, code=INADEQUATE.code, title=INADEQUATE.title, share=8),
    )
    bare = placed(
        NOT_GRADED.title,
        Given({"w": (2, 50)}),
        replace(REGION, code=NOT_GRADED.code, state=RegionState.LEFT_OUT, share=None),
    )
    steady = [month_of(n, 4, 10 + n % 2) for n in range(12)]
    jump = [*steady, month_of(12, 30, 1)]
    cases: list[tuple[Own, str]] = [
        (own_of(90, 100), "Audits graded good or outstanding: 90%, above the 99.8% limits"),
        (own_of(50, 100, beside=Beside(WINDOW, 9, "We lie above.", 0.4, 0.1, 0.7)), "We lie above"),
        (own_of(50, 100, runs=[run_of(GOOD, jump)]), "January 2025: 3.2% (1 of 31), outside the"),
        (own_of(50, 100, changed=counted), "Own grades that moderation changed: 9 of 20"),
        (own_of(50, 100, beside=NOTHING), "Moderated cases: none in this time"),
        (own_of(50, 100, apart=[(GOOD.title, apart)]), f"7 graded audits: {NO_MAPPING}"),
        (own_of(50, 100, placed=[low]), "Audits graded inadequate: 3 of 40"),
        (own_of(3, 4), "4 cases, too few to compare"),
        (own_of(50, 100, runs=[run_of(COMPLETION, [_done(13, 20)])]), "13 for 20 auditors"),
        (own_of(50, 100, placed=[bare]), "Completed audits without a grade: 2 of 50"),
        (own_of(50, 100), "50%, 95% interval 40% to 60%"),
    ]
    for own, words in cases:
        assert words in questions(own)[0].comes_from, words
    assert len(cases) == len(RULES), "each rule has its case"
    many = own_of(90, 100, beside=NOTHING, changed=counted, apart=[(GOOD.title, apart)])
    assert [one.anchor for one in questions(many)] == ["position", "moderation", "moderation"]
    assert questions(own_of(0, 0, placed=[])) == ()


def _done(audits: int, auditors: int) -> Any:
    return replace(benchmarking.figures(good=audits - 4, completed=audits), auditors=auditors)


@given(st.integers(0, 60), st.integers(0, 60), st.booleans())
def test_words_and_shapes_say_what_the_figures_say(part: int, rest: int, released: bool) -> None:
    whole = part + rest
    region = REGION if released else replace(REGION, state=RegionState.LEFT_OUT, share=None)
    one = placed(GOOD.title, Given({"window": (part, whole)}), region)
    chart = position_chart([one])
    if not whole:
        assert chart is None
        return
    assert chart is not None
    words = percent_words(one.own)
    assert (words == "less than 1%") == (0 < part / whole < 0.005)
    assert (words == "more than 99%") == (0.995 <= part / whole < 1)
    assert chart.rows[0][1] == words
    for drawing in (chart.wide, chart.narrow):
        assert drawing.count("<polygon") == 1, "one point, the own"
        assert "<circle" not in drawing
        assert "nan" not in drawing
        if one.own.zone:
            assert one.own.zone in drawing
    assert ("Wilson" in chart.description) == (one.own.flag is None)


@given(st.lists(months(), max_size=6), st.lists(maps(), max_size=3))
def test_the_rows_add_up_to_the_figure(figures: list[Any], held: list[Any]) -> None:
    kept = [Held(one, False) for one in {one.month: one for one in figures}.values()]
    window = year_to(date(2026, 1, 1))
    for measure in (GOOD, NOT_GRADED):
        rows = rows_of(measure, window, kept, held)
        assert [row.month for row in rows] == list(window.months)
        whole = of_months(measure, window, kept, held)
        counted = [row for row in rows if not row.why]
        assert sum(row.denominator or 0 for row in counted) == (whole.denominator if whole else 0)
        assert sum(row.numerator or 0 for row in counted) == (whole.numerator if whole else 0)


def test_before_the_first_release_it_says_what_is_awaited(lead: Lead, browse_as: Browse) -> None:
    empty = visible(lead.client.get("/benchmark/position/").text)
    assert "there is no figure of ours yet" in empty
    assert "The first release has not been proposed yet" in empty
    assert "No month is returned yet" in empty
    assert CHANCE_ALONE not in empty, "no limits, no words on them"
    with time_machine.travel(date(2025, 4, 20), tick=False):
        lead = Lead(lead.app, lead.database, browse_as("dcs", place=World.a))
        benchmarking.month(lead.database, World.a.scope("qa_lead"))
        page = visible(lead.client.get("/benchmark/position/").text)
        assert "11 months of April 2024 to March 2025: April 2024, May 2024, June 2024 and" in page
        assert "A mapping of our tool to the common domains that both have accepted" in page
        assert f"12 graded audits: {NO_MAPPING}." in page
        benchmarking.mapping(lead.database, World.a)
        page = visible(lead.client.get("/benchmark/position/").text)
        assert "67% of our graded audits (8 of 12) were good or outstanding" in page
        assert NONE_YET in page
        assert "Moderated cases: none in this time" in page
        shown = visible(lead.client.get(f"/benchmark/position/{GOOD.code}").text)
        assert "March 2025 8 12 yes" in shown
        assert "April 2024 x x no: not returned" in shown
        assert "Nothing of the region is shown before it is published" in shown
        assert NONE_YET in shown, "beside the share, here too"
        assert lead.client.get("/benchmark/position/nonsense").status_code == 404
        content = lead.client.get(f"/benchmark/position/{GOOD.code}/months.csv").text
        rows = list(csv.DictReader(io.StringIO(content.removeprefix("\ufeff"))))
        assert [row["denominator"] for row in rows] == ["x"] * 11 + ["12"]
        benchmarking.returned(
            lead.database, World.a, benchmarking.figures(low=3, good=2), reason="Counted again"
        )
        page = visible(lead.client.get("/benchmark/position/").text)
        assert (
            "40% of our graded audits (2 of 5) were good or outstanding, too few cases to compare"
            in page
        )
        assert "5 cases, too few to compare" in page


def program(app: Flask, database: Database, role: Role, place: Any) -> FlaskClient:
    return visitors.signed_in(app, database, visitors.join(database, {place: [role.value]}), place)


@pytest.mark.writes_reference
def test_a_published_release_stands_on_the_paper(app: Flask, database: Database) -> None:
    region = ReleasingRegion(database)
    release_id = region.published()
    place, other = region.places[0], region.places[4]
    director = program(app, database, Role.DCS, place)
    answer = director.get("/benchmark/position/")
    page = visible(answer.text)
    product = region.ask(place.scope("dcs"), _unnamed, release_id)
    good = next(one for one in product.figures if one.code == GOOD.code)
    assert re.search(
        r"\d+% of our graded audits \(\d+ of \d+\) were good or outstanding, within the", page
    )
    assert f"the region’s {good.share}%" in page
    assert good.median is not None
    assert good.median.text in page
    brief = director.get("/benchmark/position/brief").text
    release = director.get(f"/benchmark/releases/{release_id}").text
    assert all(CHANCE_ALONE in visible(one) for one in (answer.text, brief, release))
    assert not re.search(r"\d+ of \d+(?! moderated)", visible(brief)), "no numbers of audits"
    assert "/benchmark/months" not in brief
    wide = f"common and says little about one of them, on: {GOOD.title}."
    assert not any(wide in visible(one) for one in (answer.text, brief))
    spread_wide = {"SELDOM": 2.0, "_why_not": lambda _figure: None}
    with patch.multiple("regionqa.benchmarking.chance", **spread_wide):
        for path in ("/benchmark/position/", "/benchmark/position/brief"):
            assert wide in visible(director.get(path).text), "more than chance puts there"
    for neighbour in region.places[1:]:
        for sent in (answer.text, brief):
            assert neighbour.name not in sent
            assert str(neighbour.id) not in sent
    assert [visible(program(app, database, Role.DCS, other).get("/benchmark/position/").text)] != [
        page
    ]
    book = openpyxl.load_workbook(
        io.BytesIO(director.get("/benchmark/position/figures.xlsx").get_data())
    )
    assert {cell.value for row in book["Figures"] for cell in row} >= {GOOD.code, good.share}
    content = director.get("/benchmark/position/figures.csv").text.removeprefix("\ufeff")
    row = next(one for one in csv.DictReader(io.StringIO(content)) if one["measure"] == GOOD.code)
    assert (row["region_percent"], row["region_contributors"]) == (str(good.share), "9")
    assert row["zone"] == "within the limits"
    for day, old in ((date(2026, 6, 1), False), (date(2027, 2, 1), True)):
        with time_machine.travel(day, tick=False):
            director = program(app, database, Role.DCS, place)
            said = visible(director.get("/benchmark/position/brief").text)
        assert ("These figures are old: they end with December 2025" in said) == old


@SQLITE
def test_a_narrower_release_does_not_put_the_paper_aside(database: Database) -> None:
    region = ReleasingRegion(database)
    year = region.published()
    quarter = Window(date(2026, 1, 1), date(2026, 3, 1))
    later = region.published(
        quarter, codes=("inadequate",), title="Audits of a quarter", window_months=3
    )
    newest = [one.id for one in region.ask(region.lead, list_releases)]
    assert newest == [later, year]
    reader = region.places[0].scope("dcs")
    product = region.ask(reader, newest_product)
    assert product.about.release_id == str(year)
    paper = region.ask(reader, gather_paper, "A", product, date(2026, 5, 1))
    assert [one.id for one in paper.also] == [later], "the paper leads to it"
    for code, found in (("inadequate", later), ("exact_agreement", later)):
        product, gave = region.ask(reader, find_newest, code)
        assert product.about.release_id == str(found)
        assert "inadequate" in gave.measures


def _unnamed(scope: Any, release_id: Any) -> Any:
    from regionqa.benchmarking.queries.releases import find_unnamed

    return find_unnamed(scope, release_id)
