"""Reading through the API: lists in parts, tags, published figures as published, errors."""

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from regionqa.core.database import Database
from tests.api.conftest import Asking
from tests.factories import ratings, visitors
from tests.factories.world import World

V1 = "/api/v1"


def every(client: FlaskClient, address: str) -> list[dict[str, Any]]:
    """All things of a list, part by part."""
    found: list[dict[str, Any]] = []
    following: str | None = address
    while following:
        answer = client.get(following)
        assert answer.status_code == 200, answer.text
        found += answer.json["items"]
        following = answer.json["next"]
    return found


def test_every_list_goes_on_where_it_stopped(asking: Asking) -> None:
    program = asking.program("Hampshire", "qa_lead")
    for path in (
        "/regions",
        "/authorities",
        "/indicators",
        "/indicators/cin_rate_10k/figures?authority=E10000014",
    ):
        joint = "&" if "?" in path else "?"
        whole = every(program, f"{V1}{path}{joint}limit=200")
        parts = every(program, f"{V1}{path}{joint}limit=4")
        assert whole == parts
        assert len({str(one) for one in whole}) == len(whole) > 4


def test_files_that_come_meanwhile_shift_nothing(app: Flask, database: Database) -> None:
    scope = World.a.scope("qa_lead")
    made = [str(ratings.file(database, scope, f"w{n}", computed=False)) for n in range(5)]
    person_id = visitors.join(database, {World.a: ["qa_lead"]})
    program = visitors.program(app, database, person_id, World.a)
    first = program.get(f"{V1}/agreement/files?limit=2").json
    ratings.file(database, scope, "newer", computed=False)
    rest = every(program, first["next"])
    assert [one["id"] for one in [*first["items"], *rest]] == made[::-1]


def test_rows_of_a_file_in_parts(app: Flask, database: Database) -> None:
    file_id = ratings.file(database, World.a.scope("qa_lead"))
    person_id = visitors.join(database, {World.a: ["dcs"]})
    program = visitors.program(app, database, person_id, World.a)
    rows = every(program, f"{V1}/agreement/files/{file_id}/rows?limit=7&domain=Assessment")
    assert [row["row_number"] for row in rows] == sorted({row["row_number"] for row in rows})
    assert len(rows) == 24


@pytest.mark.parametrize(
    "cursor", ["x", "W10", "WyJhIiwiYiJd", "ü", "WzFd", "eyJhIjoxfQ", "WyJub3QgYSBrZXkiXQ"]
)
def test_a_cursor_that_no_list_gave_is_refused(app: Flask, database: Database, cursor: str) -> None:
    person_id = visitors.join(database, {World.a: ["qa_lead"]})
    program = visitors.program(app, database, person_id, World.a)
    answer = program.get(f"{V1}/agreement/files", query_string={"after": cursor})
    assert answer.status_code == 422
    assert "after" in answer.json["errors"]


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("/me?x=1", "x"),
        ("/authorities?page=2", "page"),
        ("/authorities?limit=0", "limit"),
        ("/authorities?limit=201", "limit"),
        ("/authorities?limit=٣", "limit"),
        ("/indicators/cin_rate_10k/comparison?year=last", "year"),
    ],
)
def test_what_an_address_may_not_ask_is_named(asking: Asking, path: str, named: str) -> None:
    answer = asking.program("Hampshire", "qa_lead").get(V1 + path)
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert list(answer.json["errors"]) == [named]


def test_a_comparison_says_what_its_page_says(asking: Asking) -> None:
    program = asking.program("Hampshire", "qa_lead")
    compared = program.get(f"{V1}/indicators/cin_rate_10k/comparison").json
    assert compared["code"] == "E10000014"
    assert compared["members"]["total"] == len(compared["member_figures"]) == 19
    shown = {one["value"] for one in compared["member_figures"]} - {None}
    assert compared["members"]["shown"] >= len(shown)
    own = next(one for one in compared["member_figures"] if one["code"] == "E10000014")
    assert own == compared["own"]
    assert [one["rank"] for one in compared["neighbour_figures"]] == list(range(1, 11))
    years = [one["year"] for one in compared["years"]]
    earlier = program.get(f"{V1}/indicators/cin_rate_10k/comparison?year={years[0]}").json
    assert earlier["own"] == compared["years"][0]["own"]


def test_a_figure_without_a_number_has_its_symbol_and_its_reason(asking: Asking) -> None:
    program = asking.program("Hampshire", "qa_lead")
    codes = [one["code"] for one in every(program, f"{V1}/indicators?limit=200")]
    seen = set()
    for code in codes:
        for figure in every(
            program, f"{V1}/indicators/{code}/figures?limit=200&authority=E06000046"
        ):
            assert (figure["value"] is None) == bool(figure["reason"])
            assert figure["value"] is None or figure["symbol"] is None
            seen.add(figure["symbol"])
    assert {None, "c"} <= seen


def test_what_did_not_change_is_not_sent_again(asking: Asking) -> None:
    program = asking.program("Hampshire", "qa_lead")
    for path in ("/me", "/regions", "/regions/current", "/authorities/hampshire", "/indicators"):
        tag = program.get(V1 + path).headers["ETag"]
        again = program.get(V1 + path, headers={"If-None-Match": tag})
        assert (again.status_code, again.data, again.headers["ETag"]) == (304, b"", tag)


def test_a_method_that_is_not_there_is_told_which_are(asking: Asking) -> None:
    program = asking.program("Hampshire", "qa_lead")
    for method in ("TRACE", "DELETE"):
        answer = program.open(f"{V1}/agreement/files", method=method)
        assert answer.status_code == 405
        assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


def test_the_document_is_read_by_anybody_as_json_and_as_a_page(client: FlaskClient) -> None:
    held = client.get(f"{V1}/openapi.json").json
    assert held["openapi"] == "3.1.0"
    page = client.get(f"{V1}/docs")
    assert page.headers["Content-Security-Policy"].startswith("default-src 'none'")
    for path, item in held["paths"].items():
        assert f" {path}</code>" in page.text
        for operation in (item[method] for method in item if method != "parameters"):
            assert operation["operationId"] in page.text
            assert operation["security"][0] == {"token": []}
            assert "default" not in operation["responses"]
            assert operation.get("requestBody", {"required": True})["required"]
