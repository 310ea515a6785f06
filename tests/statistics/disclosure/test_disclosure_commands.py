"""``regionqa protect`` and ``regionqa attack`` on files, as an analyst outside would use them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from regionqa.cli import main

COUNTS = """authority,Outstanding,Good,Requires improvement,Inadequate
Ash,3,20,12,0
Beech,8,33,14,7
Cedar,1,9,8,2
Dogwood,0,14,7,4
Elm,9,40,31,6
Fir,2,11,9,1
"""


def run(*arguments: object) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


@pytest.fixture
def counts(tmp_path: Path) -> Path:
    path = tmp_path / "counts.csv"
    path.write_text(COUNTS, "utf-8")
    return path


@pytest.fixture
def public(counts: Path, tmp_path: Path) -> Path:
    path = tmp_path / "public.csv"
    path.write_text(run("protect", counts).stdout, "utf-8")
    return path


def test_what_protect_writes_attack_finds_nothing_in(counts: Path, public: Path) -> None:
    lines = public.read_text("utf-8").splitlines()
    assert lines[0] == "authority,Outstanding,Good,Requires improvement,Inadequate,Total"
    assert lines[1] == "Ash,c,20,c,0,35"
    assert lines[-1].startswith("Total,20,130,80,20,250")
    found = run("attack", public, "--rounding", 10, "--own", counts, "--everyone")
    assert (found.exit_code, found.stdout) == (0, "Nothing hidden comes to light.\n")


def test_exact_totals_give_counts_away_to_two_who_share(counts: Path, tmp_path: Path) -> None:
    text = run("protect", counts).stdout.replace("Total,20,130,80,20,250", "Total,23,127,81,20,251")
    path = tmp_path / "exact.csv"
    path.write_text(text, "utf-8")
    found = run("attack", path, "--own", counts, "--everyone")
    assert found.exit_code == 1
    assert "Ash, Outstanding, exact: Cedar and Fir: 3 (exact)" in found.stdout
    two = ("--reader", "Cedar", "--reader", "Fir")
    rows = json.loads(run("attack", path, "--own", counts, *two, "--format", "json").stdout)
    assert {"authority": "Ash", "category": "Outstanding", "low": 3, "high": 3}.items() <= (
        rows[0].items()
    )
    table = run("attack", path, "--own", counts, *two, "--format", "csv").stdout.splitlines()
    assert table[0] == "release,authority,category,period,reader,low,high,reason"
    assert table[1] == "exact,Ash,Outstanding,exact,Cedar + Fir,3,3,exact"


def test_a_record_guards_the_next_release(counts: Path, tmp_path: Path) -> None:
    record, later = tmp_path / "q1.json", tmp_path / "later.csv"
    first = run("protect", counts, "--period", "q1", "--covers", "q1", "--record", record)
    assert first.exit_code == 0
    later.write_text(COUNTS.replace("Beech,8,33,14,7", "Beech,10,40,21,17"), "utf-8")
    options = ("--period", "half year", "--covers", "q1,q2")
    alone = run("protect", later, *options).stdout
    beside = run("protect", later, *options, "--earlier", record).stdout
    shown = {"alone": alone, "beside": beside}
    for name, text in (shown | {"first": first.stdout}).items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    both = ("--covers", "q1", "--covers", "q1,q2", "--rounding", 10)
    leak = run("attack", tmp_path / "first.csv", tmp_path / "alone.csv", *both)
    assert leak.exit_code == 1
    assert "Beech, Outstanding, q2: anyone: 2 (exact)" in leak.stdout
    assert run("attack", tmp_path / "first.csv", tmp_path / "beside.csv", *both).exit_code == 0


def test_public_figures_from_a_file(counts: Path, tmp_path: Path) -> None:
    figures = tmp_path / "open.csv"
    figures.write_text(
        "authority,category,low,high\nAsh,Requires improvement,12,12\nTotal,Good,120,130\n", "utf-8"
    )
    beside = run("protect", counts, "--public", figures).stdout.splitlines()
    assert beside[1] != "Ash,c,20,c,0,35"
    figures.write_text("authority,category,low,high\nOak,Good,1,2\n", "utf-8")
    wrong = run("protect", counts, "--public", figures)
    assert wrong.exit_code == 2
    assert "open.csv, line 2, column authority: 'Oak' is not in the table" in wrong.stderr


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (("33", "3x3"), "counts.csv, line 3, column Good: “3x3” is neither a number nor"),
        (("33", "3.5"), "line 3, column Good: 3.5 is not a whole number"),
        (("33", "c"), "line 3, column Good: c is no true count"),
        (("33", "-1"), "line 3, column Good: -1 is no true count"),
        ((",33", ""), "line 3: 4 values under 5 column names"),
        (("Beech", "Ash"), "the authority 'Ash' is there more than once"),
        (("Good", "Outstanding"), "the column 'Outstanding' is there more than once"),
        ((COUNTS, "authority\nAsh\n"), "line 1: a column of authorities and at least one"),
        ((COUNTS, "authority,Good\n"), "the table is empty"),
    ],
)
def test_a_wrong_file_is_named_with_its_place(
    counts: Path, change: tuple[str, str], message: str
) -> None:
    counts.write_text(COUNTS.replace(*change), "utf-8")
    found = run("protect", counts)
    assert found.exit_code == 2
    assert message in found.stderr
    assert found.stdout == ""


def test_options_that_do_not_fit_are_refused(counts: Path, public: Path, tmp_path: Path) -> None:
    assert "there is no column 'la'" in run("protect", counts, "--authority", "la").stderr
    assert "spread must be 2 or more" in run("protect", counts, "--spread", 1).stderr
    assert "give the true counts with --own" in run("attack", public, "--everyone").stderr
    both = run("attack", public, public, "--covers", "q1")
    assert both.exit_code == 2
    assert "--covers is given 1 times for 2 files" in both.stderr
    wrong = run("attack", public)
    assert wrong.exit_code == 2
    assert "a rounding base" in wrong.stderr
    other = tmp_path / "other.csv"
    other.write_text("authority,Good\nAsh,1\n", "utf-8")
    differs = run("attack", public, "--own", other, "--reader", "Ash", "--rounding", 10)
    assert "differ in rows or columns" in differs.stderr
    stranger = run("attack", public, "--own", counts, "--reader", "Oak", "--rounding", 10)
    assert "'Oak' is no unit" in stranger.stderr
    no_record = run("protect", counts, "--earlier", counts)
    assert no_record.exit_code == 2
    assert "counts.csv is no record of a release" in no_record.stderr


def test_symbols_that_say_nothing_are_left_open(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text("la,x1,x2,Total\nA,c,x,20\nB,7,8,15\nTotal,low,[z],40\n", "utf-8")
    found = run("attack", path, "--rounding", 10)
    assert found.exit_code == 2
    assert "contradict" in found.stderr
    path.write_text("la,x1,x2,Total\nA,c,x,20\nB,7,8,15\nTotal,-,[z],40\n", "utf-8")
    assert run("attack", path, "--rounding", 10).exit_code == 0
