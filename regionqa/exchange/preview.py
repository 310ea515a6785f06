"""What a person sees of a file before it is saved."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from regionqa.exchange.columns import Match
from regionqa.exchange.limits import DEFAULT_LIMITS
from regionqa.exchange.problems import FileProblem, Problems
from regionqa.exchange.rows import Checked
from regionqa.exchange.table import Row, Table

FIRST_ROWS = 10


@dataclass(frozen=True, slots=True)
class Change:
    """One line of what saving will do: "New cases", 40."""

    label: str
    count: int


@dataclass(frozen=True)
class Preview:
    """A file, its columns, its problems and what will change; nothing is saved yet.

    ``content_hash`` is alike for a file that says the same, so that a repeat is recognised.
    """

    filename: str
    headers: tuple[str, ...]
    first_rows: tuple[Row, ...]
    row_count: int
    bad_row_count: int
    match: Match
    notes: tuple[str, ...]
    problems: tuple[FileProblem, ...]
    problems_left_out: int
    changes: tuple[Change, ...]
    content_hash: str

    @property
    def may_be_saved(self) -> bool:
        """All or nothing: one problem keeps the whole file out."""
        return not self.problems and not self.problems_left_out

    @property
    def problem_count(self) -> int:
        """Problems listed and not listed."""
        return len(self.problems) + self.problems_left_out


def make_preview(
    table: Table,
    match: Match,
    checked: Checked | None = None,
    *,
    more: Iterable[FileProblem] = (),
    changes: Mapping[str, int] | Sequence[Change] = (),
    limit: int = DEFAULT_LIMITS.problems,
) -> Preview:
    """Gather a preview; ``more`` are problems that only the feature knows, such as duplicates."""
    problems = Problems(limit)
    problems.extend(match.problems)
    problems.extend(table.problems, table.problems_left_out)
    if checked is not None:
        problems.extend(checked.problems, checked.left_out)
    problems.extend(more)
    lines = [Change(*item) for item in changes.items()] if isinstance(changes, Mapping) else changes
    bad = {problem.row for problem in problems if problem.row is not None}
    return Preview(
        filename=table.filename,
        headers=table.headers,
        first_rows=table.rows[:FIRST_ROWS],
        row_count=len(table.rows),
        bad_row_count=max(len(bad), checked.bad_rows if checked else 0),
        match=match,
        notes=table.notes,
        problems=problems.kept,
        problems_left_out=problems.left_out,
        changes=tuple(lines),
        content_hash=table.content_hash(match.columns),
    )
