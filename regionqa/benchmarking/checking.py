"""Whether a file is a monthly return: every heading settled, every row adding up."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from regionqa.benchmarking.domain_headings import DOMAIN, domain_and_grade
from regionqa.benchmarking.headings import (
    AUDITORS,
    CHOSEN,
    COMPLETED,
    GRADE,
    MONTH,
    NOT_GRADED,
    WORDS,
    Heading,
)
from regionqa.benchmarking.months import (
    DRAWN,
    MOST,
    OTHER,
    MonthError,
    MonthFigures,
    month_words,
    read_month,
)
from regionqa.exchange import FileProblem, Problems, Table
from regionqa.ratings import DeclaredScale

FEWEST_GRADES = 2
PROBLEMS_LISTED = 100
_ONCE = (MONTH, COMPLETED, AUDITORS, CHOSEN)
CHOSEN_CELLS = {
    "": "",
    **dict.fromkeys((DRAWN, "drawn at random", "random", "random sample"), DRAWN),
    **dict.fromkeys((OTHER, "otherwise", "chosen", "selected", "mixed", "thematic"), OTHER),
}
"""What the cell of how cases were chosen may say, in small letters."""
_WHOLE = re.compile(r"\d{1,3}(,\d{3})+|\d+")


@dataclass(frozen=True)
class CheckedReturn:
    """The months that a file says, empty as long as there are ``problems``."""

    headings: tuple[Heading, ...]
    months: tuple[MonthFigures, ...]
    problems: tuple[FileProblem, ...]
    left_out: int
    notes: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether the file may be used."""
        return not self.problems

    @property
    def problem_count(self) -> int:
        """Problems listed and not listed."""
        return len(self.problems) + self.left_out


def check_return(
    table: Table, headings: Sequence[Heading], scale: DeclaredScale, today: date
) -> CheckedReturn:
    """Read each row as a month. Headings of the same grade are added up."""
    problems = Problems(PROBLEMS_LISTED)
    problems.extend(table.problems, table.problems_left_out)
    _check_headings(headings, scale, problems)
    months: list[MonthFigures] = []
    if not problems.kept:
        months = _read_rows(table, headings, scale, problems, today)
    sound = not problems.kept
    return CheckedReturn(
        tuple(headings),
        tuple(sorted(months, key=lambda one: one.month)) if sound else (),
        problems.kept,
        problems.left_out,
        (*table.notes, *_notes(headings, scale, months if sound else [])),
    )


def _check_headings(headings: Sequence[Heading], scale: DeclaredScale, problems: Problems) -> None:
    grades = ", ".join(scale.words)
    for heading in headings:
        if heading.meaning is None:
            problems.add(
                f"“{heading.text}” is not a grade of the scale ({grades}) or another column that "
                "is known.",
                "Say below what it means, or that the column is to be left out.",
                column=heading.text,
            )
    held = Counter(heading.meaning for heading in headings)
    for meaning in _ONCE:
        if held[meaning] > 1:
            named = " and ".join(f"“{h.text}”" for h in headings if h.meaning == meaning)
            problems.add(
                f"{named} are both “{WORDS[meaning]}”.", "Leave all but one of them out below."
            )
    if not held[MONTH]:
        problems.add("No column holds the month.", "Say below which column is the month.")
    if len({m for m in held if m and m.startswith(GRADE)}) < FEWEST_GRADES:
        problems.add(
            "Fewer than two columns are grades of the scale.",
            f"Add a column for each grade in use: {grades}.",
        )
    if not (held[COMPLETED] or held[NOT_GRADED]):
        problems.add(
            "There is no column of completed audits and none of audits that were not graded.",
            "Add one of the two, so that audits without a grade are counted too.",
        )


