"""Checking rows and scales, without a database."""

import random
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionqa.exchange import Row, Table, pack, safe_filename, unpack
from regionqa.ratings.checking import CheckedFile, check_file, pack_rows, unpack_rows
from regionqa.ratings.columns import MOST_DOMAINS, ROLE_WORDS
from regionqa.ratings.computing import compute_report
from regionqa.ratings.demonstration import sample_rows
from regionqa.ratings.reading import read_ratings
from regionqa.ratings.scales import DeclaredScale, ScaleError, list_scales, own_scale
from regionqa.statistics.agreement.reporting.table import HOME_ROLES, PEER_ROLES
from tests.ratings.walking import csv_of

TODAY = date(2026, 11, 21)
(OFSTED,) = list_scales(TODAY)


def table(headers: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
    numbered = tuple(Row(number, row) for number, row in enumerate(rows, 2))
    return Table("grades.csv", "csv", headers, 1, numbered)


def checked(rows: list[tuple[str, str, str]], scale: DeclaredScale = OFSTED) -> CheckedFile:
    return check_file(table(("Case", "Reader", "Grade"), rows), scale)


def test_the_default_scale_is_dated_and_lowest_first() -> None:
    assert OFSTED.words == (
        "Inadequate", "Requires improvement to be good", "Good", "Outstanding"
    )  # fmt: skip
    assert OFSTED.source
    assert "April 2026" in OFSTED.note
    assert list_scales(date(2010, 1, 1)) == []
    assert DeclaredScale.from_json(OFSTED.to_json()).find("RI") == OFSTED.words[1]


def test_grades_are_found_whatever_their_capitals_and_spaces_and_never_guessed() -> None:
    assert OFSTED.find("  requires   Improvement") == "Requires improvement to be good"
    assert OFSTED.find("Requires") is None
    numbers = own_scale("0\n1\n2.5")
    assert numbers.is_numeric
    assert numbers.find("2.50") == 2.5
    assert numbers.find("2") is None
    assert numbers.find("two") is None


def test_numbers_that_fall_are_names_in_that_order() -> None:
    downwards = own_scale("4\n3\n2\n1")
    assert downwards.words == ("4", "3", "2", "1")
    assert not downwards.is_numeric


@pytest.mark.parametrize(
    "typed", ["", "Good", "Good\n GOOD", "1\n1.0", "N/A\nGood", "x" * 99 + "\ny"]
)
def test_a_typed_scale_that_cannot_be_is_refused(typed: str) -> None:
    with pytest.raises(ScaleError):
        own_scale(typed)


def test_words_of_roles_are_those_of_the_engine() -> None:
    assert {word for word, role in ROLE_WORDS.items() if role == "home"} == HOME_ROLES
    assert {word for word, role in ROLE_WORDS.items() if role == "peer"} == PEER_ROLES


def test_what_is_not_graded_is_counted_and_is_no_grade() -> None:
    found = checked([("a", "R1", "Good"), ("a", "R2", ""), ("b", "R1", "n/a"), ("b", "R2", "good")])
    assert found.counts.not_graded == {"Blank": 1, "n/a": 1}
    assert found.counts.graded == 2
    assert found.counts.respelled == {"good": "Good"}
    assert found.counts.grades == dict(zip(OFSTED.words, (0, 0, 2, 0), strict=True))
    assert found.rows is not None
    assert found.rows.grade == ["Good", None, None, "Good"]


def test_too_many_domains_are_a_column_mistaken() -> None:
    rows = [(f"c{n}", "R1", f"note {n}", "Good") for n in range(MOST_DOMAINS + 1)]
    found = check_file(table(("Case", "Reader", "Domain", "Grade"), rows), OFSTED)
    (problem,) = found.preview.problems
    assert "41 different values; at most 40" in problem.message
    assert found.rows is None


def test_an_empty_table_is_a_problem() -> None:
    assert "no rows" in checked([]).preview.problems[0].message


def test_free_text_is_not_kept() -> None:
    rows = [("c1", "R1", "Good", "The child was seen alone. " * 8)]
    kept = read_ratings(csv_of(("Case", "Reader", "Grade", "Comments"), rows), "a.csv")
    assert kept.headers == ("Case", "Reader", "Grade")
    assert "“Comments”" in kept.notes[-1]
    assert b"child" not in pack(kept)


def test_a_filename_that_reads_like_a_person_is_not_kept() -> None:
    assert safe_filename("C:\\audits\\Sarah_Jones.xlsx") == "file.xlsx"
    assert safe_filename("Practice audits, round 3.csv") == "Practice audits, round 3.csv"


def test_the_made_up_file_is_as_it_is_described() -> None:
    rows = sample_rows(11)
    assert rows == sample_rows(11) != sample_rows(12)
    assert len(rows) == 60 * 6 * 2
    assert all(row["synthetic"] == "yes" for row in rows)
    read = table(tuple(rows[0]), [tuple(row.values()) for row in rows])
    found = check_file(read, OFSTED)
    assert found.rows is not None
    report = compute_report(found.rows, OFSTED)
    by_name = {domain["name"]: domain for domain in report["domains"]}
    assert by_name["Case recording"]["state"] == "one_grade"
    poorest = min(report["domains"], key=lambda domain: domain["ac"]["value"])
    assert poorest["name"] == "Impact on the child"
    home = report["together"]["directions"][0]
    assert home["name"] == "Home"
    assert home["direction"]["points"]["low"] > 0, "home readers are too kind"


CELLS = st.tuples(
    st.integers(0, 5).map(lambda n: f"case {n}"),
    st.integers(0, 3).map(lambda n: f"R{n}"),
    st.sampled_from(["Plan", "Voice"]),
    st.sampled_from(["Good", "good", "Inadequate", "Outstanding", "", "N/A", "Gud", "7"]),
)
LISTS = st.lists(CELLS, min_size=1, max_size=40)
HEADERS = ("Case", "Reader", "Domain", "Grade")


@given(LISTS, st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_count_and_no_hash(
    rows: list[tuple[str, ...]], dice: random.Random
) -> None:
    shuffled = rows.copy()
    dice.shuffle(shuffled)
    one, two = (check_file(table(HEADERS, each), OFSTED) for each in (rows, shuffled))
    for name in ("rows", "graded", "cases", "readers", "read_twice", "domains", "grades",
                 "not_graded", "respelled"):  # fmt: skip
        assert getattr(one.counts, name) == getattr(two.counts, name), name
    assert one.content_hash == two.content_hash
    assert one.preview.problem_count == two.preview.problem_count


@given(LISTS)
def test_rows_are_used_exactly_when_nothing_is_wrong(rows: list[tuple[str, ...]]) -> None:
    found = check_file(table(HEADERS, rows), OFSTED)
    unknown = sum(row[3] in {"Gud", "7"} for row in rows)
    repeats = len(rows) - len({row[:3] for row in rows})
    assert found.preview.problem_count == unknown + repeats
    assert (found.rows is not None) == (unknown + repeats == 0)
    assert sum(found.counts.grades.values()) == found.counts.graded
    given = found.counts.graded + sum(found.counts.not_graded.values())
    assert given + unknown == len(rows)
    if found.rows is not None:
        assert unpack_rows(pack_rows(found.rows)) == found.rows
        report = compute_report(found.rows, OFSTED)
        assert report["graded"] == found.counts.graded


@given(LISTS)
def test_a_draft_is_kept_as_it_was(rows: list[tuple[str, ...]]) -> None:
    kept = table(HEADERS, rows)
    assert unpack(pack(kept)) == kept
