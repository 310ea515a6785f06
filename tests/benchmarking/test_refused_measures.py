"""Why agreement on anchors is no measure: what an own figure would tell of each of its readers.

An authority's lead knows how many domain grades each colleague gave and is told how many of all of
them equal the key; each colleague knows the own ones. They are attacked as a release is, with
readers where authorities stand (docs/adr/0020).
"""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
from scipy.stats import binom

from regionqa.benchmarking.measures import add_measure, measures, refused
from regionqa.benchmarking.moderated_measures import ANCHORS, EXACT_AGREEMENT
from regionqa.statistics.disclosure import Cell, Hidden, Policy, Release, Shown, attack
from tests.conftest import Browse
from tests.moderation.region import DOMAINS

D = len(DOMAINS)
"""Domains of the first tool: what a reader grades of one anchor."""
SPREAD = Policy().spread
ADR = Path("docs/adr/0020-agreement-on-anchors-is-no-measure.md")
ROW = re.compile(r"^\| (\d+)((?: \| \d+%){6}) \|$", re.MULTILINE)
LIKELY = (0.8, 0.9, 0.95)


def figure(matches: list[int]) -> Release:
    """What an authority is told: the grades of all its readers that equal the key."""
    names = tuple(f"R{at}" for at in range(len(matches)))
    same = [Cell(name, "same") for name in names]
    rest = [Cell(name, "rest") for name in names]
    facts: list[Shown | Hidden] = [Shown(tuple(same), sum(matches))]
    for name, one, other, count in zip(names, same, rest, matches, strict=True):
        facts += [Shown((one, other), D), Hidden(one, (one,))]
        facts.append(Shown((one,), count, known_to=name))
    return Release("2026", names, tuple(facts))


def spread_over(readers: int, total: int) -> list[int]:
    """Some way in which so many grades of theirs equal the key."""
    return [min(D, max(0, total - D * at)) for at in range(readers)]


@pytest.mark.parametrize("readers", [2, 4])
def test_few_misses_give_each_reader_away_to_their_lead(readers: int) -> None:
    for total in range(D * readers + 1):
        misses = D * readers - total
        found = bool(attack([figure(spread_over(readers, total))]))
        assert found == (min(total, misses) < SPREAD - 1), (readers, total)


def test_what_colleagues_learn_is_what_nobody_else_missed() -> None:
    readers = 4
    for matches in ([5, 5, 5, 5], [5, 4, 5, 5], [3, 4, 5, 5], [3, 2, 4, 1], [0, 0, 3, 2]):
        for pair in combinations(range(readers), 2):
            others = [one for at, one in enumerate(matches) if at not in pair]
            fallen = attack([figure(matches)], frozenset(f"R{at}" for at in pair))
            assert bool(fallen) == (sum(others) in {0, D * len(others)}), (matches, pair)


def told(readers: int, likely: float) -> tuple[float, float]:
    """How often a reader falls to the lead, and to two colleagues, by the two rules above.

    Each grade equals the key with the same chance, on its own: grades of one reader that come
    together make it more often.
    """
    grades, theirs = D * readers, D * (readers - 2)
    few = binom.cdf(SPREAD - 2, grades, 1 - likely) + binom.cdf(SPREAD - 2, grades, likely)
    return float(few), likely**theirs + (1 - likely) ** theirs


def rows() -> Iterator[tuple[int, list[int]]]:
    """The table of the decision."""
    for readers, shares in ROW.findall(ADR.read_text(encoding="utf-8")):
        yield int(readers), [int(one) for one in re.findall(r"\d+", shares)]


def test_no_minimum_of_readers_that_rounds_have_would_mend_it() -> None:
    printed = dict(rows())
    assert set(printed) == {4, 6, 8, 12}
    for readers, shares in printed.items():
        told_to = [told(readers, likely) for likely in LIKELY]
        lead, pair = zip(*told_to, strict=True)
        assert shares == [round(100 * one) for one in (*lead, *pair)]
    assert told(4, 0.9)[0] > 0.6
    assert all(told(n, 0.95)[0] > told(n, 0.8)[0] for n in printed), "the better, the more"


def test_it_is_refused_by_name(browse_as: Browse) -> None:
    assert ANCHORS in refused()
    assert ANCHORS.code not in measures()
    with pytest.raises(ValueError, match="is refused"):
        add_measure(replace(EXACT_AGREEMENT, code=ANCHORS.code))
    page = browse_as("regional_lead").get("/benchmark/measures").text
    assert "What is no measure, and why" in page
    assert ANCHORS.title in page
    assert ANCHORS.why in page
