"""Taking a shared text into the own draft, and offering help with a component."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from sqlalchemy import delete, select

from regionqa.core import events
from regionqa.core.errors import NotFound, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.frameworks.answers import Source
from regionqa.frameworks.models import ComponentDraft, HelpOffer
from regionqa.frameworks.operations.editing import ensure_framework, store_draft
from regionqa.frameworks.operations.publishing import region_readers
from regionqa.frameworks.personal import refuse_personal_details
from regionqa.frameworks.policy import SHARE_COMPONENT, USE_CROSSWALK
from regionqa.frameworks.queries.crosswalk import find_shared_text, list_own_offers
from regionqa.frameworks.queries.drafts import draft_of
from regionqa.frameworks.queries.framework import get_structure
from regionqa.frameworks.roles import OWNER_ROLES

BORROWED = events.declare(
    "framework.text_borrowed",
    "component",
    "version",
    sentence="Took another authority’s {component} as a starting point",
)
OFFERED = events.declare(
    "framework.help_offered", "component", sentence="Offered help: {component}"
)
ENDED = events.declare(
    "framework.help_ended", "component", sentence="Withdrew the offer of help: {component}"
)


def use_as_starting_point(scope: Scope, key: str, owner_id: UUID) -> None:
    """Copy a text that is shared by name into the own draft, its source noted.

    It is set below what stands there already. Raises ``NotFound`` when it is not shared, or no
    longer.
    """
    require(scope, USE_CROSSWALK)
    text = find_shared_text(scope, owner_id, key)
    framework = ensure_framework(scope)
    component = get_structure(scope, framework.standard_code).find(key)
    if text is None or component is None:
        raise NotFound("This text is not shared any more.")
    row = session(scope).scalar(
        select(ComponentDraft).where(ComponentDraft.component_key == key).with_for_update()
    )
    answer = draft_of(component, row).answer
    source = Source(text.owner.name, text.version, now().date())
    parts = [part for part in (answer.description, text.content["description"]) if part]
    sources = tuple(dict.fromkeys((*answer.sources, source)))
    store_draft(scope, key, row, replace(answer, description="\n\n".join(parts), sources=sources))
    events.record(scope, BORROWED, owner_id, component=key, version=text.version)


def offer_help(
    scope: Scope, key: str, text: str, contact_role: str, *, confirmed: bool = False
) -> None:
    """Offer help with a component to all members, by name; an earlier offer is replaced."""
    require(scope, SHARE_COMPONENT)
    framework = ensure_framework(scope)
    if get_structure(scope, framework.standard_code).find(key) is None:
        raise NotFound
    if contact_role not in OWNER_ROLES:
        raise Unprocessable(errors={"contact_role": ["Select whom to ask"]})
    refuse_personal_details(scope, {"text": text}, confirmed=confirmed)
    _remove(scope, key)
    _store(scope, key, text, contact_role, now())
    events.record(scope, OFFERED, key, component=key)


def _store(scope: Scope, key: str, text: str, contact_role: str, offered_at: datetime) -> None:
    members, office = region_readers(scope)
    session(scope).add_all(
        HelpOffer(
            id=uuid4(),
            owner_id=scope.authority_id,
            reader_id=reader,
            component_key=key,
            text=text,
            contact_role=contact_role,
            offered_at=offered_at,
        )
        for reader in (*members, *([office] if office else []))
    )


def renew_offers(scope: Scope) -> None:
    """Give every reader of today the offers that stand, authorities new to the region included."""
    for key, offer in list_own_offers(scope).items():
        _remove(scope, key)
        _store(scope, key, offer.text, offer.contact_role, offer.offered_at)


def offer_again(scope: Scope) -> bool:
    """Give today's readers the offers that stand where others have them by now; whether it did."""
    held = set(
        session(scope).scalars(
            select(HelpOffer.reader_id).where(HelpOffer.owner_id == scope.authority_id)
        )
    )
    members, office = region_readers(scope)
    if not held or held == {*members, *([office] if office else [])}:
        return False
    renew_offers(scope)
    return True


def withdraw_help(scope: Scope, key: str) -> None:
    """Take an offer back; it is gone at once. Raises ``NotFound`` without one."""
    require(scope, SHARE_COMPONENT)
    if not _remove(scope, key):
        raise NotFound
    events.record(scope, ENDED, key, component=key)


def _remove(scope: Scope, key: str) -> bool:
    removed = session(scope).execute(
        delete(HelpOffer).where(
            HelpOffer.owner_id == scope.authority_id, HelpOffer.component_key == key
        )
    )
    return bool(removed.rowcount)  # type: ignore[attr-defined]  # a DELETE's result is a CursorResult
