"""The exceptions rule: what it finds in 2025, and that it does what it says for any figures."""

from datetime import date
from decimal import Decimal
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionqa.authorities.areas import Area, AreaKind, Areas, Closeness, Neighbour
from regionqa.authorities.reference_tables import authority_records
from regionqa.indicators.exceptions import Finding, Kind, National, Rule, find_exceptions
from regionqa.indicators.figures import Figures, Value
from regionqa.indicators.reference_tables import indicators
from regionqa.symbols import Symbol
from tests.indicators.loaded import HAMPSHIRE, ISLE_OF_WIGHT, figures, neighbours_of

EVERYONE = [
    r.gss_code for r in authority_records() if r.gss_code and r.exists_on(date(2026, 11, 21))
]
CODES = [f"A{number:02}" for number in range(41)]
AREAS = Areas([Area(code, code, AreaKind.AUTHORITY) for code in CODES])
BESIDE = [Neighbour(code, rank, Closeness.CLOSE) for rank, code in enumerate(CODES[1:11], start=1)]


@cache
def national(indicator: str) -> National:
    return National(figures(indicator), EVERYONE)


def found_for(code: str, indicator: str, rule: Rule | None = None) -> dict[Kind, Finding]:
    found = find_exceptions(national(indicator), code, neighbours_of(code), rule)
    return {finding.kind: finding for finding in found}


def made(now: list[Value], before: list[Value] | None = None) -> list[Finding]:
    values: dict[tuple[str, int], Value] = dict(
        zip(((code, 2025) for code in CODES), now, strict=True)
    )
    if before:
        values |= dict(zip(((code, 2024) for code in CODES), before, strict=True))
    table = Figures(indicators()["cin_rate_10k"], values, AREAS)
    return find_exceptions(National(table, CODES), CODES[0], BESIDE)


def test_hampshires_re_referrals_stand_out_from_england_and_its_neighbours() -> None:
    found = found_for(HAMPSHIRE, "rereferrals_12m_pct")
    assert set(found) == {Kind.ENGLAND, Kind.NEIGHBOURS}
    assert found[Kind.ENGLAND].sentence == (
        "It is 41.0%; the typical authority in England has 20.0%."
    )
    assert found[Kind.NEIGHBOURS].sentence == (
        "It is 41.0%; the middle of its neighbours is 18.95%, and none of them is higher."
    )
    assert found[Kind.ENGLAND].favourable is False


def test_a_change_over_a_year_without_a_figure_names_both_years() -> None:
    changed = found_for(HAMPSHIRE, "referral_rate_10k")[Kind.CHANGED]
    assert changed.since is not None
    assert (changed.since.year, changed.figure.year) == (2023, 2025)
    assert changed.sentence == (
        "It rose from 1,075.0 in 2023 to 1,424.9 in 2025;"
        " the typical authority in England fell by 25.1."
    )


def test_polarity_none_is_neither_favourable_nor_unfavourable() -> None:
    found = found_for(ISLE_OF_WIGHT, "referral_rate_10k")
    assert set(found) == set(Kind)
    assert {finding.favourable for finding in found.values()} == {None}


def test_the_rule_leaves_most_indicators_alone() -> None:
    total = sum(
        bool(found_for(code, indicator.code))
        for code in EVERYONE[::9]
        for indicator in indicators().values()
        if not indicator.is_count
    )
    assert 10 < total < 60


def test_a_stricter_limit_finds_no_more() -> None:
    strict = Rule(change_limit=Decimal(6), england_limit=Decimal(6), neighbour_limit=Decimal(6))
    for code in (HAMPSHIRE, ISLE_OF_WIGHT):
        for indicator in ("rereferrals_12m_pct", "care_leavers_suitable_accom_pct"):
            assert set(found_for(code, indicator, strict)) <= set(found_for(code, indicator))


def test_the_rule_prints_its_own_parameters() -> None:
    rule = Rule(change_limit=Decimal("2.58"), neighbour_limit=Decimal("1.5"), fewest_neighbours=7)
    text = " ".join((*rule.words, *rule.notes))
    assert "2.58" in text
    assert "1.5 robust" in text
    assert "fewer than 7" in text


def test_a_hidden_figure_is_never_an_exception() -> None:
    assert made([Symbol.CONFIDENTIAL, *[Decimal(n) for n in range(40)]]) == []


def test_too_few_authorities_or_neighbours_are_left_alone() -> None:
    few: list[Value] = [Decimal(500), *[Decimal(n) for n in range(20)]]
    assert made([*few, *[Symbol.UNKNOWN] * 20]) == []
    neighbours_hidden: list[Value] = [Decimal(500), *[Symbol.UNKNOWN] * 5]
    found = made([*neighbours_hidden, *[Decimal(n) for n in range(35)]])
    assert {f.kind for f in found} == {Kind.ENGLAND}


def test_everybody_alike_is_no_exception_but_one_apart_is() -> None:
    alike: list[Value] = [Decimal(10)] * 41
    assert made(alike, alike) == []
    found = made([Decimal(11), *alike[1:]], alike)
    assert {f.kind for f in found} == set(Kind)


NUMBERS = st.decimals(min_value=0, max_value=500, places=1)


@given(st.lists(st.one_of(NUMBERS, st.just(Symbol.CONFIDENTIAL)), min_size=41, max_size=41))
def test_every_finding_is_beyond_its_limit(now: list[Value]) -> None:
    beside = [value for value in now[1:11] if isinstance(value, Decimal)]
    for finding in made(now):
        if finding.kind is Kind.ENGLAND:
            assert abs(finding.distance) >= Rule().england_limit
        else:
            assert finding.kind is Kind.NEIGHBOURS
            assert abs(finding.distance) >= Rule().neighbour_limit
            assert len(beside) >= Rule().fewest_neighbours
            assert finding.own > max(beside) or finding.own < min(beside)
        assert finding.higher == (finding.own > finding.typical)
        assert "None" not in finding.sentence


@given(
    st.lists(NUMBERS, min_size=41, max_size=41),
    st.decimals(min_value=1, max_value=50, places=0),
)
def test_a_shift_of_all_alike_is_no_change(before: list[Decimal], shift: Decimal) -> None:
    found = made([value + shift for value in before], list(before))
    assert Kind.CHANGED not in {f.kind for f in found}


@pytest.mark.parametrize("kind", Kind)
def test_labels(kind: Kind) -> None:
    assert kind.label[0].isupper()
