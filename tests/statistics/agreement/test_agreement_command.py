"""``python -m regionqa agreement``."""

import csv
import json
import re
import shlex
import time

import openpyxl
import pytest
from click.testing import CliRunner

from regionqa.cli import main
from regionqa.cli.progress import LateBar
from regionqa.statistics.agreement import Ratings, agreement
from tests.statistics.agreement.oracles import RAW5
from tests.statistics.agreement.test_agreement_report import OFSTED, table

COLUMNS = ["--subject", "case", "--rater", "reader", "--grade", "grade"]
SCALE = ["--scale", ",".join(OFSTED)]


@pytest.fixture
def written(tmp_path):
    """A function that writes columns to a CSV file or a workbook and names it."""

    def write(columns, name="grades.csv"):
        rows = [list(columns), *map(list, zip(*columns.values(), strict=True))]
        path = tmp_path / name
        if name.endswith(".xlsx"):
            book = openpyxl.Workbook()
            for row in rows:
                book.active.append(row)
            book.save(path)
        else:
            with path.open("w", newline="", encoding="utf-8") as stream:
                csv.writer(stream).writerows(rows)
        return str(path)

    return write


def called(*arguments, code=0):
    result = CliRunner().invoke(main, ["agreement", *map(str, arguments)])
    assert result.exit_code == code, result.output + result.stderr
    return result


def raw5_columns():
    return {
        "case": [case for case in range(15) for _ in range(5)],
        "reader": list("ABCDE") * 15,
        "grade": ["" if grade != grade else int(grade) for grade in RAW5.ravel()],
    }


def test_json_is_the_engines(written):
    path = written(raw5_columns())
    found = json.loads(called(path, *COLUMNS, "--scale", "0,1,2,3", "--format", "json").stdout)
    expected = agreement(Ratings.from_matrix(RAW5, (0, 1, 2, 3)))
    assert found["value"] == pytest.approx(expected.value)
    assert found["low"] == pytest.approx(expected.low)
    assert (found["state"], found["pairable"], found["raters"]) == ("ok", 15, 5)
    assert found["exact"]["value"] == pytest.approx(0.61556, abs=5e-6)
    assert found["scale"] == [0, 1, 2, 3]


@pytest.mark.parametrize(
    ("arguments", "value", "error"),
    [
        (["--weights", "identity"], 0.49662, 0.12197),
        (["--coefficient", "alpha", "--weights", "ordinal"], 0.72348, 0.09231),
        (["--coefficient", "conger"], 0.76179, 0.09250),
    ],
)
def test_coefficients_weights_and_irrcacs_error(written, arguments, value, error):
    path = written(raw5_columns(), "grades.xlsx")
    options = ["--scale", "0,1,2,3", "--se", "gwet", "--format", "json"]
    found = json.loads(called(path, *COLUMNS, *options, *arguments).stdout)
    assert found["value"] == pytest.approx(value, abs=6e-6)
    assert found["standard_error"] == pytest.approx(error, abs=6e-6)


def test_groups_and_all_together(written):
    path = written(table())
    text = called(path, *COLUMNS, *SCALE, "--by", "domain").stdout
    lines = [
        line for line in text.splitlines() if line.startswith(("domain", "Assess", "Plan", "all"))
    ]
    assert [line.split()[0] for line in lines] == ["domain", "Assessment", "Planning", "all"]
    assert lines[0].index("exact agreement") < lines[0].index("AC2 (quadratic)")
    found = json.loads(called(path, *COLUMNS, *SCALE, "--by", "domain", "--format", "json").stdout)
    assert [group["group"] for group in found["groups"]] == ["Assessment", "Planning"]
    assert (found["subjects"], found["clusters"]) == (80, 40)


def test_a_full_report_adds_what_a_statistician_wants(written):
    path = written(table())
    text = called(path, *COLUMNS, *SCALE, "--by", "domain", "--full-report").stdout
    for heading in (
        "Who grades higher",
        "Agreement at each cut",
        "Agreement on each grade",
        "First reader (rows)",
        "For the statistician",
        "Widest cases",
        "Method",
    ):
        assert heading in text
    options = ["--by", "domain", "--full-report", "--format", "json"]
    found = json.loads(called(path, *COLUMNS, *SCALE, *options).stdout)
    assert len(found["report"]["domains"]) == 2


@pytest.mark.parametrize(("rows", "state"), [(1, "one_reader"), (2, "too_few")])
def test_next_to_no_rows(written, rows, state):
    path = written({key: cells[:rows] for key, cells in table(1).items()})
    text = called(path, *COLUMNS, *SCALE, "--format", "json", "--full-report").stdout
    assert json.loads(text)["state"] == state
    assert "NaN" not in text


def test_a_file_with_headings_only(written):
    path = written({key: [] for key in table(1)})
    assert "row" in called(path, *COLUMNS, *SCALE, code=2).stderr


