"""Counts over a region give no answer away: against every possible world, and over dates."""

from itertools import combinations, product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from regionqa.frameworks.answers import Coverage
from regionqa.frameworks.counting import (
    COALITION,
    FEWEST,
    Contribution,
    Counted,
    Detail,
    Printed,
    count,
    counted_ones,
    figures_of,
    gives_away,
)

STATES = [("full", 3), ("full", 2), ("part", 1), ("part", 2), ("absent", None)]


def those(*states: tuple[str, int | None], named: int = 0) -> tuple[Contribution, ...]:
    """Contributors in these states; the first ``named`` of them by name."""
    return tuple(
        Contribution(f"authority {at:02}", Coverage(coverage), step, at < named)
        for at, (coverage, step) in enumerate(states)
    )


def known_answers(contributions: tuple[Contribution, ...], detail: Detail) -> bool:
    """The second computation: every world that prints the same, for every pair of readers."""
    printed = figures_of(contributions, detail)
    states = sorted({(one.coverage.value, one.maturity) for one in contributions}, key=str)
    worlds = [
        world
        for world in product(states, repeat=len(contributions))
        if figures_of(those(*world), detail) == printed
        and all(
            (one.coverage.value, one.maturity) == state
            for one, state in zip(contributions, world, strict=True)
            if one.named
        )
    ]
    hidden = [at for at, one in enumerate(contributions) if not one.named]
    truth = [(one.coverage.value, one.maturity) for one in contributions]
    return any(
        _known(worlds, truth, readers, target, detail)
        for size in range(COALITION + 1)
        for readers in combinations(range(len(contributions)), size)
        for target in hidden
        if target not in readers
    )


def _known(worlds, truth, readers, target, detail) -> bool:  # type: ignore[no-untyped-def]
    possible = [world[target] for world in worlds if all(world[at] == truth[at] for at in readers)]
    if detail is Detail.PLACE:
        return len({state[0] == "absent" for state in possible}) == 1
    if len({state[0] for state in possible}) == 1:
        return True
    return detail is Detail.STEPS and len({state[1] or 0 for state in possible}) == 1


@settings(max_examples=20)
@given(
    st.lists(st.sampled_from(STATES), min_size=5, max_size=6),
    st.integers(0, 1),
    st.sampled_from([Detail.STEPS, Detail.COVERAGE, Detail.PLACE]),
)
@example([("full", 3)] * 5, 0, Detail.STEPS)
@example([("full", 3)] * 4 + [("absent", None)], 0, Detail.PLACE)
@example([("full", 3)] * 3 + [("part", 1)] * 3, 0, Detail.STEPS)
@example([("full", 3)] * 3 + [("part", 1)] * 3, 1, Detail.COVERAGE)
def test_the_attack_finds_what_every_possible_world_shows(
    states: list[tuple[str, int | None]], named: int, detail: Detail
) -> None:
    contributions = those(*states, named=named)
    printed = Printed(
        "2026-04-30",
        contributions,
        Counted(detail, len(contributions), figures_of(contributions, detail)),
    )
    assert gives_away([printed]) is known_answers(contributions, detail)


@given(st.integers(0, FEWEST - 1), st.integers(0, 3))
def test_nothing_below_five(unnamed: int, named: int) -> None:
    states = [("full", 3), ("part", 1), ("absent", None), ("part", 2)] * 2
    contributions = those(*states[: unnamed + named], named=named)
    taken = counted_ones(contributions)
    assert all(one.named for one in taken), "fewer than five without a name are left out"
    counted = count("2026-04-30", contributions)
    assert counted == Counted(Detail.FEW, unnamed=False)


MIXED = [("full", 3), ("full", 2), ("full", 3), ("part", 1), ("part", 2), ("part", 1)] + [
    ("absent", None)
] * 3


def test_a_mixed_region_is_counted_finely() -> None:
    counted = count("2026-04-30", those(*MIXED))
    assert counted.contributors == 9
    assert counted.figures["coverage", "full"] == 3
    assert counted.figures["coverage", "absent"] == 3


def test_the_same_again_says_nothing_new() -> None:
    first = count("2026-04-30", those(*MIXED))
    again = count("2026-10-31", those(*MIXED), [Printed("2026-04-30", those(*MIXED), first)])
    assert again == first


@pytest.mark.parametrize(
    ("at", "state", "shown"),
    [
        (0, ("part", 4), Detail.PLACE),
        (5, ("full", 3), Detail.PLACE),
        (8, ("part", 4), Detail.EARLIER),
    ],
)
def test_one_change_is_not_given_away(
    at: int, state: tuple[str, int | None], shown: Detail
) -> None:
    first = count("2026-04-30", those(*MIXED))
    changed = list(MIXED)
    changed[at] = state
    before = Printed("2026-04-30", those(*MIXED), first)
    second = count("2026-10-31", those(*changed), [before])
    assert second.detail is shown
    if shown is Detail.EARLIER:
        assert second.figures == first.figures, "the counts of the earlier date are shown again"
    else:
        assert set(second.figures) == {("place", "yes"), ("place", "no")}


def test_who_leaves_is_not_given_away_and_not_shown_any_longer() -> None:
    first = count("2026-04-30", those(*MIXED))
    before = Printed("2026-04-30", those(*MIXED), first)
    second = count("2026-10-31", those(*MIXED)[:-1], [before])
    assert second == Counted(Detail.CONTRIBUTORS, 8, unnamed=True)


def test_who_leaves_having_shared_by_name_is_gone_from_the_counts() -> None:
    everyone = those(*MIXED, ("full", 3))
    everyone = (*everyone[:-1], Contribution("authority 09", Coverage.FULL, 3, named=True))
    first = count("2026-04-30", everyone)
    before = Printed("2026-04-30", everyone, first)
    second = count("2026-10-31", everyone[:-1], [before])
    assert second.contributors == 9
    assert second.figures["coverage", "full"] == first.figures["coverage", "full"] - 1
