"""Frameworks for the sweeps: an authority's words in every place that keeps them."""

from itertools import count
from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.authorities.roles import Role
from regionqa.core.database import Database
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.frameworks.answers import Sharing, digest_of
from regionqa.frameworks.models import OwnAddition, RegionalAddition
from regionqa.frameworks.named_evidence import EvidenceSort
from regionqa.frameworks.operations.additions import add_point
from regionqa.frameworks.operations.approving import approve_framework
from regionqa.frameworks.operations.documents import add_link
from regionqa.frameworks.operations.editing import Entry, save_component
from regionqa.frameworks.operations.evidence import EvidenceEntry, name_evidence
from regionqa.frameworks.operations.practice import begin_standard
from regionqa.frameworks.operations.sharing import change_sharing
from regionqa.frameworks.queries.framework import draft_content, get_draft
from tests.factories.world import Place

KEY = "data"
LINK = "https://example.org/framework"
_NUMBERS = count(1)


def addition(database: Database, place: Place, text: str = "A point of our own") -> UUID:
    """A point that the authority, or at the office the region, added."""
    scope = place.scope(Role.REGIONAL_LEAD if place.office else Role.QA_LEAD)
    model = RegionalAddition if place.office else OwnAddition
    with unit_of_work(database, scope):
        add_point(scope, KEY, text)
        return session(scope).scalars(select(model.id)).first()


def document(database: Database, place: Place, title: str = "A document") -> UUID:
    """A link that is kept with a component; an office has no framework, so nothing there."""
    if place.office:
        return uuid4()
    scope = place.scope(Role.QA_LEAD)
    with unit_of_work(database, scope):
        return add_link(scope, KEY, title, LINK)


def evidence(database: Database, place: Place, title: str = "Quarterly board") -> UUID:
    """A meeting that was named by hand; an office has no framework, so nothing there."""
    if place.office:
        return uuid4()
    scope = place.scope(Role.QA_LEAD)
    with unit_of_work(database, scope):
        entry = EvidenceEntry(EvidenceSort.MEETING, title, now().date(), LINK)
        return name_evidence(scope, KEY, entry, confirmed=True)


def standard(database: Database, place: Place, title: str | None = None) -> UUID:
    """A practice standard with the draft of its first version; nothing at an office."""
    if place.office:
        return uuid4()
    title = title or f"Seeing the child, {next(_NUMBERS)}"
    scope = place.scope(Role.QA_LEAD)
    with unit_of_work(database, scope):
        return begin_standard(scope, title, f"What we mean by it: {title}", ["Working Together"])


def plant_words(database: Database, place: Place, word: str) -> None:
    """Say the word in a framework that is approved and private, and in all that stands by it."""
    scope = place.scope(Role.QA_LEAD)
    addition(database, place, f"Point {word}")
    document(database, place, f"Document {word}")
    evidence(database, place, f"Board {word}")
    standard(database, place, f"Standard {word}")
    with unit_of_work(database, scope):
        entry = Entry(f"Text {word}", f"Local {word}", "part", 2, {}, None)
        save_component(scope, KEY, entry, version=get_draft(scope, KEY).version, confirmed=True)
    with unit_of_work(database, scope):
        approve_framework(scope, why=f"Why {word}", digest=digest_of(draft_content(scope)))
    with unit_of_work(database, scope):
        change_sharing(scope, KEY, Sharing.UNNAMED)
