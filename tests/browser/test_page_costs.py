"""How many statements each page of the demonstration takes, as anybody: few, or with a reason.

A page takes ``PLAIN`` at most. ``page_costs.csv`` names those that may take more, how many, and
why. The demonstration is not the same in every filling, nor after other tests have worked in it, so
the limits have some room; that no list grows with what it lists is asserted beside each feature.
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


def test_each_page_takes_the_statements_that_the_table_allows(
    demonstration: Demonstration,
) -> None:
    allowed = _table()
    settings = config.load("demonstration", {"REGIONQA_DATA_FOLDER": demonstration.folder})
    declare_every_job()  # the outbox reads the templates of every feature's mails
    app = create_app(settings)
    taken: dict[str, int] = defaultdict(int)
    for one in demonstration.people:
        client = signed_in(app, str(one["email"]), str(one["password"]))
        for page in find_pages(app, client):
            if page.is_page:
                taken[page.rule] = max(taken[page.rule], statements_of(app, client, page))
    dear = {rule: count for rule, count in taken.items() if count > allowed.get(rule, PLAIN)}
    assert not dear, f"more statements than {TABLE.name} allows: {dear}"
    routes = {rule.rule for rule in app.url_map.iter_rules()}
    assert not set(allowed) - routes, "the table names routes that there are not"


def test_a_page_that_takes_many_says_why() -> None:
    with TABLE.open(newline="") as rows:
        held = list(csv.DictReader(rows))
    assert held
    assert all(int(row["statements"]) > PLAIN and row["why"].strip() for row in held)


def _table() -> dict[str, int]:
    with TABLE.open(newline="") as rows:
        return {row["route"]: int(row["statements"]) for row in csv.DictReader(rows)}
