"""``python -m regionqa allocate``: who reads what, from CSV files."""

import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import click

from regionqa.statistics.allocation import (
    Allocation,
    AllocationInputError,
    Case,
    Infeasible,
    Reader,
    Rules,
    allocate,
    repair,
    reserves,
    why,
)
from regionqa.statistics.allocation.tables import (
    Row,
    cases_from,
    check_columns,
    conflicts_from,
    history_from,
    readers_from,
    refuse_unknown,
    standing_from,
)

Item = TypeVar("Item")
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
SECONDS_BEFORE_PROGRESS = 1.0

HELP = """Decide who reads which case, from CSV files, and say why.

\b
CASES      case, authority [, needs, readers]
           needs: experience the case asks for, parted by semicolons
           readers: how many, if other than --readers
READERS    reader, authority, capacity [, expertise, available]
           capacity: the most cases this person takes
           available: yes (or empty) or no
--conflicts  reader or reader_authority, and case or case_authority
--history    reader_authority, case_authority [, readings, reader]
--standing   case, reader: assignments that stay; only the other places are filled

Nobody reads the own authority's cases or against a declared conflict. Each reader of a case is
of another authority. Authorities give about as many readings as they receive, nobody reads more
than the own limit, pairs of authorities are not repeated more than needed, and every authority
is linked to every other so that they can be compared.

Exit code: 0 when all places are filled, 1 when the rules cannot all be kept (the output says
what to change), 2 when the input has an error.

\b
Example:
  python -m regionqa allocate cases.csv readers.csv --readers 2 --format csv > plan.csv
"""


