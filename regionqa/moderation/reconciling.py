"""What readings of one case differ in, what they suggest, and whether the parties agree. Pure."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from regionqa.moderation.tools import ToolContent

UNANIMOUS, ONE_STEP, DISCUSSION = "unanimous", "one_step", "discussion"
HOME = "Home"


@dataclass(frozen=True, slots=True)
class Difference:
    """A domain that the readings differ in: who gave what, how many steps apart at the widest."""

    domain: str
    given: Mapping[str, str]
    steps: int
    either_side_of_good: bool


def differences(tool: ToolContent, grades: Mapping[str, Mapping[str, str]]) -> list[Difference]:
    """Domains in which the marks' grades differ, widest first, those either side of Good before.

    A grade beside "not applicable" or "not enough evidence" is a difference of no step.
    """
    found = []
    for domain in tool.domains:
        given = {mark: answers[domain.key] for mark, answers in sorted(grades.items())}
        if len(set(given.values())) < 2:
            continue
        graded = [one for one in given.values() if tool.is_grade(one)]
        pairs = [(a, b) for a in graded for b in graded]
        steps = max((tool.steps(a, b) for a, b in pairs), default=0)
        side = any(tool.straddles_good(a, b) for a, b in pairs)
        found.append(Difference(domain.key, given, steps, side))
    order = {domain.key: place for place, domain in enumerate(tool.domains)}
    return sorted(
        found, key=lambda one: (-one.steps, not one.either_side_of_good, order[one.domain])
    )


def verdict(tool: ToolContent, grades: Mapping[str, Mapping[str, str]]) -> str:
    """``unanimous``, ``one_step`` (settled on one screen) or ``discussion``.

    Unanimous is the same in every domain; two steps apart, either side of Good, or no majority to
    suggest asks for a discussion.
    """
    found = differences(tool, grades)
    if not found:
        return UNANIMOUS
    if any(one.steps > 1 or one.either_side_of_good for one in found):
        return DISCUSSION
    return ONE_STEP if suggestion(tool, grades) is not None else DISCUSSION


def suggestion(tool: ToolContent, grades: Mapping[str, Mapping[str, str]]) -> dict[str, str] | None:
    """The grade that more than half of the readings give in each domain; None without one."""
    suggested = {}
    for domain in tool.domains:
        counts = Counter(answers[domain.key] for answers in grades.values())
        grade, count = counts.most_common(1)[0]
        if count * 2 <= counts.total():
            return None
        suggested[domain.key] = grade
    return suggested


@dataclass(frozen=True, slots=True)
class Stand:
    """A person's newest position on a case."""

    mark: str
    stance: str
    grades: Mapping[str, str]
    reason: str


def settled(stands: Sequence[Stand], readers: int) -> Stand | None:
    """The position that the home and more than half of the readers hold; None without one.

    ``readers`` are the live readers of the case. Only ``accept`` and ``propose`` hold grades.
    """
    holding = [one for one in stands if one.stance in {"accept", "propose"} and one.grades]
    for home in (one for one in holding if one.mark == HOME):
        same = [
            one for one in holding if one.mark != HOME and dict(one.grades) == dict(home.grades)
        ]
        if readers and len({one.mark for one in same}) * 2 > readers:
            reasons = [one for one in (home, *same) if one.reason]
            return next((one for one in reasons if one.stance == "propose"), (*reasons, home)[0])
    return None


def panel_decision(stands: Sequence[Stand], members: int) -> Stand | None:
    """What more than half of the panel decided: grades, or ``unresolved``; None without either."""
    said = [one for one in stands if one.mark.startswith("Panel")]
    for one in said:
        same = [
            other
            for other in said
            if other.stance == one.stance and dict(other.grades) == dict(one.grades)
        ]
        if one.stance in {"panel", "unresolved"} and len(same) * 2 > members:
            return one
    return None