def _read_rows(
    table: Table,
    headings: Sequence[Heading],
    scale: DeclaredScale,
    problems: Problems,
    today: date,
) -> list[MonthFigures]:
    columns: dict[str, list[str]] = defaultdict(list)
    for heading in headings:
        columns[heading.meaning or ""].append(heading.text)
    (month_header,) = columns[MONTH]
    first_row: dict[date, int] = {}
    found = []
    for row in table.rows:
        cells = dict(zip(table.headers, row.cells, strict=True))
        month = _month(cells[month_header], row.number, month_header, problems, today)
        if month is not None and month in first_row:
            problems.add(
                f"{month_words(month)} is in row {first_row[month]} too.",
                "Keep one row for each month.",
                row=row.number, column=month_header, value=cells[month_header],
            )  # fmt: skip
        if month is not None:
            first_row.setdefault(month, row.number)
        figures = _figures(cells, row.number, columns, scale, problems, month or today)
        if figures is not None and month is not None:
            found.append(figures)
    return found


def _month(text: str, row: int, header: str, problems: Problems, today: date) -> date | None:
    try:
        return read_month(text, today)
    except MonthError as error:
        message, _, fix = str(error).partition(". ")
        problems.add(f"{message}.", fix, row=row, column=header, value=text)
        return None


def _figures(
    cells: Mapping[str, str],
    row: int,
    columns: Mapping[str, list[str]],
    scale: DeclaredScale,
    problems: Problems,
    month: date,
) -> MonthFigures | None:
    values: dict[str, int | None] = {}
    sound = True
    blank = _blank_domains(cells, columns)
    for meaning, headers in columns.items():
        if meaning.startswith(DOMAIN) and domain_and_grade(meaning)[0] in blank:
            continue
        if meaning in {COMPLETED, AUDITORS, NOT_GRADED} or meaning.startswith((GRADE, DOMAIN)):
            counts = [_count(cells[h], row, h, problems, meaning) for h in headers]
            sound = sound and all(ok for ok, _ in counts)
            given = [count for _, count in counts if count is not None]
            values[meaning] = sum(given) if given else None
    chosen = _chosen(cells, row, columns.get(CHOSEN, []), problems)
    if not sound or chosen is None:
        return None
    grades = {w: values[GRADE + w] or 0 for w in scale.words if GRADE + w in values}
    return _added_up(month, grades, values, row, problems, chosen or None)


def _blank_domains(cells: Mapping[str, str], columns: Mapping[str, list[str]]) -> set[str]:
    """The domains that a row says nothing of: not counted in this month."""
    said: dict[str, bool] = defaultdict(bool)
    for meaning, headers in columns.items():
        if meaning.startswith(DOMAIN):
            said[domain_and_grade(meaning)[0]] |= any(cells[header] for header in headers)
    return {domain for domain, any_cell in said.items() if not any_cell}


def _chosen(
    cells: Mapping[str, str], row: int, headers: Sequence[str], problems: Problems
) -> str | None:
    """``drawn``, ``other``, empty where nothing is said; None for a word that is neither."""
    word = "".join(cells[header] for header in headers).casefold()
    found = CHOSEN_CELLS.get(word)
    if found is None:
        problems.add(
            "This does not say how cases were chosen.",
            f"Write “{DRAWN}” where all were drawn at random, else “{OTHER}”; or leave it blank.",
            row=row, column=headers[0], value=word,
        )  # fmt: skip
    return found


def _added_up(
    month: date,
    grades: Mapping[str, int],
    values: Mapping[str, int | None],
    row: int,
    problems: Problems,
    chosen: str | None,
) -> MonthFigures | None:
    graded = sum(grades.values())
    completed, not_graded = values.get(COMPLETED), values.get(NOT_GRADED)
    domains: dict[str, dict[str, int]] = defaultdict(dict)
    for meaning, count in values.items():
        if meaning.startswith(DOMAIN):
            domain, grade = domain_and_grade(meaning)
            domains[domain][grade] = count or 0
    try:
        return add_up(
            month, grades, completed, not_graded, values.get(AUDITORS),
            chosen=chosen, domains=domains,
        )  # fmt: skip
    except ValueError as error:
        problems.add(
            str(error),
            "Put the counts of this row right in the file, and choose the file again.",
            row=row,
            value=str(graded),
        )
        return None


