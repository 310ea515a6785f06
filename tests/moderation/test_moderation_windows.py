"""What other features take from locked rounds: three figures, by hand and by a second way."""

from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta
from statistics import fmean
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionqa.moderation import Counted, exact_agreement, grade_changes, own_minus_peers
from regionqa.moderation.figures import HOME, BlindReading, pooled_direction
from regionqa.moderation.queries.results import own_results
from tests.moderation.region import DOMAINS, SCALE, START, TOOL, Region

ALL_YEAR = (date(2026, 1, 1), date(2026, 12, 31))
CLOSED = START.date() + timedelta(days=28)
D = len(DOMAINS)


def test_three_figures_of_a_locked_round(region: Region) -> None:
    """One case agreed as it was, one agreed a grade below the home's, one left unread."""
    region.begin()
    place = region.places[0]
    scope = place.scope()
    same, changed = sorted(
        (case for case, home in region.homes().items() if home == place), key=str
    )
    region.read_all(same, "good", "good", "good")
    region.read_all(changed, "outstanding", "good", "good")
    region.settle(changed, "good")
    nothing = Counted(0, 0, 0, 0)
    assert region.ask(scope, grade_changes, ALL_YEAR) == nothing, "not before the lock"
    region.go_to(START + timedelta(days=32))
    region.step("lock_statistics", reason="The other cases were not read.")

    readers = {
        case: frozenset(one.place.id for one in region.assigned(case)) for case in (same, changed)
    }

    def counted(first: tuple[int, int], second: tuple[int, int]) -> Counted:
        """What two cases give, in parts by who else read them."""
        parts: dict[frozenset[UUID], tuple[int, int]] = {}
        for case, (part, whole) in ((same, first), (changed, second)):
            before = parts.get(readers[case], (0, 0))
            parts[readers[case]] = (before[0] + part, before[1] + whole)
        part, whole = first[0] + second[0], first[1] + second[1]
        return Counted(part, whole, 2, 1, synthetic=True, shared=parts)

    for figure, expected in (
        (grade_changes, counted((0, D), (D, D))),
        (exact_agreement, counted((2 * D, 2 * D), (0, 2 * D))),
    ):
        assert region.ask(scope, figure, ALL_YEAR, by_readers=True) == expected
        assert region.ask(scope, figure, ALL_YEAR) == replace(expected, shared={})
    above = region.ask(scope, own_minus_peers, ALL_YEAR)
    assert (above.cases, above.rounds, above.left_out, above.refused) == (2, 1, 0, None)
    assert above.direction.points.value == pytest.approx(0.5)
    assert above.direction.cases == 2 * D
    assert above.direction.clusters == 2
    own = region.ask(region.leads[place.id], own_results, region.round_id)
    assert own.figures.overall.direction == above.direction, "the page says the same"

    for window in ((CLOSED, CLOSED), ALL_YEAR):
        assert region.ask(scope, grade_changes, window).denominator == 2 * D, "both days count"
    before = (ALL_YEAR[0], CLOSED - timedelta(days=1))
    for other, window in ((scope, before), (region.places[1].scope(), ALL_YEAR)):
        assert region.ask(other, grade_changes, window) == nothing
        assert region.ask(other, exact_agreement, window) == nothing
        none = region.ask(other, own_minus_peers, window)
        assert (none.direction, none.refused) == (
            None,
            "No round with own cases was locked in this time.",
        )


GRADES = st.sampled_from([*SCALE, "not_applicable", "not_enough_evidence"])


@given(
    st.lists(
        st.dictionaries(
            st.sampled_from([HOME, "x Reader A", "x Reader B", "y Reader C"]),
            st.lists(GRADES, min_size=D, max_size=D),
        ),
        max_size=5,
    ),
    st.integers(0, 5),
)
def test_pooled_direction_is_the_mean_gap_however_the_rounds_are_cut(
    cases: list[dict[str, list[str]]], cut: int
) -> None:
    readings = [
        BlindReading(
            f"case {number}", reader, dict(zip(DOMAINS, grades, strict=True)), frozenset({"pack"})
        )
        for number, case in enumerate(cases)
        for reader, grades in case.items()
    ]
    first = [one for one in readings if int(one.case.split()[1]) < cut]
    second = [one for one in readings if one not in first]
    found = pooled_direction([(TOOL, first), (TOOL, second)])
    gaps = _gaps(readings)
    if found is None or found.points.value is None:
        assert not gaps
        return
    assert found.cases == len(gaps)
    assert found.points.value == pytest.approx(fmean(gaps))
    assert found == pooled_direction([(TOOL, readings)])


def _gaps(readings: list[BlindReading]) -> list[float]:
    """Home's grade less the mean of the peers', of each case and domain that has both."""
    at_home: dict[tuple[str, str], int] = {}
    peers: dict[tuple[str, str], list[int]] = defaultdict(list)
    for one in readings:
        for domain, grade in one.grades.items():
            if grade in SCALE and one.reader == HOME:
                at_home[one.case, domain] = SCALE.index(grade)
            elif grade in SCALE:
                peers[one.case, domain].append(SCALE.index(grade))
    return [place - fmean(peers[key]) for key, place in at_home.items() if key in peers]


def test_rounds_of_different_scales_are_not_pooled() -> None:
    other = type(TOOL)(TOOL.scale[1:], TOOL.good, TOOL.domains)
    with pytest.raises(ValueError, match="one scale"):
        pooled_direction([(TOOL, []), (other, [])])
