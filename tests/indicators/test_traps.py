"""The eleven ways in which the published figures mislead who reads them without care."""

import dataclasses
from datetime import date
from decimal import Decimal

import pytest

from regionqa.authorities.areas import AreaKind
from regionqa.authorities.reference_tables import (
    authority_records,
    inspections,
    neighbours,
    reference_areas,
)
from regionqa.exchange import read_table
from regionqa.indicators.comparison import compare
from regionqa.indicators.dfe_files import read_dfe_table
from regionqa.indicators.pooled import find_pull
from regionqa.indicators.reference_tables import file_layouts, indicators
from regionqa.indicators.remarks import remarks
from regionqa.symbols import Symbol
from tests.indicators.dfe_layout import published_file
from tests.indicators.loaded import (
    HAMPSHIRE,
    ISLE_OF_WIGHT,
    MEDWAY,
    SOUTH_EAST,
    compared,
    counts,
    figures,
    south_east,
)

BANDS = (
    "cpp_open_to_3m",
    "cpp_open_3m_to_6m",
    "cpp_open_6m_to_1yr",
    "cpp_open_1yr_to_2yrs",
    "cpp_open_2yrs_plus",
)


def test_trap_01_authorities_are_exact_and_regions_are_rounded_to_ten() -> None:
    counted = compared("cin_rate_10k").counted
    assert counted is not None
    assert (counted.members, counted.published) == (63_538, 63_540)
    said = " ".join(remarks(compared("cin_rate_10k")))
    assert "add up to 63,538, and 63,540 is published for the region" in said
    assert "rounded to the nearest 10" in said
    for area in reference_areas().list_areas():
        number = figures("cin_open").figure(area.code, 2025).number
        if area.kind in {AreaKind.COUNTRY, AreaKind.REGION, AreaKind.SUB_REGION}:
            assert number is not None
            assert number % 10 == 0


def test_trap_02_a_hidden_count_is_never_worked_out_from_the_others() -> None:
    plans = [figures(band).figure(MEDWAY, 2025).value for band in BANDS]
    assert plans == [94, 73, 70, Symbol.CONFIDENTIAL, Symbol.CONFIDENTIAL]
    assert figures("cpp_open").figure(MEDWAY, 2025).number == 299
    comparison = compared("cpp_open_2yrs_plus_pct", MEDWAY)
    assert comparison.own.number is None
    assert comparison.base is None
    assert comparison.counted is None
    assert comparison.members.mean is None
    assert comparison.neighbours.mean is None
    said = " ".join(remarks(comparison))
    assert "Confidential: hidden because the number is small" in said
    assert "62" not in said


def test_trap_02_nothing_is_summed_where_a_member_is_hidden() -> None:
    for band in BANDS[2:]:
        found = dataclasses.replace(
            indicators()["cpp_open_2yrs_plus_pct"], numerator=band, denominator=("cpp_open",)
        )
        region = south_east()
        hidden = [f for f in counts()[band].figures(region.members, 2025) if f.number is None]
        pooled = figures("cpp_open_2yrs_plus_pct").figure(SOUTH_EAST, 2025)
        members = figures("cpp_open_2yrs_plus_pct").figures(region.members, 2025)
        assert hidden
        assert find_pull(found, pooled, members, counts()) is None


def test_trap_03_a_true_zero_is_a_number_and_low_is_not() -> None:
    milton_keynes = figures("cpp_open_2yrs_plus_pct").figure("E06000042", 2025)
    assert milton_keynes.number == 0
    assert milton_keynes.symbol is None
    assert indicators()["cpp_open_2yrs_plus_pct"].words(Decimal(0)) == "0%"
    low = [
        figure
        for area in reference_areas().list_areas(AreaKind.AUTHORITY)
        for figure in figures("sw_agency_fte_pct").series(area.code)
        if figure.symbol is Symbol.LOW
    ]
    assert low
    assert all(figure.number is None for figure in low)
    assert "rounds to zero" in low[0].reason


