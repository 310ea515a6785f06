"""The region's common domains: what the domains of every authority's tool are mapped to.

They are dated, versioned data in ``reference/``; a later version is another file.
"""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "reference"


@dataclass(frozen=True, slots=True)
class CommonDomain:
    """A domain that all members can be compared on."""

    key: str
    name: str
    meaning: str


@dataclass(frozen=True, slots=True)
class CommonDomains:
    """One version of the common domains, by its ``code``."""

    code: str
    since: date
    source: str
    domains: tuple[CommonDomain, ...]

    def find(self, key: str) -> CommonDomain | None:
        """The domain with this key, or None."""
        return next((one for one in self.domains if one.key == key), None)


@cache
def common_domains() -> CommonDomains:
    """The version in force."""
    return max(map(_read, _FOLDER.glob("common_domains_*.toml")), key=lambda one: one.since)


def _read(path: Path) -> CommonDomains:
    held = tomllib.loads(path.read_text(encoding="utf-8"))
    domains = tuple(CommonDomain(**one) for one in held["domains"])
    return CommonDomains(held["code"], held["since"], held["source"], domains)
