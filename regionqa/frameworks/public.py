"""Published frameworks read against the twelve components: a reading, not the authorities' word."""

import csv
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from regionqa.frameworks.answers import Coverage

FOLDER = Path(__file__).parent / "reference"


@dataclass(frozen=True, slots=True)
class Reading:
    """How far a published framework holds a component, and what was read there."""

    coverage: Coverage
    words: str


@dataclass(frozen=True, slots=True)
class PublicFramework:
    """A published framework with our reading of each component."""

    key: str
    title: str
    what: str
    standard: str
    readings: Mapping[str, Reading]

    def tally(self) -> tuple[int, int, int]:
        """How many components are in full, in part and absent."""
        held = [one.coverage for one in self.readings.values()]
        return (held.count(Coverage.FULL), held.count(Coverage.PART), held.count(Coverage.ABSENT))


@cache
def public_frameworks() -> tuple[PublicFramework, ...]:
    """Every published framework that was read."""
    with (FOLDER / "public_frameworks.toml").open("rb") as stream:
        about = tomllib.load(stream)
    readings: dict[str, dict[str, Reading]] = {}
    with (FOLDER / "public_readings.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            reading = Reading(Coverage(row["coverage"]), row["reading"])
            readings.setdefault(row["framework"], {})[row["component"]] = reading
    return tuple(
        PublicFramework(
            one["key"], one["title"], one["what"], about["standard"], readings[one["key"]]
        )
        for one in about["frameworks"]
    )
