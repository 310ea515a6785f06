"""An authority's own months: what moved, the shares of the grades, and every month."""

from collections.abc import Iterator

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import EXCLUDE, ValidationError

from regionqa.benchmarking import queries
from regionqa.benchmarking.beside import beside
from regionqa.benchmarking.charts import run_chart, shares_chart
from regionqa.benchmarking.history import (
    RULES,
    completed_words,
    lead_sentence,
    run_of,
    shares_of,
)
from regionqa.benchmarking.mapping import months_of_domain
from regionqa.benchmarking.measures import Measure, measures, monthly_measures
from regionqa.benchmarking.months import MonthFigures, Months, month_words
from regionqa.benchmarking.pages.doors import door
from regionqa.benchmarking.policy import GIVE_RETURNS, READ_RETURNS
from regionqa.benchmarking.return_measures import GOOD
from regionqa.benchmarking.schemas import ViewSchema
from regionqa.benchmarking.windows import Window, year_to
from regionqa.core.errors import NotFound
from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.web import home, navigation
from regionqa.web.home import Panel

navigation.add("Audit months", "benchmarking.index", permission=READ_RETURNS, order=35)


def panels(scope: Scope) -> Iterator[Panel]:
    """The newest month, and for who gives returns whether one is due."""
    if not allowed(scope, READ_RETURNS):
        return
    newest = queries.find_newest_month(scope)
    giving = allowed(scope, GIVE_RETURNS)
    due = queries.last_month()
    if newest and not (giving and queries.is_due(scope, due)):
        yield Panel(
            "Audit months",
            f"{completed_words(*newest)}.",
            url_for("benchmarking.index"),
            "See what moved",
            order=35,
        )
    elif giving:
        yield Panel(
            f"Return the audits of {month_words(due)}",
            "Count the audits that were completed, by grade. See what moves from month to month.",
            url_for("benchmarking.add_month") if newest else url_for("benchmarking.index"),
            "Return a month" if newest else "Begin",
            waiting=newest is not None,
            order=35,
        )


home.add_source("benchmarking", panels)


@door.page("/", permission=READ_RETURNS)
def index(scope: Scope) -> ResponseReturnValue:
    """The months of the authority in use."""
    measure = _asked()
    months = queries.list_months(scope)
    standing = [one.figures for one in months.standing]
    grades = grade_columns(months)
    words = queries.common_scale().words
    counted = standing
    if measure.domain is not None:
        counted = months_of_domain(measure.domain, standing, queries.list_mappings(scope), words)
    run = run_of(measure, counted)
    said = beside(scope, moderated_over(standing))
    shares = shares_of(standing, words, said)
    return render_template(
        "benchmarking/index.html",
        months=months,
        grades=grades,
        measure=measure,
        measures=monthly_measures(),
        lead=lead_sentence(measure, counted or standing, said),
        run=run,
        rules=RULES,
        chart=run_chart(run) if any(one.value is not None for one in run.points) else None,
        shares=shares,
        shares_chart=shares_chart(shares) if shares else None,
    )


def grade_columns(months: Months) -> list[str]:
    """The grades of the scale, lowest first, and any other that a month that stands has."""
    words = list(queries.common_scale().words)
    held = (word for one in months.standing for word in one.figures.grades)
    return [*words, *dict.fromkeys(word for word in held if word not in words)]


def moderated_over(months: list[MonthFigures]) -> Window:
    """The months of the shares and on to this month, since a newer round tells of them too."""
    today = queries.today().replace(day=1)
    newest = max((one.month for one in months), default=today)
    return Window(year_to(newest).first, max(newest, today))


def _asked() -> Measure:
    try:
        code = ViewSchema().load(request.args.to_dict(), unknown=EXCLUDE)["measure"]
    except ValidationError as error:
        raise NotFound from error
    if code is None:
        return GOOD
    found = measures().get(code)
    if found is None or found.parts is None:
        raise NotFound
    return found
