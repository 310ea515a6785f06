"""What each page costs: the application's CPU time, beside a page of Flask that does nothing.

Every page that links lead to, one address for each route, as each person of the demonstration, in
process and on SQLite. The budget is 8 ms for a page that is read or lists, 15 ms for one with a
form; files to download have none. A core that others share runs now faster, now slower: so the
plain page is measured around each page, and a cost is told in the milliseconds that it would have
taken had the plain page taken its least, which ``ms`` is; ``raw`` is as it was. What others do can
only add to a cost: a page that was over its budget is looked at twice more, and the least is told.
"""

import statistics
import tempfile
import time
from collections.abc import Iterator

from flask import Flask
from flask.testing import FlaskClient

import config
from benchmarks import report
from regionqa.app import create_app
from regionqa.cli.demonstration import prepare
from regionqa.cli.demonstration.people import everybody, password
from tests.support.walking import Page, find_pages, signed_in, statements_of

RUNS, WARM_UP, PLAIN_RUNS, LOOKS = 20, 4, 40, 3
READ_BUDGET, FORM_BUDGET = 8.0, 15.0


def main() -> None:
    """Measure every page and print the dearest first."""
    with tempfile.TemporaryDirectory() as folder:
        settings = config.load("demonstration", {"REGIONQA_DATA_FOLDER": folder})
        prepare(settings, fresh=True)
        app = create_app(settings)
        plain = _plain()
        rows = [row for one in everybody() for row in _pages(app, one.email, plain)]
    least = min(row.pop("plain") for row in rows)
    for row in rows:
        row["ms"] = row["times plain"] * least
    paged = [row for row in rows if row["budget"] is not None]
    over = [row for row in paged if row["ms"] > row["budget"]]
    note = (
        f"milliseconds of CPU, median of {RUNS}; a Flask page of one word takes {least:.2f}. "
        f"{len(paged) - len(over)} of {len(paged)} pages within budget"
    )
    report("pages", sorted(rows, key=lambda row: -row["ms"]), note)


def _plain() -> FlaskClient:
    app = Flask("plain")
    app.add_url_rule("/", "hello", lambda: "hello")
    return app.test_client()


def _cost(client: FlaskClient, address: str, runs: int) -> float:
    """The median milliseconds of CPU of an address. Raises ``RuntimeError`` unless it is 200."""
    times = []
    for run in range(runs + WARM_UP):
        start = time.thread_time()
        answer = client.get(address)
        spent = time.thread_time() - start
        if answer.status_code != 200:
            raise RuntimeError(f"{address}: {answer.status}")
        if run >= WARM_UP:
            times.append(spent * 1000)
    return statistics.median(times)


def _budget(page: Page) -> float | None:
    """Milliseconds it may cost; None for what is no page."""
    if not page.is_page:
        return None
    return FORM_BUDGET if page.form else READ_BUDGET


def _pages(app: Flask, email: str, plain: FlaskClient) -> Iterator[dict[str, object]]:
    client = signed_in(app, email, password())
    for page in find_pages(app, client):
        raw, beside = _beside_plain(client, page, plain)
        yield {
            "page": page.rule,
            "as": email.partition("@")[0],
            "ms": raw,
            "raw": raw,
            "times plain": raw / beside,
            "plain": beside,
            "statements": statements_of(app, client, page),
            "budget": _budget(page),
        }


def _beside_plain(client: FlaskClient, page: Page, plain: FlaskClient) -> tuple[float, float]:
    """What a page and the plain page beside it cost: at the first look within budget, or least."""
    looks = []
    for _look in range(LOOKS):
        before = _cost(plain, "/", PLAIN_RUNS)
        raw = _cost(client, page.address, RUNS)
        looks.append((raw, (before + _cost(plain, "/", PLAIN_RUNS)) / 2))
        if raw <= (_budget(page) or raw):
            break
    return min(looks, key=lambda look: look[0] / look[1])


if __name__ == "__main__":
    main()
