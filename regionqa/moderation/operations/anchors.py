"""Anchors: a made-up case that everybody in a round reads, with a key that a panel agreed blind.

The office makes an anchor and names its panel; it never reads one. Three people of three
authorities read it blind; when all three readings are in, each is given to the others, and the key
is what all three hold. Then rounds may use it. A reader is given the key when their own reading is
in, and an anchor is read once by a person: who has seen its key cannot read it blind again.
"""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import func, select

from regionqa.core import events, jobs
from regionqa.core.errors import Conflict, Faults, Forbidden, NotFound, Unprocessable
from regionqa.core.locks import hold
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.moderation.contents import check_text, seal_of
from regionqa.moderation.models import (
    Anchor,
    AnchorReading,
    AnchorSeat,
    AnchorUse,
    AnchorWord,
    Round,
)
from regionqa.moderation.operations.trials import check_trial, save_trial
from regionqa.moderation.places import members_of, office_of
from regionqa.moderation.policy import READ_CASES, RUN_ROUNDS
from regionqa.moderation.queries.anchors import (
    PANEL,
    USED_FROM,
    anchor_subject,
    find_own_reading,
    find_seat,
    held_anchor,
    list_seat_candidates,
    list_words,
    open_use,
)
from regionqa.moderation.queries.anchors_waiting import Touched, touched_by_retiring
from regionqa.moderation.queries.rounds import get_tool, held_round

SETTLE_ANCHOR = "moderation.settle_anchor"
TELL_PANEL = "moderation.tell_panel"
TELL_READERS = "moderation.tell_anchor_readers"
MADE = events.declare("anchor.made", sentence="Made an anchor case and named its panel")
READ = events.declare("anchor.read", "of_kind", "seal", sentence="Read an anchor case")
PROPOSED = events.declare("anchor.key_proposed", sentence="Proposed the key of an anchor case")
RETIRED = events.declare(
    "anchor.retired",
    "rounds",
    "readers",
    sentence="Retired an anchor case; {readers} readers in {rounds} open rounds had yet to read it",
)
USED = events.declare("anchor.used", sentence="Put an anchor case into a round")


def create_anchor(
    scope: Scope,
    *,
    title: str,
    service: str,
    age_band: str,
    papers: str,
    tool_id: UUID,
    people: Sequence[UUID],
) -> UUID:
    """Make an anchor and ask its panel: three people of three authorities; gives its id.

    ``papers`` are paragraphs with an empty line between them. Raises ``Unprocessable`` that names
    the field.
    """
    require(scope, RUN_ROUNDS)
    names = tuple(members_of(scope).values())
    paragraphs = [one.strip() for one in papers.replace("\r", "").split("\n\n") if one.strip()]
    checked, faults = {}, Faults()
    for field, text, least, most in (
        ("title", title, 3, 120),
        ("service", service, 1, 80),
        ("age_band", age_band, 1, 20),
    ):
        with faults.gather():
            checked[field] = check_text(text, field, names, least=least)[:most]
    if sum(len(one) for one in paragraphs) < 200:
        faults.add("papers", "Write what a reader would find in the record")
    for one in paragraphs:
        with faults.gather():
            check_text(one, "papers", names)
    if get_tool(scope, tool_id).state != "published":
        faults.add("tool_id", "Select a published tool")
    offered = {one.person_id: one for one in list_seat_candidates(scope)}
    panel = [offered[one] for one in dict.fromkeys(people) if one in offered]
    if len(panel) != PANEL or len({one.authority_id for one in panel}) != PANEL:
        faults.add("people", "Select three people of three different authorities")
    faults.refuse()
    anchor = Anchor(
        id=uuid4(),
        region_id=scope.region_id,
        papers=paragraphs,
        tool_id=tool_id,
        state="at_panel",
        created_at=now(),
        **checked,
    )
    session(scope).add(anchor)
    session(scope).flush()
    session(scope).add_all(
        AnchorSeat(
            anchor_id=anchor.id,
            owner_id=scope.authority_id,
            reader_id=one.authority_id,
            person_id=one.person_id,
            mark=f"Panel {number}",
            at=now(),
        )
        for number, one in enumerate(panel, start=1)
    )
    events.record(scope, MADE, anchor.id)
    tell_panel(scope, anchor.id, "asked")
    return anchor.id