def read_rows(kind: str, path: Path) -> list[Row]:
    """The rows of a CSV file as mappings from its column names."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise AllocationInputError(
            f"{path.name}: is not UTF-8 text: save it as CSV UTF-8 and try again."
        ) from None
    table = csv.DictReader(io.StringIO(text), restkey="")
    check_columns(kind, path.name, [name.strip() for name in table.fieldnames or ()])
    return [_row(path, number, row) for number, row in enumerate(table, start=2)]


def _row(path: Path, number: int, row: dict[str, str | list[str] | None]) -> Row:
    if "" in row and isinstance(row[""], list):
        raise AllocationInputError(
            f"{path.name}, row {number}: has more cells than the header: put text that holds a "
            "comma in quotes."
        )
    return {name.strip(): value for name, value in row.items() if isinstance(value, str)}


def _load(
    kind: str, path: Path | None, make: Callable[[Iterable[Row], str], list[Item]]
) -> list[Item]:
    return [] if path is None else make(read_rows(kind, path), path.name)


def _load_known(
    kind: str,
    path: Path | None,
    make: Callable[[Iterable[Row], str], list[Item]],
    cases: list[Case],
    readers: list[Reader],
) -> list[Item]:
    """A file whose names must be among the cases and readers."""
    if path is None:
        return []
    rows = read_rows(kind, path)
    authorities = {case.authority for case in cases} | {reader.authority for reader in readers}
    known = {
        "case": {case.id for case in cases},
        "reader": {reader.id for reader in readers},
        "case_authority": authorities,
        "reader_authority": authorities,
    }
    refuse_unknown(rows, path.name, known)
    return make(rows, path.name)


def _listener(stage: str, seconds: float) -> None:
    """Elapsed seconds on the error stream: the solver tells no share of the work done."""
    if seconds >= SECONDS_BEFORE_PROGRESS and sys.stderr.isatty():
        click.echo(f"\r{stage}: {seconds:.0f} seconds ", nl=False, err=True)


@click.command(help=HELP, name="allocate")
@click.argument("cases", type=FILE)
@click.argument("readers", type=FILE)
@click.option("--conflicts", type=FILE, help="CSV of conflicts.")
@click.option("--history", type=FILE, help="CSV of readings in earlier rounds.")
@click.option("--standing", type=FILE, help="CSV of assignments to keep (repair).")
@click.option("--readers", "readers_per_case", default=2, show_default=True, help="Per case.")
@click.option(
    "--reciprocity",
    default=1,
    show_default=True,
    help="How many more or fewer readings an authority may give than it receives; -1: no rule.",
)
@click.option("--exempt", multiple=True, help="Authority without reciprocity; may be repeated.")
@click.option("--pair-limit", type=int, help="Most cases of one authority another may read.")
@click.option("--partners", default=4, show_default=True, help="Fewest partners of an authority.")
@click.option(
    "--resistance-limit",
    default=1.5,
    show_default=True,
    help="Largest variance of a comparison, against an even spread; 0: no limit.",
)
@click.option("--no-links", is_flag=True, help="Authorities need not all be linked.")
@click.option("--no-own-reading", is_flag=True, help="Home authorities do not read their cases.")
@click.option("--chain", multiple=True, help='"A,B,C": A reads B, B reads C; may be repeated.')
@click.option("--chains-only", is_flag=True, help="No readings outside the chains.")
@click.option("--no-swaps", is_flag=True, help="No two authorities read each other.")
@click.option("--seed", default=0, show_default=True, help="Decides between equal allocations.")
@click.option("--time-limit", type=float, help="Seconds.")
@click.option("--reasons", is_flag=True, help="Why each reader was chosen (table and json).")
@click.option("--reserves", "with_reserves", is_flag=True, help="Who could step in (slow).")
@click.option(
    "--format", "form", type=click.Choice(["table", "json", "csv"]), default="table",
    show_default=True,
)  # fmt: skip
def command(
    cases: Path,
    readers: Path,
    conflicts: Path | None,
    history: Path | None,
    standing: Path | None,
    seed: int,
    time_limit: float | None,
    reasons: bool,
    with_reserves: bool,
    form: str,
    **options: object,
) -> None:
    """Read the files, allocate, write the answer."""
    try:
        people = _load("readers", readers, readers_from)
        to_read = _load("cases", cases, cases_from)
        inputs = (
            to_read,
            people,
            _load_known("conflicts", conflicts, conflicts_from, to_read, people),
            _rules(options),
            _load("history", history, history_from),
            seed,
            time_limit,
        )
        if standing is None:
            answer = allocate(*inputs, progress=_listener)
        else:
            kept = _load_known("standing", standing, standing_from, to_read, people)
            answer = repair(kept, *inputs, progress=_listener)
    except AllocationInputError as error:
        raise click.UsageError(str(error)) from None
    if isinstance(answer, Infeasible):
        _write_infeasible(answer, form)
        raise click.exceptions.Exit(1)
    {"table": _write_table, "json": _write_json, "csv": _write_csv}[form](
        answer, reasons, with_reserves
    )


def _rules(options: dict[str, object]) -> Rules:
    """The rules that the options ask for."""
    chains = tuple(
        tuple(name.strip() for name in chain.split(",")) for chain in _strings(options["chain"])
    )
    limit, reciprocity = options["resistance_limit"], options["reciprocity"]
    return Rules(
        readers_per_case=_whole(options["readers_per_case"]),
        reciprocity=None if reciprocity == -1 else _whole(reciprocity),
        exempt=frozenset(_strings(options["exempt"])),
        pair_limit=None if options["pair_limit"] is None else _whole(options["pair_limit"]),
        partners=_whole(options["partners"]),
        linked=not options["no_links"],
        resistance_limit=float(str(limit)) or None,
        own_reading=not options["no_own_reading"],
        chains=chains,
        chains_only=bool(options["chains_only"]),
        swaps=not options["no_swaps"],
    )


def _whole(value: object) -> int:
    return int(str(value))


def _strings(value: object) -> Sequence[str]:
    return [str(item) for item in value] if isinstance(value, tuple) else []


def _write_infeasible(answer: Infeasible, form: str) -> None:
    if form == "json":
        click.echo(
            json.dumps(
                {
                    "state": answer.state,
                    "proven": answer.proven,
                    "reasons": answer.reasons,
                    "alternatives": [
                        {
                            "sentences": way.sentences,
                            "changes": [
                                [change.family, list(change.subject), change.amount]
                                for change in way.changes
                            ],
                        }
                        for way in answer.alternatives
                    ],
                    "seed": answer.seed,
                    "inputs_hash": answer.inputs_hash,
                },
                indent=2,
            )
        )
        return
    click.echo(
        "No allocation keeps all the rules." if answer.proven else "No allocation found.", err=True
    )
    for reason in answer.reasons:
        click.echo(f"- {reason}", err=True)
    for number, way in enumerate(answer.alternatives, start=1):
        click.echo(f"Alternative {number}", err=True)
        for sentence in way.sentences:
            click.echo(f"- {sentence}", err=True)


def _rows(answer: Allocation, with_reserves: bool) -> list[dict[str, str]]:
    """One row for each reading, as text."""
    owner = {case.id: case.authority for case in answer.problem.cases}
    home = {reader.id: reader.authority for reader in answer.problem.readers}
    rows = []
    for item in answer.assignments:
        row = {
            "case": item.case,
            "case_authority": owner[item.case],
            "reader": item.reader,
            "reader_authority": home[item.reader],
        }
        if with_reserves:
            row["reserves"] = "; ".join(reserves(answer, item))
        rows.append(row)
    return rows


def _write_csv(answer: Allocation, _reasons: bool, with_reserves: bool) -> None:
    rows = _rows(answer, with_reserves)
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    click.echo(text.getvalue(), nl=False)


def _write_json(answer: Allocation, reasons: bool, with_reserves: bool) -> None:
    rows: list[dict[str, object]] = [dict(row) for row in _rows(answer, with_reserves)]
    if reasons:
        for row, item in zip(rows, answer.assignments, strict=True):
            row["reasons"] = [reason.sentence for reason in why(answer, item)]
    links = answer.linkage
    click.echo(
        json.dumps(
            {
                "state": answer.state,
                "objective": answer.objective,
                "bound": answer.bound,
                "seed": answer.seed,
                "inputs_hash": answer.inputs_hash,
                "assignments": rows,
                "loads": answer.loads,
                "given": answer.given,
                "received": answer.received,
                "repeats": answer.repeats,
                "links": {
                    "state": links.state,
                    "largest_resistance": links.largest,
                    "mean_resistance": links.mean,
                    "weakest_pair": links.weakest,
                },
            },
            indent=2,
        )
    )


def _write_table(answer: Allocation, reasons: bool, with_reserves: bool) -> None:
    rows = _rows(answer, with_reserves)
    widths = {name: max(len(name), *(len(row[name]) for row in rows)) for name in rows[0]}
    click.echo("  ".join(name.ljust(width) for name, width in widths.items()).rstrip())
    for row, item in zip(rows, answer.assignments, strict=True):
        click.echo("  ".join(row[name].ljust(width) for name, width in widths.items()).rstrip())
        if reasons:
            for reason in why(answer, item):
                click.echo(f"    {reason.sentence}")
    click.echo()
    for line in _summary(answer):
        click.echo(line)


def _summary(answer: Allocation) -> list[str]:
    loads = [load for load in answer.loads.values() if load]
    links = answer.linkage
    lines = [
        f"{len(answer.assignments)} readings; proven best."
        if answer.state == "optimal"
        else f"{len(answer.assignments)} readings; cost {answer.objective:.0f}, none can be below "
        f"{answer.bound:.0f} (stopped early).",
        f"Cases for each reader used: {min(loads)} to {max(loads)}.",
        f"Readings by a pair of authorities that met in earlier rounds: {answer.repeats}.",
        f"Inputs {answer.inputs_hash[:16]}, seed {answer.seed}.",
    ]
    weakest, largest, mean = links.weakest, links.largest, links.mean
    if weakest is not None and largest is not None and mean is not None:
        lines.insert(
            3,
            f"Weakest comparison: {weakest[0]} and {weakest[1]}, variance {largest:.3f} of a "
            f"reading's (mean of all pairs {mean:.3f}).",
        )
    elif links.state == "apart":
        lines.insert(3, f"The authorities fall into {len(links.components)} groups.")
    return lines
