"""CSV: separators, encodings, quotes, headings; each fault named by row, field and fix."""

import io

import pytest

from regionqa.exchange import FileRefused, Limits, read_table
from tests.exchange import sample_files


def read(text: str | bytes, **options: object):
    data = text.encode() if isinstance(text, str) else text
    return read_table(data, "grades.csv", **options)


def refusal(text: str | bytes, **options: object) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read(text, **options)
    assert caught.value.fix
    return caught.value


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_separators_and_encodings(delimiter: str, encoding: str) -> None:
    data = sample_files.csv_text(delimiter).encode(encoding)
    table = read(data)
    assert table.headers == sample_files.HEADERS
    assert [row.cells for row in table.rows] == sample_files.rows()
    assert [row.number for row in table.rows] == list(range(2, 14))
    assert table.delimiter == delimiter
    assert any("Windows-1252" in note for note in table.notes) == (encoding == "cp1252")
    assert table.problems == ()


def test_windows_note_shows_the_line_to_check() -> None:
    table = read("Case,Team\nA1,Café\n".encode("cp1252"))
    assert table.column("Team") == ("Café",)
    assert "line 2" in table.notes[0]
    assert "Café" in table.notes[0]


def test_numbers_with_decimal_commas_do_not_confuse_the_separator() -> None:
    table = read("Case;Grade\na;1,5\nb;2,5\n")
    assert table.column("Grade") == ("1,5", "2,5")


def test_separator_hint_of_excel() -> None:
    table = read("sep=;\nCase;Grade\na;b\n")
    assert table.headers == ("Case", "Grade")
    assert table.rows[0].number == 3


def test_rows_keep_their_numbers_over_blank_rows_and_line_ends_in_cells() -> None:
    table = read('\nCase,Note\na,"two\nlines"\n\n,\nb,x\n')
    assert table.header_row == 2
    assert [(row.number, row.cells) for row in table.rows] == [
        (3, ("a", "two\nlines")),
        (6, ("b", "x")),
    ]


def test_space_and_marks_around_cells_are_taken_off() -> None:
    table = read(" Case ,\u00a0Grade\u200b\n a\u00a0,\ufeffGood \n")
    assert table.headers == ("Case", "Grade")
    assert table.rows[0].cells == ("a", "Good")


@pytest.mark.parametrize(
    ("text", "row", "words"),
    [
        ("", None, "empty"),
        (" \r\n\t\n", None, "empty"),
        (",,\n,,\n", None, "no rows"),
        ("a,b\n", 1, "no rows below"),
        ("a,b,A \n1,2,3\n", 1, "columns A and C"),
        ("a,,c\n1,2,3\n", 1, "Column B has values but no heading"),
        ('a,b\n1,"x\n2,3\n', 2, "not closed"),
        ('a,b\n1,2\n1,"x"y\n', 3, "inside the text"),
        ("a,b\n" + "x" * 140_000 + ",1\n", 2, "131,072 characters"),
        (b"a,b\n1,\x00\n", 2, "zero byte"),
        (b"a,b\nx,\x81\n", 2, "no letter"),
        ("a,é\nx,y\n".encode() + b"z,\xe9\n", 3, "another encoding"),
        ("a,b\n1,2\n".encode("utf-32"), None, "UTF-32"),
        (b"\xef\xbb\xbfa,b\n1,\xe9\n", 2, "is not"),
        ("\ufeffa,b\n1,".encode("utf-16-le") + b"\x00\xd8,\x00", 2, "UTF-16"),
        ("a" * 300 + ",b\n1,2\n", 1, "too long"),
        (",".join(f"h{n}" for n in range(300)) + "\n" + "1," * 299 + "1\n", 1, "300 columns"),
        (b"%PDF-1.7\n1 0 obj", None, "a PDF document"),
        (b"<html><table><tr><td>Case</td></tr></table>", None, "a web page"),
        (b"<?xml version='1.0'?><Workbook/>", None, "an XML file"),
        (b"{\\rtf1 x}", None, "rich text"),
        (b"PK\x03\x04rest", None, "ends in .csv"),
    ],
)  # fmt: skip
def test_refusals_name_the_row_and_the_fault(
    text: str | bytes, row: int | None, words: str
) -> None:
    refused = refusal(text)
    assert words in refused.message
    assert refused.row == row


