"""Compiling releases into a model, as far as a reader may see."""

from collections.abc import Collection, Iterable, Sequence

from regionqa.statistics.disclosure.errors import UnknownReaderError
from regionqa.statistics.disclosure.model import Model
from regionqa.statistics.disclosure.releases import Release


def model_of(releases: Sequence[Release], known: Collection[str] = ()) -> Model:
    """All public facts, and those that only these authorities know."""
    model = Model(successors_in(releases))
    for release in releases:
        model.release = release.period
        for fact in release.facts:
            if fact.known_to is None or fact.known_to in known:
                fact.write(model)
    return model


def successors_in(releases: Iterable[Release]) -> dict[str, tuple[str, ...]]:
    """Each abolished authority with those that took its place.

    Raises ``ValueError`` where two releases disagree or an authority would succeed itself.
    """
    found: dict[str, tuple[str, ...]] = {}
    for release in releases:
        for unit in release.units:
            if unit.successors and found.setdefault(unit.authority, unit.successors) != (
                unit.successors
            ):
                raise ValueError(f"the releases disagree on the successors of {unit.authority}")
    for authority in found:
        _refuse_circle(authority, found)
    return found


def _refuse_circle(authority: str, successors: dict[str, tuple[str, ...]]) -> None:
    waiting, seen = list(successors[authority]), set[str]()
    while waiting:
        heir = waiting.pop()
        if heir == authority:
            raise ValueError(f"{authority} cannot be among its own successors")
        if heir not in seen:
            seen.add(heir)
            waiting.extend(successors.get(heir, ()))


def readers_in(releases: Sequence[Release]) -> list[str]:
    """Every authority that still stands and may read with its own rows in hand, in order."""
    gone = successors_in(releases)
    units = {unit.authority for release in releases for unit in release.units}
    heirs = {heir for found in gone.values() for heir in found}
    return sorted((units | heirs) - set(gone))


def known_rows(releases: Sequence[Release], reader: Collection[str]) -> frozenset[str]:
    """The authorities whose rows a reader knows: its own; a predecessor's where all heirs read.

    Raises ``UnknownReaderError`` where one is no unit, or none of its own rows is a fact: an
    attack without them would wrongly find everything safe.
    """
    gone = successors_in(releases)
    units = {unit.authority for release in releases for unit in release.units} | {
        heir for found in gone.values() for heir in found
    }
    told = {fact.known_to for release in releases for fact in release.facts}
    known = set(reader)
    waiting = list(reader)
    while waiting:
        heirs = gone.get(waiting.pop(), ())
        waiting.extend(heir for heir in heirs if heir not in known)
        known.update(heirs)
    for authority in sorted(reader):
        if authority not in units:
            raise UnknownReaderError(f"the reader {authority!r} is no unit of any release")
        if authority not in told and not told & set(gone.get(authority, ())):
            raise UnknownReaderError(
                f"no release holds an own row of the reader {authority!r}; add what it knows of "
                "itself as facts with known_to set to it"
            )
    while more := {a for a, heirs in gone.items() if a not in known and set(heirs) <= known}:
        known |= more
    return frozenset(known)
