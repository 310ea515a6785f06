"""Monthly returns by program: once, all or nothing, and only in the version that was read."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from regionqa.benchmarking import queries
from regionqa.benchmarking.queries import common_scale
from regionqa.core.database import Database
from regionqa.core.unit_of_work import unit_of_work
from tests.factories import visitors
from tests.factories.world import World

MONTHS = "/api/v1/returns/months"
KEY = {"Idempotency-Key": "2026-return-1"}


@pytest.fixture
def lead(app: Flask, database: Database) -> FlaskClient:
    """A QA lead's program in A."""
    person_id = visitors.join(database, {World.a: ["qa_lead"]})
    return visitors.program(app, database, person_id, World.a)


def month(key: str = "2025-03", **more: Any) -> dict[str, Any]:
    grades = dict(zip(common_scale().words, (2, 4, 6, 1), strict=True))
    held = {"month": key, "completed": 15, "auditors": 12, "chosen": "drawn", "grades": grades}
    return {**held, "domains": {"Planning": {"Good": 7, "Inadequate": 2}}, **more}


def test_months_are_returned_corrected_and_withdrawn(
    lead: FlaskClient, database: Database, app: Flask
) -> None:
    sent = {"months": [month(), month("2025-04", completed=None, not_graded=2)]}
    first = lead.post(MONTHS, json=sent, headers=KEY)
    assert (first.status_code, first.json) == (201, {"new": 2, "corrected": 0, "unchanged": 0})
    again = lead.post(MONTHS, json=sent, headers=KEY)
    assert (again.json, again.headers["Idempotency-Replayed"]) == (first.json, "true")
    assert lead.post(MONTHS, json=sent).json == {"new": 0, "corrected": 0, "unchanged": 2}

    held = lead.get(f"{MONTHS}/2025-03")
    assert (held.json["not_graded"], held.json["domains"]) == (2, month()["domains"])
    assert lead.get(MONTHS).json["items"][0] == held.json
    other = lead.post(MONTHS, json={"months": [month(completed=16)]})
    assert other.status_code == 409
    assert "March 2025" in other.json["detail"]

    body = {key: value for key, value in month(completed=16).items() if key != "month"}
    body["reason"] = "One audit was entered late"
    assert lead.put(f"{MONTHS}/2025-03", json=body).status_code == 428
    tag = {"If-Match": held.headers["ETag"]}
    changed = lead.put(f"{MONTHS}/2025-03", json=body, headers=tag)
    assert (changed.status_code, changed.json["not_graded"], changed.json["number"]) == (200, 3, 2)
    assert lead.put(f"{MONTHS}/2025-03", json=body, headers=tag).status_code == 412
    tag = {"If-Match": changed.headers["ETag"]}
    gone = lead.put(f"{MONTHS}/2025-03/withdrawal", json={"reason": "Wrong"}, headers=tag)
    assert (gone.status_code, gone.json["withdrawn"]) == (200, True)

    scope = World.a.scope("qa_lead")
    with unit_of_work(database, scope, write=False):
        assert [one.figures.month.month for one in queries.read_months(scope).standing] == [4]
        assert queries.read_cube(scope) == queries.recount(scope)
    neighbour = visitors.program(
        app, database, visitors.join(database, {World.b: ["qa_lead"]}), World.b
    )
    assert neighbour.get(f"{MONTHS}/2025-04").status_code == 404
    assert neighbour.get(MONTHS).json["items"] == []
    reader = visitors.program(app, database, visitors.join(database, {World.a: ["dcs"]}), World.a)
    assert reader.post(MONTHS, json=sent).status_code == 403


def test_what_is_wrong_is_named_and_nothing_is_kept(lead: FlaskClient) -> None:
    wrong: tuple[tuple[dict[str, Any], str, str], ...] = (
        ({"grades": {"Sublime": 1}}, "grades", "“Sublime” is not a grade"),
        ({"grades": {"Good": 1, " good ": 1}}, "grades", "is sent twice"),
        ({"completed": 3}, "completed", "13 audits have a grade, but only 3"),
        ({"month": "2199-01"}, "month", "is not over"),
        ({"domains": {"Planning": {"Fair": 1}}}, "domains", "“Planning: Fair” is not a domain"),
        ({"domains": {"NHS number 943 476 5919": {"Good": 1}}}, "domains", "looks like"),
        ({"domains": {"Planning": {"Good": 16}}}, "completed", "In “Planning”, 16 audits"),
    )
    sent = {"months": [month("2025-01"), *(month(**change) for change, _, _ in wrong)]}
    refused = lead.post(MONTHS, json=sent)
    assert refused.status_code == 422
    for row, ((_, column, words), problem) in enumerate(
        zip(wrong, refused.json["problems"], strict=True), start=2
    ):
        assert (problem["row"], problem["column"]) == (row, column)
        assert words in problem["message"]
    assert len(refused.json["errors"]["months"]) == len(wrong)
    muddled = month(
        "soon", grades={"Sublime": 1}, domains={"Planning": {"Fair": 1}, "Style": {"Dim": 2}}
    )
    at_once = lead.post(MONTHS, json={"months": [muddled]})
    assert at_once.status_code == 400, "the month is not written as one"
    muddled["month"] = "2199-01"
    at_once = lead.post(MONTHS, json={"months": [muddled]})
    columns = [one["column"] for one in at_once.json["problems"]]
    assert sorted(columns) == ["domains", "domains", "grades", "month"]
    twice = lead.post(MONTHS, json={"months": [month(), month()]})
    assert "is sent twice" in twice.json["problems"][0]["message"]
    for body, field in (
        ({"months": [month(surname="x")]}, "surname"),
        ({"months": [month()], "by": "x"}, "by"),
        ({"months": [month(completed="15")]}, "completed"),
        ({"months": []}, "months"),
    ):
        answer = lead.post(MONTHS, json=body)
        assert answer.status_code == 400
        assert field in answer.text
    assert lead.get(MONTHS).json["items"] == []
