"""How each measure of a release is printed, and by which version of the rules.

The recipe and the frozen contributions give the published figures again, to the letter.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Any

RULE_VERSION = 1
STEPS = (1, 5, 10)
BANDS = (10, 20)


class RecipeError(ValueError):
    """A recipe that cannot be followed; the message says why."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What every release under one version of the rules keeps to.

    ``fewest`` authorities stand behind a distribution, each with ``cases`` or more; a zone is
    counted where ``others`` other authorities stand in it, whoever reads.
    """

    fewest: int
    cases: int
    others: int


RULES: Mapping[int, Rules] = {1: Rules(fewest=8, cases=5, others=3)}


@dataclass(frozen=True, slots=True)
class Printing:
    """How one measure is printed.

    ``share_step`` and ``band`` are in per cent. ``cases`` may be raised above the rules' minimum;
    ``target`` is a fixed figure for limits where fewer than the rules' authorities contribute;
    ``by_name`` says whether it is among the named tables of a release that has them.
    """

    code: str
    share_step: int = 1
    band: int = 10
    zones: bool = True
    quartiles: bool = True
    cases: int = 5
    target: int | None = None
    by_name: bool = True
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Recipe:
    """How a release is made of what was given. ``named`` says that members get named tables."""

    rule_version: int
    measures: tuple[Printing, ...]
    named: bool = False

    @property
    def rules(self) -> Rules:
        """The rules. Raises ``RecipeError`` for a version that is not known here."""
        if self.rule_version not in RULES:
            raise RecipeError(
                f"This release was made by version {self.rule_version} of the rules, which this "
                "version of the service does not hold."
            )
        return RULES[self.rule_version]

    @property
    def printed(self) -> tuple[Printing, ...]:
        """The measures that are not left out."""
        return tuple(one for one in self.measures if not one.left_out)

    def printing(self, code: str) -> Printing:
        """How a measure is printed. Raises ``RecipeError`` for one that the recipe has not."""
        for one in self.measures:
            if one.code == code:
                return one
        raise RecipeError(f"The release has no measure {code}.")

    def with_printing(self, changed: Printing) -> "Recipe":
        """The recipe with one measure printed in another way."""
        kept = tuple(changed if one.code == changed.code else one for one in self.measures)
        return replace(self, measures=kept)


def recipe_to_json(recipe: Recipe) -> dict[str, Any]:
    """A recipe as it is kept."""
    return asdict(recipe)


def recipe_from_json(held: Mapping[str, Any]) -> Recipe:
    """A recipe as it was kept. Raises ``RecipeError`` for a step or band that is none."""
    measures = tuple(Printing(**one) for one in held["measures"])
    for one in measures:
        if one.share_step not in STEPS or one.band not in BANDS:
            raise RecipeError(f"{one.code} is printed in steps that the rules do not have.")
    return Recipe(held["rule_version"], measures, held["named"])
