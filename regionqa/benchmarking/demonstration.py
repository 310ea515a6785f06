"""Months to try it with: Gloucestershire's printed ones of 2018, and made-up ones."""

from datetime import date
from pathlib import Path
from random import Random

from regionqa.benchmarking import operations, queries
from regionqa.benchmarking.checking import add_up
from regionqa.benchmarking.months import MonthFigures, next_month
from regionqa.benchmarking.windows import months_before
from regionqa.core.scope import Scope

EXAMPLE_NAME = "gloucestershire-2018.csv"
_EXAMPLE = Path(__file__).parent / "reference" / "gloucestershire_2018.csv"
_SHARES = (0.12, 0.45, 0.36, 0.07)
_MONTHS = 18


def example_csv() -> bytes:
    """The counts that Gloucestershire County Council printed for January to November 2018."""
    return _EXAMPLE.read_bytes()


def made_up_months(seed: int, last: date) -> list[MonthFigures]:
    """Eighteen months up to ``last``; the same for the same seed."""
    dice = Random(seed)  # noqa: S311  # made-up figures, no secret
    words = queries.common_scale().words
    month = months_before(last, _MONTHS - 1)
    better = dice.uniform(-0.1, 0.1)
    shares = [_SHARES[0] - better / 2, _SHARES[1] - better / 2, _SHARES[2] + better, _SHARES[3]]
    found = []
    while month <= last:
        auditors = dice.randint(18, 30)
        given = dice.choices(range(len(words)), shares, k=max(5, auditors - dice.randint(0, 8)))
        grades = {word: given.count(place) for place, word in enumerate(words)}
        found.append(add_up(month, grades, None, dice.choice((0, 0, 0, 1, 2)), auditors))
        month = next_month(month)
    return found


def store_made_up_months(scope: Scope, seed: int) -> None:
    """Return made-up months as a lead would, marked synthetic. Wants a writing unit of work."""
    last = months_before(queries.today().replace(day=1), 1)
    operations.record_months(
        scope,
        made_up_months(seed, last),
        how="file",
        seen=queries.read_months(scope).seen,
        reason="The made-up months are put in again",
        synthetic=True,
        filename="made-up-months.csv",
    )
