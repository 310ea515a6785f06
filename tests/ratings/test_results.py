"""The page of a result: states in words, figures with their base, downloads, withdrawal."""

import csv
import io

import openpyxl
import pytest
from flask.testing import FlaskClient
from sqlalchemy import event, update

from regionqa.core.database import Database
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.ratings import jobs
from regionqa.ratings.computing import CannotCompute
from regionqa.ratings.demonstration import sample_csv, store_sample
from regionqa.ratings.models import RatingsFile
from regionqa.statistics.agreement.reporting.build import METHOD_VERSION
from tests.conftest import Browse
from tests.factories import ratings
from tests.factories.world import World
from tests.ratings.walking import Walker, act, counts, csv_of, link_after, token, upload, visible

GRADES = ("Inadequate", "Requires improvement", "Good", "Outstanding")
OWN = {"scale": "own", "own_grades": "\n".join(GRADES)}


def rows_of(domain: str, pairs: list[tuple[str, str]]) -> list[tuple[str, str, str, str]]:
    return [
        (f"{domain}-{number}", reader, domain, grade)
        for number, pair in enumerate(pairs)
        for reader, grade in zip(("R1", "R2"), pair, strict=True)
    ]


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_every_state_is_said_in_words(lead: Walker) -> None:
    mixed = [("Good", "Good"), ("Good", "Outstanding"), ("Inadequate", "Good")]
    rows = [
        *rows_of("Ordinary", mixed * 5),
        *rows_of("Few", mixed),
        *rows_of("Same", [("Good", "Good")] * 12),
        *rows_of("Agreed", [("Good", "Good"), ("Inadequate", "Inadequate")] * 6),
        *[(f"alone-{n}", ("R1", "R2")[n % 2], "Alone", "Good") for n in range(12)],
        *[(f"one-{n}", "R1", "One reader", GRADES[n % 4]) for n in range(12)],
        *[(f"none-{n}", reader, "Ungraded", "N/A") for n in range(4) for reader in ("R1", "R2")],
    ]
    content = csv_of(("Case", "Reader", "Domain", "Grade"), rows)
    address = lead.result(content, **OWN)
    words = visible(lead.client.get(address).text)
    for said in ("too few cases to rely on", "only one grade was given", "all agreed",
                 "no case was read twice", "only one reader", "no grades",
                 "8 rows without a grade (n/a)"):  # fmt: skip
        assert said in words, said
    assert "nan" not in words.split()
    assert "None" not in words.replace("None of", "")
    for ending in ("figures.csv", "figures.xlsx"):
        assert lead.client.get(f"{address}/{ending}").status_code == 200


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
@pytest.mark.parametrize("number", [1, 2])
def test_tiny_files_have_a_page(lead: Walker, number: int) -> None:
    rows = rows_of("D", [("Good", "Inadequate")] * number)
    address = lead.result(csv_of(("Case", "Reader", "Domain", "Grade"), rows), **OWN)
    assert "too few cases" in visible(lead.client.get(address).text)


@pytest.mark.parametrize("databases", ["sqlite"], indirect=True)
def test_whose_authority_it_is_when_no_role_is_given(lead: Walker) -> None:
    rows = [
        (f"c{n}", reader, authority, GRADES[(n + (reader == "R1")) % 3])
        for n in range(15)
        for reader, authority in (("R1", "Ambermouth"), ("R2", "Brackenshire"))
    ]
    content = csv_of(("Case", "Reader", "Authority", "Grade"), rows)
    words = visible(lead.client.get(lead.result(content, **OWN)).text)
    assert "Each authority’s readers against all others on the same cases" in words
    assert words.index("Ambermouth", words.index("Each authority’s")) < words.index("Brackenshire")
    neither = csv_of(("Case", "Reader", "Grade"), [(c, r, g) for c, r, _a, g in rows])
    words = visible(lead.client.get(lead.result(neither, **OWN)).text)
    assert "Add a column Role with home or peer to see it." in words
    alone = csv_of(("Case", "Reader", "Grade"), [(f"{c}-{r}", r, g) for c, r, _a, g in rows])
    words = visible(lead.client.get(lead.result(alone, **OWN)).text)
    assert "No case was graded by two readers, so nobody can be said to grade higher." in words
    assert "Add a column Role" not in words
    assert "No case has grades two or more apart" not in words


def test_downloads_say_how_their_figures_were_made(lead: Walker) -> None:
    address = lead.result(sample_csv(), "made up.csv")
    text = lead.client.get(f"{address}/figures.csv").data.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    notes = {row[0]: row[1] for row in rows[: rows.index([""] * len(rows[0]))]}
    assert "Gwet's AC2 with quadratic weights" in notes["Method"]
    assert notes["Version"] == METHOD_VERSION
    assert notes["Seed"] == "0"
    assert notes["Level of intervals"] == "0.95"
    assert notes["Source"].startswith("made up.csv, uploaded ")
    assert notes["Made-up data"] == "every row of this file is invented"
    assert "Inadequate" in notes["Scale, lowest first"]
    table = rows[rows.index([""] * len(rows[0])) + 1 :]
    stored = lead.stored(address)
    ac = next(row for row in table if row[:2] == ["Assessment", "AC2, quadratic weights"])
    assert float(ac[2]) == stored["domains"][0]["ac"]["value"]
    assert float(ac[3]) == stored["domains"][0]["ac"]["low"]
    answer = lead.client.get(f"{address}/figures.xlsx")
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="agreement-')
    book = openpyxl.load_workbook(io.BytesIO(answer.data), read_only=True)
    assert book.sheetnames == [
        "Figures", "Direction", "First against second", "Widest cases", "Verdict", "Notes"
    ]  # fmt: skip
    listed = sum(len(domain["widest"]) for domain in stored["domains"])
    assert sum(1 for _ in book["Widest cases"].iter_rows()) == listed + 1
    said = {row[0]: row[1] for row in book["Notes"].iter_rows(values_only=True) if row[0]}
    assert {name: said[name] for name in ("Method", "Seed", "Source")} == {
        name: notes[name] for name in ("Method", "Seed", "Source")
    }
    book.close()


