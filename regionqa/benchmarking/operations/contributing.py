"""An authority's part in a release: its figures are frozen, and it confirms or disputes them."""

import hashlib
import json
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from regionqa.authorities import missing_agreements
from regionqa.benchmarking import queries
from regionqa.benchmarking.contributions import (
    Contribution,
    contribution,
    has_measure,
    of_months,
)
from regionqa.benchmarking.cube import MonthHeld
from regionqa.benchmarking.gate.given import Counts, Given, given_to_json
from regionqa.benchmarking.gate.recipes import Recipe
from regionqa.benchmarking.gate.sharing import named_with
from regionqa.benchmarking.mapping import ToolMap
from regionqa.benchmarking.measures import Measure, measures
from regionqa.benchmarking.models import (
    ReleaseContribution,
    ReleaseSettlement,
    ReleaseStanding,
)
from regionqa.benchmarking.months import month_key, month_words
from regionqa.benchmarking.operations.moves import check_version
from regionqa.benchmarking.operations.releases import check_reason
from regionqa.benchmarking.policy import ANSWER_RELEASES, RUN_RELEASES
from regionqa.benchmarking.queries import releases as reading
from regionqa.benchmarking.queries.members import office_of
from regionqa.benchmarking.windows import Window, months_before
from regionqa.core import events
from regionqa.core.errors import Conflict, NotFound
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session

QUARTER = 3
NOT_BY_QUARTER = (
    "The counts of the quarters do not add up to those of the whole time, so nobody could see what "
    "they tell beside another release."
)
FROZEN = events.declare(
    "contribution.frozen", "measures", sentence="Gave figures on {measures} measures to a release"
)
CONFIRMED = events.declare(
    "contribution.confirmed", sentence="Confirmed the own figures of a release"
)
DISPUTED = events.declare("contribution.disputed", sentence="Disputed the own figures of a release")
SETTLED = events.declare(
    "contribution.settled", "outcome", sentence="Settled a dispute about a release: {outcome}"
)


def freeze(scope: Scope, release: reading.ReleaseView) -> None:
    """Keep what the authority gives to a release, and tell the office; once, however often called.

    Wants the authority's own scope. An authority that has nothing is awaited and keeps no row.
    """
    if reading.find_contribution(scope, release.id) is not None:
        return
    given, synthetic = gather(scope, release.recipe, release.window)
    if any(one.state == "given" for one in given.values()):
        _keep(scope, release.id, given)
        _tell(scope, release.id, "given", states_of(given, release.recipe), synthetic=synthetic)
    elif own_standing(scope, release.id) is None:
        _tell(scope, release.id, "awaited", states_of(given, release.recipe), synthetic=False)


def _keep(scope: Scope, release_id: UUID, given: Mapping[str, Given]) -> None:
    content, salt = given_to_json(given), secrets.token_hex(16)
    session(scope).add(
        ReleaseContribution(
            id=uuid4(),
            authority_id=scope.authority_id,
            release_id=release_id,
            content=content,
            salt=salt,
            seal=seal_of(content, salt),
            frozen_at=now(),
        )
    )
    session(scope).flush()
    count = sum(one.state == "given" for one in given.values())
    events.record(scope, FROZEN, release_id, measures=count)


def seal_of(content: Mapping[str, Any], salt: str) -> str:
    """SHA-256 of a contribution and its salt, in a fixed form."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(f"{salt}:{text}".encode()).hexdigest()


def data_hash(seals: Iterable[str]) -> str:
    """The hash of a release's data: of the seals of all contributions, in order."""
    return hashlib.sha256("\n".join(sorted(seals)).encode()).hexdigest()


def gather(scope: Scope, recipe: Recipe, window: Window) -> tuple[dict[str, Given], bool]:
    """What the authority of the scope has on each measure; and whether any of it was made up."""
    counting = _Counting(
        scope, window, queries.read_cube(scope).months(window), queries.list_mappings(scope)
    )
    found: dict[str, Given] = {}
    synthetic = False
    for one in recipe.printed:
        if one.code in measures():
            given, made_up = counting.given(measures()[one.code])
            found[one.code] = given
            synthetic = synthetic or (given.state == "given" and made_up)
    return found, synthetic


@dataclass(frozen=True)
class _Counting:
    """What an authority holds for a window, read once for all measures."""

    scope: Scope
    window: Window
    months: Sequence[MonthHeld]
    mappings: Sequence[ToolMap]

    def given(self, measure: Measure) -> tuple[Given, bool]:
        """The counts on one measure by quarter, or why there are none."""
        if measure.parts is not None:
            counted = {
                one.figures.month for one in self.months if has_measure(measure, one.figures)
            }
            missing = [month for month in self.window.months if month not in counted]
            if missing:
                return _incomplete(missing, {one.figures.month for one in self.months}), False
        whole = self._count(measure, self.window)
        if whole is None:
            return Given(state="awaited", why="Nothing is held for these months."), False
        if not whole.comparable:
            why = whole.reason or "There were no cases."
            return Given(state="not_comparable", why=why), whole.synthetic
        quarters = self._quarters(measure)
        totals = [sum(side) for side in zip(*quarters.values(), strict=True)]
        if totals != [whole.numerator, whole.denominator]:
            return Given(state="not_comparable", why=NOT_BY_QUARTER), whole.synthetic
        return Given(quarters, why=whole.reason, cases=whole.cases), whole.synthetic

    def _quarters(self, measure: Measure) -> dict[str, Counts]:
        """Counts by quarter, in parts where others know some of them."""
        found: dict[str, Counts] = {}
        for first in self.window.months[::QUARTER]:
            one = self._count(measure, Window(first, months_before(first, 1 - QUARTER)))
            found |= _parts(month_key(first), one) if one else {month_key(first): (0, 0)}
        return found

    def _count(self, measure: Measure, window: Window) -> Contribution | None:
        if measure.parts is None:
            return contribution(self.scope, measure, window, by_readers=True)
        return of_months(measure, window, self.months, self.mappings)


