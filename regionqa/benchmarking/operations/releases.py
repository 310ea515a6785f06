"""The course of a release, step by step, as the region's office takes it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select

from regionqa.benchmarking import queries
from regionqa.benchmarking.gate.recipes import (
    RULE_VERSION,
    Printing,
    Recipe,
    RecipeError,
    recipe_from_json,
    recipe_to_json,
)
from regionqa.benchmarking.gate.verdict import GATE as VERDICT_OF
from regionqa.benchmarking.machines import OPEN, STANDING
from regionqa.benchmarking.measures import measures
from regionqa.benchmarking.models import Release, ReleaseDefinition, ReleaseProduct
from regionqa.benchmarking.operations.moves import check_version, may_move, move
from regionqa.benchmarking.operations.telling import OUT, ask_to_tell
from regionqa.benchmarking.policy import RUN_RELEASES
from regionqa.benchmarking.queries import releases as reading
from regionqa.benchmarking.queries.members import list_members
from regionqa.benchmarking.queries.series import DefinitionView, get_definition
from regionqa.benchmarking.windows import Window, months_before
from regionqa.benchmarking.working_days import UnknownHolidaysError, working_days_after
from regionqa.core import events, jobs
from regionqa.core.errors import Conflict, Faults, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.exchange import check_text_for_personal_details

OPEN_CHECK, GATE = "benchmarking.open_check", "benchmarking.gate"
CHECK_DAYS = 10
QUARTER_STARTS = (1, 4, 7, 10)

DEFINED = events.declare(
    "release.defined", "measures", sentence="Defined a series of releases of {measures} measures"
)
PROPOSED = events.declare("release.proposed", "window", sentence="Proposed a release for {window}")
CHANGED = events.declare(
    "release.changed", "measure", sentence="Changed whether {measure} is printed in a release"
)
LATER = events.declare(
    "release.later", "measure", sentence="Changed how the next releases print {measure}"
)
PUBLISHED = events.declare(
    "release.published", "readers", "hash", sentence="Gave a release to {readers} readers"
)


def define(
    scope: Scope, *, title: str, window_months: int, overlapping: bool, codes: Sequence[str]
) -> UUID:
    """Define a series of releases. Raises ``Unprocessable`` for what cannot be released."""
    require(scope, RUN_RELEASES)
    check_series(scope, title, codes)
    unit = session(scope)
    row = ReleaseDefinition(
        id=uuid4(),
        region_id=scope.region_id,
        title=title,
        window_months=window_months,
        overlapping=overlapping,
        measures=[asdict(Printing(code)) for code in dict.fromkeys(codes)],
        created_at=now(),
    )
    unit.add(row)
    unit.flush()
    events.record(scope, DEFINED, row.id, measures=len(row.measures))
    return row.id


def check_series(scope: Scope, title: str, codes: Sequence[str]) -> None:
    """Raise ``Unprocessable`` for a title that is taken and measures that cannot be released."""
    faults, catalogue = Faults(), measures()
    taken = select(ReleaseDefinition.id).where(ReleaseDefinition.title == title)
    if session(scope).scalar(taken):
        faults.add("title", "There is a series with this title already")
    if not codes:
        faults.add("codes", "Choose at least one measure")
    elif any(code not in catalogue or not catalogue[code].share for code in codes):
        faults.add("codes", "Choose measures of the list")
    faults.refuse()


def propose(
    scope: Scope, definition_id: UUID, *, title: str, first_month: date, named: bool = False
) -> UUID:
    """Propose a release for a window that begins with a quarter.

    Without a title it is called after the series and its months.

    Raises ``Unprocessable`` for a window that is not over, begins in the middle of a quarter, or
    overlaps a release of the series where the series does not allow it.
    """
    require(scope, RUN_RELEASES)
    definition = get_definition(scope, definition_id)
    window = window_from(first_month, definition.window_months)
    _check_window(scope, definition, window)
    recipe = Recipe(RULE_VERSION, _as_looked_at(scope, definition, window), named)
    row = Release(
        id=uuid4(),
        region_id=scope.region_id,
        definition_id=definition_id,
        title=title or f"{definition.title}, {window.words}"[:120],
        state="draft",
        first_month=window.first,
        last_month=window.last,
        recipe=recipe_to_json(recipe),
        proposed_by=scope.person_id,
        created_at=now(),
    )
    session(scope).add(row)
    session(scope).flush()
    events.record(scope, PROPOSED, row.id, window=window.key)
    return row.id


def window_from(first: date, months: int) -> Window:
    """The window of so many months that begins with a month."""
    return Window(first, months_before(first, 1 - months))


def _as_looked_at(scope: Scope, definition: DefinitionView, window: Window) -> tuple[Printing, ...]:
    """How the series prints its measures, but as before where the gate has looked at a month.

    Else a release could be taken back and proposed again in the form that its refusal led to.
    """
    held = {
        one.code: replace(one, left_out=False)
        for release in reading.list_releases(scope)
        if release.definition_id == definition.id
        and release.gate_number
        and release.window.overlaps(window)
        for one in release.recipe.measures
    }
    return tuple(held.get(one.code, one) for one in definition.measures)


def _check_window(scope: Scope, definition: DefinitionView, window: Window) -> None:
    if window.first.month not in QUARTER_STARTS:
        _refuse("A window begins with January, April, July or October")
    if window.after > queries.today():
        _refuse(f"{window.words} is not over yet")
    if other := taken_by(definition, window, reading.list_releases(scope)):
        _refuse(
            f"{window.words} overlaps “{other.title}” ({other.window.words}). Windows of this "
            "series do not overlap: what the two have in common could be worked out."
        )


def taken_by(
    definition: DefinitionView, window: Window, releases: Iterable[reading.ReleaseView]
) -> reading.ReleaseView | None:
    """The release that keeps a series from having one of these months; None where it may."""
    for other in releases:
        of_series = other.definition_id == definition.id and not definition.overlapping
        if of_series and other.state in OPEN | STANDING and other.window.overlaps(window):
            return other
    return None


def _refuse(message: str) -> None:
    raise Unprocessable(message, errors={"first_month": [message]})


def open_check(scope: Scope, release_id: UUID, *, version: int) -> UUID:
    """Ask for every authority's figures to be frozen and shown to it; gives the job.

    Raises ``Conflict`` for a window of the series that overlaps, and where the days that
    authorities have to answer lead beyond the bank holidays that are held.
    """
    held = reading.held_release(scope, release_id, lock=True)
    check_version(held, version)
    definition = get_definition(scope, held.definition_id)
    overlap = Window(held.first_month, held.last_month)
    others = [one for one in reading.list_releases(scope) if one.id != held.id]
    if not definition.overlapping:
        for other in others:
            same = other.definition_id == definition.id and other.state in OPEN | STANDING
            if same and other.state != "draft" and other.window.overlaps(overlap):
                raise Conflict(f"“{other.title}” covers some of the same months.")
    _answers_due()
    move(scope, held, "open_check")
    return jobs.enqueue(
        scope,
        OPEN_CHECK,
        {"release_id": held.id},
        title="Freezing each authority’s figures",
        key=f"{OPEN_CHECK} {held.id}",
        then=f"/benchmark/releases/{held.id}",
    )


def opened(scope: Scope, release_id: UUID, *, synthetic: bool) -> bool:
    """Every contribution is frozen: the check begins; False where it had begun already."""
    held = reading.held_release(scope, release_id, lock=True)
    if held.state != "opening":
        return False
    due = _answers_due()
    move(scope, held, "opened", check_opened_at=now(), check_due=due, synthetic=synthetic)
    return True


def _answers_due() -> date:
    try:
        return working_days_after(queries.today(), CHECK_DAYS)
    except UnknownHolidaysError as error:
        raise Conflict(str(error)) from error


def send(scope: Scope, release_id: UUID, *, version: int) -> UUID:
    """Send a release to the gate, or again where its look does not hold any more; gives the job.

    Raises ``Conflict`` while the check runs and somebody has not answered, or a dispute is open,
    and where the gate's look holds.
    """
    held = reading.held_release(scope, release_id, lock=True)
    check_version(held, version)
    if held.state == "passed" and look_again(scope, release_id, held.gate_number) is None:
        raise Conflict("The gate has passed this release, and nothing has changed since.")
    standings = reading.list_standings(scope, release_id).values()
    if any(one.open_dispute for one in standings):
        raise Conflict("A dispute is open. Settle it first, with a reason.")
    waiting = any(one.state in {"given", "awaited"} for one in standings)
    if waiting and held.check_due is not None and queries.today() <= held.check_due:
        raise Conflict("The check is not over, and not everybody has answered.")
    move(scope, held, "send")
    return _ask_gate(scope, held)


def change_printing(
    scope: Scope,
    release_id: UUID,
    *,
    code: str,
    change: Mapping[str, Any],
    later: Mapping[str, Any],
    version: int,
) -> UUID:
    """Leave a measure out, or not, and ask the gate again; gives the job.

    ``later`` is how the next releases of the series print it. Whoever changes it proposes it.
    Raises ``Unprocessable`` for another way of printing what the gate has looked at, and for one
    that there is not.
    """
    held = reading.held_release(scope, release_id, lock=True)
    check_version(held, version)
    if set(change) - {"left_out"}:
        raise Unprocessable(
            "The gate has looked at these counts: a measure is printed as proposed, or left out."
        )
    try:
        recipe = recipe_from_json(held.recipe)
        recipe = recipe.with_printing(replace(recipe.printing(code), **dict(change)))
        held.recipe = recipe_to_json(recipe_from_json(recipe_to_json(recipe)))
        if later:
            _print_later(scope, held.definition_id, code, later)
    except (RecipeError, TypeError) as error:
        raise Unprocessable("There is no such way of printing it.") from error
    move(scope, held, "change")
    if scope.person_id is not None:
        held.proposed_by = scope.person_id
    events.record(scope, CHANGED, held.id, measure=code)
    return _ask_gate(scope, held)


def _print_later(scope: Scope, definition_id: UUID, code: str, change: Mapping[str, Any]) -> None:
    row = (
        session(scope)
        .scalars(
            select(ReleaseDefinition).where(ReleaseDefinition.id == definition_id).with_for_update()
        )
        .one()
    )
    recipe = Recipe(RULE_VERSION, tuple(Printing(**one) for one in row.measures))
    recipe = recipe.with_printing(replace(recipe.printing(code), **dict(change)))
    row.measures = recipe_to_json(recipe_from_json(recipe_to_json(recipe)))["measures"]
    events.record(scope, LATER, row.id, measure=code)


def _ask_gate(scope: Scope, held: Release) -> UUID:
    held.gate_number += 1
    held.passed_number = None
    return jobs.enqueue(
        scope,
        GATE,
        {"release_id": held.id, "number": held.gate_number},
        title="Attacking the release as every reader would",
        key=f"{GATE} {held.id} {held.gate_number}",
        then=f"/benchmark/releases/{held.id}",
    )


def look_again(scope: Scope, release_id: UUID, number: int) -> str | None:
    """Why the look of the gate of that number does not hold any more; None where it does."""
    look = reading.find_look(scope, release_id, number)
    if look is None:
        return None
    if look.verdict.gate < VERDICT_OF:
        return "The gate has learnt more since it looked at this release."
    if set(look.beside) != {str(one.id) for one in reading.list_known(scope, release_id)}:
        return "Another release was published since the gate looked at this one."
    return None


def publish(scope: Scope, release_id: UUID, *, version: int) -> None:
    """A second person signs: the state changes and every reader is given its copies.

    Raises ``Forbidden`` for the one who proposed it, ``Conflict`` for a release that has not
    passed, that passed beside other releases than those that stand now, or of which nothing is
    left.
    """
    held = reading.held_release(scope, release_id, lock=True)
    check_version(held, version)
    may_move(scope, held, "publish")
    look = reading.find_look(scope, release_id, held.gate_number)
    if look is None or look.outcome != "passed" or look.unnamed is None:
        raise Conflict("The gate has not passed this release.")
    if not look.recipe.printed:
        raise Conflict("Every measure was left out, so nothing is left to publish.")
    if again := look_again(scope, release_id, held.gate_number):
        raise Conflict(f"{again} Send it to the gate again.")
    move(
        scope, held, "publish",
        signed_by=scope.person_id, published_at=now(), data_hash=look.data_hash,
    )  # fmt: skip
    readers = _give(scope, held, look)
    events.record(scope, PUBLISHED, held.id, readers=readers, hash=look.data_hash)
    ask_to_tell(scope, held.id, OUT)


def _give(scope: Scope, held: Release, look: reading.GateLook) -> int:
    """Copies for every authority in being and the office, in the transaction in force."""
    from regionqa.benchmarking.products import to_json

    moment = held.published_at or now()
    day = queries.today()
    members = [one.id for one in list_members(scope) if one.in_being(day)]
    readers = [*members, scope.authority_id]
    for product in (look.unnamed, look.members):
        if product is None:
            continue
        about = replace(product.about, published_on=day.isoformat())
        content = to_json(replace(product, about=about))
        session(scope).add_all(
            ReleaseProduct(
                owner_id=scope.authority_id,
                reader_id=reader,
                release_id=held.id,
                audience=content["audience"],
                content=content,
                at=moment,
            )
            for reader in readers
        )
    return len(readers)


def withdraw(scope: Scope, release_id: UUID, *, reason: str, version: int) -> None:
    """Take a published release back, with a reason; what it said stays known to the gate's past."""
    held = reading.held_release(scope, release_id, lock=True)
    check_version(held, version)
    check_reason(scope, reason)
    move(scope, held, "withdraw", reason=reason)


def abandon(scope: Scope, release_id: UUID, *, reason: str, version: int) -> None:
    """Give up a release that is not published, with a reason."""
    held = reading.held_release(scope, release_id, lock=True)
    check_version(held, version)
    check_reason(scope, reason)
    move(scope, held, "abandon", reason=reason)


def check_reason(scope: Scope, reason: str, field: str = "reason") -> None:
    """Raise ``Unprocessable`` for a reason that is missing or holds personal details."""
    if not reason.strip():
        raise Unprocessable("Give the reason", errors={field: ["Give the reason"]})
    found = check_text_for_personal_details(reason, queries.known_names(scope))
    if found:
        said = found[0].said
        raise Unprocessable(said, errors={field: [said]})
