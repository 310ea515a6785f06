"""Sending double-graded cases: once, all or nothing, and only in the version that was read."""

import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from regionqa.core.database import Database
from regionqa.core.idempotency import IdempotencyKey
from regionqa.core.jobs import Job
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.ratings.demonstration import sample_rows
from regionqa.ratings.models import RatingsDraft, RatingsFile
from tests.factories import ratings, visitors
from tests.factories.world import World

FILES = "/api/v1/agreement/files"
KEY = {"Idempotency-Key": "3b0f4f7e-autumn"}


@pytest.fixture
def lead(app: Flask, database: Database) -> FlaskClient:
    """A QA lead's program in A."""
    person_id = visitors.join(database, {World.a: ["qa_lead"]})
    return visitors.program(app, database, person_id, World.a)


def body(**more: Any) -> dict[str, Any]:
    rows = [
        {"case": row["Case"], "reader": row["Reader"], "grade": row["Grade"]}
        for row in sample_rows(7, ratings.scale())
        if row["Domain"] == "Assessment"
    ]
    held = {"title": "Autumn", "scale": "own", "own_grades": ratings.GRADES, "rows": rows[:24]}
    return {**held, **more}


def count(database: Database, mapped: type) -> int:
    scope = World.a.scope("qa_lead")
    with unit_of_work(database, scope, write=False):
        return session(scope).scalar(select(func.count()).select_from(mapped)) or 0


def test_rows_become_the_file_that_a_file_of_them_becomes(
    lead: FlaskClient, database: Database
) -> None:
    sent = lead.post(FILES, json=body())
    assert sent.status_code == 201
    assert (sent.json["rows"], sent.json["cases"], sent.json["state"]) == (24, 12, "waiting")
    lines = ["Case,Reader,Grade", *(",".join(row.values()) for row in body()["rows"])]
    upload = {
        "title": "The same",
        "scale": "own",
        "own_grades": ratings.GRADES,
        "file": (io.BytesIO("\n".join(lines).encode()), "same.csv"),
    }
    again = lead.post(f"{FILES}/upload", data=upload)
    assert (again.status_code, again.json["id"]) == (200, sent.json["id"])
    assert lead.get(sent.headers["Location"]).json == sent.json
    assert count(database, RatingsFile) == 1
    assert count(database, RatingsDraft) == 0


def test_one_bad_row_and_nothing_is_saved(lead: FlaskClient, database: Database) -> None:
    rows = body()["rows"]
    rows[4]["grade"] = "Godo"
    refused = lead.post(FILES, json=body(rows=rows), headers=KEY)
    assert refused.status_code == 422
    [problem] = refused.json["problems"]
    assert (problem["row"], problem["column"], problem["value"]) == (5, "Grade", "Godo")
    assert "Did you mean “Good”?" in problem["fix"]
    for mapped in (RatingsFile, RatingsDraft, IdempotencyKey, Job):
        assert count(database, mapped) == 0
    assert lead.post(FILES, json=body(), headers=KEY).status_code == 201


def test_names_of_people_are_refused_in_rows_and_title(lead: FlaskClient) -> None:
    names = ["Amelia Clarke", "Oliver Hughes", "Priya Sharma", "Daniel Walker"]
    rows = [{**row, "reader": names[place % 4]} for place, row in enumerate(body()["rows"])]
    refused = lead.post(FILES, json=body(rows=rows))
    assert refused.status_code == 422
    assert refused.json["problems"][0]["column"] == "Reader"
    assert "Amelia" not in refused.text


@pytest.mark.parametrize(
    ("more", "status", "field"),
    [
        ({"colour": "red"}, 400, "colour"),
        ({"rows": [{"case": "a", "reader": "R1", "grade": "Good", "name": "x"}]}, 400, "rows"),
        ({"rows": []}, 400, "rows"),
        ({"title": ""}, 400, "title"),
        ({"synthetic": "yes"}, 400, "synthetic"),
        ({"scale": "no such scale"}, 422, "scale"),
        ({"own_grades": "Good"}, 422, "own_grades"),
    ],
)
def test_a_fault_is_named_by_its_field(
    lead: FlaskClient, more: dict[str, Any], status: int, field: str
) -> None:
    refused = lead.post(FILES, json=body(**more))
    assert refused.status_code == status
    assert list(refused.json["errors"]) == [field]


def test_an_unknown_field_in_a_row_is_named_with_its_row(lead: FlaskClient) -> None:
    rows = [*body()["rows"], {"case": "a", "reader": "R1", "grade": "Good", "child": "x"}]
    refused = lead.post(FILES, json=body(rows=rows))
    assert refused.json["errors"] == {"rows": {"24": {"child": ["Unknown field."]}}}


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"", "application/json", 400),
        (b"[]", "application/json", 400),
        (b"9" * 5000, "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"title": "\\u0000", "rows": []}', "application/json", 422),
        (b'{"title": "\\ud800", "rows": []}', "application/json", 422),
        (b"title=x", "application/x-www-form-urlencoded", 415),
        (b"x", "text/csv", 415),
    ],
)
def test_a_body_that_is_none_is_refused(
    lead: FlaskClient, content: bytes, kind: str, status: int
) -> None:
    assert lead.post(FILES, data=content, content_type=kind).status_code == status


