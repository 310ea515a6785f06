"""What is written reads back equal; nothing that is written runs when it is opened."""

import csv
import datetime as dt
import io
import math
import re
from decimal import Decimal

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionqa.exchange import Notes, Table, read_table, write_csv, write_xlsx
from regionqa.exchange.escaping import inert, plain
from regionqa.exchange.headings import clean
from regionqa.exchange.isolated.child import answer

# Text as people type it, signs that start formulas and separate cells, letters of any script.
# Left out is what is not text: control characters, surrogates, and lone line ends of old systems.
letters = st.one_of(
    st.sampled_from("=+-@'\",;|\t\n ab1.€é–"),
    st.characters(exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="\ufffd\ufffe\uffff"),
)
texts = st.text(letters, max_size=12).map(clean)
headings = st.text(letters, min_size=1, max_size=8).map(lambda t: " ".join(clean(t).split()))


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[str], list[list[str]]]:
    heads = draw(st.lists(headings.filter(bool), min_size=1, max_size=5, unique_by=str.casefold))
    body = st.lists(texts, min_size=len(heads), max_size=len(heads))
    rows = draw(st.lists(body.filter(any), min_size=1, max_size=6))
    return heads, [row for row in rows if row != heads] or [["x"] * len(heads)]


def same(table: Table, heads: list[str], rows: list[list[str]]) -> None:
    assert list(table.headers) == heads
    assert [list(row.cells) for row in table.rows] == rows
    assert [row.number for row in table.rows] == list(range(2, len(rows) + 2))


@given(tables())
def test_csv_reads_back_equal(content: tuple[list[str], list[list[str]]]) -> None:
    heads, rows = content
    table = read_table(write_csv(heads, rows), "a.csv")
    same(table, heads, rows)
    assert table.problems == ()


@given(tables())
def test_workbook_reads_back_equal(content: tuple[list[str], list[list[str]]]) -> None:
    heads, rows = content
    data = write_xlsx(heads, rows, Notes("Title", symbols={"c": "confidential"}))
    table = read_table(data, "a.xlsx", workbook_reader=answer)
    same(table, heads, rows)
    assert table.problems == ()
    assert table.sheets == ("Data", "Notes")


@given(tables())
def test_both_kinds_have_the_same_content_hash(content: tuple[list[str], list[list[str]]]) -> None:
    heads, rows = content
    as_csv = read_table(write_csv(heads, rows), "a.csv")
    data = write_xlsx(heads, rows)
    as_xlsx = read_table(data, "a.xlsx", workbook_reader=answer)
    assert as_csv.content_hash() == as_xlsx.content_hash()


@given(st.floats(allow_nan=False, allow_infinity=False, width=32), st.integers(-(10**14), 10**14))
def test_numbers_read_back_to_fifteen_digits(number: float, whole: int) -> None:
    data = write_xlsx(["a", "b"], [[number, whole]])
    cells = read_table(data, "a.xlsx", workbook_reader=answer).rows[0].cells
    assert math.isclose(float(cells[0]), number, rel_tol=1e-14, abs_tol=1e-300)
    assert cells[1] == str(whole)
    cells = read_table(write_csv(["a", "b"], [[number, whole]]), "a.csv").rows[0].cells
    assert (float(cells[0]), cells[1]) == (number, str(whole))


@given(st.text(letters, max_size=20))
def test_escaping_is_undone_exactly_and_leaves_nothing_to_run(text: str) -> None:
    assert plain(inert(text)) == text
    harmless = re.fullmatch(r"-?|-\d+(\.\d+)?([eE][+-]?\d+)?", inert(text), re.ASCII)
    assert harmless or inert(text).lstrip()[:1] not in set("=+-@\t\r＝＋－＠")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"), ("+44", "'+44"), ("@x", "'@x"), ("-1+1", "'-1+1"),
        ("\t=1", "'\t=1"), ("\r=1", "'\r=1"), (" =1", "' =1"), ("＝1", "'＝1"), ("'=1", "''=1"),
        ("-", "-"), ("-5", "-5"), ("-5.25", "-5.25"), (-5, "-5"), (Decimal("-1.50"), "-1.50"),
        ("it's", "it's"), ("'tis", "'tis"), (None, ""), (True, "TRUE"), ("c", "c"),
        (dt.date(2026, 11, 21), "2026-11-21"),
    ],
)  # fmt: skip
def test_cells_of_csv(value: object, cell: str) -> None:
    data = write_csv(["x", "y"], [[value, 1]])
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[1] == [cell, "1"]


MIDNIGHT = dt.datetime.fromisoformat("2026-11-21T00:00:00")


def test_cells_of_workbooks_keep_their_types() -> None:
    day = dt.date(2026, 11, 21)
    data = write_xlsx(
        ["a", "b", "c", "d", "e", "f"],
        [["=1+1", -5.5, day, "http://x.example", "007", 10**17], [None, "", True, "1", "-", "c"]],
        Notes("Re-referrals", method="Count", source="DfE", licence="OGL", symbols={"c": "hidden"}),
        sheet="Re-referrals 2025/26: all [19] authorities",
    )
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    assert sheet.title == "Re-referrals 2025 26 all 19 aut"
    assert [cell.data_type for cell in sheet[2]] == ["s", "n", "d", "s", "s", "s"]
    assert [cell.value for cell in sheet[2]][1:4] == [
        -5.5,
        MIDNIGHT,
        "http://x.example",
    ]
    assert [cell.value for cell in sheet[3]] == [None, None, True, "1", "-", "c"]
    assert sheet["D2"].hyperlink is None
    assert sheet["A1"].font.bold
    assert sheet.freeze_panes == "A2"
    notes = [[cell.value for cell in row] for row in book["Notes"].iter_rows()]
    assert ["Re-referrals", None] in notes
    assert ["Method", "Count"] in notes
    assert ["Symbol c", "hidden"] in notes


@pytest.mark.parametrize("write", [write_csv, write_xlsx])
def test_what_cannot_be_written_is_an_error(write: object) -> None:
    with pytest.raises(ValueError, match="nan"):
        write(["a"], [[math.nan]])
    with pytest.raises(ValueError, match="2 values under 1"):
        write(["a"], [[1, 2]])


def test_text_too_long_for_a_cell_is_an_error() -> None:
    with pytest.raises(ValueError, match="row 2: text of 32,768 characters"):
        write_xlsx(["a"], [["x" * 32_768]])