def _parts(quarter: str, one: Contribution) -> dict[str, Counts]:
    """The counts of a quarter, in parts where other authorities know some of them."""
    if not one.shared:
        return {quarter: (one.numerator, one.denominator)}
    return {
        named_with(quarter, map(str, authorities)): counts
        for authorities, counts in one.shared.items()
    }


def _incomplete(missing: list[date], present: set[date]) -> Given:
    absent = [month for month in missing if month not in present]
    words = ", ".join(month_words(month) for month in absent or missing)
    if absent:
        return Given(state="awaited", why=f"Not returned: {words}.")
    return Given(state="not_comparable", why=f"Not counted in the return of {words}.")


def states_of(given: Mapping[str, Given], recipe: Recipe) -> dict[str, str]:
    """What the office is told of each measure: given, too few, awaited or not comparable."""
    found = {}
    for one in recipe.printed:
        held = given.get(one.code, Given(state="awaited"))
        few = held.state == "given" and held.size < one.cases
        found[one.code] = "too_few" if few else held.state
    return found


def own_standing(scope: Scope, release_id: UUID) -> reading.Standing | None:
    """Where the authority of the scope stands in a release, or None."""
    if scope.authority_id is None:
        return None
    return reading.list_standings(scope, release_id).get(scope.authority_id)


def _tell(
    scope: Scope,
    release_id: UUID,
    state: str,
    measures_: Mapping[str, str],
    *,
    synthetic: bool,
    said: str | None = None,
) -> None:
    """A new standing for the office. Raises ``Conflict`` where another came in between."""
    unit = session(scope)
    last = unit.scalar(
        select(func.max(ReleaseStanding.number)).where(
            ReleaseStanding.release_id == release_id,
            ReleaseStanding.owner_id == scope.authority_id,
        )
    )
    row = ReleaseStanding(
        owner_id=scope.authority_id,
        reader_id=office_of(scope),
        release_id=release_id,
        number=(last or 0) + 1,
        state=state,
        measures=dict(measures_),
        synthetic=synthetic,
        agrees=not missing_agreements(scope, queries.today()),
        said=said,
        at=now(),
    )
    try:
        with unit.begin_nested():
            unit.add(row)
    except IntegrityError as error:
        raise Conflict("This was answered just now, perhaps in another tab.") from error


def give_now(scope: Scope, release_id: UUID) -> None:
    """An authority that was awaited gives its figures while the check runs."""
    require(scope, ANSWER_RELEASES)
    release, standing = _in_check(scope, release_id)
    if standing.state != "awaited":
        raise Conflict("Figures were given already; a correction goes into the next release.")
    freeze(scope, release)
    if reading.find_contribution(scope, release_id) is None:
        raise Conflict("Months of the window are still missing. Return them first.")


def confirm(scope: Scope, release_id: UUID, *, number: int) -> None:
    """Confirm the own figures. ``number`` is the standing that the page showed."""
    _answer(scope, release_id, "confirmed", number, None)
    events.record(scope, CONFIRMED, release_id)


def dispute(scope: Scope, release_id: UUID, *, number: int, reason: str) -> None:
    """Dispute the own figures, with a reason that the office reads."""
    check_reason(scope, reason)
    _answer(scope, release_id, "disputed", number, reason)
    events.record(scope, DISPUTED, release_id)


def _answer(scope: Scope, release_id: UUID, state: str, number: int, said: str | None) -> None:
    require(scope, ANSWER_RELEASES)
    _, standing = _in_check(scope, release_id)
    if standing.number != number:
        raise Conflict("This was answered since you opened the page.", seen=number)
    if standing.state == "awaited" or standing.settlement is not None:
        raise Conflict("There is nothing to answer.")
    _tell(scope, release_id, state, standing.measures, synthetic=standing.synthetic, said=said)


def _in_check(scope: Scope, release_id: UUID) -> tuple[reading.ReleaseView, reading.Standing]:
    release = reading.get_release(scope, release_id)
    standing = own_standing(scope, release_id)
    if standing is None:
        raise NotFound
    if release.state != "checking":
        raise Conflict("The check is closed; a correction goes into the next release.")
    return release, standing


def settle(
    scope: Scope, release_id: UUID, authority_id: UUID, *, outcome: str, reason: str, version: int
) -> None:
    """Settle a dispute: the figures stand, or the authority is left out of this release."""
    require(scope, RUN_RELEASES)
    held = reading.held_release(scope, release_id, lock=True)
    check_version(held, version)
    standing = reading.list_standings(scope, release_id).get(authority_id)
    if standing is None:
        raise NotFound
    if held.state != "checking" or not standing.open_dispute:
        raise Conflict("There is no open dispute.")
    check_reason(scope, reason)
    session(scope).add(
        ReleaseSettlement(
            owner_id=scope.authority_id,
            reader_id=authority_id,
            release_id=release_id,
            answers=standing.number,
            outcome=outcome,
            reason=reason,
            at=now(),
        )
    )
    events.record(scope, SETTLED, release_id, outcome=outcome)
