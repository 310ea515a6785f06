"""What the crosswalk says of a component: counts in words, points side by side, gaps."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from regionqa.frameworks.answers import Content, Coverage
from regionqa.frameworks.counting import FEWEST, Counted, Detail
from regionqa.frameworks.queries.crosswalk import SharedText
from regionqa.frameworks.standard import Component, Point


@dataclass(frozen=True, slots=True)
class CountsView:
    """The frozen counts of a component in words, who is left out, and why they are not finer."""

    base: str
    left_out: str
    coverage: tuple[tuple[str, int], ...]
    steps: tuple[tuple[str, int], ...]
    why: str


_WHY = {
    Detail.STEPS: "",
    Detail.COVERAGE: "Steps are held back: with them an authority’s answer could be worked out.",
    Detail.PLACE: "In part and in full are counted together: apart, an authority’s answer could be "
    "worked out.",
    Detail.EARLIER: "These are the counts of an earlier date: so little changed since that new "
    "ones would tell who changed.",
    Detail.CONTRIBUTORS: "The counts are held back: an authority’s answer could be worked out.",
    Detail.FEW: f"Too few: fewer than {FEWEST} authorities can be counted here.",
}
_LEFT_OUT = (
    f"All of them share it by name. Fewer than {FEWEST} share it without a name, so none of those "
    "is counted."
)


def counts_view(counted: Counted | None) -> CountsView:
    """The counts in words; None before the first set date."""
    if counted is None:
        return CountsView("", "", (), (), "Counted on the next set date.")
    base = f"{counted.contributors} authorities" if counted.contributors else ""
    left_out = _LEFT_OUT if base and counted.unnamed is False else ""
    figures = counted.figures
    coverage = [
        (one.label, figures["coverage", one.value])
        for one in reversed(Coverage)
        if ("coverage", one.value) in figures
    ]
    if ("place", "yes") in figures:
        coverage = [
            ("In part or in full", figures["place", "yes"]),
            ("Absent", figures["place", "no"]),
        ]
    steps = [
        (f"Step {step}" if step else "No step", figures["maturity", str(step)])
        for step in (4, 3, 2, 1, 0)
        if ("maturity", str(step)) in figures
    ]
    return CountsView(base, left_out, tuple(coverage), tuple(steps), _WHY[counted.detail])


def answered(content: Content, point_key: str) -> str | None:
    """How a shared component answers a point, or None."""
    for one in content["points"]:
        if one["key"] == point_key:
            answer: str | None = one["answer"]
            return answer
    return None


@dataclass(frozen=True, slots=True)
class Gap:
    """A point that nobody who shares the component by name has in place."""

    component: Component
    point: Point
    in_part: int
    sharing: int


def list_gaps(
    components: Iterable[Component], texts: Sequence[SharedText]
) -> tuple[list[Gap], list[Component]]:
    """The points nobody has in place, and the components that nobody shares by name."""
    by_key: dict[str, list[SharedText]] = {}
    for text in texts:
        by_key.setdefault(text.content["key"], []).append(text)
    gaps: list[Gap] = []
    silent: list[Component] = []
    for component in components:
        held = by_key.get(component.key, [])
        if not held:
            silent.append(component)
            continue
        for point in component.points:
            answers = [answered(text.content, point.key) for text in held]
            if "yes" not in answers:
                gaps.append(Gap(component, point, answers.count("part"), len(held)))
    return gaps, silent


@dataclass(frozen=True, slots=True)
class Full:
    """A full answer: in full, described, with evidence behind it."""

    text: SharedText
    in_place: int
    points: int


def list_fullest(texts: Iterable[SharedText]) -> dict[str, list[Full]]:
    """By component, who is in place in full with evidence behind it; by name, never by rank."""
    found: dict[str, list[Full]] = {}
    for text in texts:
        content = text.content
        if content["coverage"] != Coverage.FULL or not text.evidence:
            continue
        yes = sum(one["answer"] == "yes" for one in content["points"])
        found.setdefault(content["key"], []).append(Full(text, yes, len(content["points"])))
    return found


def matches(content: Content, words: str) -> bool:
    """Whether a shared component holds all the words that are looked for, in any of its texts."""
    texts: list[str] = [content["description"], content["local"]]
    texts += [f"{one['text']} {one['note']}" for one in content["points"]]
    whole = " ".join(texts).casefold()
    return all(word in whole for word in words.casefold().split())


def points_of(component: Component, texts: Sequence[SharedText]) -> list[Point]:
    """The component's points, and those that only somebody else's text has."""
    found = {point.key: point for point in component.points}
    for text in texts:
        for one in text.content["points"]:
            found.setdefault(one["key"], Point(one["key"], one["text"], one["paragraph"]))
    return list(found.values())


def answers_by_point(content: Content) -> Mapping[str, Content]:
    """A shared component's points by key."""
    return {one["key"]: one for one in content["points"]}
