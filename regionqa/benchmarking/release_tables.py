"""Published figures as the rows of a file: built from the products and nothing else."""

from collections.abc import Collection, Iterator, Sequence
from datetime import date

from regionqa.benchmarking.chance import outside_limits
from regionqa.benchmarking.measures import measures
from regionqa.benchmarking.products import (
    About,
    Band,
    MembersProduct,
    OwnFigure,
    OwnProduct,
    OwnState,
    Placed,
    RegionFigure,
    RegionState,
    UnnamedProduct,
    ZoneCount,
)
from regionqa.benchmarking.windows import Window
from regionqa.exchange import Notes, write_csv, write_xlsx
from regionqa.symbols import Symbol
from regionqa.web.layout import long_date

REGION = (
    "Region together, %",
    "Printed to the nearest",
    "Authorities",
    "Cases or more in each",
    "A quarter at or below",
    "Middle authority",
    "Three quarters at or below",
)
OWN = (
    "Ours counted",
    "Ours in all",
    "Cases that they come from",
    "Our %",
    "95% interval from",
    "95% interval to",
    "95% limit below",
    "95% limit above",
    "99.8% limit below",
    "99.8% limit above",
    "Our zone",
)
MODERATION, CHANCE = "Our grades after moderation", "More than chance?"
METHOD = (
    "Whole percentages. Bands and zones are over authorities with enough cases, at least eight of "
    "them; zones are against limits around the region’s share for an authority’s own number of "
    "cases, each case once, though it may be counted more often, as pairs of grades are. "
    "Everything was attacked before publication as every reader could."
)


def region_rows(product: UnnamedProduct) -> tuple[list[str], list[list[object]]]:
    """The unnamed region: headings and a row for each measure."""
    headers = ["Measure", *REGION, "Authorities by zone", CHANCE]
    rows = [
        [one.title, *_region(one), _zones(one.zones), _against_chance(one)]
        for one in product.figures
    ]
    return headers, rows


def own_rows(product: OwnProduct, moderation: str) -> tuple[list[str], list[list[object]]]:
    """The own figures beside the region: headings and a row for each measure.

    ``moderation`` is what moderation says of the own grades; it stands beside each share of them.
    """
    headers = ["Measure", *OWN, MODERATION, *REGION, "Other authorities by zone", CHANCE]
    return headers, [list(_placed(one, moderation)) for one in product.figures]


def named_rows(product: MembersProduct) -> tuple[list[str], list[list[object]]]:
    """The named tables one under the other: counts, symbols and totals."""
    headers = ["Measure", "Authority", "Counted", "Others", "Total", "Total row rounded to"]
    rows: list[list[object]] = []
    for table in product.tables:
        rows += [[table.title, row.authority, *row.values, ""] for row in table.rows]
        rows.append([table.title, "Total", *table.totals, table.rounding])
    return headers, rows


def _placed(one: Placed, moderation: str) -> Iterator[object]:
    measure = measures().get(one.own.code)
    yield one.own.title
    yield from _own(one.own)
    yield moderation if measure and measure.of_grades else Symbol.NOT_APPLICABLE.value
    yield from _region(one.region)
    yield _zones(one.others)
    yield _against_chance(one.region)


def _against_chance(one: RegionFigure) -> str:
    return outside_limits(one).sentences or Symbol.NOT_APPLICABLE.value


def _own(own: OwnFigure) -> list[object]:
    if own.state in {OwnState.AWAITED, OwnState.NOT_COMPARABLE}:
        return [Symbol.NOT_AVAILABLE.value] * len(OWN)
    none = Symbol.NOT_APPLICABLE.value
    spans = (own.interval, own.guide, own.flag)
    ends = [end for span in spans for end in ((span.low, span.high) if span else (none, none))]
    percent = none if own.percent is None else own.percent
    once = own.denominator if own.cases is None else own.cases
    return [own.numerator, own.denominator, once, percent, *ends, own.zone or none]


def _region(one: RegionFigure) -> list[object]:
    if one.state is not RegionState.SHOWN:
        few = one.state is RegionState.FEW
        symbol = Symbol.CONFIDENTIAL if few else Symbol.NOT_AVAILABLE
        return [symbol.value] * len(REGION)
    share = one.share if one.share is not None else one.share_symbol
    bands = [_band(band) for band in (one.lower_quartile, one.median, one.upper_quartile)]
    return [share, one.share_step, one.contributors, one.minimum_cases, *bands]


def _band(band: Band | None) -> str:
    return band.text if band is not None else Symbol.NOT_AVAILABLE.value


def _zones(counts: Sequence[ZoneCount]) -> str:
    if not counts:
        return Symbol.NOT_AVAILABLE.value
    return "; ".join(f"{one.count} {one.words}" for one in counts)


def notes_of(about: About, title: str, shown: Collection[object]) -> Notes:
    """What a reader of the file must know; ``shown`` are the titles of its measures."""
    return Notes(
        title,
        method=METHOD,
        source=f"Release “{about.title}”, {_months(about)}",
        symbols={one.value: one.meaning for one in Symbol},
        more={
            "Published": long_date(date.fromisoformat(about.published_on)),
            "Rules": f"Version {about.rule_version}",
            "Data": about.data_hash,
            "Made up": "yes" if about.synthetic else "no",
            **{one.title: one.noted for one in measures().values() if one.title in shown},
        },
    )


def _months(about: About) -> str:
    first, last = (date.fromisoformat(f"{key}-01") for key in (about.first_month, about.last_month))
    return Window(first, last).words


def as_csv(headers: Sequence[str], rows: Sequence[Sequence[object]], about: About) -> bytes:
    """The rows with the release, the rules and whether it is made up in each, for a machine."""
    more = (about.title, about.first_month, about.last_month, about.rule_version, about.data_hash)
    extra = ["Release", "First month", "Last month", "Rules", "Data", "Made up"]
    made_up = "yes" if about.synthetic else "no"
    return write_csv([*headers, *extra], [[*row, *more, made_up] for row in rows])


def as_xlsx(headers: Sequence[str], rows: Sequence[Sequence[object]], about: About) -> bytes:
    """The rows as a workbook with a sheet of notes."""
    return write_xlsx(
        headers, rows, notes_of(about, about.title, {row[0] for row in rows}), "Figures"
    )
