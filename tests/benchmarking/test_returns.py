"""A return from the file to the page: as printed, corrected, withdrawn; twice is once."""

import csv
import io
import re
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
import time_machine

from regionqa.benchmarking.demonstration import example_csv, store_made_up_months
from regionqa.core.chains import verify
from regionqa.core.errors import Conflict
from regionqa.core.unit_of_work import unit_of_work
from regionqa.core.worker import run_all
from tests.benchmarking.walking import Lead, visible
from tests.conftest import Browse
from tests.factories import benchmarking
from tests.factories.world import World
from tests.support.statements import heard

# As printed in figures 1 and 3 of the report; the last column follows from the others.
PRINTED = (
    "January 32 19 0 27 5 0",
    "February 23 14 0 18 5 0",
    "March 24 16 2 13 9 0",
    "April 27 22 1 18 8 0",
    "May 25 23 2 14 9 0",
    "June 40 44 4 27 9 0",
    "July 27 46 1 15 11 0",
    "August 26 47 1 12 13 0",
    "September 28 61 2 18 5 3",
    "October 46 61 3 28 11 4",
    "November 45 73 9 25 8 3",
)
ROW = re.compile(r'<tr class="govuk-table__row"><th scope="row".*?</tr>', re.DOTALL)


def table_of(page: str) -> list[list[str]]:
    part = page.partition('id="months"')[2]
    return [visible(row.replace("</td>", "|</td>")).split("|") for row in ROW.findall(part)]


def test_gloucestershires_months_come_in_as_printed(lead: Lead) -> None:
    draft = lead.upload(example_csv(), "gloucestershire.csv").location
    words = visible(lead.client.get(draft).text)
    assert "No problem was found. Using it adds 11 months" in words
    assert (
        "10 completed audits have no grade (September 2018, October 2018, November 2018)" in words
    )
    assert "No column holds “Outstanding”: it is kept as not counted, which is not 0." in words
    assert lead.send(f"{draft}/confirm", page=draft).status_code == 302
    page = lead.client.get("/benchmark/").text
    rows = table_of(page)
    assert len(rows) == len(PRINTED)
    for row, printed in zip(reversed(rows), PRINTED, strict=True):
        name, completed, auditors, good, improve, low, without = printed.split()
        first, *rest = (cell.strip() for cell in row)
        assert first.split()[:2] == [name, "2018"]
        cells = [first.split()[2], *rest][:7]
        assert cells == [completed, auditors, low, improve, good, "–", without]
    assert sum(one.figures.not_graded for one in lead.months().standing) == 10
    words = visible(page)
    assert "In November 2018, 45 audits were completed" in words
    assert "9 of 42, or 21% (95% interval 12% to 36%)" in words
    assert "January 2018 to November 2018: 333 graded audits of 11 months" in words
    assert "10 completed audits without a grade are left out" in words


def test_the_same_twice_is_once(lead: Lead) -> None:
    lead.use(example_csv())
    before = lead.counts()
    draft = lead.upload(example_csv(), "another name.csv").location
    words = visible(lead.client.get(draft).text)
    assert "there is nothing to use" in words
    assert "Use this file" not in words
    hidden = lead.hidden(draft) | {"seen": str(lead.months().seen)}
    again = lead.client.post(f"{draft}/confirm", data=hidden, follow_redirects=True)
    assert "Nothing changed" in visible(again.text)
    assert lead.counts() == before


def test_a_correction_is_a_new_row_with_a_reason(lead: Lead) -> None:
    lead.use(example_csv())
    changed = example_csv().replace(b"2018-11,45,73,8,25,9", b"2018-11,46,73,8,25,9")
    draft = lead.upload(changed).location
    words = visible(lead.client.get(draft).text)
    assert "corrects 1 month. 10 months are there already" in words
    refused = lead.send(f"{draft}/confirm", page=draft)
    assert refused.status_code == 422
    assert "Enter why months that were returned before are changed" in visible(refused.text)
    assert len(lead.months().standing) == lead.months().seen == 11
    personal = lead.send(f"{draft}/confirm", page=draft, reason="NHS number 943 476 5919")
    assert personal.status_code == 422
    done = lead.send(f"{draft}/confirm", page=draft, reason="One audit was entered late")
    assert done.status_code == 302
    held = lead.months()
    assert (held.seen, len(held.standing)) == (12, 11)
    assert held.standing[-1].figures.not_graded == 4
    words = visible(lead.client.get("/benchmark/months/2018-11").text)
    assert "corrected by the file months.csv: 46 completed audits" in words
    assert "Reason: One audit was entered late" in words
    assert "returned by the file months.csv: 45 completed audits" in words


