"""The command on CSV files: what it writes, its exit codes, and errors that name the cell."""

import csv
import io
import json

import pytest
from click.testing import CliRunner

from regionqa.cli import main
from tests.statistics.allocation.allocation_regions import region


def write(path, header, rows):
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)


@pytest.fixture
def files(tmp_path):
    cases, readers, conflicts, history = region(6, 4, 2)
    write(
        tmp_path / "cases.csv",
        ["case", "authority", "needs"],
        [(c.id, c.authority, ";".join(c.needs)) for c in cases],
    )
    write(
        tmp_path / "readers.csv",
        ["reader", "authority", "capacity", "expertise"],
        [(r.id, r.authority, r.capacity, "; ".join(sorted(r.expertise))) for r in readers],
    )
    write(
        tmp_path / "conflicts.csv",
        ["reader", "reader_authority", "case", "case_authority", "note"],
        [(c.reader, c.reader_authority, c.case, c.case_authority, "") for c in conflicts],
    )
    write(
        tmp_path / "history.csv",
        ["reader_authority", "case_authority", "readings"],
        [(p.reader_authority, p.case_authority, p.count) for p in history],
    )
    return tmp_path


def call(files, *options):
    return CliRunner().invoke(
        main, ["allocate", str(files / "cases.csv"), str(files / "readers.csv"), *options]
    )


def test_the_three_formats_tell_the_same(files):
    inputs = ["--conflicts", str(files / "conflicts.csv"), "--history", str(files / "history.csv")]
    as_csv, as_json, as_table = (
        call(files, *inputs, "--reasons", "--format", form) for form in ("csv", "json", "table")
    )
    assert [as_csv.exit_code, as_json.exit_code, as_table.exit_code] == [0, 0, 0]
    rows = list(csv.DictReader(io.StringIO(as_csv.output)))
    told = json.loads(as_json.output)
    assert [(row["case"], row["reader"]) for row in rows] == [
        (item["case"], item["reader"]) for item in told["assignments"]
    ]
    assert all(row["case_authority"] != row["reader_authority"] for row in rows)
    assert told["state"] == "optimal"
    assert told["links"]["state"] == "linked"
    assert all(item["reasons"] for item in told["assignments"])
    assert "48 readings; proven best." in as_table.output
    assert "Weakest comparison:" in as_table.output
    assert told["inputs_hash"][:16] in as_table.output


def test_repair_keeps_the_standing(files):
    plan = list(csv.DictReader(io.StringIO(call(files, "--format", "csv").output)))
    kept = [(row["case"], row["reader"]) for row in plan[3:]]
    write(files / "standing.csv", ["case", "reader"], kept)
    again = call(files, "--standing", str(files / "standing.csv"), "--format", "csv", "--reserves")
    rows = list(csv.DictReader(io.StringIO(again.output)))
    assert set(kept) <= {(row["case"], row["reader"]) for row in rows}
    assert len(rows) == len(plan)
    assert any(row["reserves"] for row in rows)


def test_an_infeasible_round_says_what_to_change_and_ends_with_1(files):
    result = call(files, "--readers", "6")
    assert result.exit_code == 1
    assert "needs six readers from different authorities" in result.stderr
    assert "Alternative 1" in result.stderr
    told = json.loads(call(files, "--readers", "6", "--format", "json").stdout)
    assert told["state"] == "infeasible"
    assert told["alternatives"][0]["changes"]


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("cases.csv", "case\nc1\n", "cases.csv: column 'authority' is missing"),
        ("cases.csv", "case,authority\nc1,\n", "cases.csv, row 2, column 'authority': is empty"),
        ("cases.csv", "case,authority\nc1,A\nc1,B\n", "row 3, column 'case': 'c1' is already in"),
        ("cases.csv", "case,authority\nc1,A,x,y\n", "row 2: has more cells than the header"),
        ("cases.csv", "case,authority,readers\nc1,A,0\n", "column 'readers': '0' is not a whole"),
        ("readers.csv", "reader,authority,capacity\nr,A,x\n", "row 2, column 'capacity': 'x' is"),
        ("readers.csv", "reader,authority,capacity,available\nr,A,1,so\n", "write yes or no"),
        ("conflicts.csv", "reader,case\nr00-0,\n", "'case', 'case_authority': fill in exactly one"),
        ("conflicts.csv", "reader,case\nr00-9,c00-00\n", "row 2, column 'reader': 'r00-9' is not"),
        ("conflicts.csv", "who,what\na,b\n", "none of its columns is known"),
        ("history.csv", "reader_authority,case_authority,readings\nA,B,-1\n", "'-1' is not a"),
        ("standing.csv", "case,reader\nc99,r00-0\n", "row 2, column 'case': 'c99' is not among"),
    ],
)
def test_errors_name_file_row_column_and_fix(files, name, text, message):
    (files / name).write_text(text, encoding="utf-8")
    options = [
        part
        for kind in ("conflicts", "history", "standing")
        if name == f"{kind}.csv"
        for part in (f"--{kind}", str(files / name))
    ]
    result = call(files, *options)
    assert result.exit_code == 2
    assert message in " ".join(result.stderr.split())


def test_wrong_encoding_and_wrong_rules(files):
    (files / "cases.csv").write_bytes(b"case,authority\nc1,\xff\n")
    assert "save it as CSV UTF-8" in call(files).stderr
    (files / "cases.csv").write_text("case,authority\nc1,A00\n", encoding="utf-8")
    assert "resistance_limit" in call(files, "--resistance-limit", "0.5").stderr
    assert call(files, "--chain", "A00,Nowhere").exit_code == 2


def test_degenerate_files_and_help(files):
    (files / "cases.csv").write_text("case,authority\n", encoding="utf-8")
    result = call(files)
    assert result.exit_code == 1
    assert "There are no cases to allocate" in result.stderr
    text = CliRunner().invoke(main, ["allocate", "--help"]).output
    for word in ("CASES", "READERS", "--conflicts", "--standing", "Example", "Exit code"):
        assert word in text
