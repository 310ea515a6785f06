"""How many statements each page of the demonstration takes, against the table of what is allowed.

``page_costs.csv`` has a row for each route: the statements that the dearest of a few people's pages
may take, and where they are more than ``PLAIN``, why. A route without a row may take ``PLAIN``:
which pages links lead to is not the same in every filling of the demonstration.
"""

import csv
from collections import defaultdict
from pathlib import Path

import config
from regionqa.app import create_app
from regionqa.background import declare_every_job
from tests.browser.conftest import Demonstration
from tests.support.walking import find_pages, signed_in, statements_of

TABLE = Path(__file__).with_name("page_costs.csv")
PLAIN = 12
PEOPLE = (
    "qa.lead@hampshire.demo.example",
    "dcs@hampshire.demo.example",
    "moderator@hampshire.demo.example",
    "regional.lead@demo.example",
)


def test_each_page_takes_the_statements_that_the_table_allows(
    demonstration: Demonstration,
) -> None:
    allowed = _table()
    held = {str(one["email"]): str(one["password"]) for one in demonstration.people}
    settings = config.load("demonstration", {"REGIONQA_DATA_FOLDER": demonstration.folder})
    declare_every_job()  # the outbox reads the templates of every feature's mails
    app = create_app(settings)
    taken: dict[str, int] = defaultdict(int)
    for email in PEOPLE:
        client = signed_in(app, email, held[email])
        for page in find_pages(app, client):
            if page.is_page:
                taken[page.rule] = max(taken[page.rule], statements_of(app, client, page))
    dear = {rule: count for rule, count in taken.items() if count > allowed.get(rule, PLAIN)}
    assert not dear, f"more statements than {TABLE.name} allows: {dear}"
    routes = {rule.rule for rule in app.url_map.iter_rules()}
    assert not set(allowed) - routes, "the table names routes that there are not"


def test_a_page_that_takes_many_says_why() -> None:
    with TABLE.open(newline="") as rows:
        unsaid = [
            row["route"]
            for row in csv.DictReader(rows)
            if int(row["statements"]) > PLAIN and not row["why"].strip()
        ]
    assert not unsaid


def _table() -> dict[str, int]:
    with TABLE.open(newline="") as rows:
        return {row["route"]: int(row["statements"]) for row in csv.DictReader(rows)}
