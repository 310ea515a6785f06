"""No number of a neighbour reaches a reader: every surface of a release, swept for the numbers.

The neighbours return counts so large that none of them could stand on a page by accident. The same
sweep finds the reader's own, so a surface that was not looked at does not pass for a clean one.
"""

import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import fields, is_dataclass
from html import unescape
from typing import Any
from uuid import UUID

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from regionqa.benchmarking.products import MembersProduct
from regionqa.benchmarking.queries import releases as reading
from regionqa.core.events import Event
from regionqa.core.mail import Mail
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from tests.benchmarking.releasing import Grades, ReleasingRegion
from tests.conftest import Browse
from tests.factories.world import Place, World

pytestmark = [
    pytest.mark.writes_reference,
    pytest.mark.parametrize("databases", ["sqlite"], indirect=True),
]
CODES = ("good_or_better", "inadequate")
DOORS = frozenset({"benchmarking", "releases", "position", "api_returns"})
NOT_OF_RELEASES = frozenset({"mapping_id", "draft_id", "definition_id", "authority_id"})
"""What stands in an address that shows no release: mappings, drafts, proposals and disputes."""
LEAST = 10_000
_SEPARATOR = re.compile(r"(?<=\d)[,\u00a0\u202f ](?=\d{3}(?!\d))")
_NUMBER = re.compile(r"(?<![\w.])\d{5,9}(?!\w)")


def _grades(at: int) -> Grades:
    """Counts of a month, different for each authority and prime to one another's multiples."""
    return (10_007 + 613 * at, 21_011 + 1_409 * at, 31_013 + 1_867 * at, 11_027 + 331 * at)


@pytest.fixture
def region(database: Any) -> ReleasingRegion:
    """Nine authorities with large counts, all of which agreed to share by name."""
    made = ReleasingRegion(database)
    for at, place in enumerate(made.places):
        made.give_months(place, _grades(at), ungraded=(10_303 + 17 * at,))
        made.agree(place)
    return made


def _publish(region: ReleasingRegion, codes: Sequence[str] = CODES, **more: Any) -> UUID:
    release_id = region.propose(region.define(codes), **more)
    region.open(release_id)
    region.confirm(release_id)
    look = region.send(release_id)
    assert look.outcome == "passed", look.verdict
    region.publish(release_id)
    region.work()
    return release_id


def _numbers(region: ReleasingRegion, place: Place, release_id: UUID) -> set[int]:
    """Everything that an authority counted: by month, by quarter and over the window."""
    grades = _grades(region.places.index(place))
    found = {*grades, sum(grades)}
    held = region.ask(place.scope("dcs"), reading.find_contribution, release_id)
    for one in held.measures.values():
        for numerator, denominator in [*one.quarters.values(), (one.numerator, one.denominator)]:
            found |= {numerator, denominator, denominator - numerator}
    assert min(found) > LEAST
    return found


def _totals(region: ReleasingRegion, release_id: UUID) -> set[int]:
    """What all of the authorities together counted: only its share is printed."""
    held = [
        region.ask(place.scope("dcs"), reading.find_contribution, release_id).measures
        for place in region.places
    ]
    counts = [(code, one[code].numerator, one[code].denominator) for one in held for code in CODES]
    return {
        sum(count[part] for count in counts if count[0] == code)
        for code in CODES
        for part in (1, 2)
    }


def _found_in(text: str) -> set[int]:
    return {int(one) for one in _NUMBER.findall(_SEPARATOR.sub("", unescape(text)))}


def _sheet_cells(content: bytes) -> str:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return "\n".join(
        str(cell)
        for sheet in book.worksheets
        for row in sheet.iter_rows(values_only=True)
        for cell in row
        if cell is not None
    )


def _addresses(app: Flask, release_id: UUID, *, office: bool) -> Iterator[tuple[str, str]]:
    """Every page, file and answer of the doors that show a release or lead to it."""
    own = {"month": "2025-03", "code": CODES[0]}
    own |= {"release_id": str(release_id), "other_id": str(release_id)}
    adapter = app.url_map.bind("")
    rules: list[Rule] = [
        rule
        for rule in app.url_map.iter_rules()
        if rule.endpoint.partition(".")[0] in DOORS and "GET" in (rule.methods or ())
    ]
    for rule in rules:
        wanted = rule.arguments - {"filename"}
        if "filename" in rule.arguments or wanted & NOT_OF_RELEASES:
            continue
        assert wanted <= set(own), f"say how {rule.endpoint} is looked at"
        address = adapter.build(rule.endpoint, {name: own[name] for name in wanted})
        yield rule.endpoint, address
        if rule.endpoint == "position.figure":
            yield f"{rule.endpoint} {CODES[1]}", adapter.build(rule.endpoint, {"code": CODES[1]})
        if rule.endpoint == "releases.preview" and office:
            yield f"{rule.endpoint} as a reader", f"{address}?reader={World.b.id}"


