"""``regionqa attack``: what a reader can work out from published tables."""

import csv
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from regionqa.cli._disclosure import FILE, BadInput, parts, refusing, show_progress

if TYPE_CHECKING:
    from regionqa.statistics.disclosure import Exposure, Release


@click.command(
    name="attack",
    epilog="Each FILE is a published table as CSV: column names in the first line, a column of "
    "authorities, a column for each category, and if published a column and a row called Total. "
    "A hidden figure is c (or -); x, z and u say nothing; low is more than 0 but rounds to 0. "
    "Exit code 0: nothing comes to light; 1: something does; 2: a file or an option is wrong. "
    "Example: regionqa attack grades-public.csv --rounding 10 --own grades.csv --everyone",
)
@click.argument("published", metavar="FILE…", type=FILE, nargs=-1, required=True)
@click.option("--authority", metavar="COLUMN", help="The column of authorities; else the first.")
@click.option("--rounding", default=1, show_default=True, help="Rounding base of the Total rows.")
@click.option(
    "--zeros",
    type=click.Choice(["shown", "may_hide", "hidden"]),
    default="shown",
    show_default=True,
    help="Whether the publisher always shows a true zero, so that a hidden count is 1 or more.",
)
@click.option("--minimum", default=6, show_default=True, help="Below it a count is small.")
@click.option("--spread", default=4, show_default=True, help="Values that must stay possible.")
@click.option("--coalition", default=2, show_default=True, help="With --everyone: how many share.")
@click.option("--period", multiple=True, help="The label of each FILE, in order; else its name.")
@click.option(
    "--covers",
    metavar="A,B,…",
    multiple=True,
    help="The finest periods that each FILE adds up, in order, where they overlap.",
)
@click.option("--own", type=FILE, multiple=True, help="The true counts behind each FILE, in order.")
@click.option("--reader", multiple=True, help="An authority that reads, knowing its own rows.")
@click.option("--everyone", is_flag=True, help="Every coalition of readers; needs --own.")
@click.option("--time-limit", default=60.0, show_default=True, help="Seconds.")
@click.option(
    "--format",
    "layout",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
)
def command(
    published: Sequence[Path],
    authority: str | None,
    rounding: int,
    zeros: str,
    minimum: int,
    spread: int,
    coalition: int,
    period: Sequence[str],
    covers: Sequence[str],
    own: Sequence[Path],
    reader: Sequence[str],
    everyone: bool,
    time_limit: float,
    layout: str,
) -> None:
    """Find every hidden count that published tables give away, alone or together.

    The public sees the tables only; a reader (--reader, repeat it for several who share) adds the
    own rows from --own; --everyone tries the public and every coalition of readers.
    """
    from regionqa.statistics.disclosure import Policy, attack, attack_all

    _same_number(published, {"--period": period, "--covers": covers, "--own": own})
    if (everyone or reader) and not own:
        raise BadInput("a reader knows its own rows: give the true counts with --own")
    with refusing(), show_progress("Attacking") as advance:
        policy = Policy(minimum, zeros, spread=spread, coalition=coalition)
        releases = [
            _release(path, place, authority, rounding, policy.least_hidden, (period, covers), own)
            for place, path in enumerate(published)
        ]
        if everyone:
            found = attack_all(releases, policy=policy, time_limit=time_limit, progress=advance)
        else:
            found = attack(
                releases, reader or None, policy=policy, time_limit=time_limit, progress=advance
            )
    _show(found, layout)
    raise SystemExit(1 if found else 0)


def _same_number(published: Sequence[Path], options: dict[str, Sequence[object]]) -> None:
    for name, values in options.items():
        if values and len(values) != len(published):
            raise BadInput(
                f"{name} is given {len(values)} times for {len(published)} files; "
                "give it once for each file, in the same order"
            )


def _release(
    path: Path,
    place: int,
    authority: str | None,
    rounding: int,
    least_hidden: int,
    labels: tuple[Sequence[str], Sequence[str]],
    own: Sequence[Path],
) -> "Release":
    from regionqa.statistics.disclosure import files, release_of

    periods, covers = labels
    label = periods[place] if periods else path.stem
    covered = parts(covers[place]) if covers else ()
    frame, figures = files.read_published(path, authority, label, covered)
    true = None
    if own:
        true = files.own_rows(frame, files.read_counts(own[place], authority, label, covered))
    return release_of(frame, figures, rounding, least_hidden, true)


def _show(found: Sequence["Exposure"], layout: str) -> None:
    rows = [
        {
            "release": exposure.release,
            "authority": exposure.cell.authority,
            "category": exposure.cell.category,
            "period": exposure.cell.period,
            "reader": "" if exposure.reader is None else " + ".join(sorted(exposure.reader)),
            "low": exposure.low,
            "high": exposure.high,
            "reason": exposure.reason,
        }
        for exposure in found
    ]
    out = sys.stdout
    if layout == "json":
        click.echo(json.dumps(rows, indent=2, ensure_ascii=False))
    elif layout == "csv":
        names = ["release", "authority", "category", "period", "reader", "low", "high", "reason"]
        writer = csv.DictWriter(out, names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    else:
        for exposure in found:
            click.echo(str(exposure))
        count = f"{len(found)} exposed" if found else "Nothing hidden comes to light"
        click.echo(f"{count}.")
