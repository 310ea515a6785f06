"""Writing reference data in bulk: many rows of a table that all may read and only operators write.

ORM bulk writes pass the check at flush, so the check is made here, once for all the rows. The
database's own rules hold all the same. Only what differs is written, so that loading the same again
changes nothing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, insert, inspect, select, tuple_

from regionqa.core.errors import CrossAuthorityWrite
from regionqa.core.scope import Scope
from regionqa.core.tables import Base, Global
from regionqa.core.unit_of_work import session

BATCH = 200
INSERTED_AT_ONCE = 2_000
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Changes:
    """How many rows a loading added, changed, removed and found as they were."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0

    def __add__(self, other: "Changes") -> "Changes":
        return Changes(
            self.added + other.added,
            self.changed + other.changed,
            self.removed + other.removed,
            self.unchanged + other.unchanged,
        )

    @property
    def any(self) -> bool:
        """Whether anything was written."""
        return bool(self.added or self.changed or self.removed)


@dataclass(frozen=True, slots=True)
class Difference:
    """Rows of a file against those held, by primary key: what to add, to change and to remove."""

    added: Sequence[Mapping[str, Any]]
    changed: Sequence[Mapping[str, Any]]
    removed: Sequence[tuple[Any, ...]]
    unchanged: int

    @property
    def counts(self) -> Changes:
        """How many of each."""
        return Changes(len(self.added), len(self.changed), len(self.removed), self.unchanged)


def compare_reference(
    scope: Scope, model: type[Base], rows: Iterable[Mapping[str, Any]], *criteria: Any
) -> Difference:
    """What loading ``rows`` would do to the rows held that meet ``criteria``; nothing is written.

    Every row has a value for every column. Raises ``ValueError`` for two rows with one key.
    """
    table = inspect(model)
    names = [column.key for column in table.column_attrs]
    keys = [table.get_property_by_column(column).key for column in table.primary_key]
    columns = [getattr(model, name) for name in names]
    held: dict[tuple[Any, ...], dict[str, Any]] = {}
    for found in session(scope).execute(select(*columns).where(*criteria)):
        values = dict(zip(names, found, strict=True))
        held[tuple(values[key] for key in keys)] = values
    added: list[Mapping[str, Any]] = []
    changed: list[Mapping[str, Any]] = []
    seen: set[tuple[Any, ...]] = set()
    same = 0
    for row in rows:
        key = tuple(row[name] for name in keys)
        if key in seen:
            raise ValueError(f"{model.__name__} {key} stands twice among the rows to load.")
        seen.add(key)
        before = held.get(key)
        if before is None:
            added.append(row)
        elif before == dict(row):
            same += 1
        else:
            changed.append(row)
    return Difference(added, changed, [key for key in held if key not in seen], same)


def write_reference(
    scope: Scope,
    model: type[Base],
    difference: Difference,
    *,
    remove: bool,
    progress: Progress | None = None,
) -> Changes:
    """Write a difference; ``remove`` also deletes what the file no longer has.

    ``progress`` is told how many of how many rows are written. Raises
    ``CrossAuthorityWrite`` unless the table is reference data and the scope the operator's.
    """
    if not (scope.operator and issubclass(model, Global)):
        raise CrossAuthorityWrite(f"{model.__name__} is not reference data for {scope}")
    table = inspect(model)
    keys = [table.get_property_by_column(column).key for column in table.primary_key]
    replaced = [tuple(row[key] for key in keys) for row in difference.changed]
    gone = [*replaced, *(difference.removed if remove else ())]
    unit = session(scope)
    key_columns = tuple_(*(getattr(model, key) for key in keys))
    for first in range(0, len(gone), BATCH):
        batch = gone[first : first + BATCH]
        unit.execute(
            delete(model).where(key_columns.in_(batch)).execution_options(synchronize_session=False)
        )
    fresh = [dict(row) for row in (*difference.changed, *difference.added)]
    for first in range(0, len(fresh), INSERTED_AT_ONCE):
        unit.execute(insert(model), fresh[first : first + INSERTED_AT_ONCE])
        if progress is not None:
            progress(min(first + INSERTED_AT_ONCE, len(fresh)), len(fresh))
    counts = difference.counts
    return counts if remove else Changes(counts.added, counts.changed, 0, counts.unchanged)