def test_texts_for_not_graded(written):
    columns = table()
    columns["grade"][0] = "n/a"
    path = written(columns)
    arguments = [path, *COLUMNS, *SCALE, "--by", "domain"]
    assert "the grade 'n/a' is not on the scale" in called(*arguments, code=2).stderr
    found = json.loads(called(*arguments, "--not-graded", "n/a", "--format", "json").stdout)
    assert (found["subjects"], found["pairable"]) == (80, 79)


def test_clusters_population_and_bootstrap(written):
    path = written({key: cells[:80] for key, cells in table().items()})
    arguments = [path, *COLUMNS, *SCALE, "--format", "json"]
    assert json.loads(called(*arguments, "--cluster", "authority").stdout)["clusters"] == 4
    every = json.loads(called(*arguments, "--population", "40").stdout)
    assert every["low"] == every["value"] == every["high"]
    first, second = (
        called(*arguments, "--bootstrap", "500", "--seed", "3").stdout for _ in range(2)
    )
    assert first == second
    assert json.loads(first)["replicates"] == 500


@pytest.mark.parametrize(
    ("change", "arguments", "message"),
    [
        (
            {"grade": ["good"]},
            [],
            r"Row 2, column 'grade': the grade 'good' .* Did you mean 'Good'\?",
        ),
        ({"reader": [""]}, [], r"Row 2: the column 'reader' \(rater\) is empty"),
        ({"case": [""]}, [], r"Row 2: the column 'case' \(subject\) is empty"),
        ({"reader": ["peer0"]}, [], r"Row 3: reader 'peer0' .* row 2\. Keep one"),
        ({"domain": [""]}, ["--by", "domain"], r"Row 2: the column 'domain' \(by\) is empty"),
        ({}, ["--by", "area"], "--by: the file has no column 'area'. Its columns are: 'case'"),
        ({}, ["--level", "95"], "The confidence level must lie between 0 and 1"),
        ({}, ["--weights", "metric-ordinal"], "goes with the coefficient alpha only"),
        ({}, ["--population", "3"], "The population is 3, but 40"),
        ({}, ["--population", "99", "--by", "domain"], "--population counts all cases"),
        ({}, ["--population", "99", "--bootstrap", "200"], "cannot go with --bootstrap"),
        ({}, ["--se", "gwet", "--bootstrap", "200"], "cannot go with --bootstrap"),
        ({}, ["--scale", "Good,,Bad"], "empty grade between its commas"),
        ({}, ["--scale", "Good"], "1 grade; it needs 2"),
        ({}, ["--coefficient", "kappa"], "'kappa' is not one of"),
    ],
)
def test_faults_are_named_and_end_with_2(written, change, arguments, message):
    columns = {key: cells[:80] for key, cells in table().items()}
    for key, cells in change.items():
        columns[key] = cells + columns[key][1:]
    result = called(written(columns), *COLUMNS, *SCALE, *arguments, code=2)
    assert re.search(message, result.stderr)
    assert result.stdout == ""


def test_the_same_case_in_several_domains_asks_for_by(written):
    assert "name their column: --by" in called(written(table()), *COLUMNS, *SCALE, code=2).stderr


def test_files_that_are_none(tmp_path):
    assert called(tmp_path / "none.csv", *COLUMNS, *SCALE, code=2).stderr
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    assert "empty" in called(empty, *COLUMNS, *SCALE, code=2).stderr
    twice = tmp_path / "twice.csv"
    twice.write_text("case,case,grade\n1,2,3\n")
    assert "case" in called(twice, *COLUMNS, *SCALE, code=2).stderr


def test_the_worked_example_of_the_help_works(tmp_path, monkeypatch):
    text = called("--help").stdout
    rows = re.search(r"begins\n(.*?)\n *this shows", text, re.DOTALL).group(1)
    (tmp_path / "essays.csv").write_text(
        "\n".join(line.strip() for line in rows.splitlines()) + "\n"
    )
    command = re.search(r"(python -m regionqa agreement.*?--by year)", text, re.DOTALL).group(1)
    arguments = shlex.split(command.replace("\\\n", " "))[4:]
    monkeypatch.chdir(tmp_path)
    assert "2025" in called(*arguments).stdout


def test_a_bar_appears_only_after_a_second(monkeypatch, capsys):
    with LateBar("Quick") as bar:
        bar.start_work("Measuring", 2)
        bar.step()
    assert capsys.readouterr().err == ""
    monkeypatch.setattr("regionqa.cli.progress.PATIENCE", 0.01)
    with LateBar("Slow") as bar:
        time.sleep(0.1)
        bar.start_work("Measuring", 2)
        bar.step()
        bar.step()
    assert "Slow" in capsys.readouterr().err
