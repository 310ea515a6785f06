"""A made-up file of double-graded cases, for the demonstration, for a first try, and for tests.

Each case is read by a home reader of its authority, who is a little too kind, and by a peer. In one
domain the two see different things; in another every grade is the same.
"""

import tomllib
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from regionqa.core.scope import Scope
from regionqa.exchange import write_csv
from regionqa.ratings import operations, queries
from regionqa.ratings.columns import FIELDS, HOME, PEER, SYNTHETIC
from regionqa.ratings.reading import read_ratings
from regionqa.ratings.scales import DeclaredScale, list_scales

SAMPLE_NAME = "made-up-double-graded-cases.csv"
SAMPLE_SEED = 2026
_REFERENCE = Path(__file__).parent / "reference" / "sample.toml"


@cache
def _plan() -> dict[str, Any]:
    return tomllib.loads(_REFERENCE.read_text(encoding="utf-8"))


def sample_rows(seed: int, scale: DeclaredScale | None = None) -> list[dict[str, str]]:
    """Made-up rows by column name, marked synthetic; the same for the same seed.

    ``scale`` is the default scale unless another is given.
    """
    plan, dice = _plan(), Random(seed)  # noqa: S311  # a made-up file, no secret
    grades = (scale or _default_scale()).words
    rows = []
    for number in range(1, plan["cases"] + 1):
        place = number % len(plan["authorities"])
        readers = {HOME: f"H{place + 1}", PEER: dice.choice(plan["peers"])}
        quality = _place(dice, plan["shares_of_quality"])
        for domain in plan["domain"]:
            for role, reader in readers.items():
                rows.append(
                    {
                        "Case": f"case-{number:03}",
                        "Reader": reader,
                        "Authority": plan["authorities"][place],
                        "Domain": domain["name"],
                        "Grade": grades[_seen(dice, domain, quality, role, len(grades))],
                        "Role": role,
                        SYNTHETIC: "yes",
                    }
                )
    return rows


def _place(dice: Random, shares: list[float]) -> float:
    """A quality on the scale, whole grades with these shares and some spread about them."""
    (grade,) = dice.choices(range(len(shares)), shares)
    return grade + dice.uniform(-0.4, 0.4)


def _seen(dice: Random, domain: Mapping[str, Any], quality: float, role: str, number: int) -> int:
    """The place of the grade that a reader gives."""
    if "only" in domain:
        return min(int(domain["only"]), number - 1)
    kindness = domain["optimism"] if role == HOME else 0.0
    seen = quality + domain["shift"] + kindness + dice.gauss(0.0, domain["blur"])
    return int(min(max(round(seen), 0), number - 1))


def sample_csv(seed: int = SAMPLE_SEED) -> bytes:
    """The made-up file as CSV."""
    headers = [*(column.name for column in FIELDS.values()), SYNTHETIC]
    rows = sample_rows(seed)
    return write_csv(headers, [[row[header] for header in headers] for row in rows])


def store_sample(
    scope: Scope,
    title: str,
    seed: int = SAMPLE_SEED,
    then: Callable[[UUID], str] = lambda file_id: f"/agreement/{file_id}",
) -> UUID:
    """Upload the made-up file as a lead would; its report is worked out by the job that this asks.

    Wants a writing unit of work of somebody who may upload. The file's id; of the one that is
    there already when it was stored before.
    """
    table = read_ratings(sample_csv(seed), SAMPLE_NAME, queries.known_names(scope))
    draft_id = operations.save_draft(scope, table, title, _default_scale())
    return operations.confirm_draft(scope, draft_id, version=1, then=then).file_id


def _default_scale() -> DeclaredScale:
    return list_scales(datetime.now(UTC).date())[0]
