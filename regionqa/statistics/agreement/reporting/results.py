"""What a report holds."""

from __future__ import annotations

from dataclasses import asdict, dataclass, is_dataclass
from typing import Any, Literal

import numpy as np

from regionqa.statistics.agreement.crosstabs import WideCase
from regionqa.statistics.agreement.cuts import Cut, SpecificAgreement
from regionqa.statistics.agreement.gap import Direction
from regionqa.statistics.agreement.homogeneity import MarginalHomogeneity
from regionqa.statistics.agreement.reader_jackknife import ReaderSpread
from regionqa.statistics.agreement.result import Agreement
from regionqa.statistics.agreement.scale import Grade
from regionqa.statistics.agreement.states import State
from regionqa.statistics.agreement.verdict import Prevalence, Verdict


@dataclass(frozen=True)
class DirectionOf:
    """Whose direction: home as a whole, one reader, or one authority, against all other readers."""

    kind: Literal["home", "reader", "authority"]
    name: str
    direction: Direction


@dataclass(frozen=True)
class DomainResult:
    """Everything about one domain.

    Attributes:
        name: the domain, or "All domains" for all of them together.
        cases: cases with a grade.
        pairable: cases with two grades or more.
        readers: readers who gave a grade.
        state: the domain's state; the figures have their own.
        exact: share of pairs of readers of a case who gave the same grade, 0 to 1.
        adjacent: share who gave the same grade or the next one, 0 to 1.
        ac: Gwet's AC2, quadratic weights.
        alpha: Krippendorff's alpha with his ordinal metric.
        ac_band: AC2 with an interval that holds for all domains together; the same as ``ac`` for
            a single domain.
        verdict: the probability of each band for AC2.
        prevalence: whether one common grade distorts kappa and alpha.
        readers_spread: AC2 with the interval for other readers too, and without each reader.
        directions: who grades higher: home, authorities, readers; largest gap first within a kind.
        cuts: agreement at each line of the scale.
        specific: agreement on each grade.
        table: first reader's grade (rows) against the second's (columns), counts of cases.
        homogeneity: tests of that table.
        widest: cases two grades apart or more, widest first.
        sentences: the result in plain sentences, most important first.

    """

    name: str
    cases: int
    pairable: int
    readers: int
    state: State
    exact: Agreement
    adjacent: Agreement
    ac: Agreement
    alpha: Agreement
    ac_band: Agreement
    verdict: Verdict
    prevalence: Prevalence
    readers_spread: ReaderSpread
    directions: tuple[DirectionOf, ...]
    cuts: tuple[Cut, ...]
    specific: tuple[SpecificAgreement, ...]
    table: tuple[tuple[int, ...], ...]
    homogeneity: MarginalHomogeneity
    widest: tuple[WideCase, ...]
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """A report on a file of grades.

    Attributes:
        scale: the declared grades, lowest first.
        level: confidence level of every interval.
        rows: rows of the file.
        graded: rows with a grade.
        cases: different cases.
        readers: different readers.
        domains: one result for each domain, in order of first appearance.
        together: all domains together, intervals allowing for a case's domains being alike; None
            for a file with one domain.
        band_critical: standard errors to each side of the bands over domains; None without.
        settings: method, version and seed, for a download's front page.
        sentence: the report in one sentence.

    """

    scale: tuple[Grade, ...]
    level: float
    rows: int
    graded: int
    cases: int
    readers: int
    domains: tuple[DomainResult, ...]
    together: DomainResult | None
    band_critical: float | None
    settings: dict[str, str]
    sentence: str

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON: states always set, no NaN."""
        plain = to_plain(self)
        if not isinstance(plain, dict):
            raise TypeError("A report is a mapping.")
        return plain


def to_plain(value: object) -> object:
    """Dataclasses, tuples and numpy numbers as what JSON knows; sentences of states included."""
    if isinstance(value, Agreement):
        return value.to_dict()
    if is_dataclass(value) and not isinstance(value, type):
        names = asdict(value).keys()
        return {name: to_plain(getattr(value, name)) for name in names}
    if isinstance(value, dict):
        return {str(key): to_plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [to_plain(item) for item in value]
    return value.item() if isinstance(value, np.generic) else value