def test_a_month_is_withdrawn_and_returned_again(lead: Lead) -> None:
    lead.use(example_csv())
    address = "/benchmark/months/2018-08/withdraw"
    assert lead.send(address).status_code == 422, "a reason is wanted"
    assert lead.send(address, reason="The wrong audits were counted").status_code == 302
    assert date(2018, 8, 1) not in [one.figures.month for one in lead.months().standing]
    words = visible(lead.client.get("/benchmark/").text)
    assert "Withdrawn: August 2018" in words
    assert "307 graded audits of 10 months" in words
    assert lead.client.get(address).status_code == 404
    draft = lead.upload(example_csv()).location
    assert "Now: withdrawn" in visible(lead.client.get(draft).text)
    lead.send(f"{draft}/confirm", page=draft, reason="Counted again")
    history = visible(lead.client.get("/benchmark/months/2018-08").text)
    assert history.index("Counted again") < history.index("The wrong audits were counted")
    assert len(lead.months().standing) == 11
    _heads, breaks = verify(lead.database, [World.a.id])
    assert breaks == [], "the trail holds"


def test_a_month_is_returned_and_corrected_by_the_form(lead: Lead) -> None:
    add = "/benchmark/months/add"
    counts = {"count_0": 3, "count_1": 5, "count_2": 8, "count_3": 1}
    wrong = lead.send(add, month="2025-02", completed=10, **counts)
    assert wrong.status_code == 422
    assert "17 audits have a grade, but only 10 are completed." in visible(wrong.text)
    for month, said in (("2999-01", "is not over"), ("the spring", "This is not a month")):
        assert said in visible(lead.send(add, month=month, completed=20, **counts).text)
    blank = lead.send(add, month="2025-02", completed=18, **{**counts, "count_3": ""})
    assert "Outstanding: enter a number; 0 if there were none" in visible(blank.text)
    empty = visible(lead.send(add, month="2025-02").text)
    fields = ("Completed audits:", "Outstanding:", "Good:", "Inadequate:")
    assert [empty.index(one) for one in fields] == sorted(empty.index(one) for one in fields)
    assert lead.months().seen == 0
    done = lead.send(add, month="February 2025", completed=18, auditors=20, **counts)
    assert done.status_code == 302
    again = lead.send(add, month="2025-02", completed=19, auditors=20, **counts)
    assert "Enter why months that were returned before are changed" in visible(again.text)
    correct = "/benchmark/months/2025-02/correct"
    assert 'name="completed" type="text" value="18"' in lead.client.get(correct).text
    fields = {"completed": 19, "auditors": 20, "reason": "One was late", **counts}
    assert lead.send(correct, **fields).status_code == 302
    (held,) = lead.months().standing
    assert (held.number, held.figures.completed, held.figures.not_graded) == (2, 19, 2)
    assert held.figures.grades["Outstanding"] == 1


def test_a_stale_form_changes_nothing(lead: Lead, browse_as: Browse) -> None:
    draft = lead.upload(example_csv()).location
    seen = lead.hidden(draft)
    benchmarking.month(lead.database, World.a.scope("qa_lead"))
    stale = lead.client.post(f"{draft}/confirm", data=seen)
    assert stale.status_code == 409
    assert "Months were returned or changed since" in visible(stale.text)
    lead.send(f"{draft}/columns", page=draft, heading_0="month")
    stale = lead.client.post(f"{draft}/columns", data={**seen, "heading_0": "left_out"})
    assert stale.status_code == 409
    assert len(lead.months().standing) == 1


