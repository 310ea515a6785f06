"""Whether a table can be used as double-graded cases: by column, so that many rows are quick."""

import difflib
import hashlib
import json
import re
import zlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from regionqa.authorities import reference_areas
from regionqa.exchange import (
    Checked,
    FileProblem,
    How,
    Match,
    Preview,
    Problems,
    Table,
    make_preview,
    match_columns,
)
from regionqa.ratings.columns import (
    DOMAIN,
    FIELDS,
    LIMITS,
    LONGEST_NAME,
    LONGEST_REFERENCE,
    MOST_DOMAINS,
    MOST_READERS,
    READER,
    ROLE_WORDS,
    WANTED,
)
from regionqa.ratings.scales import DeclaredScale, means_no_grade, plain

_DATE = re.compile(r"\d{4}-\d\d-\d\d(?: .*)?|\d{1,2}[-/ ](?:\d{1,2}|[A-Za-z]{3})(?:[-/ ]\d{2,4})?")

Choice = Mapping[str, str | None]
"""Wanted column's name to the file's heading, or None for "not in this file"."""

_LONGEST = {
    "case": LONGEST_REFERENCE,
    "reader": LONGEST_REFERENCE,
    "authority": LONGEST_NAME,
    "domain": LONGEST_NAME,
}
BLANK = "Blank"
_GSS_CODE = re.compile(r"E\d{8}")


@dataclass(frozen=True)
class RatingRows:
    """The rows of a sound file, by column; ``grade`` is the scale's own text, None for no grade."""

    numbers: list[int]
    case: list[str]
    reader: list[str]
    grade: list[str | None]
    not_graded: list[str | None]
    authority: list[str] | None = None
    domain: list[str] | None = None
    role: list[str] | None = None


def pack_rows(rows: RatingRows) -> bytes:
    """Rows as a file keeps them until its first report."""
    return zlib.compress(json.dumps(vars(rows), separators=(",", ":")).encode())


def unpack_rows(packed: bytes) -> RatingRows:
    """Rows that were kept."""
    return RatingRows(**json.loads(zlib.decompress(packed)))


@dataclass
class Counts:
    """What a file holds, in numbers, in the order of the file or of the scale."""

    rows: int = 0
    graded: int = 0
    cases: int = 0
    readers: int = 0
    read_twice: int = 0
    authorities: dict[str, int] = field(default_factory=dict)
    domains: dict[str, int] = field(default_factory=dict)
    grades: dict[str, int] = field(default_factory=dict)
    not_graded: dict[str, int] = field(default_factory=dict)
    respelled: dict[str, str] = field(default_factory=dict)
    unknown: dict[str, list[int]] = field(default_factory=dict)
    nearest: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CheckedFile:
    """A table as it was checked: the preview, the numbers, and the rows if every one is sound."""

    preview: Preview
    counts: Counts
    rows: RatingRows | None
    content_hash: str


def check_file(table: Table, scale: DeclaredScale, chosen: Choice | None = None) -> CheckedFile:
    """Check a table against the declared scale; ``chosen`` is the person's word on the columns.

    Raises ``FileRefused`` when a choice names a heading that is not there.
    """
    match = match_columns(table.headers, WANTED, chosen)
    problems = Problems(LIMITS.problems)
    problems.extend(_unconfirmed(match))
    counts = Counts(rows=len(table.rows))
    rows, bad = None, set[int]()
    if match.complete and not len(problems):
        headers = {name: match.columns.get(column.name) for name, column in FIELDS.items()}
        check = _Check(table, {n: h for n, h in headers.items() if h}, scale, counts, problems)
        rows = check.run()
        bad = check.bad
    checked = Checked((), problems.kept, problems.left_out, len(table.rows), len(bad))
    preview = make_preview(table, match, checked, limit=LIMITS.problems)
    whole = hashlib.sha256(f"{preview.content_hash}\n{scale.words}".encode()).hexdigest()
    return CheckedFile(preview, counts, rows if preview.may_be_saved else None, whole)


def _unconfirmed(match: Match) -> list[FileProblem]:
    """A column that need not be there, and perhaps is under another name: the person says which."""
    return [
        FileProblem(
            None,
            found.wanted.name,
            "",
            f"No column is called “{found.wanted.name}”; “{found.header}” is like it.",
            "Confirm that column, or say that it is not in this file.",
        )
        for found in match.found
        if found.how is How.SUGGESTED and not found.wanted.required
    ]