@pytest.mark.parametrize(
    ("name", "words"),
    [("x.xls", "old Excel"), ("x.ods", "OpenDocument"), ("x.exe", "“.exe”"), ("x", "no ending"),
     ("x.xlsm", "macros"), ("x.docx", "Word")],
)  # fmt: skip
def test_names_of_other_files(name: str, words: str) -> None:
    with pytest.raises(FileRefused, match=words):
        read_table(b"a,b\n1,2\n", name)


def test_title_rows_above_the_headings_are_pointed_out_and_can_be_passed() -> None:
    text = "Grades of the region,,\nMarch 2026,,\n\nCase,Reader,Grade\na,R1,Good\n"
    refused = refusal(text)
    assert refused.header_row == 4
    assert "row 4" in refused.fix
    table = read(text, header_row=refused.header_row)
    assert table.headers == ("Case", "Reader", "Grade")
    assert table.rows[0].number == 5
    assert "blank" in refusal(text, header_row=3).message


def test_ragged_rows_are_named() -> None:
    table = read("a,b,c\n1,2\n1,2,3\n1,2,3,4\n1,2,3,,\n")
    assert [(p.row, p.column) for p in table.problems] == [(2, "c"), (4, "column D")]
    assert "2 cells" in table.problems[0].message
    assert "4 cells" in table.problems[1].message


def test_formulas_repeated_headings_lost_letters_and_long_cells_are_named() -> None:
    table = read(
        "Case,Grade\n=1+1,a\nb,@SUM(A1)\nc,-5\nd,-\nCase,Grade\ne,x\ufffd\nf,x\x07\n"
        "g," + "y" * 6000 + "\n"
    )
    found = [(p.row, p.column, p.message) for p in table.problems]
    assert [(row, column) for row, column, _ in found] == [
        (2, "Case"), (3, "Grade"), (6, None), (7, "Grade"), (8, "Grade"), (9, "Grade"),
    ]  # fmt: skip
    assert [m for _, _, m in found if "formula" in m] == ["This cell holds a formula."] * 2
    assert "U+FFFD" in found[3][2]
    assert "U+0007" in found[4][2]
    assert "6,000 characters" in found[5][2]
    assert all(len(p.value) <= 30 for p in table.problems)


def test_problems_are_listed_to_the_limit_and_the_rest_counted() -> None:
    table = read("a,b\n" + "=1+1,x\n" * 250, limits=Limits(problems=20))
    assert len(table.problems) == 20
    assert table.problems_left_out == 230


def test_garbled_letters_are_noted() -> None:
    table = read("Case,Note\na,Itâ€™s\n")
    assert "line 2" in table.notes[0].lower()


def test_a_huge_file_is_refused_before_it_is_read_whole() -> None:
    class Endless(io.RawIOBase):
        taken = 0

        def read(self, size: int = -1) -> bytes:
            self.taken += size
            return b"a" * size

    stream = Endless()
    with pytest.raises(FileRefused, match="at most 20 MB"):
        read_table(stream, "x.csv")
    assert stream.taken < 23_000_000
    with pytest.raises(FileRefused, match="100 MB large"):
        read_table(bytes(100_000_000), "x.csv")


def test_too_many_rows_and_cells() -> None:
    assert "10 rows" in refusal("a,b\n" + "1,2\n" * 11, limits=Limits(rows=10)).message
    assert read("a,b\n" + "1,2\n" * 10, limits=Limits(rows=10)).rows[-1].number == 11
    assert refusal("a,b\n" + "1,2\n" * 30, limits=Limits(cells=20)).row == 11


def test_content_hash_knows_a_repeat_and_a_change() -> None:
    first = read("Case,Grade\na,3.0\nb,2\n")
    same = read("grade;CASE\n2 ;b\n3;a\n")
    changed = read("Case,Grade\na,3\nb,1\n")
    columns, turned = {"case": "Case", "grade": "Grade"}, {"case": "CASE", "grade": "grade"}
    assert first.content_hash(columns) == same.content_hash(turned)
    assert first.content_hash(columns) != changed.content_hash(columns)
    assert read("a\n007\n").content_hash() != read("a\n7\n").content_hash()
    assert read("a\nx\nx\n").content_hash() != read("a\nx\n").content_hash()


def test_columns_can_be_left_out() -> None:
    table = read("Case,Name,Grade\na,=x,Good\n").without(["Name"])
    assert table.headers == ("Case", "Grade")
    assert table.rows[0].cells == ("a", "Good")
    assert table.problems == ()