def test_a_stale_correction_shows_both_and_can_be_sent_again(lead: Lead) -> None:
    scope = World.a.scope("qa_lead")
    key = benchmarking.month(lead.database, scope)
    address = f"/benchmark/months/{key}/correct"
    hidden = lead.hidden(address)
    benchmarking.correct(lead.database, scope, "One was late")
    typed = {"completed": 20, "count_0": 4, "count_1": 6, "count_2": 8, "count_3": 0}
    stale = lead.client.post(address, data={**hidden, **typed, "reason": "Two were late"})
    assert stale.status_code == 409
    words = visible(stale.text)
    assert "Held now: 14 completed audits, 4 Inadequate, 8 Good, 2 not graded." in words
    assert 'name="completed" type="text" value="20"' in stale.text
    assert 'name="seen" value="2"' in stale.text
    again = lead.client.post(address, data={**hidden, **typed, "seen": 2, "reason": "Two late"})
    assert again.status_code == 302
    assert lead.months().standing[0].figures.completed == 20


def test_two_returns_at_once_cannot_both_be_the_next_row(lead: Lead) -> None:
    scope = World.a.scope("qa_lead")
    benchmarking.month(lead.database, scope)
    from regionqa.benchmarking import operations

    late = benchmarking.figures(completed=20)
    with pytest.raises(Conflict), unit_of_work(lead.database, scope):
        operations.record_months(scope, [late], how="form", seen=0, reason="Late")
    assert lead.months().seen == 1


def test_headings_are_settled_once_and_remembered(lead: Lead) -> None:
    content = b"When,Done,Red,Good,Tally\n2025-01,10,4,5,99\n"
    draft = lead.upload(content).location
    words = visible(lead.client.get(draft).text)
    for heading in ("When", "Done", "Red", "Tally"):
        assert f"“{heading}” is not a grade of the scale (Inadequate, Requires" in words
    assert "No column holds the month." in words
    chosen = {"heading_0": "month", "heading_1": "completed", "heading_2": "grade:Inadequate",
              "heading_3": "grade:Good", "heading_4": "left_out"}  # fmt: skip
    assert lead.send(f"{draft}/columns", page=draft, heading_0="nonsense").status_code == 422
    lead.send(f"{draft}/columns", page=draft, **chosen)
    assert lead.send(f"{draft}/confirm", page=draft).status_code == 302
    second = lead.upload(b"WHEN,done,Red,Good,Tally\n2025-02,10,4,5,98\n").location
    words = visible(lead.client.get(second).text)
    assert "No problem was found. Using it adds 1 month" in words
    assert words.count("Remembered.") == 5
    assert lead.send(f"{second}/confirm", page=second).status_code == 302
    assert [one.figures.grades["Inadequate"] for one in lead.months().standing] == [4, 4]


def test_a_file_with_people_is_refused_and_nothing_is_kept(lead: Lead) -> None:
    content = b"Month,Completed audits,Inadequate,Good,Date of birth\n2025-01,9,4,5,2014-03-02\n"
    refused = lead.upload(content)
    assert refused.status_code == 422
    assert lead.counts()["benchmark_return_drafts"] == 0
    assert lead.upload(b"").status_code == 422


def test_a_draft_is_thrown_away_or_deleted_after_a_day(lead: Lead, browse_as: Browse) -> None:
    first, second = (lead.upload(example_csv()).location for _ in range(2))
    lead.send(f"{first}/discard", page=first)
    assert lead.client.get(first).status_code == 404
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1, minutes=1), tick=True):
        later = browse_as("qa_lead", place=World.a)
        assert later.get(second).status_code == 404
        run_all(lead.database, lead.app.config)
    assert lead.counts()["benchmark_return_drafts"] == 0


def test_downloads_say_what_the_page_says(lead: Lead) -> None:
    lead.use(example_csv())
    told = lead.client.get("/benchmark/months.csv").get_data().decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(told)))
    assert len(rows) == 11
    assert rows[-1] == {
        "Month": "2018-11", "Completed audits": "45", "Auditors": "73", "Inadequate": "8",
        "Requires improvement to be good": "25", "Good": "9", "Outstanding": "x",
        "Not graded": "3", "Synthetic": "no",
    }  # fmt: skip
    book = openpyxl.load_workbook(
        io.BytesIO(lead.client.get("/benchmark/months.xlsx").get_data()), read_only=True
    )
    assert [cell.value for cell in list(book["Months"].rows)[-1]] == [
        "2018-11", 45, 73, 8, 25, 9, "x", 3, "no",
    ]  # fmt: skip
    notes = " ".join(str(cell.value) for row in book["Notes"].rows for cell in row)
    assert "not counted in this month’s return" in notes
    book.close()