def test_a_key_does_the_work_once_and_answers_alike(lead: FlaskClient, database: Database) -> None:
    first = lead.post(FILES, json=body(), headers=KEY)
    second = lead.post(FILES, json=dict(reversed(body().items())), headers=KEY)
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json == second.json
    assert first.headers["ETag"] == second.headers["ETag"]
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    other = lead.post(FILES, json=body(title="Spring"), headers=KEY)
    assert other.status_code == 422
    assert "Idempotency-Key" in other.json["errors"]
    assert count(database, IdempotencyKey) == 1


def test_a_key_is_one_persons(app: Flask, lead: FlaskClient, database: Database) -> None:
    lead.post(FILES, json=body(), headers=KEY)
    other_id = visitors.join(database, {World.a: ["qa_deputy"]})
    other = visitors.program(app, database, other_id, World.a)
    answer = other.post(FILES, json=body(title="Another"), headers=KEY)
    assert answer.status_code == 200
    assert "Idempotency-Replayed" not in answer.headers


@pytest.mark.parametrize("key", ["short", "x" * 81, "with space", "ünicode-key"])
def test_a_key_that_cannot_be_one_is_refused(lead: FlaskClient, key: str) -> None:
    assert lead.post(FILES, json=body(), headers={"Idempotency-Key": key}).status_code == 400


@pytest.mark.parametrize("headers", [KEY, {}], ids=["with a key", "without"])
def test_many_at_once_are_one_piece_of_work(
    app: Flask, database: Database, headers: dict[str, str]
) -> None:
    person_id = visitors.join(database, {World.a: ["qa_lead"]})
    token = visitors.api_token(database, person_id, World.a)
    sent = {**headers, "Authorization": f"Bearer {token}"}

    def send(_number: int) -> tuple[int, str]:
        answer = app.test_client().post(FILES, json=body(), headers=sent)
        return answer.status_code, answer.json["id"]

    with ThreadPoolExecutor(4) as threads:
        answers = list(threads.map(send, range(8)))
    assert len({file_id for _status, file_id in answers}) == 1
    statuses = sorted(status for status, _file_id in answers)
    assert statuses == ([201] * 8 if headers else [200] * 7 + [201])
    assert count(database, RatingsFile) == 1


def test_a_withdrawal_wants_the_version_that_was_read(lead: FlaskClient) -> None:
    sent = lead.post(FILES, json=body())
    address, reason = f"{FILES}/{sent.json['id']}/withdrawal", {"reason": "Wrong autumn"}
    assert lead.put(address, json=reason).status_code == 428
    assert lead.put(address, json=reason, headers={"If-Match": '"old"'}).status_code == 412
    held = {"If-Match": lead.get(sent.headers["Location"]).headers["ETag"]}
    assert lead.put(address, json={**reason, "version": 1}, headers=held).status_code == 400
    done = lead.put(address, json=reason, headers=held)
    assert (done.status_code, done.json["state"]) == (200, "withdrawn")
    assert lead.put(address, json=reason, headers=held).status_code == 412
    new = {"If-Match": done.headers["ETag"]}
    assert lead.put(address, json=reason, headers=new).status_code == 409
    assert lead.get(f"{FILES}/{sent.json['id']}/rows").status_code == 404


def test_figures_are_read_as_the_page_has_them(lead: FlaskClient, database: Database) -> None:
    file_id = ratings.file(database, World.a.scope("qa_lead"))
    file = lead.get(f"{FILES}/{file_id}").json
    report = lead.get(f"{FILES}/{file_id}/report")
    assert file["state"] == "worked_out"
    assert report.json["report"]["sentence"] == file["sentence"]
    assert report.json["report"] == ratings.report_of()
    unchanged = {"If-None-Match": report.headers["ETag"]}
    answer = lead.get(f"{FILES}/{file_id}/report", headers=unchanged)
    assert (answer.status_code, answer.headers["ETag"]) == (304, report.headers["ETag"])
    again = lead.post(f"{FILES}/{file_id}/report", headers=KEY)
    assert again.status_code == 202
    assert lead.post(f"{FILES}/{file_id}/report", headers=KEY).json == again.json


def test_old_keys_are_forgotten(lead: FlaskClient, database: Database) -> None:
    lead.post(FILES, json=body(), headers=KEY)
    scope = World.a.scope("qa_lead")
    with unit_of_work(database, scope):
        row = session(scope).scalars(select(IdempotencyKey)).one()
        row.created_at = now().replace(year=2020)
    lead.post(FILES, json=body(title="Next"), headers={"Idempotency-Key": "another-key"})
    assert count(database, IdempotencyKey) == 1
