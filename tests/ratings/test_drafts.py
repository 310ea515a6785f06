"""A draft lives until it is used, thrown away or a day old, and a stale form changes nothing."""

from datetime import UTC, datetime, timedelta

import time_machine
from sqlalchemy import select

from regionqa.core.chains import verify
from regionqa.core.events import Event
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.ratings.demonstration import sample_csv
from tests.conftest import Browse
from tests.factories.world import World
from tests.ratings.walking import OFSTED, Walker, act, counts, csv_of, token, upload, visible

ROWS = [(f"c{n:02}", reader, f"Plan {n % 2}", ("Good", "Outstanding")[n % 3 // 2])
        for n in range(24) for reader in ("R1", "R2")]  # fmt: skip


def places(**by_name: object) -> dict[str, object]:
    return {f"column_{name}": place for name, place in by_name.items()}


def test_columns_are_matched_and_can_be_corrected(lead: Walker) -> None:
    content = csv_of(("Item", "Rater", "Judgment areas", "Score"), ROWS)
    draft = upload(lead.client, content).location
    words = visible(lead.client.get(draft).text)
    assert "No column is called “Domain”; “Judgment areas” is like it." in words
    assert "Use this file" not in words
    changed = act(
        lead.client, draft, "/columns", scale=OFSTED,
        **places(case=0, reader=1, domain=2, grade=3, authority="", role=""),
    )  # fmt: skip
    assert changed.status_code == 302
    words = visible(lead.client.get(draft).text)
    assert "No problem was found" in words
    assert "Plan 0 (24), Plan 1 (24)" in words
    wrong = act(lead.client, draft, "/columns", scale=OFSTED, **places(case=0, reader=0, grade=3))
    assert wrong.status_code == 422
    assert "chosen more than once" in visible(wrong.text)
    absent = act(lead.client, draft, "/columns", scale=OFSTED, **places(case=99, reader=1, grade=3))
    assert absent.status_code == 422
    assert "not in this file" in visible(absent.text)


def test_the_scale_can_be_corrected_without_uploading_again(lead: Walker) -> None:
    rows = [(case, reader, domain, {"Good": "B", "Outstanding": "A"}[grade])
            for case, reader, domain, grade in ROWS]  # fmt: skip
    draft = upload(lead.client, csv_of(("Case", "Reader", "Domain", "Grade"), rows)).location
    assert "not a grade of the scale" in visible(lead.client.get(draft).text)
    act(lead.client, draft, "/columns", scale="own", own_grades="C\nB\nA",
        **places(case=0, reader=1, domain=2, grade=3))  # fmt: skip
    words = visible(lead.client.get(draft).text)
    assert "No problem was found" in words
    assert "C: no times, B: 32 times, A: 16 times" in words


def test_a_stale_form_is_refused_and_both_are_shown(lead: Walker, browse_as: Browse) -> None:
    draft = upload(lead.client, csv_of(("Case", "Reader", "Domain", "Grade"), ROWS)).location
    first_tab = lead.client.get(draft).text
    deputy = browse_as("qa_deputy", place=World.a)
    columns = places(case=0, reader=1, domain="", grade=3)
    act(deputy, draft, "/columns", scale=OFSTED, **columns)
    hidden = {**token(first_tab), "version": 1}
    stale = lead.client.post(f"{draft}/confirm", data=hidden)
    assert stale.status_code == 409
    assert "changed since you opened the page" in visible(stale.text)
    assert counts(lead.database)["ratings_files"] == 0
    mine = {**places(case=0, reader=1, domain=2, grade=3), "scale": OFSTED, **hidden}
    stale = lead.client.post(f"{draft}/columns", data=mine)
    assert stale.status_code == 409
    words = visible(stale.text)
    assert "that you chose" in words
    assert "Domain: not in the file" in words
    assert '<option value="2" selected>Domain</option>' in stale.text


def test_a_draft_is_thrown_away_or_deleted_after_a_day(lead: Walker, browse_as: Browse) -> None:
    first = upload(lead.client, sample_csv()).location
    second = upload(lead.client, csv_of(("Case", "Reader", "Domain", "Grade"), ROWS)).location
    assert counts(lead.database)["ratings_drafts"] == 2
    assert act(lead.client, first, "/discard").status_code == 302
    assert counts(lead.database)["ratings_drafts"] == 1
    assert lead.work() == 0
    with time_machine.travel(datetime.now(UTC) + timedelta(days=1, minutes=1), tick=True):
        later = browse_as("qa_lead", place=World.a)
        assert later.get(second).status_code == 404, "it is not shown although it is still there"
        assert lead.work() == 2
    assert counts(lead.database)["ratings_drafts"] == 0


def test_the_next_upload_deletes_what_is_a_day_old(lead: Walker, browse_as: Browse) -> None:
    upload(lead.client, sample_csv())
    with time_machine.travel(datetime.now(UTC) + timedelta(days=2), tick=True):
        upload(browse_as("qa_lead", place=World.a), sample_csv())
    assert counts(lead.database)["ratings_drafts"] == 1


def test_what_happens_is_in_the_trail(lead: Walker) -> None:
    address = lead.result(csv_of(("Case", "Reader", "Domain", "Grade"), ROWS))
    act(lead.client, f"{address}/withdraw", "", reason="The wrong file")
    assert counts(lead.database) == {
        "ratings_drafts": 0, "ratings_files": 1, "ratings": 0, "events": 3
    }  # fmt: skip
    heads, breaks = verify(lead.database, [World.a.id])
    assert breaks == []
    assert heads[str(World.a.id)].sequence == 3
    scope = World.a.scope()
    with unit_of_work(lead.database, scope, write=False):
        held = session(scope).scalars(select(Event).order_by(Event.sequence)).all()
    assert [event.tag.partition(".")[2] for event in held] == ["uploaded", "computed", "withdrawn"]
    assert "wrong file" not in "".join(event.fields for event in held), "events hold no free text"
