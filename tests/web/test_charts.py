"""Charts: an image with a name, the same figures in a table, nothing the policy would block."""

from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionqa.web.charts import Estimate, Position, Series, forest, lines, positions, scale_for
from regionqa.web.charts.drawing import Chart

NAMESPACE = "{http://www.w3.org/2000/svg}"
finite = st.floats(-1e6, 1e6, allow_nan=False)


def check(chart: Chart, figures: int) -> None:
    identifiers = []
    for drawing in (chart.wide, chart.narrow):
        root = ET.fromstring(str(drawing))
        assert root.get("role") == "img"
        named = (root.get("aria-labelledby") or "").split()
        found = {element.get("id"): element for element in root.iter() if element.get("id")}
        assert set(named) == set(found)
        assert found[named[0]].text == chart.title
        identifiers += named
        for element in root.iter():
            assert element.get("style") is None
            assert not any(name.startswith("on") for name in element.attrib)
            for name in ("x", "y", "x1", "x2", "y1", "y2", "cx", "cy", "width", "height"):
                value = element.get(name)
                assert value is None or "nan" not in value
    assert len(set(identifiers)) == len(identifiers), "ids must be unique on the page"
    assert len(chart.rows) == figures
    assert all(len(row) == len(chart.headers) for row in chart.rows)


PLAIN = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Cn", "Co")),
    min_size=1,
    max_size=40,
)


@given(st.lists(st.tuples(PLAIN, st.none() | finite), max_size=25), st.none() | finite)
def test_positions_take_any_figures(
    rows: list[tuple[str, float | None]], line: float | None
) -> None:
    held = [Position(label, value, "c" if value is None else f"{value:g}") for label, value in rows]
    references = [("England", line)] if line is not None else []
    check(positions("Title <&>", "Text", held, references=references), len(rows))


@given(st.lists(st.none() | finite, min_size=1, max_size=12), st.integers(1, 3))
def test_lines_take_any_figures(values: list[float | None], number: int) -> None:
    periods = [str(2000 + place) for place in range(len(values))]
    shown = ["c" if value is None else f"{value:g}" for value in values]
    series = [Series(f"Line {place}", values, shown) for place in range(number)]
    check(lines("Title", "Text", periods, series), len(values))


@given(st.lists(st.tuples(PLAIN, finite, st.floats(0, 1e3)), max_size=12), st.none() | finite)
def test_forests_take_any_figures(rows: list[tuple[str, float, float]], zero: float | None) -> None:
    held = [Estimate(name, v, v - half, v + half, f"{v:g}", "12") for name, v, half in rows]
    held.append(Estimate("none", None, None, None, "too few"))
    check(forest("Title", "Text", held, low=None, high=None, zero=zero), len(held))


@given(st.lists(finite, max_size=20))
def test_a_scale_holds_its_values_between_its_ends(values: list[float]) -> None:
    scale = scale_for(values, 10, 110)
    assert all(10 - 1e-6 <= scale(value) <= 110 + 1e-6 for value in values)
    assert 2 <= len(scale.marks) <= 13
    assert list(scale.marks) == sorted(scale.marks)


def test_a_scale_of_percentages_has_round_marks() -> None:
    assert scale_for([0, 46.7], 0, 100, low=0).marks == pytest.approx((0, 10, 20, 30, 40, 50))


def test_a_long_label_stands_whole_and_shares_are_given_per_cent() -> None:
    label = "Requires improvement to be good"
    row = Estimate(label, 0.4, 0.3, 0.5, "40%, 30% to 50% (40 of 100)", "40 of 100")
    chart = forest("Shares", "Some shares.", [row], shares=True)
    root = ET.fromstring(str(chart.wide))
    words = {"".join(one.itertext()) for one in root.iter() if one.tag.endswith("text")}
    assert words >= {"Requires improvement to", "be good"}
    assert "40%" in words
    assert "0.4" not in words