def test_trap_03_shown_counts_start_at_six_and_no_row_hides_exactly_one() -> None:
    hidden_in_row = []
    for record in authority_records():
        if record.gss_code is None or not record.exists_on(date(2025, 3, 31)):
            continue
        cells = (*BANDS, "cpp_open")
        values = [figures(cell).figure(record.gss_code, 2025).value for cell in cells]
        assert all(v == 0 or v >= 6 for v in values if isinstance(v, Decimal))
        hidden_in_row.append(values.count(Symbol.CONFIDENTIAL))
    assert len(hidden_in_row) == 153
    assert {count: hidden_in_row.count(count) for count in set(hidden_in_row)} == {
        0: 91,
        2: 61,
        3: 1,
    }


def test_trap_04_the_regional_figure_is_pooled_and_two_members_pull_it() -> None:
    comparison = compared("rereferrals_12m_pct")
    assert comparison.pooled is not None
    assert comparison.members.mean is not None
    assert comparison.pooled.number == Decimal("28.4")
    assert round(comparison.members.mean, 1) == Decimal("23.4")
    assert comparison.members.median == Decimal("21.6")
    assert comparison.pull is not None
    assert comparison.pull.higher
    assert [f.area.code for f in comparison.pull.members] == [HAMPSHIRE, ISLE_OF_WIGHT]
    assert [f.number for f in comparison.pull.members] == [Decimal(41), Decimal("46.7")]
    assert "because of Hampshire (41.0%) and Isle of Wight (46.7%)" in " ".join(remarks(comparison))


def test_trap_04_the_others_pooled_again_by_hand() -> None:
    rest = [code for code in south_east().members if code not in {HAMPSHIRE, ISLE_OF_WIGHT}]
    above = sum(figures("rereferrals").figure(code, 2025).number or 0 for code in rest)
    below = sum(figures("referrals").figure(code, 2025).number or 0 for code in rest)
    pull = compared("rereferrals_12m_pct").pull
    assert pull is not None
    assert pull.without == Decimal(above) / Decimal(below) * 100
    assert "Without them the other 17 members come to 21.4%." in remarks(
        compared("rereferrals_12m_pct")
    )


def test_trap_05_neighbours_are_not_mutual_and_cross_regions() -> None:
    pairs = {(code, n.code) for code, ranked in neighbours().items() for n in ranked}
    assert len(pairs) == 1530
    assert sum((other, one) in pairs for one, other in pairs) == 938
    members = set(south_east().members)
    without = {
        reference_areas().get_area(code).name
        for code in members
        if not members & {n.code for n in neighbours()[code]}
    }
    assert without == {"Slough", "Isle of Wight"}
    said = remarks(compared("cin_rate_10k", ISLE_OF_WIGHT))
    assert "None of Isle of Wight’s 10 statistical neighbours is in the region." in said


@pytest.mark.parametrize(
    ("joint", "members"),
    [
        ("E09000021 / E09000027", ("E09000021", "E09000027")),
        ("E06000061 / E06000062", ("E06000061", "E06000062")),
    ],
)
def test_trap_06_a_joint_return_is_one_figure_shown_for_both(
    joint: str, members: tuple[str, ...]
) -> None:
    turnover = figures("sw_turnover_fte_pct")
    shown = turnover.figures(members, 2025)
    assert {figure.number for figure in shown} == {turnover.figure(joint, 2025).number}
    assert all(figure.is_joint for figure in shown)
    assert {figure.source.code for figure in shown} == {joint}
    said = remarks(compared("sw_turnover_fte_pct", members[0]))
    assert any("together, who make one return" in sentence for sentence in said)


