"""Bringing together what authorities gave, for the gate alone: one authority, one transaction.

Nobody's request comes here. Each authority is read under a scope of its own that names the reason;
what was read stays in memory until the verdict is written, which holds no number of anybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from regionqa.benchmarking.gate.given import Given, Region
from regionqa.benchmarking.gate.revisions import in_revisions
from regionqa.benchmarking.gate.trial import Window
from regionqa.benchmarking.gate.unparted import Frozen, without_parts
from regionqa.benchmarking.gate.wholes import wholes_of
from regionqa.benchmarking.measures import measures
from regionqa.benchmarking.operations.contributing import data_hash, freeze
from regionqa.benchmarking.queries import common_scale
from regionqa.benchmarking.queries import releases as reading
from regionqa.benchmarking.queries.members import list_members, successors
from regionqa.core.database import Database
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import unit_of_work

FREEZING, GATE = "freeze what is given to a release", "attack a release before it is published"


@dataclass(frozen=True)
class Gathered:
    """A release with what stands behind it, and every earlier one that still stands."""

    release: reading.ReleaseView
    window: Window
    earlier: tuple[Window, ...]
    beside: tuple[str, ...]
    data_hash: str
    names: Mapping[str, str]


def as_office(region_id: UUID, office_id: UUID, reason: str) -> Scope:
    """The office's scope for background work."""
    return Scope(
        authority_id=office_id, region_id=region_id, office=True, installation=True, reason=reason
    )


def as_authority(region_id: UUID, authority_id: UUID, reason: str) -> Scope:
    """An authority's scope for background work."""
    return Scope(authority_id=authority_id, region_id=region_id, reason=reason)


def freeze_all(database: Database, office: Scope, release_id: UUID) -> bool:
    """Freeze what every authority in being gives; gives whether any of it is made up.

    It may be run again after it was interrupted: each authority is frozen once.
    """
    with unit_of_work(database, office, write=False):
        release = reading.get_release(office, release_id)
        members = list_members(office)
    for member in members:
        if member.in_being(release.window.last):
            scope = as_authority(_region(office), member.id, FREEZING)
            with unit_of_work(database, scope):
                freeze(scope, release)
    with unit_of_work(database, office, write=False):
        standings = reading.list_standings(office, release_id)
    return any(one.synthetic for one in standings.values())


def gather_release(database: Database, office: Scope, release_id: UUID) -> Gathered:
    """Read a release and all that it is attacked with, authority by authority."""
    with unit_of_work(database, office, write=False):
        release = reading.get_release(office, release_id)
        standing = reading.list_known(office, release_id)
        members = list_members(office)
        heirs = successors(office)
        standings = {one.id: reading.list_standings(office, one.id) for one in [release, *standing]}
    wanted = [release, *standing]
    regions: dict[UUID, dict[str, Mapping[str, Given]]] = {one.id: {} for one in wanted}
    seals: list[str] = []
    for member in members:
        scope = as_authority(_region(office), member.id, GATE)
        with unit_of_work(database, scope, write=False):
            found = reading.contributions_to(scope, [one.id for one in wanted])
        for of_release, one in found.items():
            told = standings[of_release].get(member.id)
            if told is None or told.left_out:
                continue
            regions[of_release][str(member.id)] = one.measures
            seals += [one.seal] if of_release == release_id else []
    wholes = wholes_of(measures().values(), common_scale().words)

    def window(one: reading.ReleaseView) -> Window:
        told = standings[one.id].values()
        agreed = bool(told) and all(standing.agrees for standing in told)
        return Window(one.window.key, one.recipe, regions[one.id], heirs, wholes, agreed)

    *earlier, own = in_revisions([*(window(one) for one in standing), window(release)])
    return Gathered(
        release,
        replace(own, unparted=_unparted(wanted, regions)),
        tuple(earlier),
        tuple(str(one.id) for one in standing),
        data_hash(seals),
        {str(one.id): one.name for one in members},
    )


def _unparted(
    releases: Sequence[reading.ReleaseView], regions: Mapping[UUID, Region]
) -> Mapping[str, str]:
    """What must be refused of the first release since it is not kept who else knows the counts."""
    own, *earlier = (Frozen(one.window, one.recipe, regions[one.id]) for one in releases)
    codes = [code for code, one in measures().items() if one.read_by_others]
    return without_parts(own, earlier, codes)


def _region(office: Scope) -> UUID:
    if office.region_id is None:
        raise RuntimeError("An office belongs to a region.")
    return office.region_id
