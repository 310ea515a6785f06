"""Which figures may not be shown for their own sake: primary suppression."""

from collections.abc import Sequence

from regionqa.statistics.disclosure.policy import Policy


def has_few_contributors(contributions: Sequence[int], fewest: int) -> bool:
    """Whether fewer than ``fewest`` authorities stand behind a total."""
    return sum(value > 0 for value in contributions) < fewest


def is_dominated(contributions: Sequence[int], largest: int, part: float) -> bool:
    """The (n, k) rule: the n largest contributors hold more than a part k of the total."""
    total = sum(contributions)
    return total > 0 and sum(sorted(contributions, reverse=True)[:largest]) > part * total


def is_within_p_percent(contributions: Sequence[int], part: float) -> bool:
    """The p% rule: the second largest could estimate the largest to within a part p of it.

    It subtracts itself from the total; what then hides the largest is only what all the others
    add: ``total - first - second < p × first``.
    """
    first, second, *_ = [*sorted(contributions, reverse=True), 0, 0]
    return first > 0 and sum(contributions) - first - second < part * first


def is_sensitive_total(contributions: Sequence[int], policy: Policy) -> bool:
    """Whether a regional total may not be shown, by what each authority adds to it.

    A true zero is shown unless the policy hides zeros.
    """
    total = sum(contributions)
    if total == 0:
        return policy.is_small(0)
    return (
        policy.is_small(total)
        or has_few_contributors(contributions, policy.contributors)
        or (policy.dominance is not None and is_dominated(contributions, *policy.dominance))
        or (policy.p_percent is not None and is_within_p_percent(contributions, policy.p_percent))
    )
