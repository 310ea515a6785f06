"""What uploading double-graded cases costs: the application's CPU time, step by step.

The demonstration's made-up file of 720 grades, from the empty form to the result, in process and on
SQLite. The budget is 8 ms for a page that is read, 15 ms for one with a form or that takes one;
the work in the background has none.
"""

import io
import re
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import config
from benchmarks import report
from regionqa import accounts
from regionqa.app import create_app
from regionqa.background import declare_every_job
from regionqa.cli.demonstration import prepare
from regionqa.cli.demonstration.people import password
from regionqa.core.worker import run_all
from regionqa.ratings.demonstration import sample_csv
from regionqa.web.identity import EXTENSION

WHO = "qa.lead@hampshire.demo.example"
RUNS, WARM_UP = 20, 3
READ_BUDGET, FORM_BUDGET = 8.0, 15.0
UPLOAD = "/agreement/upload"
BUDGETS = {
    "the form": FORM_BUDGET,
    "send the file": FORM_BUDGET,
    "look at the draft": FORM_BUDGET,
    "check again": FORM_BUDGET,
    "use the file": FORM_BUDGET,
    "the result, a first look": READ_BUDGET,
    "the result, another look": READ_BUDGET,
    "the rows": READ_BUDGET,
}
HIDDEN = re.compile(r'name="(csrf_token|version)"[^>]* value="([^"]+)"')
CHOSEN = re.compile(r'<select[^>]* name="(column_\w+)".*?<option value="(\d*)" selected', re.DOTALL)


class Walk:
    """One browser that uploads a file after another and keeps what each step cost."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.spent: dict[str, list[float]] = defaultdict(list)

    def step(self, name: str, ask: Callable[[], TestResponse], status: int) -> TestResponse:
        """Ask for a page and keep its cost. Raises ``RuntimeError`` for another answer."""
        start = time.thread_time()
        answer = ask()
        self.spent[name].append((time.thread_time() - start) * 1000)
        if answer.status_code != status:
            raise RuntimeError(f"{name}: {answer.status}")
        return answer

    def once(self, content: bytes, title: str, work: Callable[[], object]) -> None:
        """From the empty form to the rows of a file."""
        client = self.client
        form = self.step("the form", lambda: client.get(UPLOAD), 200).text
        fields = {**dict(HIDDEN.findall(form)), "title": title, "scale": _scale(form)}
        sent = {**fields, "file": (io.BytesIO(content), "grades.csv")}
        draft = self.step("send the file", lambda: client.post(UPLOAD, data=sent), 302).location
        page = self.step("look at the draft", lambda: client.get(draft), 200).text
        hidden = dict(HIDDEN.findall(page))
        columns = {**hidden, **dict(CHOSEN.findall(page)), "scale": fields["scale"]}
        self.step("check again", lambda: client.post(f"{draft}/columns", data=columns), 302)
        hidden = dict(HIDDEN.findall(client.get(draft).text))
        self.step("use the file", lambda: client.post(f"{draft}/confirm", data=hidden), 302)
        work()
        result = draft.replace("/drafts", "")
        shown = self.step("the result, a first look", lambda: client.get(result), 200).text
        if "How agreement is measured" not in shown:
            raise RuntimeError("the result was not worked out")
        self.step("the result, another look", lambda: client.get(result), 200)
        self.step("the rows", lambda: client.get(f"{result}/rows"), 200)


def _scale(form: str) -> str:
    found = re.search(r'name="scale"[^>]*value="([^"]+)"', form) or re.search(
        r'value="([^"]+)"[^>]*name="scale"', form
    )
    if found is None:
        raise RuntimeError("the form offers no scale")
    return found[1]


def main() -> None:
    """Measure every step and print what is over its budget."""
    declare_every_job()
    with tempfile.TemporaryDirectory() as folder:
        settings = config.load("demonstration", {"REGIONQA_DATA_FOLDER": folder})
        prepare(settings, fresh=True)
        app = create_app(settings)
        database = app.extensions[EXTENSION].database
        client = app.test_client()
        entered = accounts.sign_in(
            database, "password", {"email": WHO, "password": password()}, "192.0.2.1"
        )
        with client.session_transaction() as cookie:
            cookie["_user_id"], cookie["_fresh"] = entered.token, True
        walk = Walk(client)
        for run in range(RUNS + WARM_UP):
            # A file is used once, so each differs from the one before.
            content = sample_csv().replace(b"case-", f"case-{run}-".encode())
            walk.once(content, f"Trial {run}", lambda: run_all(database, app.config))
    rows = [_row(name, walk.spent[name][WARM_UP:]) for name in BUDGETS]
    within = sum(bool(row["within"]) for row in rows)
    note = f"milliseconds of CPU, median of {RUNS}; {within} of {len(rows)} within budget"
    report("uploads", rows, note)


def _row(name: str, spent: list[float]) -> dict[str, object]:
    cost = statistics.median(spent)
    return {"step": name, "ms": cost, "budget": BUDGETS[name], "within": cost <= BUDGETS[name]}


if __name__ == "__main__":
    main()
