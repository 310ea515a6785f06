"""What each page costs: the application's CPU time, beside a page of Flask that does nothing.

Every page without an id in its address, as each of a few people of the demonstration, in process
and on SQLite. The budget is 8 ms for a page that is read or lists, 15 ms for one with a form.
"""

import statistics
import tempfile
import time

from flask import Flask
from flask.testing import FlaskClient

import config
from benchmarks import report
from regionqa import accounts
from regionqa.app import create_app
from regionqa.cli.demonstration import prepare
from regionqa.cli.demonstration.people import everybody, password
from regionqa.web.identity import EXTENSION

PEOPLE = (
    "qa.lead@hampshire.demo.example",
    "dcs@hampshire.demo.example",
    "regional.lead@demo.example",
)
RUNS, WARM_UP = 30, 5
READ_BUDGET, FORM_BUDGET = 8.0, 15.0


def main() -> None:
    """Measure every page and print what is over its budget."""
    with tempfile.TemporaryDirectory() as folder:
        settings = config.load("demonstration", {"REGIONQA_DATA_FOLDER": folder})
        prepare(settings, fresh=True)
        app = create_app(settings)
        hello = _hello()
        rows = [row for email in PEOPLE for row in _pages(app, email, hello)]
    over = [row for row in rows if not row["within"]]
    note = (
        f"milliseconds of CPU, median of {RUNS}; a Flask page of one word takes {hello:.2f}. "
        f"{len(rows) - len(over)} of {len(rows)} within budget"
    )
    report("pages", sorted(rows, key=lambda row: -row["ms"]), note)


def _hello() -> float:
    app = Flask("hello")
    app.add_url_rule("/", "hello", lambda: "hello")
    return _cost(app.test_client(), "/")


def _cost(client: FlaskClient, address: str) -> float:
    times = []
    for run in range(RUNS + WARM_UP):
        start = time.thread_time()
        answer = client.get(address)
        spent = time.thread_time() - start
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status}")
        if run >= WARM_UP:
            times.append(spent * 1000)
    return statistics.median(times)


def _pages(app: Flask, email: str, hello: float) -> list[dict[str, object]]:
    client = app.test_client()
    database = app.extensions[EXTENSION].database
    held = {"email": email, "password": password()}
    entered = accounts.sign_in(database, "password", held, "192.0.2.1")
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = entered.token, True
    rows = []
    for rule in app.url_map.iter_rules():
        readable = "GET" in rule.methods and not rule.arguments
        if not readable or client.get(rule.rule).status_code != 200:
            continue
        form = "POST" in rule.methods
        cost = _cost(client, rule.rule)
        budget = FORM_BUDGET if form else READ_BUDGET
        rows.append(
            {
                "page": rule.rule,
                "as": email.partition("@")[0],
                "ms": cost,
                "times hello": cost / hello,
                "budget": budget,
                "within": cost <= budget,
            }
        )
    return rows


if __name__ == "__main__":
    assert {person.email for person in everybody()} >= set(PEOPLE)
    main()
