"""Workbooks: what cells say, what is refused before opening, the process that opens them."""

import datetime as dt
import zipfile
from dataclasses import asdict
from io import BytesIO
from unittest import mock

import openpyxl
import pytest
import xlsxwriter

from regionqa.exchange import FileRefused, Limits, apart, read_table
from regionqa.exchange.isolated.child import answer
from regionqa.exchange.isolated.findings import Findings, place_of
from regionqa.exchange.isolated.parts import parse, percent_styles, sheet_parts
from regionqa.exchange.isolated.quick import quick_scan
from regionqa.exchange.isolated.scan import SheetScan
from tests.exchange import sample_files
from tests.exchange.sample_files import by_xlsxwriter, saved, with_parts


def read(data: bytes, **options: object):
    return read_table(data, "grades.xlsx", workbook_reader=answer, **options)


def refusal(data: bytes, **options: object) -> FileRefused:
    with pytest.raises(FileRefused) as caught:
        read(data, **options)
    assert caught.value.fix
    return caught.value


HALF_PAST_NINE = dt.datetime.fromisoformat("2026-11-21T09:30:00")


def sheet_of(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    return saved(book)


def test_cells_become_plain_text() -> None:
    data = sheet_of(
        ("Case", "a", "b", "c"),
        ("case-1", 3.0, 0.1 + 0.2, True),
        ("007", 1e-7, 123456789012345, False),
        (dt.date(2026, 11, 21), HALF_PAST_NINE, dt.time(9, 5), dt.timedelta(hours=42)),
        (" x\u00a0", None, -0.0, 1e14),
    )  # fmt: skip
    assert [row.cells for row in read(data).rows] == [
        ("case-1", "3", "0.3", "TRUE"),
        ("007", "0.0000001", "123456789012345", "FALSE"),
        ("2026-11-21", "2026-11-21T09:30:00", "09:05:00", "42:00:00"),
        ("x", "", "0", "100000000000000"),
    ]


def test_the_process_gives_the_same_as_reading_here() -> None:
    data = sample_files.by_openpyxl()
    assert read_table(data, "grades.xlsx") == read(data)


def test_table_that_does_not_begin_in_a1_keeps_its_rows_and_letters() -> None:
    book = openpyxl.Workbook()
    book.active["C4"], book.active["D4"] = "Case", "Grade"
    book.active["C5"], book.active["D5"], book.active["F5"] = "a", "Good", "stray"
    table = read(saved(book))
    assert (table.header_row, table.rows[0].number) == (4, 5)
    assert [(p.row, p.column) for p in table.problems] == [(5, "column F")]


def test_what_cells_hide_is_told() -> None:
    table = read(sample_files.rich_workbook())
    assert [(p.row, p.column, p.message[:28]) for p in table.problems] == [
        (4, "Grade", "This cell holds a formula."),
        (5, "Grade", "This cell holds a formula."),
        (5, "Grade", "This cell holds the error #D"),
        (8, "Case", "The cells A8:A9 are merged, "),
    ]
    notes = " ".join(table.notes)
    assert "Rows hidden in the workbook were read too: 1." in notes
    assert "Hidden sheets were not read: 1." in notes
    assert "Percentages in Grade" in notes
    assert all(p.fix for p in table.problems)


def test_hidden_columns_are_told() -> None:
    book = openpyxl.Workbook()
    for row in (("Case", "Secret", "Grade"), ("a", "b", "c")):
        book.active.append(row)
    book.active.column_dimensions["B"].hidden = True
    assert "Columns hidden in the workbook were read too: Secret." in read(saved(book)).notes


def test_numbers_that_lost_digits_are_named() -> None:
    table = read(sheet_of(("Case", "x"), (1234567890123456789, 1)))
    assert [(p.row, p.column) for p in table.problems] == [(2, "Case")]
    assert "15 digits" in table.problems[0].message


def test_merged_headings_are_refused() -> None:
    book = openpyxl.Workbook()
    for row in (("Case", "Grade", None), ("a", "Good", "Poor")):
        book.active.append(row)
    book.active.merge_cells("B1:C1")
    refused = refusal(saved(book))
    assert "B1:C1" in refused.message
    assert refused.row == 1


def test_a_merged_title_is_passed_by_naming_the_heading_row() -> None:
    book = openpyxl.Workbook()
    for row in (("Grades", None, None), ("Case", "Reader", "Grade"), ("a", "R1", "Good")):
        book.active.append(row)
    book.active.merge_cells("A1:C1")
    refused = refusal(saved(book))
    assert refused.header_row == 2
    assert read(saved(book), header_row=2).problems == ()


def test_sheets_are_chosen_by_name() -> None:
    data = sample_files.by_openpyxl()
    table = read(data)
    assert (table.sheet, table.sheets) == ("Sheet", ("Sheet", "Other"))
    assert "“Other”" in table.notes[0]
    note = refusal(data, sheet=" other")
    assert "no rows below" in note.message
    assert (note.sheets, "on another (“Sheet”)" in note.fix) == (("Sheet", "Other"), True)
    absent = refusal(data, sheet="Nope")
    assert absent.sheets == ("Sheet", "Other")
    assert absent.fix == "Choose one of its sheets: “Sheet”, “Other”."


def test_a_formula_elsewhere_in_the_file_is_no_formula_in_a_cell() -> None:
    """Lists to choose from are kept as formulas outside the cells."""

    def fill(book: xlsxwriter.Workbook) -> None:
        sheet = book.add_worksheet("Data")
        sheet.write_row(0, 0, ("Case", "Grade"))
        sheet.write_row(1, 0, ("a", "Good"))
        sheet.data_validation(1, 1, 9, 1, {"validate": "list", "source": "=Lists!$A$1:$A$4"})
        sheet.conditional_format(1, 1, 9, 1, {"type": "formula", "criteria": "=$B2>1"})
        book.add_worksheet("Lists").hide()

    assert read(by_xlsxwriter(fill)).problems == ()


_BOOK = sample_files.by_openpyxl()
_PARTS = sample_files.members(_BOOK)
_MACRO = _PARTS["[Content_Types].xml"].replace(
    b"spreadsheetml.sheet.main", b"ms-excel.sheet.macroEnabled.main"
)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (with_parts(_BOOK, xl__vbaProject_dot_bin=b"x"), "macros"),
        (with_parts(_BOOK, xl__macrosheets__sheet1_dot_xml=b"x"), "macros"),
        (sample_files.zipped({**_PARTS, "[Content_Types].xml": _MACRO}), "macros"),
        (with_parts(_BOOK, xl__externalLinks__link1_dot_xml=b"x"), "links to other workbooks"),
        (with_parts(_BOOK, xl__embeddings__oleObject1_dot_bin=b"x"), "embedded files"),
        (with_parts(_BOOK, xl__connections_dot_xml=b"x"), "connections"),
        (with_parts(_BOOK, word__document_dot_xml=b"x"), "Word"),
        (with_parts(_BOOK, content_dot_xml=b"x"), "OpenDocument"),
        (with_parts(_BOOK, xl__workbook_dot_bin=b"x"), "xlsb"),
        (sample_files.zipped({"a.csv": b"1,2"}), "zip archive"),
        (sample_files.zipped({f"xl/workbook{n}.xml": b"" for n in range(201)}), "201 parts"),
        (with_parts(_BOOK, xl__worksheets__sheet1_dot_xml=None), "damaged"),
        (_BOOK[: len(_BOOK) // 2], "damaged"),
        (b"PK\x03\x04" + b"x" * 500, "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"x" * 500, "old Excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"Case,Grade\na,Good\n", "not a workbook"),
        (b"%PDF-1.4", "PDF"),
    ],
)  # fmt: skip
def test_refused_before_it_is_opened(data: bytes, words: str) -> None:
    assert words in refusal(data).message


def test_encrypted_members_are_refused() -> None:
    data = bytearray(_BOOK)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    assert "encrypted" in refusal(bytes(data)).message


def bomb(size: int) -> bytes:
    cells = b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"a" * size + b"</t></is></c></row>"
    head = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    return with_parts(
        _BOOK, xl__worksheets__sheet1_dot_xml=head + cells + b"</sheetData></worksheet>"
    )


def test_bombs_are_refused_from_the_directory_alone() -> None:
    large, dense = bomb(60_000_000), bomb(30_000_000)
    with mock.patch.object(zipfile.ZipFile, "open", side_effect=AssertionError("opened")):
        assert "unpacks to 60 MB" in refusal(large).message
        assert "as a bomb does" in refusal(dense).message


def test_a_sheet_that_reaches_far_is_refused_before_room_is_made() -> None:
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = "Case", 1
    refused = refusal(saved(book))
    assert "1,048,576 rows and 16,384 columns" in refused.message
    wide = sheet_of(*[("x",) * 50] * 50)
    assert "2,500 cells" in refusal(wide, limits=Limits(cells=2_000)).message


def test_more_text_than_may_be_handed_on_is_refused_in_the_process() -> None:
    data = sheet_of(("Case",), *[("x" * 1000,)] * 20)
    assert (
        "10,000 characters"
        in answer(data, asdict(Limits(characters=10_000)) | {"sheet": None})["refused"]["message"]
    )
    assert "10,000 characters" in refusal(data, limits=Limits(characters=10_000)).message


def test_empty_formatted_cells_far_away_do_not_matter() -> None:
    book = openpyxl.Workbook()
    for row in (("Case", "Grade"), ("a", "Good")):
        book.active.append(row)
    book.active["ZZ900000"].font = openpyxl.styles.Font(bold=True)
    assert len(read(saved(book)).rows) == 1


def test_the_time_of_the_process_is_bounded() -> None:
    with pytest.raises(FileRefused, match="0 seconds"):
        read_table(_BOOK, "x.xlsx", Limits(seconds=0))


def test_an_amplified_text_dies_in_the_process_and_not_here() -> None:
    """A text of a megabyte that 2,000 cells share: 2 GB when it is read."""
    parts = sample_files.members(_BOOK)
    cells = b"".join(
        b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n) for n in range(1, 2001)
    )
    head = (
        b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    )
    parts["xl/worksheets/sheet1.xml"] = head + cells + b"</sheetData></worksheet>"
    text = b"".join(b"%x" % (n * 7919) for n in range(150_000))
    parts["xl/sharedStrings.xml"] = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
        + text
        + b"</t></si></sst>"
    )
    with pytest.raises(FileRefused, match=r"memory|too long"):
        read_table(sample_files.zipped(parts), "x.xlsx")


