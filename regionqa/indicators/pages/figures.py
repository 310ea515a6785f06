"""Reading published figures: the list, the comparison, the exceptions, the compendium."""

from itertools import groupby
from typing import Any

from flask import Response, render_template
from flask.typing import ResponseReturnValue
from markupsafe import Markup

from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.exchange.writing import write_csv
from regionqa.indicators import charts, queries
from regionqa.indicators.comparison import Comparison
from regionqa.indicators.exceptions import Rule
from regionqa.indicators.pages.doors import asked_view, asked_year, door
from regionqa.indicators.policy import READ_INDICATORS
from regionqa.indicators.queries import View
from regionqa.indicators.remarks import remarks
from regionqa.indicators.tables import HEADERS, comparison_rows
from regionqa.symbols import Symbol


@door.page("/", permission=READ_INDICATORS)
def index(scope: Scope) -> ResponseReturnValue:
    """Every indicator with its latest figures."""
    view = asked_view(scope)
    body = view.once("index", make=lambda: _index_body(view))
    return render_template("indicators/index.html", view=view, body=body)


def _index_body(view: View) -> Markup:
    latest = list(view.snapshots())
    rows = groupby(latest, lambda s: s.indicator.theme)
    return _body(
        "indicators/index_body.html",
        view,
        [(theme, list(held)) for theme, held in rows],
        has_neighbours=any(one.neighbours is not None for one in latest),
    )


def _body(template: str, view: View, themes: list[Any], **more: object) -> Markup:
    """A part of a page that says the same to every reader, so that it can be kept."""
    page = render_template(
        template,
        area=view.area,
        themes=themes,
        shown=charts.shown,
        middle=charts.middle_shown,
        **more,
    )
    return Markup(page)  # noqa: S704  # the template escaped it


@door.page("/<code>", permission=READ_INDICATORS)
def show(scope: Scope, code: str) -> ResponseReturnValue:
    """One indicator for one authority, beside its neighbours, its region and England."""
    view = asked_view(scope)
    indicator = queries.get_indicator(view, code)
    comparison = view.comparison(indicator, asked_year())
    drawn = comparison and view.once(
        "drawn", indicator.code, comparison.year, make=lambda: _drawn(comparison)
    )
    return render_template(
        "indicators/show.html",
        view=view,
        indicator=indicator,
        comparison=comparison,
        drawn=drawn,
        symbols=list(Symbol),
        shown=charts.shown,
        middle=charts.middle_shown,
    )


def _drawn(comparison: Comparison) -> dict[str, Any]:
    return {
        "members": charts.members_chart(comparison) if comparison.member_figures else None,
        "years": charts.years_chart(comparison),
        "remarks": remarks(comparison),
    }


@door.page("/<code>/figures.csv", permission=READ_INDICATORS)
def download(scope: Scope, code: str) -> ResponseReturnValue:
    """The figures of a comparison as a file."""
    view = asked_view(scope)
    indicator = queries.get_indicator(view, code)
    comparison = view.comparison(indicator, asked_year())
    if comparison is None:
        raise NotFound
    content = write_csv(HEADERS, comparison_rows(comparison))
    name = f"{indicator.code}-{comparison.area.code.replace(' / ', '-')}-{comparison.year}.csv"
    disposition = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(content, mimetype="text/csv", headers=disposition)


@door.page("/<code>/definition", permission=READ_INDICATORS)
def definition(scope: Scope, code: str) -> ResponseReturnValue:
    """What an indicator means, and how far it can be trusted."""
    view = asked_view(scope)
    indicator = queries.get_indicator(view, code)
    return render_template(
        "indicators/definition.html",
        view=view,
        indicator=indicator,
        counts=view.counts_of(indicator),
        years=view.figures(code).years,
    )


@door.page("/exceptions", permission=READ_INDICATORS)
def exceptions(scope: Scope) -> ResponseReturnValue:
    """What to look at first, by a rule that is stated."""
    view, rule = asked_view(scope), Rule()
    by_indicator = groupby(view.findings(rule), lambda finding: finding.indicator)
    found = [(indicator, list(findings)) for indicator, findings in by_indicator]
    return render_template("indicators/exceptions.html", view=view, rule=rule, found=found)


@door.page("/compendium", permission=READ_INDICATORS)
def compendium(scope: Scope) -> ResponseReturnValue:
    """Every indicator on one page, to print."""
    view = asked_view(scope)
    body = view.once("compendium", make=lambda: _compendium_body(view))
    return render_template("indicators/compendium.html", view=view, body=body)


def _compendium_body(view: View) -> Markup:
    found = [c for c in map(view.comparison, view.indicators) if c is not None]
    themes = [
        (theme, [(c, remarks(c)) for c in held])
        for theme, held in groupby(found, lambda c: c.indicator.theme)
    ]
    return _body("indicators/compendium_body.html", view, themes)
