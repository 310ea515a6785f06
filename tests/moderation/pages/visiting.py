"""Browsers of the region's people, at the region's moment."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.factories import visitors
from tests.moderation.region import Person, Region

A_WHILE = timedelta(minutes=10)
A_MOMENT = timedelta(minutes=1)
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


class Visits:
    """Everybody's browser; a page is asked for at the region's moment."""

    def __init__(self, app: Flask, region: Region) -> None:
        self.app, self.region = app, region
        self._open: dict[UUID, tuple[datetime, FlaskClient]] = {}

    def browser(self, who: Person) -> FlaskClient:
        """The person's browser, signed in again after a while as people have to."""
        held = self._open.get(who.id)
        if held is None or self.region.moment - held[0] > A_WHILE:
            with self.region.at():
                opened = visitors.signed_in(self.app, self.region.database, who.id, who.place)
            held = self._open[who.id] = self.region.moment, opened
            self.region.moment += A_MOMENT  # a slow machine's clock may have run ahead
        return held[1]

    def get(self, who: Person, path: str, expect: int = 200) -> TestResponse:
        """A page, which answers as expected."""
        client = self.browser(who)
        with self.region.at():
            answer = client.get(path)
        assert answer.status_code == expect, f"GET {path}: {answer.status}\n{_problem(answer)}"
        return answer

    def post(
        self, who: Person, path: str, values: Mapping[str, Any], expect: int = 302, **more: Any
    ) -> TestResponse:
        """A form sent with its token, which answers as expected."""
        client = self.browser(who)
        with self.region.at():
            token = _TOKEN.search(client.get("/account").text)
            assert token is not None
            answer = client.post(path, data={"csrf_token": token[1], **values}, **more)
        assert answer.status_code == expect, f"POST {path}: {answer.status}\n{_problem(answer)}"
        assert "/sign-in" not in (answer.location or ""), path
        return answer


def _problem(answer: TestResponse) -> str:
    found = re.findall(r'error-summary__list">(.*?)</ul>', answer.text, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", " ".join(found) or answer.text[:600])


def words(answer: TestResponse) -> str:
    """A page's text without its tags."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))
