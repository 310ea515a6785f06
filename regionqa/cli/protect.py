"""``regionqa protect``: a table of counts as it may be published."""

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import click

from regionqa.cli._disclosure import FILE, parts, refusing, show_progress


@click.command(
    name="protect",
    epilog="FILE has a first line of column names, a column of authorities and one column of "
    "counts for each category. Leave totals out, or call them Total: they are worked out again. "
    "The answer goes to standard output as CSV; what was hidden, and why it is safe, to standard "
    "error. Example: regionqa protect grades.csv --period '2026 quarter 1' --record q1.json "
    "> grades-public.csv",
)
@click.argument("file", type=FILE)
@click.option("--authority", metavar="COLUMN", help="The column of authorities; else the first.")
@click.option("--minimum", default=6, show_default=True, help="Counts from 1 to below it hide.")
@click.option(
    "--zeros",
    type=click.Choice(["shown", "may_hide", "hidden"]),
    default="shown",
    show_default=True,
    help="Whether a true zero is always shown, may guard another count, or is hidden as small.",
)
@click.option("--base", default=10, show_default=True, help="Rounding base of the Total row.")
@click.option(
    "--spread", default=4, show_default=True, help="Values that must stay possible for the public."
)
@click.option(
    "--coalition", default=2, show_default=True, help="How many authorities may share own rows."
)
@click.option(
    "--contributors", default=5, show_default=True, help="Fewest authorities behind a total."
)
@click.option("--period", default="", help="The release's label.")
@click.option(
    "--covers",
    metavar="A,B,…",
    help="The finest periods that the counts add up, where releases overlap.",
)
@click.option(
    "--earlier",
    type=FILE,
    multiple=True,
    help="The record of an earlier release that still stands; repeat it for each.",
)
@click.option(
    "--public",
    type=FILE,
    help="Figures readers have from elsewhere: CSV with authority, category, low, high.",
)
@click.option(
    "--record",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where to keep the release for protecting later ones. It holds true counts: keep it "
    "private.",
)
@click.option("--time-limit", default=60.0, show_default=True, help="Seconds to spend on trimming.")
def command(
    file: Path,
    authority: str | None,
    minimum: int,
    zeros: str,
    base: int,
    spread: int,
    coalition: int,
    contributors: int,
    period: str,
    covers: str | None,
    earlier: Sequence[Path],
    public: Path | None,
    record: Path | None,
    time_limit: float,
) -> None:
    """Hide what must be hidden in a table of counts, and show all the rest.

    Small counts become c, as do the further counts that would give them away. The Total row is
    rounded where anything is hidden; each authority's total is exact or c. Before the table is
    written it is attacked: by the public, and by every authority and every pair of them that
    know their own rows.
    """
    from regionqa.statistics.disclosure import Policy, files, protect_table

    with refusing(), show_progress("Hiding and attacking") as advance:
        policy = Policy(minimum, zeros, base, spread, coalition, contributors)
        counts = files.read_counts(file, authority, period, parts(covers))
        protected = protect_table(
            counts,
            policy,
            [files.read_record(path) for path in earlier],
            [] if public is None else files.read_public_figures(public, counts.frame),
            time_limit=time_limit,
            progress=advance,
        )
    if record is not None:
        record.write_text(json.dumps(files.record_of(protected, policy)), "utf-8")
    figures = protected.figures
    files.write_figures(sys.stdout, authority or "authority", counts.frame, figures)
    base_used = protected.rounding
    click.echo(
        f"{protected.cells_shown:.0%} of the counts and {protected.row_totals_shown:.0%} of the "
        "authorities' totals are shown; the Total row is "
        + ("exact." if base_used == 1 else f"rounded to {base_used}."),
        err=True,
    )
