"""The lists of words beside this module: names, and the words of headings."""

import tomllib
from functools import cache
from pathlib import Path

_HERE = Path(__file__).parent


@cache
def word_list(name: str) -> frozenset[str]:
    """The words of ``name``.txt; lines that begin with # are remarks."""
    lines = (_HERE / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())


@cache
def heading_words(name: str) -> frozenset[str]:
    """The words under ``name`` in words.toml."""
    lists = tomllib.loads((_HERE / "words.toml").read_text(encoding="utf-8"))
    return frozenset(lists[name].split())
