"""Drafts of monthly returns: read, headings settled, then used or thrown away."""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.benchmarking import queries
from regionqa.benchmarking.checking import CheckedReturn, check_return
from regionqa.benchmarking.common import common_domains
from regionqa.benchmarking.domain_headings import DOMAIN
from regionqa.benchmarking.headings import (
    Heading,
    by_name,
    counted_domains,
    meanings,
    settle,
    template_columns,
)
from regionqa.benchmarking.models import HeadingMeaning, ReturnDraft
from regionqa.benchmarking.operations.months import FILE, Recorded, record_months
from regionqa.benchmarking.policy import GIVE_RETURNS
from regionqa.benchmarking.queries import DraftView
from regionqa.core.errors import Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.exchange import Column, Table, drafts, pack, unpack
from regionqa.exchange.columns import normalise

TIDY = "benchmarking.delete_draft"
STALE = "The columns were changed since you opened the page, perhaps in another tab."


def check_draft(scope: Scope, draft: DraftView) -> CheckedReturn:
    """What a draft says, by the person's word, what is remembered, and its headings' names."""
    scale = queries.common_scale()
    headings = settle(
        draft.table.headers, scale, draft.chosen, queries.remembered(scope), own_grades(scope)
    )
    return check_return(draft.table, headings, scale, queries.today())


def own_grades(scope: Scope) -> tuple[str, ...]:
    """The grades of the authority's newest mapping, which headings of domains may name."""
    mapping = queries.newest_mapping(scope)
    return tuple(mapping.grades) if mapping is not None else ()


def template_columns_for(scope: Scope) -> list[Column]:
    """The template's columns for the authority in use, with its own domains where it has any."""
    return template_columns(queries.common_scale(), common_domains(), _own_domains(scope))


def domains_to_count(scope: Scope) -> Mapping[str, Sequence[str]]:
    """The domains, each with its grades, that a form or a file asks of the authority in use."""
    return counted_domains(queries.common_scale(), common_domains(), _own_domains(scope))


def _own_domains(scope: Scope) -> Mapping[str, Sequence[str]]:
    mapping = queries.newest_mapping(scope)
    return dict.fromkeys(mapping.domains, tuple(mapping.grades)) if mapping else {}


def save_draft(scope: Scope, table: Table, *, synthetic: bool) -> UUID:
    """Keep a table that was read, without personal details, until it is used or a day old."""
    require(scope, GIVE_RETURNS)
    draft = ReturnDraft(
        id=uuid4(),
        authority_id=scope.authority_id,
        filename=table.filename,
        table=pack(table),
        chosen="{}",
        synthetic=synthetic,
        created_at=now(),
        created_by=scope.person_id,
        version=1,
    )
    drafts.keep(scope, draft, TIDY, "Deleting a return that was not used")
    return draft.id


def change_draft(scope: Scope, draft_id: UUID, *, chosen: Mapping[int, str], version: int) -> None:
    """Take the person's word on what headings mean, by their place in the file, from 0.

    Raises ``Conflict`` for a version that is not the draft's, ``Unprocessable`` for a choice that
    cannot be.
    """
    require(scope, GIVE_RETURNS)
    draft = drafts.take(scope, ReturnDraft, draft_id, version=version, stale=STALE)
    headers = unpack(draft.table).headers
    scale, own = queries.common_scale(), own_grades(scope)
    allowed = {"", *meanings(scale)}
    if any(
        not 0 <= at < len(headers) or word not in allowed | {by_name(headers[at], scale, own)}
        for at, word in chosen.items()
    ):
        raise Unprocessable("Choose one of the meanings that are offered.")
    draft.chosen = json.dumps({headers[at]: word for at, word in chosen.items()})
    draft.version += 1


def discard_draft(scope: Scope, draft_id: UUID) -> None:
    """Throw a draft away; nothing of it stays. Raises ``NotFound``."""
    require(scope, GIVE_RETURNS)
    drafts.discard(scope, ReturnDraft, draft_id)


def delete_expired(scope: Scope, draft_id: UUID) -> None:
    """Delete a draft that nobody used in time; nothing where it is gone already."""
    drafts.delete_draft(scope, ReturnDraft, draft_id)


def confirm_draft(
    scope: Scope, draft_id: UUID, *, version: int, seen: int, reason: str = ""
) -> Recorded:
    """Use a draft: its months are kept and its headings remembered. All of it, or nothing.

    ``seen`` is ``Months.seen`` as the page showed it. Raises ``Conflict`` for a stale page,
    ``Unprocessable`` while there are problems, and for a correction without a reason.
    """
    require(scope, GIVE_RETURNS)
    draft = drafts.take(scope, ReturnDraft, draft_id, version=version, stale=STALE)
    checked = check_draft(scope, queries.get_draft(scope, draft_id))
    if not checked.sound:
        raise Unprocessable("The file has problems, so it cannot be used yet.")
    recorded = record_months(
        scope,
        checked.months,
        how=FILE,
        seen=seen,
        reason=reason,
        synthetic=draft.synthetic,
        filename=draft.filename,
    )
    _remember(scope, checked.headings)
    session(scope).delete(draft)
    return recorded


def _remember(scope: Scope, headings: tuple[Heading, ...]) -> None:
    unit = session(scope)
    held = {row.heading: row for row in unit.scalars(select(HeadingMeaning))}
    for heading in headings:
        name, meaning = normalise(heading.text)[:200], heading.meaning
        if not name or meaning is None or meaning.startswith(DOMAIN):
            continue
        if name not in held:
            held[name] = HeadingMeaning(
                authority_id=scope.authority_id, heading=name, meaning=meaning, settled_at=now()
            )
            unit.add(held[name])
        elif held[name].meaning != meaning:
            held[name].meaning, held[name].settled_at = meaning, now()