def test_withdrawal_asks_why_and_deletes_the_grades(lead: Walker, browse_as: Browse) -> None:
    address = lead.result(sample_csv())
    assert counts(lead.database)["ratings"] == 720
    assert browse_as("dcs", place=World.a).get(f"{address}/withdraw").status_code == 403
    page = f"{address}/withdraw"
    blank = act(lead.client, page, "", reason="")
    assert blank.status_code == 422
    assert "Enter why the file is withdrawn" in visible(blank.text)
    named = act(lead.client, page, "", reason="Sarah Jones asked for it")
    assert named.status_code == 422
    assert "looks like a name" in visible(named.text)
    hidden = token(lead.client.get(page).text)
    stale = lead.client.post(page, data={**hidden, "reason": "Wrong scale", "version": 1})
    assert stale.status_code == 409
    assert counts(lead.database)["ratings"] == 720
    assert act(lead.client, page, "", reason="Wrong scale").status_code == 302
    assert counts(lead.database)["ratings"] == 0
    words = visible(lead.client.get(address).text)
    assert "Reason: Wrong scale" in words
    for ending in ("rows", "figures.csv", "figures.xlsx"):
        assert lead.client.get(f"{address}/{ending}").status_code == 404
    assert "Withdrawn" in visible(lead.client.get("/agreement/").text)
    again = upload(lead.client, sample_csv())
    assert act(lead.client, again.location, "/confirm").location.startswith("/work/")


def test_a_failed_report_can_be_worked_out_again(
    lead: Walker, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> None:
        raise CannotCompute("Row 3: a fault that nobody thought of.")

    draft = upload(lead.client, sample_csv()).location
    work = act(lead.client, draft, "/confirm").location
    with monkeypatch.context() as patched:
        patched.setattr(jobs, "compute_report", fail)
        lead.work()
    assert "Row 3: a fault" in visible(lead.client.get(work).text)
    address = link_after(lead.client.get("/agreement/").text, '<th scope="row"')
    assert "Row 3: a fault" in visible(lead.client.get(address).text)
    assert counts(lead.database)["ratings"] == 0, "grades come with the report, or not at all"
    again = act(lead.client, address, "/compute").location
    assert "looks again by itself" in visible(lead.client.get(address).text)
    lead.work()
    assert lead.client.get(again).location == address
    assert "For the statistician" in lead.client.get(address).text
    first = lead.stored(address)
    assert act(lead.client, address, "/compute").status_code == 302
    assert lead.work() == 1
    assert lead.stored(address) == first, "from the stored grades it is the same"


class Queries:
    """Counts what a request asks the database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.statements: list[str] = []

    def count(self, client: FlaskClient, address: str) -> int:
        self.statements.clear()
        event.listen(self.database.engine, "before_cursor_execute", self._heard)
        try:
            assert client.get(address).status_code == 200
        finally:
            event.remove(self.database.engine, "before_cursor_execute", self._heard)
        settings = "SELECT set_config"  # what a transaction of PostgreSQL begins with
        asked = [one for one in self.statements if one.startswith("SELECT")]
        return len([one for one in asked if not one.startswith(settings)])

    def _heard(
        self, _connection: object, _cursor: object, statement: str, *_others: object
    ) -> None:
        self.statements.append(statement)


def test_the_list_is_in_pages_and_asks_the_same_whatever_its_length(
    lead: Walker, database: Database
) -> None:
    scope = World.a.scope("qa_lead")
    ratings.file(database, scope, "only")
    one = Queries(database).count(lead.client, "/agreement/")
    for number in range(24):
        ratings.file(database, scope, f"n{number}", computed=False)
    with unit_of_work(database, scope):  # files of one moment, too, have an order
        session(scope).execute(update(RatingsFile).values(uploaded_at=now()))
    assert Queries(database).count(lead.client, "/agreement/") == one
    first = lead.client.get("/agreement/").text
    assert first.count('scope="row"') == 20
    following = link_after(first, '<div class="govuk-pagination__next">')
    second = lead.client.get(following).text
    assert second.count('scope="row"') == 5
    shown = [line for line in (first + second).split("\n") if 'scope="row"' in line]
    assert len(set(shown)) == 25, "none is lost and none is shown twice"


def test_a_result_is_built_once_for_each_version(lead: Walker, database: Database) -> None:
    scope = World.a.scope("qa_lead")
    address = f"/agreement/{ratings.file(database, scope)}"
    base = Queries(database).count(lead.client, "/agreement/upload")
    assert Queries(database).count(lead.client, address) == base + 2
    first = lead.client.get(address).text
    assert Queries(database).count(lead.client, address) == base + 1
    hidden = token(lead.client.get(f"{address}/withdraw").text)
    lead.client.post(f"{address}/compute", data=hidden)
    lead.work()
    assert Queries(database).count(lead.client, address) == base + 2, "the version is another"
    assert visible(lead.client.get(address).text) == visible(first)


def test_the_demonstrations_file_is_stored_once(lead: Walker, database: Database) -> None:
    scope = World.a.scope("qa_lead")
    with unit_of_work(database, scope):
        first = store_sample(scope, "Made-up cases")
    with unit_of_work(database, scope):
        assert store_sample(scope, "Made-up cases again") == first
    lead.work()
    page = visible(lead.client.get(f"/agreement/{first}").text)
    assert "Made-up data." in page
