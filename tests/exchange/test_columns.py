"""Matching headings to what is wanted, corrected by the person."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionqa.exchange import Column, FileRefused, How, match_columns

CASE = Column("case", ("case ref", "case reference", "audit ref"), description="a reference")
READER = Column("reader", ("auditor", "moderator", "graded by"))
AUTHORITY = Column("authority", ("la", "la name", "local authority"), required=False)
GRADE = Column("grade", ("judgement", "rating", "score"))
WANTED = (CASE, READER, AUTHORITY, GRADE)


def found(*headers: str, **chosen: str | None) -> dict[str, tuple[How, str | None]]:
    match = match_columns(headers, WANTED, chosen)
    return {f.wanted.name: (f.how, f.header) for f in match.found}


def test_exact_normalised_and_synonym() -> None:
    assert found("case", "READER ", "LA_Name", "Judgement") == {
        "case": (How.EXACT, "case"),
        "reader": (How.NORMALISED, "READER "),
        "authority": (How.SYNONYM, "LA_Name"),
        "grade": (How.SYNONYM, "Judgement"),
    }


def test_an_exact_heading_wins_over_a_synonym() -> None:
    match = match_columns(["Audit ref", "case", "reader", "grade"], WANTED)
    assert match.complete
    assert match.columns["case"] == "case"
    assert match.unused == ("Audit ref",)


def test_a_near_heading_is_suggested_and_waits_for_the_person() -> None:
    match = match_columns(["Case", "Auditors", "Final grade (1 to 4)"], WANTED)
    assert match.columns == {"case": "Case"}
    assert [f.header for f in match.found if f.how is How.SUGGESTED] == [
        "Auditors",
        "Final grade (1 to 4)",
    ]
    assert [p.column for p in match.problems] == ["reader", "grade"]
    assert all("Confirm" in p.fix for p in match.problems)
    chosen = {"reader": "Auditors", "grade": "Final grade (1 to 4)"}
    match = match_columns(["Case", "Auditors", "Final grade (1 to 4)"], WANTED, chosen)
    assert match.complete
    assert match.columns == {"case": "Case", **chosen}


def test_two_headings_that_fit_alike_are_named() -> None:
    match = match_columns(["case", "auditor", "moderator", "grade"], WANTED)
    reader = match.found[1]
    assert (reader.how, reader.candidates) == (How.AMBIGUOUS, ("auditor", "moderator"))
    assert "auditor, moderator" in match.problems[0].message
    assert match_columns(
        ["case", "auditor", "moderator", "grade"], WANTED, {"reader": "moderator"}
    ).complete


def test_one_heading_that_fits_two_is_given_to_neither() -> None:
    first, second = Column("own grade", ("grade",)), Column("peer grade", ("grade",))
    match = match_columns(["Grade"], [first, second])
    assert [f.how for f in match.found] == [How.AMBIGUOUS, How.AMBIGUOUS]
    assert match.columns == {}
    assert len(match.problems) == 2


def test_missing_columns_are_named_and_optional_ones_are_not_a_problem() -> None:
    match = match_columns(["x", "y"], WANTED)
    assert [p.column for p in match.problems] == ["case", "reader", "grade"]
    assert "a reference" in match.problems[0].message
    assert found("case", "reader", "grade")["authority"] == (How.MISSING, None)


def test_the_person_can_leave_a_column_out() -> None:
    assert found("case", "reader", "la", "grade", authority=None)["authority"] == (
        How.LEFT_OUT,
        None,
    )
    match = match_columns(["case", "reader", "grade"], WANTED, {"grade": None})
    assert [p.column for p in match.problems] == ["grade"]


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        ({"grade": "nowhere"}, "nowhere"),
        ({"colour": "case"}, "case"),
        ({"grade": "case", "reader": "case"}, "more than once"),
    ],
)
def test_a_choice_that_cannot_be_is_refused(chosen: dict[str, str], words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        match_columns(["case", "reader", "grade"], WANTED, chosen)


@given(st.lists(st.text(max_size=12), max_size=8, unique=True))
def test_a_heading_serves_one_wanted_column_at_most(headers: list[str]) -> None:
    match = match_columns(headers, WANTED)
    used = list(match.columns.values())
    assert len(used) == len(set(used))
    assert set(used) | set(match.unused) == set(headers)
    assert set(used) & set(match.unused) == set()
    assert match.complete == {"case", "reader", "grade"}.issubset(match.columns)


@given(st.permutations(["Case ref", "Graded by", "local authority", "score", "remarks"]))
def test_the_order_of_columns_does_not_matter(headers: list[str]) -> None:
    assert match_columns(headers, WANTED).columns == {
        "case": "Case ref", "reader": "Graded by", "authority": "local authority", "grade": "score",
    }  # fmt: skip