def test_the_filled_template_comes_back_in(lead: Lead) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(lead.client.get("/benchmark/template.xlsx").get_data())
    )
    sheet = book["Data"]
    assert sheet.max_row == 1
    sheet.append(["2025-01", 20, 22, 1, 9, 6, 3, 1])
    sheet.append(["2025-02", 10, None, 1, 4, 3, 2, 0, "drawn", 0, 6, 3, 1])
    filled = io.BytesIO()
    book.save(filled)
    book.close()
    assert lead.use(filled.getvalue(), "monthly-return.xlsx").status_code == 302
    held, with_domain = lead.months().standing
    assert (held.figures.chosen, held.figures.domains) == (None, {}), "blank is not counted"
    assert with_domain.figures.chosen == "drawn"
    assert with_domain.figures.domains == {
        "Assessment and analysis": {
            "Inadequate": 1, "Requires improvement to be good": 3, "Good": 6, "Outstanding": 0,
        }
    }  # fmt: skip
    words = visible(lead.client.get("/benchmark/months/2025-02").text)
    assert "Assessment and analysis 0 Outstanding, 6 Good, 3 Requires improvement to be" in words
    assert "How cases were chosen Drawn at random, all of them regular audits" in words
    corrected = lead.send(
        "/benchmark/months/2025-02/correct",
        completed="11", count_0="2", count_1="3", count_2="4", count_3="1", chosen="other",
        reason="One audit was entered late",
    )  # fmt: skip
    assert corrected.status_code == 302
    (_, now) = lead.months().standing
    assert (now.figures.chosen, now.figures.not_graded) == ("other", 1)
    assert now.figures.domains == with_domain.figures.domains, "the form leaves these as they are"
    assert held.figures.grades == {
        "Inadequate": 3, "Requires improvement to be good": 6, "Good": 9, "Outstanding": 1,
    }  # fmt: skip
    assert held.figures.auditors == 22


def test_pages_ask_the_same_of_the_database_whatever_they_hold(lead: Lead) -> None:
    def asked(address: str) -> int:
        with heard(lead.database.engine) as statements:
            assert lead.client.get(address).status_code == 200
        return len(statements)

    benchmarking.month(lead.database, World.a.scope("qa_lead"))
    pages = ("/benchmark/", "/benchmark/months.csv", "/", "/benchmark/position/")
    few = {page: asked(page) for page in pages}
    lead.use(example_csv())
    assert {page: asked(page) for page in few} == few
    assert few["/benchmark/"] == few["/benchmark/months.csv"] + 1, "and the rounds, once"


def test_another_authority_sees_nothing_of_it(lead: Lead, browse_as: Browse) -> None:
    lead.use(example_csv())
    other = browse_as("qa_lead", place=World.b)
    assert "No month is returned yet" in visible(other.get("/benchmark/").text)
    assert other.get("/benchmark/months/2018-11").status_code == 404
    assert other.get("/benchmark/months.csv").get_data().count(b"\r\n") == 1
    assert lead.months(World.b).seen == 0


def test_a_director_reads_and_cannot_give(lead: Lead, browse_as: Browse) -> None:
    lead.use(example_csv())
    director = browse_as("dcs", place=World.a)
    words = visible(director.get("/benchmark/?measure=completion").text)
    assert "completed audits for every 100 auditors: 62 (45 of 73)" in words
    assert "Upload a file" not in words
    assert director.get("/benchmark/upload").status_code == 403
    assert director.get("/benchmark/?measure=nonsense").status_code == 404
    assert "In November 2018, 45 audits were completed." in visible(director.get("/").text)


def test_the_home_page_says_when_a_month_is_due(lead: Lead) -> None:
    assert "Return the audits of" in visible(lead.client.get("/").text)
    scope = World.a.scope("qa_lead")
    with unit_of_work(lead.database, scope):
        store_made_up_months(scope, 3)
    words = visible(lead.client.get("/").text)
    assert "Return the audits of" not in words
    assert "audits were completed" in words
    page = visible(lead.client.get("/benchmark/").text)
    assert "Made-up data." in page
