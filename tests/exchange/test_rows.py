"""Rows by a schema, the preview, and templates."""

import io

import openpyxl
import pytest
from marshmallow import Schema, ValidationError, fields, validate, validates_schema

from regionqa.exchange import (
    Column,
    FileProblem,
    Notes,
    check_rows,
    make_preview,
    match_columns,
    read_table,
    write_csv_template,
    write_template,
)
from regionqa.exchange.isolated.child import answer

GRADES = ("Inadequate", "Requires improvement, to be good", "Good")
COLUMNS = (
    Column("case", ("case ref",), description="Your own reference", example="case-001"),
    Column("grade", allowed=GRADES, description="The judgement"),
    Column("score", required=False, most=9),
)


class Reading(Schema):
    case = fields.String(required=True, validate=validate.Length(max=10))
    grade = fields.String(
        required=True,
        validate=validate.OneOf(GRADES, error="“{input}” is not a grade of this scale."),
        metadata={"fix": "Use one of: Inadequate, Requires improvement, Good."},
    )
    score = fields.Integer(load_default=None)

    @validates_schema(skip_on_field_errors=False)
    def _consistent(self, data: dict[str, object], **_: object) -> None:
        if data.get("grade") == "Good" and data.get("score") == 0:
            raise ValidationError("A good case cannot score 0.")


def checked(text: str, limit: int = 100):
    table = read_table(text.encode(), "grades.csv")
    match = match_columns(table.headers, COLUMNS)
    return table, match, check_rows(table, match, Reading(), limit)


def test_sound_rows_are_loaded_with_their_row_numbers() -> None:
    _, _, result = checked("Case Ref,Grade,Score\na,Good,3\n\nb,Inadequate,\n")
    assert result.records == (
        (2, {"case": "a", "grade": "Good", "score": 3}),
        (4, {"case": "b", "grade": "Inadequate", "score": None}),
    )
    assert (result.problems, result.left_out, result.rows, result.bad_rows) == ((), 0, 2, 0)


def test_problems_have_the_rows_and_headings_of_the_file() -> None:
    _, _, result = checked(
        "Case Ref,Grade,Score\na,Godo,3\n\n,Good,x\nthis is far too long,Good,1\nc,Good,0\n"
    )
    assert result.records == ()
    assert result.bad_rows == 4
    assert result.problems[0] == FileProblem(
        2, "Grade", "Godo", "“Godo” is not a grade of this scale.",
        "Use one of: Inadequate, Requires improvement, Good.",
    )  # fmt: skip
    assert [(p.row, p.column) for p in result.problems] == [
        (2, "Grade"), (4, "Case Ref"), (4, "Score"), (5, "Case Ref"), (6, None),
    ]  # fmt: skip
    assert result.problems[1].message == "This cell is blank."
    assert "Row 6: A good case cannot score 0." in str(result.problems[4])


def test_problems_beyond_the_limit_are_counted() -> None:
    _, _, result = checked("case,grade\n" + "a,x\n" * 50, limit=7)
    assert (len(result.problems), result.left_out, result.bad_rows) == (7, 43, 50)


def test_preview_gathers_everything_and_says_whether_it_may_be_saved() -> None:
    table, match, result = checked("case,grade\n" + "".join(f"c{n},Good\n" for n in range(30)))
    preview = make_preview(table, match, result, changes={"New cases": 30})
    assert preview.may_be_saved
    assert (preview.row_count, len(preview.first_rows), preview.problem_count) == (30, 10, 0)
    assert (preview.changes[0].label, preview.changes[0].count) == ("New cases", 30)
    doubled = FileProblem(3, "case", "c1", "This case is there already.", "Delete the row.")
    preview = make_preview(table, match, result, more=[doubled])
    assert not preview.may_be_saved
    assert preview.bad_row_count == 1


def test_preview_counts_what_the_table_the_match_and_the_rows_left_out() -> None:
    table, match, result = checked("case,x\n" + "=1+1,b\n" * 120)
    preview = make_preview(table, match, None)
    assert not preview.may_be_saved
    assert preview.problem_count == 121
    assert preview.problems[0].column == "grade"
    assert preview.bad_row_count > 90
    assert result.bad_rows == 120


def test_content_hash_of_a_preview_does_not_depend_on_headings_or_order() -> None:
    one = make_preview(*checked("Case ref,grade,note\na,Good,x\nb,Good,y\n"))
    two = make_preview(*checked("GRADE,case\nGood,b\nGood,a\n"))
    assert one.content_hash == two.content_hash


def test_template_is_read_back_when_it_was_filled_in() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_template(COLUMNS, Notes("Grades", method="…"))))
    assert book.sheetnames == ["Data", "How to fill in", "Notes", "Lists"]
    assert book["Lists"].sheet_state == "hidden"
    assert [cell.value for cell in book["Lists"]["B"]] == list(GRADES)
    rules = {str(rule.sqref): rule for rule in book["Data"].data_validations.dataValidation}
    assert rules["B2:B5001"].formula1 == "Lists!$B$1:$B$3"
    assert rules["B2:B5001"].type == "list"
    assert rules["A2:A5001"].prompt == "Your own reference"
    score = rules["C2:C5001"]
    assert (score.type, score.formula1, score.formula2) == ("whole", "0", "9")
    book["Data"].append(["case-1", GRADES[1], 2])
    stream = io.BytesIO()
    book.save(stream)
    table = read_table(stream.getvalue(), "t.xlsx", workbook_reader=answer)
    assert table.problems == ()
    assert check_rows(table, match_columns(table.headers, COLUMNS), Reading()).records == (
        (2, {"case": "case-1", "grade": GRADES[1], "score": 2}),
    )


def test_csv_template_has_the_headings() -> None:
    assert write_csv_template(COLUMNS).decode("utf-8-sig") == '"case","grade","score"\r\n'


@pytest.mark.parametrize("columns", [(), (Column("a"),)])
def test_templates_without_lists(columns: tuple[Column, ...]) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_template(columns, Notes("x"))))
    assert "Data" in book.sheetnames
