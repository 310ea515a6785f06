"""Columns that hold personal details, told by their heading or by what is in them."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Collection
from dataclasses import dataclass

from regionqa.exchange.personal import headings, identifiers
from regionqa.exchange.personal.headings import Kind
from regionqa.exchange.personal.names import Likeness, name_likeness
from regionqa.exchange.problems import FileProblem, FileRefused
from regionqa.exchange.table import Table

_FIXES = {
    Kind.NAME: "Use a code for each person, such as R1 for a reader, and keep the list of codes "
    "in your own authority.",
    Kind.BIRTH: "Delete the column, or give an age band instead.",
    Kind.CASE: "Give each case a reference made for this exercise, such as case-001, under the "
    "heading “Case”, and keep the list that links them in your own authority.",
}
_DELETE = "Delete the column, save the file and choose it again."
_DATE_FORMATS = ("%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%d/%m/%y", "%d %B %Y", "%d %b %Y")
_DATE_SHAPE = re.compile(
    r"\d{1,2}([/.-])\d{1,2}\1\d{2,4}|\d{4}-\d\d-\d\d|\d{1,2} [A-Za-z]+ \d{4}", re.ASCII
)
_BIRTH_SPREAD = dt.timedelta(days=4 * 365)
_CASE_DIGITS = re.compile(r"\d{5,12}", re.ASCII)


@dataclass(frozen=True, slots=True)
class PersonalColumn:
    """A column that is refused: what it looks like, and why; never a value from it."""

    header: str
    kind: Kind
    reason: str
    row: int | None

    @property
    def fix(self) -> str:
        """What to do about the column."""
        return _FIXES.get(self.kind, _DELETE)

    def as_problem(self) -> FileProblem:
        """The finding in the shape of every other problem of a file."""
        message = f"The column looks like {self.kind.a_kind} column: {self.reason}."
        return FileProblem(self.row, self.header, "", message, self.fix)


def personal_columns(table: Table, known: Collection[str] = ()) -> tuple[PersonalColumn, ...]:
    """The columns of a table that look like personal details, in the table's order.

    ``known`` are texts that may stand in any column: authority names, domains, grades. It is a
    help, never a guarantee: a code that is somebody's initials cannot be told from any other code.
    """
    accepted = frozenset(text.casefold() for text in known)
    found = (_look_at(table, header, accepted) for header in table.headers)
    return tuple(column for column in found if column is not None)


def refuse_personal_columns(table: Table, known: Collection[str] = ()) -> None:
    """Raise FileRefused, with one problem a column, when a table holds personal details."""
    found = personal_columns(table, known)
    if found:
        names = ", ".join(f"“{column.header}”" for column in found)
        raise FileRefused(
            f"The file seems to hold personal details in {names}.",
            " ".join(dict.fromkeys(column.fix for column in found)),
            row=found[0].row,
            column=found[0].header,
            problems=[column.as_problem() for column in found],
        )


def _look_at(table: Table, header: str, known: frozenset[str]) -> PersonalColumn | None:
    cells = table.column(header)
    values = Counter(cells)
    del values[""]
    kind = headings.personal_kind(header)
    if kind is not None and not _all_known(header, values, known):
        return PersonalColumn(header, kind, "its heading says so", table.header_row)
    for kind, test in _CONTENT:
        hits = test(header, values, known)
        if hits:
            row = next(
                row.number for row, cell in zip(table.rows, cells, strict=True) if cell in hits
            )
            count = sum(values[value] for value in hits)
            reason = (
                f"{count:,} of its {values.total():,} cells read like one (the first in row {row})"
            )
            return PersonalColumn(header, kind, reason, row)
    return None


def _all_known(header: str, values: Counter[str], known: frozenset[str]) -> bool:
    """Whether "Name" is a column of authorities after all."""
    return bool(
        headings.is_bare_name(header) and values and all(v.casefold() in known for v in values)
    )


_Hits = Collection[str]
_Test = Callable[[str, Counter[str], frozenset[str]], _Hits]


def _any_match(pattern: re.Pattern[str]) -> _Test:
    def test(_header: str, values: Counter[str], _known: frozenset[str]) -> _Hits:
        return {value for value in values if len(value) < 200 and pattern.search(value)}

    return test


def _whole(pattern: re.Pattern[str], mark: re.Pattern[str]) -> _Test:
    """Cells that are the pattern and nothing else; ``mark`` is a cheap test made first."""

    def test(_header: str, values: Counter[str], _known: frozenset[str]) -> _Hits:
        return {v for v in values if mark.match(v) and pattern.fullmatch(v)}

    return test


def _nhs(_header: str, values: Counter[str], _known: frozenset[str]) -> _Hits:
    """Spaced 3-3-4 numbers that pass the check: one is enough. Bare ones: most of the column."""
    digits = {v: re.sub("[ -]", "", v) for v in values if 10 <= len(v) <= 12}
    valid = {v for v, bare in digits.items() if identifiers.is_nhs_number(bare)}
    spaced = {v for v in valid if identifiers.NHS.fullmatch(v) and not v.isdigit()}
    bare = valid - spaced
    return spaced | bare if spaced or len(bare) * 2 >= len(values) else ()


def _pupil(_header: str, values: Counter[str], _known: frozenset[str]) -> _Hits:
    shaped = {v for v in values if len(v) == 13 and identifiers.PUPIL.fullmatch(v)}
    valid = {v for v in shaped if identifiers.is_pupil_number(v)}
    return shaped if len(shaped) * 2 >= len(values) and len(shaped) > 1 else valid


def _postcodes(_header: str, values: Counter[str], known: frozenset[str]) -> _Hits:
    spaced = {v for v in values if len(v) < 9 and identifiers.POSTCODE.fullmatch(v.upper())}
    spaced = {v for v in spaced if v.casefold() not in known}
    joined = {v for v in values if len(v) < 8 and identifiers.POSTCODE_JOINED.fullmatch(v.upper())}
    return spaced or (joined if len(joined) > 2 and len(joined) * 2 >= len(values) else ())


def _births(header: str, values: Counter[str], _known: frozenset[str]) -> _Hits:
    """Dates that spread over more than four years, in a column that does not name an event."""
    if headings.holds_event_dates(header):
        return ()
    days = {v: day for v in values if 8 <= len(v) <= 19 and (day := _date(v)) is not None}
    if len(days) < 2 or len(days) * 2 < len(values):
        return ()
    spread = max(days.values()) - min(days.values())
    firsts = sum(1 for day in days.values() if day.day == 1 or (day.month, day.day) == (3, 31))
    return days if spread > _BIRTH_SPREAD and firsts * 2 < len(days) else ()


def _date(text: str) -> dt.date | None:
    text = text.removesuffix("T00:00:00").removesuffix(" 00:00:00").removesuffix(" 00:00")
    if not _DATE_SHAPE.fullmatch(text):
        return None
    for form in _DATE_FORMATS:
        try:
            return dt.datetime.strptime(text, form).replace(tzinfo=dt.UTC).date()
        except ValueError:
            continue
    return None


def _case_numbers(header: str, values: Counter[str], _known: frozenset[str]) -> _Hits:
    """Bare numbers of five digits or more that are not one run, where cases are referred to."""
    if not headings.holds_references(header):
        return ()
    numbers = {v for v in values if _CASE_DIGITS.fullmatch(v)}
    if len(numbers) * 2 < len(values) or not numbers:
        return ()
    whole = sorted(int(v) for v in numbers)
    in_a_run = len(numbers) > 2 and whole[-1] - whole[0] + 1 <= 1.2 * len(numbers)
    return () if in_a_run else numbers


def _names(header: str, values: Counter[str], known: frozenset[str]) -> _Hits:
    """Where people or cases stand one name is enough; elsewhere two that are a fifth of all."""
    judged = {value: name_likeness(value, known) for value in values}
    sure = {value for value, likeness in judged.items() if likeness is Likeness.SURE}
    maybe = {value for value, likeness in judged.items() if likeness is Likeness.MAYBE}
    if headings.holds_people(header) or headings.is_bare_name(header):
        return sure | maybe
    if headings.holds_references(header):
        return sure
    many = len(sure) > 1 and len(sure) * 5 >= len(values)
    return sure if many or (sure and len(sure) == len(values)) else ()


_CONTENT: tuple[tuple[Kind, _Test], ...] = (
    (Kind.EMAIL, _any_match(identifiers.EMAIL)),
    (Kind.NHS, _nhs),
    (Kind.PHONE, _whole(identifiers.PHONE, re.compile(r"[+(0]"))),
    (Kind.INSURANCE, _whole(identifiers.NATIONAL_INSURANCE, re.compile(r"[A-Z]{2} ?\d"))),
    (Kind.PUPIL, _pupil),
    (Kind.POSTCODE, _postcodes),
    (Kind.CASE, _case_numbers),
    (Kind.BIRTH, _births),
    (Kind.NAME, _names),
)
