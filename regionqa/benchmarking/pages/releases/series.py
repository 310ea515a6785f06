"""Series of releases: defining one, and proposing a release of it."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.benchmarking import queries
from regionqa.benchmarking.measures import NEVER_BY_NAME, measures, never_by_name
from regionqa.benchmarking.months import month_key
from regionqa.benchmarking.operations import releases as operations
from regionqa.benchmarking.operations.releases import window_from
from regionqa.benchmarking.pages.releases.doors import door, refused
from regionqa.benchmarking.policy import RUN_RELEASES
from regionqa.benchmarking.queries import releases as reading
from regionqa.benchmarking.queries.series import DefinitionView, get_definition
from regionqa.benchmarking.schemas import ProposalSchema, SeriesSchema
from regionqa.benchmarking.windows import Window, months_before, newest_quarter_end
from regionqa.core.scope import Scope
from regionqa.web.forms import Form, read_form

QUARTERS_LOOKED_AT, WINDOWS_OFFERED = 40, 8


@door.page("/series/new", permission=RUN_RELEASES, methods=("GET", "POST"))
def define(scope: Scope) -> ResponseReturnValue:
    """Define a series: its measures, and how long a window is."""
    usual = {"window_months": 12, "codes": [one.code for one in measures().values() if one.share]}
    if request.method == "GET":
        return _define_page(Form(usual))
    values, form = read_form(SeriesSchema(), many=("codes",))
    if values is None:
        title, codes = str(form.value("title")), form.values["codes"]
        form.also(lambda: operations.check_series(scope, title, codes))
        return _define_page(form), 422
    made: list[UUID] = []
    if status := refused(form, lambda: made.append(operations.define(scope, **values))):
        return _define_page(form), status
    flash("The series is defined.", "success")
    return redirect(url_for("releases.propose", definition_id=made[0]))


def _define_page(form: Form) -> str:
    options = [(one.code, one.title, one.definition) for one in measures().values() if one.share]
    return render_template("benchmarking/releases/define.html", form=form, options=options)


@door.page("/series/<uuid:definition_id>/propose", permission=RUN_RELEASES, methods=("GET", "POST"))
def propose(scope: Scope, definition_id: UUID) -> ResponseReturnValue:
    """Propose a release for a window that has ended."""
    series = get_definition(scope, definition_id)
    if request.method == "GET":
        return _propose_page(scope, series, Form())
    values, form = read_form(ProposalSchema())
    if values is None:
        return _propose_page(scope, series, form), 422
    made: list[UUID] = []
    status = refused(form, lambda: made.append(operations.propose(scope, definition_id, **values)))
    if status:
        return _propose_page(scope, series, form), status
    flash("The release is a draft. Open the own-figure check when it may begin.", "success")
    return redirect(url_for("releases.show", release_id=made[0]))


def _free(scope: Scope, series: DefinitionView) -> list[Window]:
    """The windows that are over and that no release of the series covers, the newest first."""
    newest = months_before(newest_quarter_end(queries.today()), series.window_months - 1)
    releases = reading.list_releases(scope)
    windows = (
        window_from(months_before(newest, 3 * place), series.window_months)
        for place in range(QUARTERS_LOOKED_AT)
    )
    free = [one for one in windows if operations.taken_by(series, one, releases) is None]
    return free[:WINDOWS_OFFERED]


def _propose_page(scope: Scope, series: DefinitionView, form: Form) -> str:
    options = [(month_key(one.first), one.words) for one in _free(scope, series)]
    catalogue = measures()
    return render_template(
        "benchmarking/releases/propose.html",
        series=series,
        form=form,
        options=options,
        titles=[catalogue[one.code].title for one in series.measures if one.code in catalogue],
        unnamed=never_by_name(one.code for one in series.measures),
        why_unnamed=NEVER_BY_NAME,
    )
