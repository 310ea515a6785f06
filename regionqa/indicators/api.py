"""Published figures for programs: the indicators, every figure, one indicator compared."""

from decimal import Decimal
from typing import Any

from marshmallow import fields
from marshmallow.validate import Length, Range

from regionqa.core.errors import NotFound
from regionqa.core.scope import Scope
from regionqa.indicators import queries
from regionqa.indicators.comparison import Comparison, NeighbourFigure
from regionqa.indicators.definitions import Indicator, IndicatorType, Polarity, Unit
from regionqa.indicators.figures import Figure
from regionqa.indicators.policy import READ_INDICATORS
from regionqa.indicators.reference_tables import ATTRIBUTION, LICENCE_URL
from regionqa.indicators.remarks import remarks
from regionqa.symbols import Symbol
from regionqa.web.api import (
    ApiDoor,
    InputSchema,
    OutputSchema,
    PageQuery,
    Whole,
    after,
    key_of,
    page_of,
    today,
)

door = ApiDoor(
    "indicators",
    __name__,
    title="Published figures",
    description=f"Published indicators of children’s social care. {ATTRIBUTION} ({LICENCE_URL})",
)


def _said(description: str) -> dict[str, str]:
    return {"description": description}


def _number(description: str) -> fields.Float:
    return fields.Float(allow_none=True, metadata=_said(description))


class ThemeSchema(OutputSchema):
    """A group of indicators."""

    code = fields.String()
    title = fields.String()


class SourceSchema(OutputSchema):
    """The publication that an indicator's figures come from."""

    code = fields.String()
    title = fields.String()
    publisher = fields.String()
    url = fields.String()


class IndicatorSchema(OutputSchema):
    """An indicator and what its figures are measured in."""

    code = fields.String()
    title = fields.String()
    theme = fields.Nested(ThemeSchema)
    unit = fields.Enum(Unit, by_value=True)
    decimal_places = fields.Integer()
    polarity = fields.Enum(
        Polarity, by_value=True, metadata=_said("Which way is better; none: neither.")
    )
    type = fields.Enum(IndicatorType, by_value=True)
    period = fields.String()
    source = fields.Nested(SourceSchema)


class OneIndicatorSchema(IndicatorSchema):
    """An indicator with its definition, and how far it can be trusted."""

    definition = fields.String()
    accuracy_and_timeliness = fields.String()
    purpose = fields.String()
    trend_and_comparison = fields.String()
    years = fields.List(fields.Integer(), metadata=_said("The years with any figure."))


class FigureSchema(OutputSchema):
    """A published figure: a number, or the symbol that stands in its place."""

    code = fields.String(metadata=_said("The statistics code of the area."))
    name = fields.String()
    year = fields.Integer()
    value = _number("The number as published; null where there is none.")
    symbol = fields.Enum(
        Symbol,
        by_value=True,
        allow_none=True,
        metadata=_said("Why there is no number; null where there is one or nothing was published."),
    )
    reason = fields.String(metadata=_said("The same in words; empty where there is a number."))
    published_as = fields.String(
        metadata=_said("The code it was published under: of a joint return, or an older one.")
    )


class NeighbourFigureSchema(FigureSchema):
    """The figure of a statistical neighbour."""

    rank = fields.Integer()
    closeness = fields.String()
    in_region = fields.Boolean()


class SpreadSchema(OutputSchema):
    """The middle of a set of figures; gaps are counted and never filled."""

    total = fields.Integer(metadata=_said("How many figures were asked for."))
    shown = fields.Integer(metadata=_said("How many of them have a number."))
    median = _number("Null where nothing is shown.")


class YearSchema(OutputSchema):
    """One year of the trend."""

    year = fields.Integer()
    own = fields.Nested(FigureSchema)
    region = fields.Nested(FigureSchema, attribute="pooled", allow_none=True)
    england = fields.Nested(FigureSchema)
    members = fields.Nested(SpreadSchema)
    neighbours = fields.Nested(SpreadSchema)


class ComparisonSchema(OutputSchema):
    """One indicator for one authority, beside its neighbours, its region and England."""

    indicator = fields.Nested(IndicatorSchema)
    code = fields.String(metadata=_said("The area that is compared."))
    name = fields.String()
    region = fields.String()
    year = fields.Integer()
    own = fields.Nested(FigureSchema)
    england = fields.Nested(FigureSchema)
    region_published = fields.Nested(
        FigureSchema,
        allow_none=True,
        metadata=_said("The region's pooled figure, where one is published for these members."),
    )
    members = fields.Nested(SpreadSchema)
    member_figures = fields.List(fields.Nested(FigureSchema))
    neighbours = fields.Nested(SpreadSchema)
    neighbour_figures = fields.List(fields.Nested(NeighbourFigureSchema))
    years = fields.List(fields.Nested(YearSchema))
    remarks = fields.List(fields.String(), metadata=_said("What the page says of it."))


