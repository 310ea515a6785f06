"""The measures that monthly returns feed."""

from dataclasses import replace

from regionqa.benchmarking.common import CommonDomain, common_domains
from regionqa.benchmarking.measures import Measure, add_measure
from regionqa.benchmarking.months import MonthFigures
from regionqa.indicators import IndicatorType, Polarity

SOURCE = "The authority’s own monthly return of completed audits, not checked against case records."
GOOD_OR_BETTER = ("Good", "Outstanding")
LOWEST = "Inadequate"
AUDIT = "audit"

_GRADES_TELL = (
    "How auditors in this authority judged the practice that they read, month by month and in "
    "their own terms."
)
_GRADES_DO_NOT = (
    "How good practice is beside another authority: auditors differ in how strict they are, and "
    "cases may have been chosen and not drawn. Read it with the moderated difference and the "
    "number of cases."
)


def _good(one: MonthFigures) -> tuple[int, int] | None:
    held = [one.grades[grade] for grade in GOOD_OR_BETTER if grade in one.grades]
    return (sum(held), one.graded) if held else None


def _lowest(one: MonthFigures) -> tuple[int, int] | None:
    return (one.grades[LOWEST], one.graded) if LOWEST in one.grades else None


def _not_graded(one: MonthFigures) -> tuple[int, int] | None:
    return one.not_graded, one.completed


def _completion(one: MonthFigures) -> tuple[int, int] | None:
    return None if one.auditors is None else (one.completed, one.auditors)


GOOD = add_measure(
    Measure(
        code="good_or_better",
        title="Audits graded good or outstanding",
        definition="The share of graded audits whose grade is good or outstanding.",
        numerator="Audits graded good or outstanding",
        denominator="Graded audits",
        polarity=Polarity.HIGH,
        type=IndicatorType.QUALITATIVE,
        component=AUDIT,
        source=SOURCE,
        tells=_GRADES_TELL,
        does_not_tell=_GRADES_DO_NOT,
        parts=_good,
        of_grades=True,
    )
)
INADEQUATE = add_measure(
    Measure(
        code="inadequate",
        title="Audits graded inadequate",
        definition="The share of graded audits whose grade is inadequate.",
        numerator="Audits graded inadequate",
        denominator="Graded audits",
        polarity=Polarity.LOW,
        type=IndicatorType.QUALITATIVE,
        component=AUDIT,
        source=SOURCE,
        tells=_GRADES_TELL,
        does_not_tell=_GRADES_DO_NOT,
        parts=_lowest,
        of_grades=True,
    )
)
COMPLETION = add_measure(
    Measure(
        code="completion",
        title="Completed audits for every 100 auditors",
        definition="Completed audits for every 100 people who were to do an audit in the month.",
        numerator="Completed audits",
        denominator="Auditors",
        polarity=Polarity.NONE,
        type=IndicatorType.QUANTITATIVE,
        component=AUDIT,
        source=SOURCE,
        tells="Whether the programme keeps up with the people who are to carry it.",
        does_not_tell=(
            "How good the audits are. Above 100, people did more than one; when auditors are added "
            "it falls although as many audits are done."
        ),
        parts=_completion,
        share=False,
    )
)
NOT_GRADED = add_measure(
    Measure(
        code="not_graded",
        title="Completed audits without a grade",
        definition="The share of completed audits that have no grade.",
        numerator="Completed audits without a grade",
        denominator="Completed audits",
        polarity=Polarity.NONE,
        type=IndicatorType.QUANTITATIVE,
        component=AUDIT,
        source=SOURCE,
        tells="How many completed audits the shares of grades leave out.",
        does_not_tell=(
            "Why: an audit below standard, one that was not rated on purpose and one whose grade "
            "was lost look alike."
        ),
        parts=_not_graded,
    )
)


def _of_domain(domain: CommonDomain, whole: Measure, suffix: str) -> Measure:
    """The share of a measure of grades in one common domain."""
    title = f"{domain.name}: {suffix}"
    return add_measure(
        replace(
            whole,
            code=f"{whole.code}_{domain.key}",
            title=title,
            definition=(
                f"{whole.definition.removesuffix('.')}, in the domain “{domain.name}”: "
                f"{domain.meaning[0].lower()}{domain.meaning[1:]}"
            ),
            numerator=f"{title[0].upper()}{title[1:]}",
            denominator=f"{domain.name}: graded audits",
            source=f"{SOURCE} Own domains are read on the common one by the accepted mapping.",
            domain=domain.key,
        )
    )


DOMAIN_SHARES = tuple(
    _of_domain(domain, whole, suffix)
    for domain in common_domains().domains
    for whole, suffix in (
        (GOOD, "audits graded good or outstanding"),
        (INADEQUATE, "audits graded inadequate"),
    )
)
"""Shares of grades by common domain, good or outstanding before inadequate."""
