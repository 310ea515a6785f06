"""Ofsted's judgements: the authority looked at in a table of two rows, and the region's members."""

from flask import Response, render_template
from flask.typing import ResponseReturnValue

from regionqa.core.scope import Scope
from regionqa.exchange.writing import write_csv
from regionqa.indicators.inspections import HEADERS, inspection_rows, read_judged
from regionqa.indicators.pages.doors import asked_view, door
from regionqa.indicators.policy import READ_INDICATORS


@door.page("/inspections", permission=READ_INDICATORS)
def inspections(scope: Scope) -> ResponseReturnValue:
    """The newest inspection of the authority looked at, and of each member by name."""
    view = asked_view(scope)
    return render_template(
        "indicators/inspections.html", view=view, judged=read_judged(scope, view)
    )


@door.page("/inspections.csv", permission=READ_INDICATORS)
def inspections_csv(scope: Scope) -> ResponseReturnValue:
    """The same as a file, one row for each judgement."""
    view = asked_view(scope)
    content = write_csv(HEADERS, inspection_rows(read_judged(scope, view).lines))
    disposition = {"Content-Disposition": 'attachment; filename="ofsted-inspections.csv"'}
    return Response(content, mimetype="text/csv", headers=disposition)
