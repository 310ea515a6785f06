"""Walking through the pages that links lead to, in process: one address for each route."""

import re
from dataclasses import dataclass
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

from regionqa import accounts
from regionqa.web.identity import EXTENSION
from tests.support.statements import heard

_LINK = re.compile(r'href="(/[^"#]*)')
_ASSETS = frozenset({"web.static", "web.theme"})


@dataclass(frozen=True, slots=True)
class Page:
    """An address of a route; whether it is a page and no file, and whether it takes a form."""

    rule: str
    address: str
    is_page: bool
    form: bool


def signed_in(app: Flask, email: str, password: str) -> FlaskClient:
    """A client of somebody who signed in."""
    held = {"email": email, "password": password}
    entered = accounts.sign_in(app.extensions[EXTENSION].database, "password", held, "192.0.2.1")
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie["_user_id"], cookie["_fresh"] = entered.token, True
    return client


def find_pages(app: Flask, client: FlaskClient) -> list[Page]:
    """One for each route that this person can open: those without an id, and those linked."""
    routes = list(app.url_map.iter_rules())
    forms = {rule.rule for rule in routes if "POST" in rule.methods}
    waiting = [rule.rule for rule in routes if "GET" in rule.methods and not rule.arguments]
    match = app.url_map.bind("localhost").match
    found: dict[str, Page] = {}
    for address in waiting:  # it grows on the way
        try:
            rule, _values = match(address.partition("?")[0], method="GET", return_rule=True)
        except (HTTPException, RequestRedirect):
            continue
        if rule.rule in found or rule.endpoint in _ASSETS:
            continue
        answer = client.get(address)
        if answer.status_code != 200:
            continue
        is_page = answer.mimetype == "text/html"
        found[rule.rule] = Page(rule.rule, address, is_page, rule.rule in forms)
        if is_page:
            waiting += [unescape(link) for link in _LINK.findall(answer.get_data(as_text=True))]
    return list(found.values())


def statements_of(app: Flask, client: FlaskClient, page: Page) -> int:
    """How many statements read the database for a page, that of who is asking among them.

    The fewer of two looks: once a minute a sign-in's last use is read and noted as well.
    """
    engine = app.extensions[EXTENSION].database.engine
    looks = []
    for _look in ("first", "second"):
        with heard(engine) as asked:
            client.get(page.address)
        looks.append(len(asked))
    return min(looks)