def tell_panel(scope: Scope, anchor_id: UUID, when: str) -> None:
    """Mail an anchor's panel, once, when it is ``asked`` to read or may now ``agree`` the key."""
    jobs.enqueue(
        scope,
        TELL_PANEL,
        {"anchor_id": anchor_id},
        title="Tell the panel of an anchor case",
        key=f"{TELL_PANEL}:{when}:{anchor_id}",
    )


def use_anchor(scope: Scope, anchor_id: UUID, round_id: UUID) -> None:
    """Let everybody in a round read an anchor. An anchor may be carried into later rounds.

    While a round is graded its readers are told by mail; before that by the round's own mail of
    the day on which grading opens.

    Raises ``Conflict`` for one without a key or retired, or a round that is over, and
    ``Unprocessable`` for another tool than the round's.
    """
    require(scope, RUN_ROUNDS)
    anchor, held = held_anchor(scope, anchor_id), held_round(scope, round_id, lock=True)
    if anchor.state != "keyed":
        raise Conflict("An anchor is used once its key is agreed, and no longer when retired.")
    if held.state not in USED_FROM:
        raise Conflict("Anchors are put into a round before its grading ends.")
    if held.tool_id != anchor.tool_id:
        raise Unprocessable(errors={"round": ["This round uses another version of the tool"]})
    there = session(scope).scalar(
        select(AnchorUse.id).where(AnchorUse.anchor_id == anchor_id, AnchorUse.round_id == round_id)
    )
    if there is None:
        session(scope).add(
            AnchorUse(anchor_id=anchor_id, round_id=round_id, region_id=scope.region_id, at=now())
        )
        events.record(scope, USED, anchor_id)
        if held.state == "grading":
            jobs.enqueue(
                scope,
                TELL_READERS,
                {"round_id": round_id, "anchor_id": anchor_id},
                title="Tell readers of an anchor case",
                key=f"{TELL_READERS}:{round_id}:{anchor_id}",
            )


def retire_anchor(scope: Scope, anchor_id: UUID, *, reason: str) -> Touched:
    """Retire it for good; gives the open rounds and the readers that this touches.

    No round takes it any more. In open rounds, whoever has not read it is not asked to any longer;
    readings that are in stay as they are.
    """
    require(scope, RUN_ROUNDS)
    anchor = held_anchor(scope, anchor_id, lock=True)
    if anchor.state == "retired":
        raise Conflict("This anchor is retired already.")
    names = tuple(members_of(scope).values())
    anchor.retired_reason = check_text(reason, "reason", names, least=5)[:200]
    anchor.state, anchor.retired_at = "retired", now()
    touched = touched_by_retiring(scope, anchor_id)
    events.record(scope, RETIRED, anchor.id, rounds=touched.rounds, readers=touched.readers)
    return touched


def submit_anchor(
    scope: Scope, anchor_id: UUID, content: Mapping[str, Any], *, version: int
) -> None:
    """Submit one's blind reading of an anchor, as its panel or as a reader of a round, once.

    Raises ``NotFound`` for who neither sits on its panel nor reads in a round that uses it,
    ``Unprocessable`` naming each field, ``Conflict`` for a stale version or a retired anchor.
    """
    require(scope, READ_CASES)
    hold(scope, f"trial:{anchor_subject(anchor_id)}:{scope.person_id}")
    if find_own_reading(scope, anchor_id) is not None:
        return
    anchor, round_id = _to_read(scope, anchor_id)
    checked = check_trial(get_tool(scope, anchor.tool_id).content, content)
    trial = save_trial(scope, anchor_subject(anchor_id), content, version=version)
    trial.submitted_at = now()
    kind = "panel" if round_id is None else "reader"
    reading = AnchorReading(
        anchor_id=anchor_id,
        region_id=scope.region_id,
        authority_id=scope.authority_id,
        round_id=round_id,
        person_id=scope.person_id,
        kind=kind,
        grades=checked.grades,
        evidence=checked.evidence,
        minutes=checked.minutes,
        seal=seal_of(anchor_id, scope.person_id, kind, checked),
        submitted_at=now(),
    )
    session(scope).add(reading)
    session(scope).flush()
    events.record(scope, READ, anchor_id, of_kind=kind, seal=reading.seal)
    _settle(scope, anchor_id)


