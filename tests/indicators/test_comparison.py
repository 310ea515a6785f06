"""Middles, spreads, pulls and sentences: against a second computation, and for any figures."""

import statistics
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from regionqa.authorities.areas import Area, AreaKind, Areas, Closeness, Neighbour, UnknownAreaError
from regionqa.indicators.comparison import RegionOf, compare
from regionqa.indicators.definitions import Polarity, Unit, format_number
from regionqa.indicators.figures import Figures, Value
from regionqa.indicators.reference_tables import indicators
from regionqa.indicators.remarks import joined, possessive, remarks
from regionqa.indicators.spread import robust_spread, spread_of
from regionqa.symbols import Symbol
from tests.indicators.loaded import HAMPSHIRE, MEDWAY, compared, figures, south_east

CODES = tuple(f"A{number:02}" for number in range(12))
AREAS = Areas(
    [
        *(Area(code, f"Place {code}", AreaKind.AUTHORITY) for code in CODES),
        Area("E92000001", "England", AreaKind.COUNTRY),
        Area("R1", "Region", AreaKind.REGION),
    ]
)
REGION = RegionOf("Region", CODES[:8], "R1")
NEIGHBOURS = tuple(
    Neighbour(code, rank, Closeness.CLOSE) for rank, code in enumerate(CODES[2:], start=1)
)
NUMBERS = st.decimals(min_value=0, max_value=100, places=1)
VALUES = st.one_of(NUMBERS, st.sampled_from(list(Symbol)))
TABLES = st.dictionaries(
    st.tuples(st.sampled_from([*CODES, "R1", "E92000001"]), st.integers(2019, 2022)),
    VALUES,
    min_size=1,
)


def made(values: dict[tuple[str, int], Value], code: str = "rereferrals_12m_pct") -> Figures:
    return Figures(indicators()[code], values, AREAS)


@given(st.lists(NUMBERS, min_size=1, max_size=30))
def test_robust_spread_is_scipys(numbers: list[Decimal]) -> None:
    middle, unit = robust_spread(numbers, Decimal(0))
    floats = [float(n) for n in numbers]
    assert float(middle) == pytest.approx(np.median(floats))
    expected = stats.median_abs_deviation(floats) * 1.4826
    assert float(unit) == pytest.approx(expected, abs=1e-9)


def test_robust_spread_of_nothing_is_refused_and_has_a_floor() -> None:
    with pytest.raises(ValueError, match="without numbers"):
        robust_spread([], Decimal(1))
    assert robust_spread([Decimal(5)] * 4, Decimal("0.1")) == (Decimal(5), Decimal("0.1"))


@given(TABLES)
def test_spread_of_any_figures(values: dict[tuple[str, int], Value]) -> None:
    found = made(values)
    listed = found.figures(CODES, 2020)
    numbers = [f.number for f in listed if f.number is not None]
    spread = spread_of(listed)
    assert spread.total == len(CODES)
    assert spread.shown == len(numbers)
    assert spread.shown + sum(spread.symbols.values()) + spread.unpublished == spread.total
    if not numbers:
        assert spread.median is None
        assert spread.lowest is None
    else:
        assert spread.median == statistics.median(numbers)
        assert spread.lowest is not None
        assert spread.lowest.number == min(numbers)
    whole = len(numbers) == len(CODES)
    assert (spread.mean is not None) == whole


@given(TABLES)
def test_any_comparison_can_be_said_and_gives_no_hidden_number_away(
    values: dict[tuple[str, int], Value],
) -> None:
    found = made(values)
    comparison = compare(found, CODES[0], REGION, NEIGHBOURS)
    said = " ".join(remarks(comparison))
    assert said
    assert "None" not in said.replace("None of", "")
    assert "nan" not in said.lower()
    for figure in (comparison.own, *comparison.member_figures):
        if figure.number is None:
            assert figure.reason
    if comparison.members.not_shown:
        assert comparison.members.mean is None
        assert comparison.counted is None
        assert comparison.pull is None


