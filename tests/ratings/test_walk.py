"""The whole way: a file is chosen, looked at, used, worked out and read; the figures are right."""

import csv
import io
import json
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from regionqa.cli import main
from regionqa.ratings.demonstration import sample_csv, sample_rows
from regionqa.statistics.agreement.reporting.build import METHOD_VERSION
from tests.conftest import Browse
from tests.factories.world import World
from tests.ratings.oracles import ORACLES, Oracle
from tests.ratings.walking import OFSTED, Walker, act, counts, csv_of, token, upload, visible


def test_a_file_is_uploaded_looked_at_used_and_read(lead: Walker, browse_as: Browse) -> None:
    assert "Upload a file of double-graded cases" in visible(lead.client.get("/").text)
    assert "Nothing is uploaded yet" in lead.client.get("/agreement/").text
    draft = upload(lead.client, sample_csv(), "round one.csv")
    assert draft.status_code == 302
    page = visible(lead.client.get(draft.location).text)
    assert "720 rows with 720 grades of 60 cases by 9 readers" in page
    assert "360 judgements with two grades or more" in page
    assert counts(lead.database) == {
        "ratings_drafts": 1, "ratings_files": 0, "ratings": 0, "events": 0
    }  # fmt: skip
    left_open = token(lead.client.get(draft.location).text)
    used = act(lead.client, draft.location, "/confirm")
    assert used.location.startswith("/work/")
    again = lead.client.post(f"{draft.location}/confirm", data={**left_open, "version": 1})
    result_page = draft.location.replace("/drafts", "")
    assert again.location == lead.client.get(draft.location).location == result_page
    waiting = lead.client.get("/agreement/").text
    assert "Not worked out yet" in waiting
    assert lead.work() == 1
    done = lead.client.get(used.location)
    assert done.location == result_page
    result = lead.client.get(done.location)
    assert counts(lead.database) == {
        "ratings_drafts": 0, "ratings_files": 1, "ratings": 720, "events": 2
    }  # fmt: skip
    words = visible(result.text)
    for said in ("Made-up data.", "From 720 grades that 9 readers gave to 60 cases",
                 "Home graded", "higher than peers", "For the statistician", "Bhapkar",
                 "only one grade was given", "2 apart", METHOD_VERSION):  # fmt: skip
        assert said in words, said
    assert "nan" not in words.lower().split()
    assert "None" not in words.replace("None of", "")
    director = browse_as("dcs", place=World.a)
    assert director.get(done.location).status_code == 200
    assert "Withdraw this file" not in director.get(done.location).text
    assert "See the result" in director.get("/").text


def test_a_workbook_says_the_same_as_a_csv_file(lead: Walker) -> None:
    rows = sample_rows(3)[:240]
    book = openpyxl.Workbook()
    book.active.append(list(rows[0]))
    for row in rows:
        book.active.append(list(row.values()))
    stream = io.BytesIO()
    book.save(stream)
    address = lead.result(stream.getvalue(), "grades.xlsx")
    again = upload(lead.client, csv_of(list(rows[0]), (row.values() for row in rows)))
    page = visible(lead.client.get(again.location).text)
    assert "This file was uploaded before" in page
    assert "Use this file" not in page
    used = act(lead.client, again.location, "/confirm")
    assert used.location == address, "the same file is there once"
    assert counts(lead.database)["ratings_files"] == 1


def test_the_same_rows_on_another_scale_are_another_file(lead: Walker) -> None:
    rows = [(f"c{n}", reader, 1 + n % 3) for n in range(12) for reader in ("R1", "R2")]
    content = csv_of(("Case", "Reader", "Grade"), rows)
    first = lead.result(content, scale="own", own_grades="1\n2\n3")
    second = lead.result(content, scale="own", own_grades="1\n2\n3\n4")
    assert first != second
    assert counts(lead.database)["ratings_files"] == 2


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("oracle", ORACLES, ids=lambda oracle: oracle.name)
def test_published_coefficients_come_out_on_the_page(lead: Walker, oracle: Oracle) -> None:
    address = lead.result(oracle.content, scale="own", own_grades=oracle.own_grades)
    page = visible(lead.client.get(address).text)
    assert f"{oracle.exact:.0%} (" in page
    assert f"{oracle.ac2:.2f} (" in page
    figures = figures_in(lead.client.get(f"{address}/figures.csv").data)
    assert float(figures["All cases", "Exact agreement"]) == pytest.approx(oracle.exact, abs=5e-6)
    assert float(figures["All cases", "AC2, quadratic weights"]) == pytest.approx(
        oracle.ac2, abs=5e-6
    )
    if oracle.alpha_ordinal is not None:
        assert float(figures["All cases", "Krippendorff’s alpha, ordinal metric"]) == pytest.approx(
            oracle.alpha_ordinal, abs=5e-6
        )


def figures_in(content: bytes) -> dict[tuple[str, str], str]:
    """Domain and figure to value, from the download."""
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    start = next(place for place, row in enumerate(rows) if row[:2] == ["Domain", "Figure"])
    return {(row[0], row[1]): row[2] for row in rows[start + 1 :]}


def test_the_command_line_gives_the_same_figures(lead: Walker, tmp_path: Path) -> None:
    file = tmp_path / "grades.csv"
    file.write_bytes(sample_csv())
    address = lead.result(file.read_bytes(), scale=OFSTED)
    stored = lead.stored(address)
    asked = [
        "agreement", str(file), "--subject", "Case", "--rater", "Reader", "--grade", "Grade",
        "--by", "Domain", "--format", "json", "--full-report",
        "--scale", "Inadequate,Requires improvement to be good,Good,Outstanding",
    ]  # fmt: skip
    answer = CliRunner().invoke(main, asked)
    assert answer.exit_code == 0, answer.output
    said = json.loads(answer.output)
    for ours, group, whole in zip(
        stored["domains"], said["groups"], said["report"]["domains"], strict=True
    ):
        assert group["group"] == ours["name"]
        for name in ("value", "low", "high", "standard_error", "state"):
            assert group[name] == ours["ac"][name]
            assert group["exact"][name] == ours["exact"][name]
        for name in ("adjacent", "alpha", "ac_band", "verdict", "prevalence", "readers_spread",
                     "cuts", "specific", "table", "homogeneity", "widest"):  # fmt: skip
            assert whole[name] == ours[name], (ours["name"], name)
    for name in ("value", "low", "high"):
        assert said[name] == stored["together"]["ac"][name]
        assert said["exact"][name] == stored["together"]["exact"][name]


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_the_rows_behind_a_figure(lead: Walker) -> None:
    address = lead.result(sample_csv())
    page = lead.client.get(f"{address}/rows", query_string={"domain": "Assessment"})
    words = visible(page.text)
    assert "case-001" in words
    assert "Planning and review" not in words
    following = page.text.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert "case-060" in visible(lead.client.get(following).text)
    one = visible(lead.client.get(f"{address}/rows", query_string={"case": "case-007"}).text)
    assert one.count("case-007") == 13, "twelve rows, and the case named above them"
    assert lead.client.get(f"{address}/rows?after=no").status_code == 404
