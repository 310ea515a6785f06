"""A visitor who fills in forms as a browser does: with the token that the page carried."""

import re
from typing import Any

from flask import Flask
from werkzeug.test import TestResponse

from tests.accounts.people import PASSWORD

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
VERSION = re.compile(r'name="version" value="(\d+)"')


class Visitor:
    """One browser."""

    def __init__(self, app: Flask) -> None:
        self.client = app.test_client()

    def get(self, path: str) -> TestResponse:
        """Open a page."""
        return self.client.get(path)

    def send(self, path: str, fields: dict[str, Any], *, page: str | None = None) -> TestResponse:
        """Open a page (that of the form's own address unless told) and send its form."""
        text = self.client.get(page or path).text
        found = TOKEN.search(text)
        assert found, f"no form on {page or path}: {text[:300]}"
        version = VERSION.search(text)
        filled = {"csrf_token": found.group(1)} | fields
        if version and "version" not in filled:
            filled["version"] = version.group(1)
        return self.client.post(path, data=filled)

    def sign_in(self, email: str, password: str = PASSWORD, **more: str) -> TestResponse:
        """Sign in with a password."""
        return self.send("/sign-in", {"email": email, "password": password} | more)
