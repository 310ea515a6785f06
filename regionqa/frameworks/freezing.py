"""Freezing the crosswalk of a region: each authority in a transaction of its own, then the counts.

It may be run again after it was interrupted: what an authority added is kept first and once, and
the counts follow from that alone.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import select

from regionqa.authorities import Authority, AuthorityKind
from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session, unit_of_work
from regionqa.frameworks.counting import (
    Contribution,
    Counted,
    Detail,
    Printed,
    count,
    counted_ones,
    releases_of,
)
from regionqa.frameworks.operations.borrowing import offer_again, renew_offers
from regionqa.frameworks.operations.freezing import store_snapshot, take_contribution
from regionqa.frameworks.operations.publishing import publish, publish_again
from regionqa.frameworks.queries.crosswalk import (
    Snapshot,
    counted_to,
    list_members,
    list_past_and_present,
    list_snapshots,
    own_contributions,
)
from regionqa.frameworks.queries.framework import get_structure
from regionqa.frameworks.standard import standards

if TYPE_CHECKING:
    from regionqa.statistics.disclosure import Release

WHY, RENEW = "freeze the crosswalk", "renew the copies of shared texts"
ATTACK = "attack a release with what the crosswalk has printed"
History = Mapping[date, Mapping[str, Sequence[Contribution]]]


def list_offices(database: Database) -> list[tuple[UUID, UUID]]:
    """Each region with its office."""
    nobody = Scope()
    with unit_of_work(database, nobody, write=False):
        rows = session(nobody).execute(
            select(Authority.region_id, Authority.id)
            .where(Authority.kind == AuthorityKind.REGIONAL_OFFICE)
            .order_by(Authority.name)
        )
        return [(region, office) for region, office in rows]


def freeze_crosswalk(database: Database, region_id: UUID, office_id: UUID, set_on: date) -> bool:
    """Freeze the counts of a region for a set date; False where they are frozen already.

    Copies for authorities that have come into the region since are made on the way.
    """
    office = Scope(authority_id=office_id, region_id=region_id, office=True, reason=WHY)
    with unit_of_work(database, office, write=False):
        snapshots = list_snapshots(office)
        in_being = {one.id for one in list_members(office)}
        authorities = list_past_and_present(office)
        keys = _keys(office)
    if any(one.set_on == set_on for one in snapshots):
        return False
    history: dict[date, dict[str, list[Contribution]]] = {}
    for authority_id in authorities:
        scope = Scope(authority_id=authority_id, region_id=region_id, reason=WHY)
        with unit_of_work(database, scope):
            if authority_id in in_being:
                take_contribution(scope, set_on)
                publish(scope)
                renew_offers(scope)
            _add(history, own_contributions(scope))
    content = {"components": count_all(keys, set_on, history, snapshots)}
    with unit_of_work(database, office):
        store_snapshot(office, set_on, content)
    return True


def printed_counts(database: Database, region_id: UUID, office_id: UUID) -> "list[Release]":
    """All that the crosswalk has printed of a region, as facts with each authority's own answers.

    For whoever publishes other figures of the region, so that all of it is attacked together.
    """
    office = Scope(authority_id=office_id, region_id=region_id, office=True, reason=ATTACK)
    with unit_of_work(database, office, write=False):
        snapshots = sorted(list_snapshots(office), key=lambda one: one.set_on)
        authorities = list_past_and_present(office)
    if not snapshots:
        return []
    history: dict[date, dict[str, list[Contribution]]] = {}
    for authority_id in authorities:
        scope = Scope(authority_id=authority_id, region_id=region_id, reason=ATTACK)
        with unit_of_work(database, scope, write=False):
            _add(history, own_contributions(scope))
    keys = dict.fromkeys(key for one in snapshots for key in one.counts)
    return [
        release
        for key in keys
        for release in releases_of(
            [
                _printed(one, key, history)
                for one in snapshots
                if key in one.counts and one.counts[key].figures
            ]
        )
    ]


def renew_copies(database: Database, region_id: UUID, office_id: UUID) -> int:
    """Put right what readers have of each member's shared texts; how many members that touched.

    Evidence is added after a text was approved, and authorities come into a region: neither waits
    for the next set date. No count changes.
    """
    office = Scope(authority_id=office_id, region_id=region_id, office=True, reason=RENEW)
    with unit_of_work(database, office, write=False):
        members = list_members(office)
    touched = 0
    for member in members:
        scope = Scope(authority_id=member.id, region_id=region_id, reason=RENEW)
        with unit_of_work(database, scope):
            texts, offers = publish_again(scope), offer_again(scope)
        touched += texts or offers
    return touched


def _keys(office: Scope) -> list[str]:
    """Every component that members may share: those of the standards and of the region."""
    keys = [one.key for one in get_structure(office).components]
    for standard in standards().values():
        keys += [one.key for one in (*standard.components, standard.across)]
    return list(dict.fromkeys(keys))


def _add(
    history: dict[date, dict[str, list[Contribution]]],
    own: Mapping[date, Mapping[str, Contribution]],
) -> None:
    for day, answers in own.items():
        for key, one in answers.items():
            history.setdefault(day, {}).setdefault(key, []).append(one)


def count_all(
    keys: Sequence[str], set_on: date, history: History, snapshots: Sequence[Snapshot]
) -> dict[str, object]:
    """The counts of every component for a date, in the form in which a snapshot keeps them."""
    before = sorted(snapshots, key=lambda one: one.set_on)
    found: dict[str, object] = {}
    for key in keys:
        contributions = history.get(set_on, {}).get(key, ())
        earlier = [_printed(one, key, history) for one in before if key in one.counts]
        counted = count(set_on.isoformat(), contributions, earlier)
        since = set_on
        if counted.detail is Detail.EARLIER:
            since = before[-1].since[key] if before else set_on
        found[key] = counted_to(counted, since)
    return found


def _printed(snapshot: Snapshot, key: str, history: History) -> Printed:
    """What was printed on an earlier date. What was only repeated then said nothing new."""
    counted: Counted = snapshot.counts[key]
    taken = counted_ones(history.get(snapshot.set_on, {}).get(key, ()))
    return Printed(snapshot.set_on.isoformat(), taken, counted)