def add_up(
    month: date,
    grades: Mapping[str, int],
    completed: int | None,
    not_graded: int | None,
    auditors: int | None,
    *,
    chosen: str | None = None,
    domains: Mapping[str, Mapping[str, int]] | None = None,
) -> MonthFigures:
    """A month whose total is its parts; the one of the two that is not given is worked out.

    In a domain at most as many audits can have a grade as are completed. Raises ``ValueError``
    that names the figures where they do not add up.
    """
    graded = sum(grades.values())
    if not_graded is None:
        not_graded = (completed or 0) - graded
    if completed is None:
        completed = graded + not_graded
    if not_graded < 0:
        raise ValueError(f"{graded:,} audits have a grade, but only {completed:,} are completed.")
    if graded + not_graded != completed:
        raise ValueError(
            f"{graded:,} with a grade and {not_graded:,} without one make "
            f"{graded + not_graded:,}, but {completed:,} are completed."
        )
    held = {domain: dict(counts) for domain, counts in (domains or {}).items()}
    for domain, counts in held.items():
        if sum(counts.values()) > completed:
            raise ValueError(
                f"In “{domain}”, {sum(counts.values()):,} audits have a grade, but only "
                f"{completed:,} are completed."
            )
    return MonthFigures(month, completed, dict(grades), not_graded, auditors, chosen, held)


def _count(
    text: str, row: int, header: str, problems: Problems, meaning: str
) -> tuple[bool, int | None]:
    """Whether the cell is sound, and its count."""
    if not text:
        if meaning == AUDITORS:
            return True, None
        problems.add(
            "This cell is blank, which is not the same as none.",
            "Write 0 if there were none.",
            row=row, column=header,
        )  # fmt: skip
        return False, None
    if not _WHOLE.fullmatch(text) or int(text.replace(",", "")) > MOST:
        problems.add(
            f"This is not a whole number from 0 to {MOST:,}.",
            "Write how many there were, as a number.",
            row=row, column=header, value=text,
        )  # fmt: skip
        return False, None
    return True, int(text.replace(",", ""))


def _notes(
    headings: Sequence[Heading], scale: DeclaredScale, months: Sequence[MonthFigures]
) -> list[str]:
    notes = []
    meant = {heading.meaning for heading in headings}
    missing = [word for word in scale.words if GRADE + word not in meant]
    if missing and months:
        named = ", ".join(f"“{word}”" for word in missing)
        notes.append(f"No column holds {named}: it is kept as not counted, which is not 0.")
    notes += _notes_on_comparing(months)
    without = [one for one in months if one.not_graded]
    if without:
        total = sum(one.not_graded for one in without)
        many = "audit has" if total == 1 else "audits have"
        in_months = ", ".join(month_words(one.month) for one in without)
        kept = "It is" if total == 1 else "They are"
        notes.append(f"{total:,} completed {many} no grade ({in_months}). {kept} kept as such.")
    return notes


def _notes_on_comparing(months: Sequence[MonthFigures]) -> list[str]:
    """How cases were chosen, month by month, and which domains were counted."""
    notes = []
    for how, words in ((DRAWN, "drawn at random"), (OTHER, "chosen otherwise")):
        named = ", ".join(month_words(one.month) for one in months if one.chosen == how)
        if named:
            notes.append(f"Cases {words}: {named}.")
    unsaid = sum(1 for one in months if one.chosen is None)
    if unsaid:
        many = "1 month does" if unsaid == 1 else f"{unsaid:,} months do"
        notes.append(f"{many} not say how cases were chosen, so no grade there is compared.")
    domains = dict.fromkeys(domain for one in months for domain in one.domains)
    if domains:
        named = ", ".join(f"“{domain}”" for domain in domains)
        notes.append(f"Counted by domain: {named}.")
    return notes