def save_anchor(scope: Scope, anchor_id: UUID, content: Mapping[str, Any], *, version: int) -> int:
    """Keep what is written of an anchor so far; gives the version to go on with.

    Raises as ``submit_anchor``.
    """
    require(scope, READ_CASES)
    _to_read(scope, anchor_id)
    return save_trial(scope, anchor_subject(anchor_id), content, version=version).version


def _to_read(scope: Scope, anchor_id: UUID) -> tuple[Anchor, UUID | None]:
    """The anchor and the round in which this person may read it; no round for the panel."""
    anchor = held_anchor(scope, anchor_id)
    if find_seat(scope, anchor_id) is not None:
        if anchor.state != "at_panel":
            raise Forbidden("The panel of this anchor has ended its work.")
        return anchor, None
    held = open_use(scope, anchor_id)
    if held is None:
        raise NotFound
    if anchor.state == "retired":
        raise Conflict("This anchor was retired before your reading was in. Nobody waits for it.")
    return anchor, held.id


def propose_key(
    scope: Scope, anchor_id: UUID, grades: Mapping[str, str], evidence: Mapping[str, str]
) -> None:
    """Hold these grades and reasons to be the key; to accept another's is to hold the same.

    Raises ``Forbidden`` before all three blind readings are in, or once there is a key.
    """
    require(scope, READ_CASES)
    seat = find_seat(scope, anchor_id)
    if seat is None:
        raise NotFound
    anchor = held_anchor(scope, anchor_id)
    words = list_words(scope, anchor_id)
    if anchor.state != "at_panel" or not any(one.kind == "reading" for one in words):
        raise Forbidden("The key is agreed when all three have read the case blind.")
    checked = check_trial(
        get_tool(scope, anchor.tool_id).content,
        {"grades": grades, "evidence": evidence, "minutes": 1},
    )
    last = session(scope).scalar(
        select(func.max(AnchorWord.number)).where(
            AnchorWord.anchor_id == anchor_id, AnchorWord.owner_id == scope.authority_id
        )
    )
    session(scope).add(
        AnchorWord(
            anchor_id=anchor_id,
            owner_id=scope.authority_id,
            reader_id=office_of(scope),
            source_id=uuid4(),
            mark=seat.mark,
            kind="proposal",
            grades=checked.grades,
            evidence=checked.evidence,
            number=(last or 0) + 1,
            at=now(),
        )
    )
    events.record(scope, PROPOSED, anchor_id)
    _settle(scope, anchor_id)


def _settle(scope: Scope, anchor_id: UUID) -> None:
    jobs.enqueue(
        scope, SETTLE_ANCHOR, {"anchor_id": anchor_id}, title="Bring an anchor case up to date"
    )


def rounds_to_use(
    scope: Scope, tool_id: UUID, *, but_of: UUID | None = None
) -> list[tuple[UUID, str]]:
    """Rounds that could take an anchor of this tool, newest first; none that uses ``but_of``."""
    require(scope, RUN_ROUNDS)
    using = select(AnchorUse.round_id).where(AnchorUse.anchor_id == but_of)
    rows = session(scope).execute(
        select(Round.id, Round.title)
        .where(
            Round.tool_id == tool_id,
            Round.state.in_(sorted(USED_FROM)),
            Round.id.not_in(using),
        )
        .order_by(Round.opens_on.desc())
    )
    return [(row.id, row.title) for row in rows]
