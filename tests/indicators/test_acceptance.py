"""The published numbers of 2025 that the comparison must give, as printed by the department."""

from decimal import Decimal

import pytest

from regionqa.authorities.areas import AreaKind
from regionqa.authorities.reference_tables import authority_records, reference_areas
from regionqa.indicators.reference_tables import indicators, published_values
from regionqa.symbols import Symbol, parse_value
from tests.indicators.loaded import compared, counts, figures

D = Decimal
# shown, lowest, who, median, highest, who, mean, pooled, England, Hampshire, its neighbours' mean
SOUTH_EAST_2025 = {
    "rereferrals_12m_pct": (
        19, "16.6", "East Sussex", "21.6", "46.7", "Isle of Wight", "23.42", "28.4", "22.6",
        "41.0", "19.91",
    ),
    "assessments_45wd_pct": (
        19, "53.6", "Reading", "87.4", "97.8", "Portsmouth", "85.61", "89.9", "85.7", "96.4",
        "81.37",
    ),
    "cin_rate_10k": (
        19, "228.5", "Surrey", "338.4", "530.2", "Isle of Wight", "339.73", "313.9", "330.3",
        "368.4", "283.60",
    ),
    "cpp_second_or_subsequent_pct": (
        19, "20.6", "Wokingham", "25.7", "34.9", "West Berkshire", "26.25", "26.3", "24.5", "25.8",
        "27.90",
    ),
    "cpp_open_2yrs_plus_pct": (
        12, "0", "Windsor and Maidenhead", "3.1", "4.4", "East Sussex", None, "2.5", "2.3", "3.4",
        None,
    ),
    "cla_rate_10k": (
        19, "34", "Wokingham", "54", "110", "Isle of Wight", "59.95", "55", "67", "60", "50.20",
    ),
    "sw_turnover_fte_pct": (
        19, "7.4", "Southampton", "11.4", "30.2", "Bracknell Forest", "14.41", "12.3", "11.8",
        "7.6", "14.11",
    ),
    "sw_vacancy_fte_pct": (
        19, "0", "Brighton and Hove", "15.6", "30.7", "Surrey", "15.37", "15.1", "14.2", "9.1",
        "12.86",
    ),
    "sw_caseload_fte": (
        19, "11.4", "Brighton and Hove", "15.7", "19.4", "Bracknell Forest", "15.74", "15.6",
        "15.2", "16.1", "15.25",
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", SOUTH_EAST_2025)
def test_hampshire_in_the_south_east_in_2025(code: str) -> None:
    shown, low, lowest, middle, high, highest, mean, pooled, england, own, beside = SOUTH_EAST_2025[
        code
    ]
    found = compared(code, year=2025)
    assert found.members.shown == shown
    assert found.members.lowest is not None
    assert found.members.highest is not None
    assert found.pooled is not None
    assert found.members.lowest.number == D(low)
    assert lowest in found.members.lowest.names
    assert found.members.median == D(middle)
    assert found.members.highest.number == D(high)
    assert highest in found.members.highest.names
    assert found.pooled.number == D(pooled)
    assert found.england.number == D(england)
    assert found.own.number == D(own)
    for spread, printed in ((found.members, mean), (found.neighbours, beside)):
        if printed is None:
            assert spread.mean is None
        else:
            assert spread.mean is not None
            assert round(spread.mean, 2) == D(printed)


def test_open_plans_of_two_years_twelve_shown_and_seven_confidential() -> None:
    found = compared("cpp_open_2yrs_plus_pct", year=2025)
    assert (found.members.shown, found.members.total) == (12, 19)
    assert found.members.symbols == {Symbol.CONFIDENTIAL: 7}
    assert found.members.mean is None
    assert found.neighbours.shown == 8


def test_children_in_need_sum_and_published() -> None:
    counted = compared("cin_rate_10k").counted
    assert counted is not None
    assert (counted.members, counted.published) == (63_538, 63_540)


def test_years_go_back_to_2017() -> None:
    years = compared("rereferrals_12m_pct").years
    assert [y.year for y in years] == list(range(2017, 2026))
    assert all(y.england.number is not None for y in years)


def test_a_rate_computes_from_its_count_and_population() -> None:
    """An independent check of 153 counts: count over mid-2024 children is the published rate."""
    checked = 0
    for record in authority_records():
        if record.children and record.gss_code:
            count = figures("cin_open").figure(record.gss_code, 2025).number
            rate = figures("cin_rate_10k").figure(record.gss_code, 2025).number
            assert count is not None
            assert rate is not None
            assert abs(count / record.children * 10_000 - rate) <= D("0.05")
            checked += 1
    assert checked == 153


HALF = D("0.0500001")
PARTS = [code for code, one in indicators().items() if one.numerator and one.denominator]


@pytest.mark.parametrize("code", PARTS)
def test_a_percentage_computes_from_its_published_counts(code: str) -> None:
    """The formulas of the numerators and denominators, against every authority and year."""
    indicator = indicators()[code]
    held = counts()
    checked = 0
    for area in reference_areas().list_areas(AreaKind.AUTHORITY):
        for year in (2023, 2024, 2025):
            shown = figures(code).figure(area.code, year)
            above = held[indicator.numerator or ""].figure(area.code, year).number
            below = [held[part].figure(area.code, year).number for part in indicator.denominator]
            if shown.number is None or above is None or None in below:
                continue
            total = sum((part for part in below if part is not None), D(0))
            if total == 0:
                continue
            scale = 100 if indicator.unit == "percent" else 1
            made = above / total * scale
            rounded = D("0.05") if indicator.source.code == "workforce" else D(0)
            slack = HALF + (rounded * scale + made * rounded * len(below)) / total
            assert abs(made - shown.number) <= slack, (area.name, year)
            checked += 1
    assert checked > 200


def test_every_indicator_has_a_definition_and_four_points_of_confidence() -> None:
    for indicator in indicators().values():
        if indicator.is_count:
            continue
        for text in (
            indicator.definition,
            indicator.source.collected,
            indicator.accuracy_and_timeliness,
            indicator.purpose,
            indicator.trend_and_comparison,
        ):
            assert len(text) > 20
            assert text.endswith(".") or text == indicator.source.collected
        parts = {indicator.numerator, *indicator.denominator} - {None}
        assert parts <= set(counts())


def test_every_published_value_is_a_number_or_a_symbol_of_a_known_area() -> None:
    seen = 0
    for code, indicator in indicators().items():
        for cell in published_values(code):
            value = parse_value(cell.text)
            assert reference_areas().find_area(cell.area) is not None
            if isinstance(value, Symbol):
                assert indicator.folded == (value is Symbol.UNKNOWN)
            seen += 1
    assert seen == 47_011