def test_trap_06_a_joint_return_counts_once_in_a_median() -> None:
    pair = ("E09000021", "E09000027", HAMPSHIRE)
    numbers = [f.number for f in figures("sw_turnover_fte_pct").figures(pair, 2025)]
    assert numbers == [Decimal(28), Decimal(28), Decimal("7.6")]
    region = dataclasses.replace(south_east(), members=pair)
    both = compare(figures("sw_turnover_fte_pct"), HAMPSHIRE, region, ())
    assert both.members.median == (Decimal(28) + Decimal("7.6")) / 2
    assert both.members.shown == 3


def test_trap_07_newer_and_older_codes_of_an_area_are_one_area() -> None:
    areas, layouts = reference_areas(), file_layouts()
    for name, code in (("referrals", "E08000016"), ("workforce", "E08000038")):
        content = published_file(name, [2025])
        assert code.encode() in content
        table = read_table(content, f"{name}.csv")
        read = read_dfe_table(table, layouts[name], areas, indicators(), 2026)
        barnsley = {r.area.code for r in read.readings if r.area.name == "Barnsley"}
        assert not read.problems
        assert barnsley == {"E08000016"}


def test_trap_08_no_overall_grade_from_april_2026() -> None:
    after = [i for i in inspections() if i.inspected_on >= date(2026, 4, 1)]
    names = {reference_areas().get_area(i.code).name for i in after}
    assert names == {"Brent", "Somerset"}
    for inspection in after:
        assert inspection.inspected_on == date(2026, 4, 27)
        assert inspection.overall_effectiveness is None
        assert None not in {
            inspection.impact_of_leaders,
            inspection.help_and_protection,
            inspection.children_in_care,
            inspection.care_leavers,
        }
    before = [i for i in inspections() if i.inspected_on < date(2026, 4, 1)]
    assert all(i.overall_effectiveness is not None for i in before)


def test_trap_09_the_official_list_stands_and_the_machine_read_is_labelled() -> None:
    for inspection in inspections():
        later = inspection.inspected_on > date(2025, 3, 31)
        reported_later = inspection.published_on > date(2025, 5, 14)
        assert inspection.machine_read == (later or reported_later)
        if inspection.machine_read:
            assert inspection.report.startswith("https://files.ofsted.gov.uk/")
    (st_helens,) = [
        i for i in inspections() if i.code == "E08000013" and i.inspected_on.year == 2023
    ]
    assert not st_helens.machine_read
    assert st_helens.help_and_protection == "Requires improvement to be good"
    assert st_helens.children_in_care == "Good"
    assert st_helens.care_leavers == "Outstanding"


def test_trap_10_the_two_smallest_authorities_have_symbols_and_no_guesses() -> None:
    scilly, city = "E06000053", "E09000001"
    assert figures("cla_rate_10k").figure(scilly, 2025).symbol is Symbol.NOT_APPLICABLE
    assert figures("cla_rate_10k").figure(city, 2025).symbol is Symbol.CONFIDENTIAL
    comparison = compared("cla_rate_10k", scilly)
    assert comparison.own.number is None
    assert "Not applicable: there is nothing to count here" in remarks(comparison)[0]
    assert all(year.own.number is None for year in comparison.years)


def test_trap_11_hampshire_2024_is_a_gap_and_is_bridged_by_no_guess() -> None:
    referrals = figures("rereferrals_12m_pct").figure(HAMPSHIRE, 2024)
    rate = figures("cin_rate_10k").figure(HAMPSHIRE, 2024)
    assert referrals.symbol is Symbol.LOW_RELIABILITY
    assert rate.symbol is Symbol.UNKNOWN
    said = remarks(compared("rereferrals_12m_pct"))
    assert "There is no figure for 2024 (low reliability)." in said
    in_2024 = remarks(compared("rereferrals_12m_pct", HAMPSHIRE, 2024))[0]
    assert in_2024.startswith("Hampshire has no figure for 2024. Low reliability:")
    assert "the source does not say why" in remarks(compared("cin_rate_10k", HAMPSHIRE, 2024))[0]
