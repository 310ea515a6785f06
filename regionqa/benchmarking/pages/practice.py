"""Own audit grades beside the published indicators of a service area."""

from flask import render_template, request
from flask.typing import ResponseReturnValue

from regionqa.benchmarking import queries
from regionqa.benchmarking.beside import beside
from regionqa.benchmarking.charts import shares_chart
from regionqa.benchmarking.history import shares_of
from regionqa.benchmarking.pages.doors import door
from regionqa.benchmarking.pages.overview import moderated_over
from regionqa.benchmarking.policy import READ_RETURNS
from regionqa.benchmarking.service_areas import find_area, service_areas
from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.indicators import ATTRIBUTION, LICENCE_URL, read_view


@door.page("/practice", permission=READ_RETURNS)
def practice(scope: Scope) -> ResponseReturnValue:
    """What own audits say, beside the figures that are published of a service area."""
    months = queries.list_months(scope)
    standing = [one.figures for one in months.standing]
    said = beside(scope, moderated_over(standing))
    shares = shares_of(standing, queries.common_scale().words, said)
    view = read_view(scope, queries.today())
    areas = service_areas(view)
    area = find_area(areas, request.args.get("area"))
    if area is None and areas:
        raise NotFound
    return render_template(
        "benchmarking/practice.html",
        months=months,
        shares=shares,
        chart=shares_chart(shares) if shares else None,
        areas=areas,
        area=area,
        published=view.own is not None,
        region=view.region.name,
        attribution=ATTRIBUTION,
        licence_url=LICENCE_URL,
    )
