"""What a coefficient comes back as."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from regionqa.statistics.agreement.states import State, explain


@dataclass(frozen=True)
class Agreement:
    """A coefficient with its interval, what it rests on, and its state.

    A number that is not defined is None, never NaN.

    Attributes:
        value: the coefficient; 1 is full agreement, 0 what chance would give.
        standard_error: of ``value``, over cases (or over clusters, if they were given).
        low: lower end of the interval.
        high: upper end of the interval.
        p_value: two-sided, of ``value`` being 0.
        observed: weighted agreement of pairs of readers, 0 to 1.
        expected: the agreement chance would give, 0 to 1; None for percent agreement.
        subjects: cases with at least one grade.
        pairable: cases with two grades or more.
        raters: readers who gave a grade; None when it is not known who read.
        state: see ``regionqa.statistics.agreement.states``.
        coefficient: percent, ac, fleiss, conger, brennan-prediger or alpha.
        weights: the weights' name, ``matrix`` for a given one.
        level: the confidence level of the interval.
        method: how the standard error and the interval were made.
        degrees_of_freedom: of the interval's t quantile; None where none was used.
        clusters: how many clusters cases came in; None when cases were taken as independent.
        replicates: bootstrap replicates that gave a value; None without a bootstrap.
        seed: the bootstrap's seed, so that it can be repeated; None without one.

    """

    value: float | None
    standard_error: float | None
    low: float | None
    high: float | None
    p_value: float | None
    observed: float | None
    expected: float | None
    subjects: int
    pairable: int
    raters: int | None
    state: State
    coefficient: str
    weights: str
    level: float
    method: str
    degrees_of_freedom: float | None = None
    clusters: int | None = None
    replicates: int | None = None
    seed: int | None = None

    @property
    def sentence(self) -> str:
        """The state in one plain sentence."""
        if self.clusters == 1:
            return "All cases read twice are of one cluster, so nothing shows how clusters differ."
        return explain(self.state, self.pairable, self.level)

    def to_dict(self) -> dict[str, object]:
        """Plain values for JSON, with the state's sentence."""
        return {**asdict(self), "sentence": self.sentence}
