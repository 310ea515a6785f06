"""Months as they are written, rows that must add up, headings that must be settled."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionqa.benchmarking.changes import find_changes
from regionqa.benchmarking.checking import CheckedReturn, add_up, check_return
from regionqa.benchmarking.demonstration import example_csv, made_up_months
from regionqa.benchmarking.headings import meanings, settle
from regionqa.benchmarking.months import (
    MonthError,
    Months,
    month_key,
    month_words,
    next_month,
    read_month,
    run_of_months,
)
from regionqa.benchmarking.queries import common_scale
from regionqa.benchmarking.reading import read_return
from regionqa.exchange import pack, unpack

TODAY = date(2026, 3, 15)
SCALE = common_scale(TODAY)
MONTHS = st.dates(date(2000, 1, 1), date(2026, 2, 28)).map(lambda day: day.replace(day=1))


def check(content: str, chosen: dict[str, str] | None = None) -> CheckedReturn:
    table, _synthetic = read_return(content.encode(), "months.csv", SCALE)
    return check_return(table, settle(table.headers, SCALE, chosen or {}, {}), SCALE, TODAY)


@given(MONTHS)
def test_a_month_is_read_however_it_is_written(month: date) -> None:
    written = (
        month_key(month), month_words(month), month.isoformat(), f"{month:%m/%Y}", f"{month:%b-%y}",
        f"{month.isoformat()}T00:00:00",
    )  # fmt: skip
    assert {read_month(text, TODAY) for text in written} == {month}


@pytest.mark.parametrize("text", ["", "spring", "2026-13", "13/2025", "Q1 2025", "25", "Jan", "0"])
def test_what_is_no_month_is_refused_with_how_to_write_it(text: str) -> None:
    with pytest.raises(MonthError, match="Write it as 2026-01"):
        read_month(text, TODAY)


def test_a_month_that_is_not_over_and_one_too_old_are_refused() -> None:
    assert read_month("2026-02", TODAY) == date(2026, 2, 1)
    for text in ("2026-03", "2027-01"):
        with pytest.raises(MonthError, match="is not over"):
            read_month(text, TODAY)
    with pytest.raises(MonthError, match="are not kept"):
        read_month("1925-01", TODAY)


@given(MONTHS, MONTHS)
def test_a_run_of_months_misses_none(one: date, other: date) -> None:
    first, last = sorted((one, other))
    run = run_of_months(first, last)
    assert (run[0], run[-1]) == (first, last)
    assert len(run) == (last.year - first.year) * 12 + last.month - first.month + 1
    assert all(next_month(a) == b for a, b in pairwise(run))


COUNTS = st.integers(0, 60)


@given(st.lists(COUNTS, min_size=4, max_size=4), COUNTS)
def test_a_month_is_the_sum_of_its_parts_whichever_is_left_out(
    given_counts: list[int], without: int
) -> None:
    grades = dict(zip(SCALE.words, given_counts, strict=True))
    month = date(2025, 1, 1)
    whole = add_up(month, grades, sum(given_counts) + without, without, None)
    assert add_up(month, grades, whole.completed, None, None) == whole
    assert add_up(month, grades, None, without, None) == whole
    with pytest.raises(ValueError, match="completed"):
        add_up(month, grades, whole.completed + 1, without, None)


def test_problems_name_the_row_the_column_and_the_fix() -> None:
    checked = check(
        "Month,Completed audits,Inadequate,Good,Not graded\n"
        "2025-01,10,4,5,1\n"
        "2025-02,10,4,5,2\n"
        "2025-03,,4,5,1\n"
        "2025-04,10,four,5,1\n"
        "January 2025,10,4,5,1\n"
        "2026-03,10,4,5,1\n"
        "2025-05,10,4,-5,1\n"
    )
    assert not checked.sound
    assert checked.months == ()
    form = "put the counts of this row right in the file, and choose the file again."
    whole = "This is not a whole number from 0 to 100,000. Write how many there were, as a number."
    row_3 = "9 with a grade and 2 without one make 11, but 10 are completed."
    row_4 = "This cell is blank, which is not the same as none. Write 0 if there were none."
    assert [str(one) for one in checked.problems] == [
        f"Row 3: {row_3} {form.capitalize()}",
        f"Row 4, Completed audits: {row_4}",
        f"Row 5, Inadequate: {whole}",
        "Row 6, Month: January 2025 is in row 2 too. Keep one row for each month.",
        "Row 7, Month: March 2026 is not over. Return it when the month has ended.",
        f"Row 8, Good: {whole}",
    ]


def test_an_unknown_grade_is_refused_by_name() -> None:
    checked = check("Month,Completed audits,Inadequate,Good,Excellent\n2025-01,10,4,5,1\n")
    (problem,) = checked.problems
    assert "“Excellent” is not a grade of the scale (Inadequate, Requires" in problem.message
    settled = check(
        "Month,Completed audits,Inadequate,Good,Excellent\n2025-01,10,4,5,1\n",
        {"Excellent": "grade:Good"},
    )
    (month,) = settled.months
    assert month.grades == {"Inadequate": 4, "Good": 6}, "headings of one grade are added up"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("Period,Month,Inadequate,Good,Completed\n2025-01,2025-01,1,1,2\n", "are both “Month”"),
        ("Completed,Inadequate,Good\n2,1,1\n", "No column holds the month."),
        ("Month,Completed,Good\n2025-01,2,1\n", "Fewer than two columns are grades"),
        ("Month,Inadequate,Good\n2025-01,2,1\n", "no column of completed audits"),
    ],
)
def test_a_file_without_what_is_needed_is_refused(content: str, said: str) -> None:
    assert any(said in one.message for one in check(content).problems)


def test_short_words_of_a_grade_are_known_and_words_are_not_kept() -> None:
    content = "Month,Completed,RI,GOOD,Remark,Synthetic\n2025-01,3,1,1,fine month,yes\n"
    table, synthetic = read_return(content.encode(), "m.csv", SCALE)
    assert synthetic
    assert table.headers == ("Month", "Completed", "RI", "GOOD")
    assert "“Remark” holds words" in table.notes[-1]
    kept = unpack(pack(table))
    assert (kept.headers, kept.rows, kept.notes) == (table.headers, table.rows, table.notes)
    (month,) = check(content).months
    assert month.grades == {"Requires improvement to be good": 1, "Good": 1}
    assert month.not_graded == 1


def test_what_was_remembered_is_used_only_while_it_is_on_the_scale() -> None:
    held = {"red": "grade:Inadequate", "blue": "grade:Dreadful"}
    red, blue, own = settle(("Red", "Blue", "Month"), SCALE, {"Month": "left_out"}, held)
    assert (red.meaning, red.how) == ("grade:Inadequate", "remembered")
    assert blue.meaning is None
    assert own.meaning == "left_out"
    assert set(meanings(SCALE)) >= {f"grade:{word}" for word in SCALE.words}


def test_printed_months_add_up() -> None:
    checked = check(example_csv().decode())
    assert sum(one.completed for one in checked.months) == 343
    assert sum(one.not_graded for one in checked.months) == 10
    assert sum(one.graded for one in checked.months) == 333
    assert len(find_changes(checked.months, Months()).new) == 11


def test_made_up_months_are_the_same_for_the_same_seed_and_add_up() -> None:
    months = made_up_months(5, date(2026, 2, 1), (18, 30))
    assert (
        months
        == made_up_months(5, date(2026, 2, 1), (18, 30))
        != made_up_months(6, date(2026, 2, 1), (18, 30))
    )
    assert len(months) == 25
    assert months[-1].month == date(2026, 2, 1)
    assert all(one.completed == one.graded + one.not_graded for one in months)


HEAD = "Month,Completed,Inadequate,Good,How cases were chosen,The child’s voice: Good,"


@pytest.mark.parametrize(
    ("head", "row", "words"),
    [
        (f"{HEAD}The child’s voice: Inadequate", "drawn,3,", "blank, which is not the same as"),
        (f"{HEAD}The child’s voice: Inadequate", "drawn,3,9", "In “The child’s voice”, 12 audits"),
        (f"{HEAD}The child’s voice: Inadequate", "by Jo Brown,3,1", "how cases were chosen"),
        (f"{HEAD}The child’s voice: Sublime", "drawn,3,1", "“The child’s voice: Sublime” is not a"),
    ],
)
def test_counts_by_domain_are_checked_by_row(head: str, row: str, words: str) -> None:
    checked = check(f"{head}\n2025-04,8,2,5,{row}\n")
    assert not checked.sound
    assert any(words in problem.message for problem in checked.problems)
    assert all("Jo Brown" not in f"{problem.value}" for problem in checked.problems)


def test_counts_by_domain_are_read_whatever_the_spelling() -> None:
    found = check(f"{HEAD}The  child’s voice: inadequate\n2025-04,8,2,5,Drawn at random,3,1\n")
    (month,) = found.months
    assert month.chosen == "drawn"
    assert month.domains == {"The child’s voice": {"Good": 3, "Inadequate": 1}}
    assert find_changes([month], Months()).new == (month,)
    assert "Cases drawn at random: April 2025." in found.notes
    assert "Counted by domain: “The child’s voice”." in found.notes
    unsaid = check("Month,Completed,Inadequate,Good\n2025-04,8,2,5\n")
    assert any(note.startswith("1 month does not say how cases") for note in unsaid.notes)
