"""The reference tables of published figures, read into plain objects."""

import csv
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from regionqa.indicators.definitions import (
    Indicator,
    IndicatorType,
    Polarity,
    Source,
    Theme,
    Unit,
)
from regionqa.indicators.dfe_files import FileLayout

FOLDER = Path(__file__).parent / "reference"
ATTRIBUTION = (
    "Contains public sector information licensed under the Open Government Licence v3.0. "
    "Source: Department for Education, Office for National Statistics, Ofsted."
)
LICENCE_URL = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"


class PublishedValue(NamedTuple):
    """One cell of a reference table, as it was published."""

    indicator: str
    area: str
    year: int
    text: str


def _definitions() -> dict[str, Any]:
    return tomllib.loads((FOLDER / "indicators.toml").read_text(encoding="utf-8"))


@cache
def indicators() -> dict[str, Indicator]:
    """Every indicator and count by its code, in the order in which they are listed."""
    kept = _definitions()
    themes = {code: Theme(code, **entry) for code, entry in kept["theme"].items()}
    sources = {code: Source(code, **entry) for code, entry in kept["source"].items()}
    found = {}
    for code, entry in kept["indicator"].items():
        found[code] = _indicator(code, entry, themes, sources)
    for code, entry in kept["count"].items():
        found[code] = _indicator(code, entry | {"unit": "count"}, themes, sources)
    return found


def _indicator(
    code: str, entry: dict[str, Any], themes: dict[str, Theme], sources: dict[str, Source]
) -> Indicator:
    kept = dict(entry)
    return Indicator(
        code=code,
        theme=themes[kept.pop("theme")],
        source=sources[kept.pop("source")],
        unit=Unit(kept.pop("unit")),
        polarity=Polarity(kept.pop("polarity", "none")),
        type=IndicatorType(kept.pop("type", "quantitative")),
        folded=kept.pop("symbols", "") == "folded",
        denominator=tuple(part.strip() for part in kept.pop("denominator", "").split("+") if part),
        **kept,
    )


@cache
def file_layouts() -> dict[str, FileLayout]:
    """The layouts of published files that are known, by their codes."""
    kept = tomllib.loads((FOLDER / "dfe_files.toml").read_text(encoding="utf-8"))["file"]
    return {
        code: FileLayout(
            code=code,
            title=entry["title"],
            columns=entry["columns"],
            only={column: frozenset(texts) for column, texts in entry.get("only", {}).items()},
        )
        for code, entry in kept.items()
    }


def published_values(code: str) -> Iterator[PublishedValue]:
    """The figures of one indicator: a value for each area and year that was published."""
    with (FOLDER / "values" / f"{code}.csv").open(encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        years = [int(year) for year in next(rows)[1:]]
        for area, *texts in rows:
            for year, text in zip(years, texts, strict=True):
                if text:
                    yield PublishedValue(code, area, year, text)