def _seen(app: Flask, client: FlaskClient, release_id: UUID, *, office: bool = False) -> Any:
    """The numbers on each surface that this reader is given."""
    found: dict[str, set[int]] = {}
    for name, address in _addresses(app, release_id, office=office):
        answer = client.get(address)
        assert answer.status_code in {200, 302, 403, 404}, (name, answer.status_code)
        if answer.status_code != 200:
            continue
        sheet = answer.data[:2] == b"PK"
        text = _sheet_cells(answer.data) if sheet else answer.text
        found[name] = _found_in(text + str(answer.headers))
    return found


def _written(region: ReleasingRegion, scope: Scope) -> set[int]:
    """The numbers in events that a reader may look at, and in all mails."""

    def texts(at: Scope, table: type[Any]) -> str:
        return "\n".join(
            str({column.key: getattr(row, column.key) for column in table.__table__.columns})
            for row in session(at).scalars(select(table))
        )

    mails = region.ask(Scope.for_installation("look at mails"), texts, Mail)
    assert "benchmarking.release_out" in mails
    return _found_in(region.ask(scope, texts, Event) + mails)


def test_no_number_of_a_neighbour_is_on_any_surface_of_a_release(
    region: ReleasingRegion, app: Flask, browse_as: Browse
) -> None:
    director, lead = browse_as("dcs", place=World.a), browse_as("qa_lead", place=World.a)
    release_id = _publish(region)
    totals = _totals(region, release_id)
    theirs = {
        place.name: _numbers(region, place, release_id)
        for place in region.places
        if place != World.a
    }
    own = _numbers(region, World.a, release_id)
    secret = set.union(totals, *theirs.values()) - own
    assert len(secret) > 8 * 12
    for reader in (director, lead):
        seen = _seen(app, reader, release_id)
        leaks = {name: found & secret for name, found in seen.items() if found & secret}
        assert not leaks
        assert {name for name, found in seen.items() if found & own} >= {
            "releases.show", "releases.figures_csv", "releases.figures_xlsx", "position.index",
            "position.figure", "position.figure inadequate", "position.figure_csv",
            "position.figure_xlsx", "position.all_csv", "position.all_xlsx", "benchmarking.index",
            "benchmarking.months_as_csv", "benchmarking.months_as_xlsx", "benchmarking.month",
            "api_returns.list_months", "api_returns.read_one_month",
        }  # fmt: skip
        assert "position.brief" in seen
        assert not seen["position.brief"] & own  # whole percentages and words alone
    assert not _written(region, World.a.scope("dcs")) & (secret | own)
    office = _seen(app, browse_as("regional_lead", place=World.office), release_id, office=True)
    assert {"releases.show", "releases.preview as a reader", "releases.figures_csv"} <= set(office)
    assert not {name: found for name, found in office.items() if found & (secret | own)}


def test_named_tables_tell_what_they_print_and_no_other_number(
    region: ReleasingRegion, app: Flask, browse_as: Browse
) -> None:
    release_id = _publish(region, CODES[:1], named=True)
    product = region.ask(World.a.scope("dcs"), reading.find_named, release_id)
    assert isinstance(product, MembersProduct)
    printed = set(_values(product))
    own = _numbers(region, World.a, release_id)
    theirs = set.union(
        *(_numbers(region, place, release_id) for place in region.places if place != World.a)
    )
    assert printed & theirs
    secret = theirs - printed - own
    assert len(secret) >= 8 * 8
    seen = _seen(app, browse_as("dcs", place=World.a), release_id)
    assert not {name: found & secret for name, found in seen.items() if found & secret}
    named = {name for name, found in seen.items() if found & (theirs & printed)}
    assert named == {"releases.show", "releases.named_xlsx"}


def _values(held: Any) -> Iterator[int]:
    """Every whole number in a product."""
    if is_dataclass(held):
        for one in fields(held):
            yield from _values(getattr(held, one.name))
    elif isinstance(held, tuple):
        for each in held:
            yield from _values(each)
    elif isinstance(held, int):
        yield held