@given(TABLES, st.sampled_from(CODES))
def test_what_is_hidden_changes_nothing_that_is_said(
    values: dict[tuple[str, int], Value], code: str
) -> None:
    """Were a hidden figure worked out, a comparison would change with what is behind the symbol."""
    hidden = values | {(code, 2022): Symbol.CONFIDENTIAL}
    first = compare(made(hidden), CODES[0], REGION, NEIGHBOURS)
    second = compare(made(dict(reversed(hidden.items()))), CODES[0], REGION, NEIGHBOURS)
    assert remarks(first) == remarks(second)
    assert first.members == second.members


def test_no_figures_and_unknown_places_are_refused() -> None:
    with pytest.raises(ValueError, match="No figure"):
        compare(made({}), CODES[0], REGION, NEIGHBOURS)
    with pytest.raises(ValueError, match="2030"):
        compared("cin_rate_10k", year=2030)
    with pytest.raises(UnknownAreaError, match="E99"):
        compare(figures("cin_rate_10k"), "E99", south_east(), ())


def test_a_region_unknown_to_the_statistics_has_no_pooled_figure() -> None:
    region = RegionOf("A few", south_east().members[:3], None)
    found = compare(figures("cin_rate_10k"), HAMPSHIRE, region, ())
    assert found.pooled is None
    assert found.pull is None
    assert found.members.total == 3
    assert remarks(found)


def test_a_figure_from_before_the_code_changed_is_said_to_be() -> None:
    found = compared("rereferrals_12m_pct", "E06000065", 2023)
    assert found.own.number == 17
    assert found.own.is_continued
    assert any("older code, E10000023" in sentence for sentence in remarks(found))
    later = remarks(compared("rereferrals_12m_pct", "E06000065"))
    assert (
        "Figures to 2023 were published for the same area under an older code, E10000023." in later
    )


def test_polarity_none_says_neither_good_nor_bad() -> None:
    for code, indicator in indicators().items():
        if indicator.is_count:
            continue
        said = remarks(compared(code, MEDWAY))
        if indicator.polarity is Polarity.NONE:
            assert said[-1] == "A high or a low figure is neither good nor bad."
            assert not any("better" in sentence for sentence in said)
        else:
            assert "better" in said[-1]


def test_pull_without_counts_names_members_far_out_on_that_side() -> None:
    values: dict[tuple[str, int], Value] = {
        (code, 2022): Decimal(20 + place) for place, code in enumerate(CODES[:7])
    }
    values |= {("R1", 2022): Decimal(40), (CODES[7], 2022): Decimal(90)}
    pull = compare(made(values), CODES[0], REGION, ()).pull
    assert pull is not None
    assert [f.area.code for f in pull.members] == [CODES[7]]
    assert pull.higher
    assert pull.without is None
    low = values | {("R1", 2022): Decimal(10)}
    assert compare(made(low), CODES[0], REGION, ()).pull is None


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        ("1234.5", 0, "1,235"),
        ("0.05", 1, "0.1"),
        ("-0.04", 1, "0.0"),
        ("-2.5", 1, "−2.5"),
        ("100", 1, "100.0"),
    ],
)
def test_format_number(value: str, places: int, text: str) -> None:
    assert format_number(Decimal(value), places) == text


def test_words_of_units() -> None:
    percent, rate = indicators()["rereferrals_12m_pct"], indicators()["cin_rate_10k"]
    assert percent.words(Decimal(41)) == "41.0%"
    assert percent.middle_words(Decimal("18.95")) == "18.95%"
    assert percent.middle_words(Decimal("21.6")) == "21.6%"
    assert percent.difference_words(Decimal("-18.4")) == "18.4 percentage points"
    assert percent.difference_words(Decimal(1)) == "1.0 percentage point"
    assert rate.words(Decimal("338.4")) == "338.4"
    assert rate.unit is Unit.PER_10000


def test_lists_and_possessives() -> None:
    assert joined([]) == ""
    assert joined(["a"]) == "a"
    assert joined(["a", "b", "c"]) == "a, b and c"
    assert possessive("Kent") == "Kent’s"
    assert possessive("St. Helens") == "St. Helens’"
