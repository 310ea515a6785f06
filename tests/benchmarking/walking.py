"""The way of a return through the pages, as a person goes it."""

import io
import re
from dataclasses import dataclass
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from regionqa.benchmarking import queries
from regionqa.benchmarking.models import MonthCount, MonthlyReturn, ReturnDraft, ReturnMonth
from regionqa.benchmarking.months import Months
from regionqa.core.database import Database
from regionqa.core.unit_of_work import session, unit_of_work
from tests.factories.world import Place, World

UPLOAD = "/benchmark/upload"
HIDDEN = re.compile(r'name="(csrf_token|version|seen)" value="([^"]+)"')


def visible(page: str) -> str:
    """The words of a page on one line."""
    text = re.sub(r"<(style|script)[^>]*>.*?</\1>", " ", page, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", text)).split())


@dataclass
class Lead:
    """Somebody with a browser."""

    app: Flask
    database: Database
    client: FlaskClient

    def hidden(self, address: str, client: FlaskClient | None = None) -> dict[str, str]:
        """The hidden fields of a page's forms."""
        return dict(HIDDEN.findall((client or self.client).get(address).text))

    def send(self, address: str, page: str | None = None, **fields: object) -> TestResponse:
        """Post a form of a page with its hidden fields."""
        hidden = self.hidden(page or address)
        return self.client.post(address, data={**hidden, **fields})

    def upload(self, content: bytes, name: str = "months.csv") -> TestResponse:
        """Post a file; encoded here, since the client leaves its large bodies open."""
        fields = {**self.hidden(UPLOAD), "file": FileStorage(io.BytesIO(content), name)}
        boundary, body = encode_multipart(fields)
        kind = f"multipart/form-data; boundary={boundary}"
        return self.client.post(UPLOAD, data=body, content_type=kind)

    def use(self, content: bytes, name: str = "months.csv", **fields: object) -> TestResponse:
        """Upload a file that has no problem, and use it."""
        draft = self.upload(content, name).location
        return self.send(f"{draft}/confirm", page=draft, **fields)

    def months(self, place: Place = World.a) -> Months:
        """What is held."""
        scope = place.scope("qa_lead")
        with unit_of_work(self.database, scope, write=False):
            return queries.read_months(scope)

    def counts(self) -> dict[str, int]:
        """How many rows each table has."""
        scope = World.a.scope("qa_lead")
        with unit_of_work(self.database, scope, write=False):
            return {
                table.__tablename__: session(scope).scalar(select(func.count()).select_from(table))
                or 0
                for table in (ReturnDraft, MonthlyReturn, ReturnMonth, MonthCount)
            }
