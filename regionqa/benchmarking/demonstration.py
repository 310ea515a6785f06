"""Months to try it with: Gloucestershire's printed ones of 2018, and made-up ones."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

from regionqa.benchmarking import operations, queries
from regionqa.benchmarking.checking import add_up
from regionqa.benchmarking.common import common_domains
from regionqa.benchmarking.months import DRAWN, EARLIEST, MonthFigures, next_month
from regionqa.benchmarking.windows import months_before
from regionqa.core.scope import Scope

EXAMPLE_NAME = "gloucestershire-2018.csv"
_EXAMPLE = Path(__file__).parent / "reference" / "gloucestershire_2018.csv"
_SHARES = (0.12, 0.45, 0.36, 0.07)
_MONTHS = 25
_NOT_GRADED = (0,) * 39 + (1,)


def example_csv() -> bytes:
    """The counts that Gloucestershire County Council printed for January to November 2018."""
    return _EXAMPLE.read_bytes()


def made_up_months(seed: int, last: date, auditors: tuple[int, int]) -> list[MonthFigures]:
    """Twenty-five months up to ``last``; the same for the same seed.

    ``auditors`` is how few and how many people are to do an audit in a month.
    """
    dice = Random(seed)  # noqa: S311  # made-up figures, no secret
    words = queries.common_scale().words
    month = months_before(last, _MONTHS - 1)
    better = dice.uniform(-0.1, 0.1)
    shares = [_SHARES[0] - better / 2, _SHARES[1] - better / 2, _SHARES[2] + better, _SHARES[3]]
    found = []
    while month <= last:
        people = dice.randint(*auditors)
        done = max(5, people - dice.randint(0, people // 3))
        given = dice.choices(range(len(words)), shares, k=done)
        grades = {word: given.count(place) for place, word in enumerate(words)}
        domains = {one.name: _near(dice, given, words) for one in common_domains().domains}
        without = dice.choice(_NOT_GRADED)
        found.append(add_up(month, grades, None, without, people, chosen=DRAWN, domains=domains))
        month = next_month(month)
    return found


def _near(dice: Random, given: Sequence[int], words: Sequence[str]) -> dict[str, int]:
    """Grades of one domain: mostly that over all, sometimes a step beside it."""
    moved = [min(max(one + dice.choice((-1, 0, 0, 0, 1)), 0), len(words) - 1) for one in given]
    return {word: moved.count(place) for place, word in enumerate(words)}


def store_made_up_months(scope: Scope, seed: int, auditors: tuple[int, int] = (18, 30)) -> None:
    """Return made-up months as a lead would, marked synthetic. Wants a writing unit of work."""
    last = months_before(queries.today().replace(day=1), 1)
    operations.record_months(
        scope,
        made_up_months(seed, last, auditors),
        how="file",
        seen=queries.read_months(scope).seen,
        reason="The made-up months are put in again",
        synthetic=True,
        filename="made-up-months.csv",
    )


def agree_made_up_mapping(
    do: Callable[..., Any], lead: Scope, second: Scope, office: Scope
) -> None:
    """A mapping word for word, proposed by a lead, accepted by a second person and the office.

    ``do(scope, operation, …)`` carries each out in a transaction of its own.
    """
    mapping_id = do(
        lead,
        operations.propose_mapping,
        tool="Made-up case audit tool",
        since=EARLIEST,
        domains={one.name: one.key for one in common_domains().domains},
        grades={word: word for word in queries.common_scale().words},
        note="Made up; the tool has the common domains and grades.",
        synthetic=True,
    )
    for who in (second, office):
        do(who, operations.decide_mapping, mapping_id, accepted=True)
