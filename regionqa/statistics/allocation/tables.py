"""Cases, readers, conflicts and history from the rows of tables, with errors that name the row."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import TypeVar

from regionqa.statistics.allocation.inputs import (
    AllocationInputError,
    Assignment,
    Case,
    Conflict,
    PastReading,
    Reader,
)

Row = Mapping[str, str]
Item = TypeVar("Item")

COLUMNS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "cases": (("case", "authority"), ("needs", "readers")),
    "readers": (("reader", "authority", "capacity"), ("expertise", "available")),
    "conflicts": ((), ("reader", "reader_authority", "case", "case_authority")),
    "history": (("reader_authority", "case_authority"), ("readings", "reader")),
    "standing": (("case", "reader"), ()),
}
YES, NO = frozenset({"", "yes", "y", "true", "1"}), frozenset({"no", "n", "false", "0"})


def check_columns(kind: str, source: str, columns: Sequence[str]) -> None:
    """Refuse a table without a column it needs, or with none it knows."""
    required, optional = COLUMNS[kind]
    for name in required:
        if name not in columns:
            raise AllocationInputError(
                f"{source}: column {name!r} is missing. The columns are: "
                f"{', '.join((*required, *optional))}."
            )
    if not set(columns) & {*required, *optional}:
        raise AllocationInputError(
            f"{source}: none of its columns is known. Use some of: {', '.join(optional)}."
        )


def cases_from(rows: Iterable[Row], source: str) -> list[Case]:
    """Cases; ``needs`` is a list parted by semicolons, ``readers`` may be empty."""
    return _each(
        rows,
        source,
        lambda row: Case(
            _text(row, "case"),
            _text(row, "authority"),
            _names(row, "needs"),
            _number(row, "readers", least=1),
        ),
        key="case",
    )


def readers_from(rows: Iterable[Row], source: str) -> list[Reader]:
    """Readers; ``expertise`` is parted by semicolons, ``available`` is yes or no."""
    return _each(
        rows,
        source,
        lambda row: Reader(
            _text(row, "reader"),
            _text(row, "authority"),
            _number(row, "capacity", least=0, needed=True) or 0,
            _names(row, "expertise"),
            _yes(row, "available"),
        ),
        key="reader",
    )


def conflicts_from(rows: Iterable[Row], source: str) -> list[Conflict]:
    """Conflicts: one of reader and reader_authority, one of case and case_authority."""

    def conflict(row: Row) -> Conflict:
        parts = {name: _cell(row, name) or None for name in COLUMNS["conflicts"][1]}
        for one, other in (("reader", "reader_authority"), ("case", "case_authority")):
            if (parts[one] is None) == (parts[other] is None):
                raise AllocationInputError(f"columns {one!r}, {other!r}: fill in exactly one")
        return Conflict(**parts)

    return _each(rows, source, conflict)


def history_from(rows: Iterable[Row], source: str) -> list[PastReading]:
    """Earlier readings; ``readings`` is their number, 1 if empty."""
    return _each(
        rows,
        source,
        lambda row: PastReading(
            _text(row, "reader_authority"),
            _text(row, "case_authority"),
            _number(row, "readings", least=1) or 1,
            _cell(row, "reader") or None,
        ),
    )


def standing_from(rows: Iterable[Row], source: str) -> list[Assignment]:
    """Assignments that stay."""
    return _each(rows, source, lambda row: Assignment(_text(row, "case"), _text(row, "reader")))


def refuse_unknown(rows: Iterable[Row], source: str, known: Mapping[str, Collection[str]]) -> None:
    """Refuse a row that names a case, reader or authority that is in no other table."""
    for number, row in enumerate(rows, start=2):
        for name, names in known.items():
            value = _cell(row, name)
            if value and value not in names:
                raise AllocationInputError(
                    f"{source}, row {number}, column {name!r}: {value!r} is not among the cases "
                    "and readers of this round: correct the name, or leave the row out."
                )


def _each(
    rows: Iterable[Row], source: str, make: Callable[[Row], Item], key: str | None = None
) -> list[Item]:
    """One item for each row; row 1 is the header, as a spreadsheet counts."""
    items: list[Item] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, start=2):
        try:
            items.append(make(row))
        except AllocationInputError as error:
            raise AllocationInputError(f"{source}, row {number}, {error}.") from None
        name = "" if key is None else _cell(row, key)
        if key is not None and name in seen:
            raise AllocationInputError(
                f"{source}, row {number}, column {key!r}: {name!r} is already in row "
                f"{seen[name]}: give each {key} once."
            )
        seen[name] = number
    return items


def _cell(row: Row, name: str) -> str:
    return (row.get(name) or "").strip()


def _text(row: Row, name: str) -> str:
    value = _cell(row, name)
    if not value:
        raise AllocationInputError(f"column {name!r}: is empty: fill it in")
    return value


def _names(row: Row, name: str) -> frozenset[str]:
    return frozenset(part.strip() for part in _cell(row, name).split(";") if part.strip())


def _number(row: Row, name: str, least: int, needed: bool = False) -> int | None:
    value = _cell(row, name)
    if not value and not needed:
        return None
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise AllocationInputError(
            f"column {name!r}: {value!r} is not a whole number of at least {least}: correct it"
        )
    return int(value)


def _yes(row: Row, name: str) -> bool:
    value = _cell(row, name).lower()
    if value not in YES | NO:
        raise AllocationInputError(f"column {name!r}: {value!r}: write yes or no")
    return value in YES