class FiguresQuery(PageQuery):
    """Which figures of an indicator."""

    authority = fields.String(
        load_default=None,
        validate=Length(1, 24),
        metadata=_said("A statistics code; without one, every authority in being today."),
    )


class ComparisonQuery(InputSchema):
    """What to compare."""

    authority = fields.String(
        load_default=None,
        validate=Length(1, 24),
        metadata=_said("A statistics code; without one the authority in use."),
    )
    year = Whole(
        load_default=None,
        validate=Range(1990, 2100),
        metadata=_said("Without one, the latest published."),
    )


@door.operation(
    "/indicators",
    permission=READ_INDICATORS,
    query=PageQuery,
    answer=page_of(IndicatorSchema, "Indicators"),
    errors=(422,),
    etag=True,
)
def list_indicators(scope: Scope, query: dict[str, Any]) -> dict[str, Any]:
    """List the indicators, in the order of their codes."""
    held = queries.read_library(scope).indicators.values()
    shown = [indicator for indicator in held if not indicator.is_count]
    last = key_of(query["after"], str)
    return after(shown, query["limit"], lambda indicator: (indicator.code,), last)


@door.operation(
    "/indicators/<code>", permission=READ_INDICATORS, answer=OneIndicatorSchema, etag=True
)
def get_indicator(scope: Scope, code: str) -> dict[str, Any]:
    """Get an indicator's definition."""
    view = queries.read_view(scope, today())
    indicator = queries.get_indicator(view, code)
    names = OneIndicatorSchema().fields.keys() - {"years"}
    held = {name: getattr(indicator, name) for name in names}
    return {**held, "years": view.figures(code).years}


@door.operation(
    "/indicators/<code>/figures",
    permission=READ_INDICATORS,
    query=FiguresQuery,
    answer=page_of(FigureSchema, "Figures"),
    errors=(422,),
    etag=True,
)
def list_figures(scope: Scope, query: dict[str, Any], code: str) -> dict[str, Any]:
    """List an indicator's published figures, by code and year.

    An authority that nothing was published for in a year is there, with the reason in words.
    """
    view = queries.read_view(scope, today(), query["authority"])
    indicator = queries.get_indicator(view, code)
    figures = view.figures(indicator.code)
    asked = query["authority"]
    codes = view.library.atlas.codes_on(view.today)
    if asked is not None and view.area is not None:
        codes = [view.area.code]
    last = key_of(query["after"], str, int)
    keys = [(area, year) for area in codes for year in figures.years]
    shown = after(keys, query["limit"], lambda key: key, last)
    return {**shown, "items": [_figure(figures.figure(*key)) for key in shown["items"]]}


@door.operation(
    "/indicators/<code>/comparison",
    permission=READ_INDICATORS,
    query=ComparisonQuery,
    answer=ComparisonSchema,
    etag=True,
)
def get_comparison(scope: Scope, query: dict[str, Any], code: str) -> dict[str, Any]:
    """Compare one indicator for one authority.

    Not found where the authority in use has no published area, or the year has no figure.
    """
    view = queries.read_view(scope, today(), query["authority"])
    indicator = queries.get_indicator(view, code)
    found = view.comparison(indicator, query["year"])
    if found is None:
        raise NotFound("Nothing is published to compare.")
    return _comparison(found, indicator)


def _comparison(found: Comparison, indicator: Indicator) -> dict[str, Any]:
    return {
        "indicator": indicator,
        "code": found.area.code,
        "name": found.area.name,
        "region": found.region.name,
        "year": found.year,
        "own": _figure(found.own),
        "england": _figure(found.england),
        "region_published": _figure(found.pooled),
        "members": found.members,
        "member_figures": [_figure(figure) for figure in found.member_figures],
        "neighbours": found.neighbours,
        "neighbour_figures": [_neighbour(beside) for beside in found.neighbour_figures],
        "years": [
            {
                "year": one.year,
                "own": _figure(one.own),
                "pooled": _figure(one.pooled),
                "england": _figure(one.england),
                "members": one.members,
                "neighbours": one.neighbours,
            }
            for one in found.years
        ],
        "remarks": remarks(found),
    }


def _figure(figure: Figure | None) -> dict[str, Any] | None:
    if figure is None:
        return None
    number: Decimal | None = figure.number
    return {
        "code": figure.area.code,
        "name": figure.area.name,
        "year": figure.year,
        "value": number,
        "symbol": figure.symbol,
        "reason": figure.reason,
        "published_as": figure.source.code,
    }


def _neighbour(beside: NeighbourFigure) -> dict[str, Any]:
    return {
        **(_figure(beside.figure) or {}),
        "rank": beside.neighbour.rank,
        "closeness": beside.neighbour.closeness.words,
        "in_region": beside.in_region,
    }
