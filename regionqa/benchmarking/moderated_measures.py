"""The measures that moderation feeds, and the one of frameworks; none of them is of months."""

from collections.abc import Callable
from datetime import date, timedelta

from regionqa.benchmarking.contributions import Contribution, Reader, Source, add_reader
from regionqa.benchmarking.measures import Measure, Refused, add_measure, refuse_measure
from regionqa.benchmarking.windows import Window
from regionqa.core.scope import Scope
from regionqa.frameworks import points_in_place
from regionqa.indicators import IndicatorType, Polarity
from regionqa.moderation import Counted, exact_agreement, grade_changes

ROUNDS = (
    "Moderation rounds on this service whose figures are locked and whose grading closed within "
    "the window; blind grades only."
)
FRAMEWORK = "The authority’s framework as it was approved last before the window ended."


def days_of(window: Window) -> tuple[date, date]:
    """The window as moderation takes it: its first and its last day."""
    return window.first, window.after - timedelta(days=1)


def _of_rounds(
    count: Callable[..., Counted],
) -> Reader:
    def read(scope: Scope, window: Window, by_readers: bool) -> Contribution | None:
        found = count(scope, days_of(window), by_readers=by_readers)
        if not found.rounds:
            return None
        return Contribution(
            numerator=found.numerator,
            denominator=found.denominator,
            comparable=found.denominator > 0,
            not_comparable=0,
            reason="",
            synthetic=found.synthetic,
            source=Source.PLATFORM,
            months=0,
            cases=found.cases,
            shared=found.shared,
        )

    return read


def _points(scope: Scope, window: Window, _by_readers: bool) -> Contribution | None:
    found = points_in_place(scope, window.after)
    if found is None:
        return None
    return Contribution(
        numerator=found.in_place,
        denominator=found.points,
        comparable=found.points > 0,
        not_comparable=0,
        reason="",
        synthetic=found.synthetic,
        source=Source.PLATFORM,
        months=0,
    )


EXACT_AGREEMENT = add_measure(
    Measure(
        code="exact_agreement",
        title="Grades that a peer gave as well",
        definition=(
            "The share of pairs of our own blind grade and a peer’s blind grade of the same domain "
            "of the same case that are the same grade."
        ),
        numerator="Pairs with the same grade",
        denominator="Pairs of an own grade and a peer’s",
        polarity=Polarity.HIGH,
        type=IndicatorType.QUALITATIVE,
        component="moderation",
        source=ROUNDS,
        tells="How often somebody from outside reads the same case and comes to our grade.",
        does_not_tell=(
            "How much of it is chance: where nearly all cases get one grade, it is high without "
            "anybody having agreed. Each authority sees Gwet’s AC2, which allows for that, of its "
            "own cases; it has no encoding and so is no part of a release."
        ),
        read_by_others=True,
    )
)
GRADES_CHANGED = add_measure(
    Measure(
        code="grades_changed",
        title="Own grades that moderation changed",
        definition=(
            "The share of our own blind grades whose case ended with another agreed grade in that "
            "domain."
        ),
        numerator="Own grades with another agreed grade",
        denominator="Own grades with an agreed grade beside them",
        polarity=Polarity.NONE,
        type=IndicatorType.QUALITATIVE,
        component="moderation",
        source=ROUNDS + " The agreed grade is what the parties settled on after the reveal.",
        tells="How far our own grades stand up when others have read the same cases.",
        does_not_tell=(
            "Who was right, nor in which direction: that is told by own minus peers. A low share "
            "can be good grading or cases that were easy to agree on."
        ),
        read_by_others=True,
    )
)
OWN_MINUS_PEERS = add_measure(
    Measure(
        code="own_minus_peers",
        title="Own grades less the peers’",
        definition=(
            "Our own blind grades less the mean of our peers’ blind grades of the same cases, in "
            "steps of the scale; above 0 we grade higher."
        ),
        numerator="Sum of the differences, in steps",
        denominator="Cases and domains graded by us and by a peer",
        polarity=Polarity.NONE,
        type=IndicatorType.QUALITATIVE,
        component="moderation",
        source=ROUNDS + " Only rounds whose readings link their authorities.",
        tells="Whether we grade higher or lower than those who read the same cases from outside.",
        does_not_tell=(
            "Whether practice is better or worse, nor who is right. It stands beside every share "
            "of our own grades."
        ),
        share=False,
    )
)
POINTS_IN_PLACE = add_measure(
    Measure(
        code="points_in_place",
        title="Points of the framework in place",
        definition=(
            "The share of the points of the framework standard that our approved framework says "
            "are in place. A point in part, or without an answer, is not in place."
        ),
        numerator="Points in place",
        denominator="Points of the standard",
        polarity=Polarity.NONE,
        type=IndicatorType.QUALITATIVE,
        component="self_evaluation",
        source=FRAMEWORK,
        tells="How much of the standard we say that we do.",
        does_not_tell=(
            "How well it is done: it is our own word, and more points are not more quality. The "
            "evidence behind each point is in the framework."
        ),
    )
)

ANCHORS = refuse_measure(
    Refused(
        code="anchor_agreement",
        title="Grades of anchor cases that are the panel’s",
        would_count=(
            "Of the grades that an authority’s readers gave to the domains of anchor cases, how "
            "many are those that the panel agreed."
        ),
        why=(
            "What somebody gives to an anchor is their own, and their lead sees it only where they "
            "agreed to show it. An authority has few readers, so its figure would tell the lead "
            "nearly exactly what each of them gave, and the more so the better they agree. A least "
            "number of readers that rounds really have does not mend that."
        ),
    )
)

add_reader(EXACT_AGREEMENT, _of_rounds(exact_agreement))
add_reader(GRADES_CHANGED, _of_rounds(grade_changes))
add_reader(POINTS_IN_PLACE, _points)