def test_the_process_loads_little_and_sees_no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_KEY", "not for the reader of files")
    with mock.patch.object(apart.subprocess, "run", wraps=apart.subprocess.run) as run:
        read_table(_BOOK, "x.xlsx")
    assert run.call_args.kwargs["env"] == {}
    assert run.call_args.args[0][1] == "-I"


def scans(data: bytes) -> list[tuple[bool, dict[str, object], dict[str, object]]]:
    request = asdict(Limits())
    out = []
    with zipfile.ZipFile(BytesIO(data)) as archive:
        styles = percent_styles(archive)
        for part in sheet_parts(archive).values():
            quick, full = Findings(request, styles), Findings(request, styles)
            done = quick_scan(archive.read(part), quick)
            parse(archive, part, SheetScan(full).attach)
            out.append((done, vars(quick), vars(full)))
    return out


@pytest.mark.parametrize(
    "data", [_BOOK, sample_files.rich_workbook(), sheet_of(("a",), ("=B1",), ("x",))]
)
def test_the_quick_look_sees_what_the_full_parser_sees(data: bytes) -> None:
    looked = scans(data)
    assert any(done for done, _, _ in looked)
    for done, quick, full in looked:
        assert not done or quick == full


@pytest.mark.parametrize(
    "change",
    [
        (b"<c r=", b"<x:c r="),
        (b"<v>", b"<!-- x --><v>"),
        (b'<c r="A1"', b"<c r='A1'"),
        (b'<c r="A1" ', b"<c "),
        (b"<sheetData>", b"<sheetData><?x y?>"),
    ],
)
def test_the_quick_look_concludes_nothing_about_other_ways_of_writing(
    change: tuple[bytes, bytes],
) -> None:
    xml = sample_files.members(_BOOK)["xl/worksheets/sheet1.xml"]
    assert change[0] in xml
    findings = Findings(asdict(Limits()), set())
    assert not quick_scan(xml.replace(*change), findings)
    assert not findings.rows


@pytest.mark.parametrize("reference", ["", "A", "7", "A0", "XFE1", "A1048577", "Ä1", "A1B"])
def test_references_outside_a_sheet_are_refused(reference: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - the message is the reference or int()'s own
        place_of(reference)


def test_references() -> None:
    assert place_of("A1") == (0, 0)
    assert place_of("XFD1048576") == (1048575, 16383)
