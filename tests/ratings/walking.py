"""The way of a file through the pages, as a person goes it."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import unescape
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from regionqa.core.database import Database
from regionqa.core.events import Event
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.core.worker import run_all
from regionqa.ratings.models import Rating, RatingsDraft, RatingsFile
from tests.factories.world import Place, World

UPLOAD = "/agreement/upload"
OFSTED = "ofsted-four"
ID = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
Rows = Iterable[Sequence[object]]


def csv_of(headers: Sequence[str], rows: Rows) -> bytes:
    """A plain CSV file."""
    lines = [",".join(headers), *(",".join(map(str, row)) for row in rows)]
    return "\r\n".join(lines).encode()


def token(page: str) -> dict[str, str]:
    """The form's token."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None, "no form on the page"
    return {"csrf_token": found.group(1)}


def upload(
    client: FlaskClient, content: bytes, name: str = "grades.csv", **fields: object
) -> TestResponse:
    """Post the upload form."""
    hidden = token(client.get(UPLOAD).text)
    values = {"title": "Practice audits", "scale": OFSTED, **hidden, **fields}
    return send(client, values, content, name)


def send(
    client: FlaskClient, values: Mapping[str, object], content: bytes, name: str
) -> TestResponse:
    """Post fields and a file; encoded here, since the client leaves its large bodies open."""
    fields = {name: str(value) for name, value in values.items()}
    boundary, body = encode_multipart({**fields, "file": FileStorage(io.BytesIO(content), name)})
    return client.post(UPLOAD, data=body, content_type=f"multipart/form-data; boundary={boundary}")


def act(client: FlaskClient, page: str, action: str, **values: object) -> TestResponse:
    """Post one of the forms of a page, with the version that it shows."""
    text = client.get(page).text
    version = re.search(r'name="version" value="(\d+)"', text)
    hidden = {**token(text), **({"version": version.group(1)} if version else {})}
    return client.post(page + action, data={**hidden, **values})


@dataclass
class Walker:
    """Somebody with a browser, and the worker."""

    app: Flask
    database: Database
    client: FlaskClient

    def result(self, content: bytes, name: str = "grades.csv", **fields: object) -> str:
        """Upload, confirm, let the worker run; the address of the result."""
        draft = upload(self.client, content, name, **fields)
        assert draft.status_code == 302, visible(draft.text)
        used = act(self.client, draft.location, "/confirm")
        assert used.status_code == 302, visible(used.text)
        self.work()
        done = self.client.get(used.location)
        assert done.status_code == 302, visible(done.text)
        return done.location

    def work(self) -> int:
        """Run what is due."""
        return run_all(self.database, self.app.config)

    def stored(self, address: str, place: Place = World.a) -> dict[str, Any]:
        """The whole report behind a result."""
        from regionqa.ratings import queries

        scope = place.scope("qa_lead")
        with unit_of_work(self.database, scope, write=False):
            report = queries.get_file(scope, id_in(address), "report").report
        assert report is not None
        return report


def link_after(page: str, mark: str) -> str:
    """The first link of a page after a mark."""
    found = re.search(r'href="([^"]+)"', page.partition(mark)[2])
    assert found is not None, f"no link after {mark}"
    return unescape(found.group(1))


def id_in(address: str) -> UUID:
    """The id of an address."""
    found = ID.search(address)
    assert found is not None, address
    return UUID(found.group(0))


def counts(database: Database, place: Place = World.a) -> dict[str, int]:
    """How many drafts, files, grades and events the authority holds."""
    scope = place.scope()
    with unit_of_work(database, scope, write=False):
        unit = session(scope)
        held = {
            mapped.__tablename__: unit.scalar(select(func.count()).select_from(mapped)) or 0
            for mapped in (RatingsDraft, RatingsFile, Rating)
        }
        tags = unit.scalars(select(Event.tag).where(Event.tag.startswith("ratings_file"))).all()
    return {**held, "events": len(tags)}


def visible(page: str) -> str:
    """The words of a page, on one line."""
    main = page.partition("<main")[2] or page
    plain = re.sub(r"<[^>]+>", " ", main)
    return " ".join(unescape(plain).split())