class _Check:
    """One pass over the columns of a table whose headings are settled."""

    def __init__(
        self,
        table: Table,
        headers: Mapping[str, str],
        scale: DeclaredScale,
        counts: Counts,
        problems: Problems,
    ) -> None:
        self.table = table
        self.headers = headers
        self.scale = scale
        self.counts = counts
        self.problems = problems
        self.bad: set[int] = set()
        self.numbers = [row.number for row in table.rows]
        self.cells = {name: table.column(header) for name, header in headers.items()}

    def run(self) -> RatingRows:
        """The rows; they may be used only when no problem was found."""
        if not self.table.rows:
            self.problems.add(
                "The file has headings and no rows.", "Fill it in and choose it again."
            )
        for name, longest in _LONGEST.items():
            if name in self.cells:
                self._text(name, longest)
        self._codes()
        roles = self._roles() if "role" in self.cells else None
        grades, reasons = self._grades()
        self._too_many()
        self._repeats()
        self._count(grades, reasons)
        return RatingRows(
            numbers=self.numbers,
            case=list(self.cells["case"]),
            reader=list(self.cells["reader"]),
            grade=grades,
            not_graded=reasons,
            authority=self._kept("authority"),
            domain=self._kept("domain"),
            role=roles,
        )

    def _kept(self, name: str) -> list[str] | None:
        return list(self.cells[name]) if name in self.cells else None

    def _text(self, name: str, longest: int) -> None:
        too_long = f"This cell is longer than {longest} characters."
        for cell in set(self.cells[name]):
            if not cell:
                self._each(name, cell, "This cell is blank.", "Fill it in.")
            elif len(cell) > longest:
                self._each(name, cell, too_long, "Write a short reference or name.")

    def _codes(self) -> None:
        """Any word may stand for an authority; what looks like a GSS code must be one."""
        areas = reference_areas()
        for cell in set(self.cells.get("authority", ())):
            if _GSS_CODE.fullmatch(cell) and areas.find_area(cell) is None:
                said = f"“{cell}” is no authority’s code."
                self._each("authority", cell, said, "Write its GSS code or its name.")

    def _roles(self) -> list[str]:
        found = {cell: ROLE_WORDS.get(plain(cell), "") for cell in set(self.cells["role"])}
        for cell in (cell for cell, role in found.items() if not role):
            said = f"“{cell[:30]}” is neither home nor peer." if cell else "This cell is blank."
            self._each("role", cell, said, "Write home or peer.")
        return [found[cell] for cell in self.cells["role"]]

    def _grades(self) -> tuple[list[str | None], list[str | None]]:
        found: dict[str, str | None] = {}
        for cell in dict.fromkeys(self.cells["grade"]):
            grade = self.scale.find(cell)
            if grade is not None:
                found[cell] = str(grade)
                if cell != str(grade) and not self.scale.is_numeric:
                    self.counts.respelled[cell] = str(grade)
            elif means_no_grade(cell):
                found[cell] = None
            else:
                found[cell] = None
                self._unknown(cell)
        cells = self.cells["grade"]
        grades = [found[cell] for cell in cells]
        reasons = [
            None if g is not None else c or BLANK for g, c in zip(grades, cells, strict=True)
        ]
        return grades, reasons

    def _unknown(self, cell: str) -> None:
        near = difflib.get_close_matches(plain(cell), [plain(word) for word in self.scale.words], 1)
        meant = next((word for word in self.scale.words if near and plain(word) == near[0]), None)
        if meant:
            self.counts.nearest[cell] = meant
        fix = f"Did you mean “{meant}”? " if meant else ""
        if _DATE.fullmatch(cell):
            fix = "A spreadsheet makes a date of a cell such as 3-3: format the column as text. "
        self.counts.unknown[cell] = self._each(
            "grade",
            cell,
            f"“{cell[:30]}” is not a grade of the scale.",
            f"{fix}Write a grade of the scale, or choose another scale.",
        )

    def _too_many(self) -> None:
        for name, column, most in (
            ("domain", DOMAIN, MOST_DOMAINS),
            ("reader", READER, MOST_READERS),
        ):
            number = len(set(self.cells.get(name, ())))
            if number > most:
                self.problems.add(
                    f"The column holds {number:,} different values; at most {most} can be used as "
                    f"“{column.name}”.",
                    "Choose another column, or split the file.",
                    column=self.headers[name],
                )

    def _repeats(self) -> None:
        """One reader grades a case once in a domain."""
        domains: Sequence[str] = self.cells.get("domain") or [""] * len(self.numbers)
        first: dict[tuple[str, str, str], int] = {}
        keys = zip(self.cells["case"], self.cells["reader"], domains, strict=True)
        for number, key in zip(self.numbers, keys, strict=True):
            earlier = first.setdefault(key, number)
            if earlier != number and key[0] and key[1]:
                inside = f" in “{key[2]}”" if key[2] else ""
                self._one(
                    number,
                    "case",
                    key[0],
                    f"Reader {key[1]} has graded this case{inside} already, in row {earlier}.",
                    "Keep one of the two rows."
                    if "domain" in self.cells
                    else "Keep one of the two rows, or choose the column that holds the domain.",
                )

    def _count(self, grades: list[str | None], reasons: list[str | None]) -> None:
        counts, cells = self.counts, self.cells
        domains: Sequence[str] = cells.get("domain") or [""] * len(self.numbers)
        counts.cases = len(set(cells["case"]))
        counts.readers = len(set(cells["reader"]))
        counts.authorities = dict(Counter(cells.get("authority", ())))
        counts.domains = dict(Counter(domains)) if "domain" in cells else {}
        given = Counter(grade for grade in grades if grade is not None)
        counts.grades = {word: given[word] for word in self.scale.words}
        counts.graded = given.total()
        counts.not_graded = dict(
            Counter(
                reason
                for cell, reason in zip(cells["grade"], reasons, strict=True)
                if reason is not None and cell not in counts.unknown
            )
        )
        read = Counter(
            (case, domain)
            for case, domain, grade in zip(cells["case"], domains, grades, strict=True)
            if grade is not None
        )
        counts.read_twice = sum(1 for number in read.values() if number > 1)

    def _each(self, name: str, value: str, message: str, fix: str) -> list[int]:
        """A problem in each row whose cell holds a value; the rows."""
        rows = [n for n, cell in zip(self.numbers, self.cells[name], strict=True) if cell == value]
        for number in rows:
            self._one(number, name, value, message, fix)
        return rows

    def _one(self, number: int, name: str, value: str, message: str, fix: str) -> None:
        self.bad.add(number)
        self.problems.add(message, fix, row=number, column=self.headers[name], value=value)
