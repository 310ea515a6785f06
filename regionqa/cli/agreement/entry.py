"""The command and its help."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from regionqa.cli.agreement.full_text import full_text
from regionqa.cli.agreement.measure import as_json, full_report, measured, step_count
from regionqa.cli.agreement.request import Asked, read_columns, read_scale
from regionqa.cli.agreement.text import short_text
from regionqa.cli.progress import LateBar
from regionqa.exchange import FileRefused
from regionqa.statistics.agreement import (
    COEFFICIENTS,
    METRIC_ORDINAL,
    METRIC_RATIO,
    WEIGHTS,
    RatingsError,
    RepeatedGradeError,
)

HELP = """How far readers agree who graded the same cases, with intervals.

FILE is a CSV file or an Excel workbook with one row for each grade that one reader gave to one
case. Say which column holds the case, the reader and the grade, and name the grades from the
lowest to the highest: the scale is never guessed, and a grade that is not on it is refused.

\b
For example, with a file essays.csv that begins
    essay,marker,mark,year
    E1,Ann,pass,2025
    E1,Ben,merit,2025
    E2,Ann,fail,2026
    E2,Ben,,2026
this shows for each year how far the markers agree:
    python -m regionqa agreement essays.csv --subject essay --rater marker \\
        --grade mark --scale "fail,pass,merit" --by year

An empty grade means "not graded"; cases with one grade are counted, but only cases with two or
more show agreement. Exact agreement comes first: how often two readers of the same case gave the
same grade. AC2 then allows for chance and for how far apart the grades are: 1 is full agreement, 0
is what chance would give. Each figure has an interval: if other cases of the same kind were read,
it would hold the true figure 95 times in 100. Where a figure cannot be given, its state says why.

Anything wrong with the file is named by row and column, with the fix, and ends with exit code 2.
"""

EPILOG = """\b
Coefficients  ac (Gwet's AC1 or AC2), alpha (Krippendorff), fleiss (Scott's pi
              for two readers), conger (Cohen's kappa for two readers),
              brennan-prediger, percent
Weights       quadratic, linear, ordinal, radical, ratio, circular, bipolar,
              identity (only the same grade counts); with alpha also
              metric-ordinal and metric-ratio, Krippendorff's own
States        ok, too_few, one_grade, perfect, no_overlap, one_reader,
              needs_readers, empty
"""


class Wrong(click.ClickException):
    """Something in the file or in the arguments that the caller can put right."""

    exit_code = 2


@click.command(help=HELP, epilog=EPILOG, context_settings={"max_content_width": 100})
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--subject", required=True, metavar="COL", help="The column that names the case.")
@click.option("--rater", required=True, metavar="COL", help="The column that names the reader.")
@click.option("--grade", required=True, metavar="COL", help="The column with the grade.")
@click.option(
    "--scale",
    required=True,
    metavar="GRADES",
    help='The grades, lowest first, with commas between: "poor,fair,good".',
)
@click.option("--by", metavar="COL", help="Also show each group of this column on its own.")
@click.option(
    "--coefficient",
    type=click.Choice(COEFFICIENTS),
    default="ac",
    show_default=True,
    help="The coefficient that allows for chance.",
)
@click.option(
    "--weights",
    type=click.Choice([*WEIGHTS, METRIC_ORDINAL, METRIC_RATIO]),
    default="quadratic",
    show_default=True,
    help="How near different grades count.",
)
@click.option(
    "--level",
    type=float,
    default=0.95,
    show_default=True,
    help="Confidence level of the intervals.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "json"]),
    default="table",
    show_default=True,
    help="A table to read, or JSON for a program.",
)
@click.option(
    "--full-report",
    "full",
    is_flag=True,
    help="Add direction, cuts, each grade, widest cases, the readers' table and more.",
)
@click.option(
    "--not-graded",
    multiple=True,
    metavar="TEXT",
    help='A text that means "not graded", such as "n/a"; may be given several times.',
)
@click.option("--cluster", metavar="COL", help="Cases of one team or authority are alike.")
@click.option(
    "--population", type=int, metavar="N", help="How many cases there are in all, read or not."
)
@click.option(
    "--se",
    type=click.Choice(["ratio", "gwet"]),
    default="ratio",
    show_default=True,
    help="The standard error: ours, or that of the R package irrCAC.",
)
@click.option(
    "--bootstrap", type=int, metavar="N", help="Take the interval from N resamples of the cases."
)
@click.option("--seed", type=int, help="Makes a bootstrap repeatable.")
@click.option("--sheet", metavar="NAME", help="The sheet of a workbook; the first if not given.")
def command(file: Path, scale: str, form: str, sheet: str | None, **others: Any) -> None:
    """Read, measure, print."""
    with refusals(), LateBar(f"Reading {file.name}") as bar:
        asked = Asked(file=file, scale=read_scale(scale), **others)
        asked.check()
        columns, numbers = read_columns(asked, sheet)
        bar.start_work("Measuring", step_count(columns, asked))
        groups = measured(columns, numbers, asked, bar)
        whole = full_report(columns, numbers, asked, bar) if asked.full else None
    if form == "json":
        click.echo(json.dumps(as_json(asked, groups, whole), allow_nan=False, indent=2))
        return
    click.echo(short_text(asked, groups))
    if whole is not None:
        click.echo(full_text(whole))


@contextmanager
def refusals() -> Iterator[None]:
    """What is wrong with the file or the arguments, as one message and exit code 2."""
    try:
        yield
    except (RatingsError, FileRefused) as error:
        message = str(error)
        if isinstance(error, RepeatedGradeError):
            message += (
                " If the file holds several groups, such as domains, name their column: --by."
            )
        raise Wrong(message[:1].upper() + message[1:]) from error
