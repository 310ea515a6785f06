"""Writing practice standards, and taking them from draft to in force to retired."""

from collections.abc import Sequence
from uuid import UUID, uuid4

from sqlalchemy import func, select
from sqlalchemy.orm.attributes import flag_modified

from regionqa.core import events
from regionqa.core.errors import Conflict, Faults, NotFound, Unprocessable
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.frameworks.models import (
    PracticeStandard,
    PracticeStandardStep,
    PracticeStandardVersion,
)
from regionqa.frameworks.personal import refuse_personal_details
from regionqa.frameworks.policy import SIGN_OFF_STANDARD, WRITE_STANDARD
from regionqa.frameworks.practice import Status, find_step

BEGUN = events.declare("practice_standard.begun", sentence="Began a practice standard")
STEPPED = events.declare(
    "practice_standard.stepped",
    "number",
    "before",
    "after",
    sentence="Took version {number} of a practice standard from {before} to {after}",
)


def begin_standard(
    scope: Scope, title: str, words: str, sources: Sequence[str], *, confirmed: bool = False
) -> UUID:
    """Begin a practice standard with the draft of its first version; the standard's id."""
    require(scope, WRITE_STANDARD)
    unit, faults = session(scope), Faults()
    if unit.scalar(select(PracticeStandard.id).where(PracticeStandard.title == title)):
        faults.add("title", "There is a practice standard of this title already")
    with faults.gather():
        refuse_personal_details(scope, {"title": title, "words": words}, confirmed=confirmed)
    faults.refuse()
    standard = PracticeStandard(
        id=uuid4(), authority_id=scope.authority_id, title=title, begun_at=now()
    )
    unit.add(standard)
    unit.flush()  # the version refers to the standard's row
    events.record(scope, BEGUN, standard.id)
    _add_version(scope, standard.id, words, sources)
    return standard.id


def begin_version(scope: Scope, standard_id: UUID) -> None:
    """Begin the next version from the words of the last.

    Raises ``NotFound``, and ``Unprocessable`` while one is on its way already.
    """
    require(scope, WRITE_STANDARD)
    unit = session(scope)
    held = unit.scalars(
        select(PracticeStandardVersion)
        .where(PracticeStandardVersion.standard_id == standard_id)
        .order_by(PracticeStandardVersion.number.desc())
        .with_for_update()
    ).all()
    if not held:
        raise NotFound
    if any(Status(one.status) not in {Status.IN_FORCE, Status.RETIRED} for one in held):
        raise Unprocessable("A version is on its way already.")
    _add_version(scope, standard_id, held[0].words, held[0].sources)


def _add_version(scope: Scope, standard_id: UUID, words: str, sources: Sequence[str]) -> None:
    unit = session(scope)
    last = unit.scalar(
        select(func.max(PracticeStandardVersion.number)).where(
            PracticeStandardVersion.standard_id == standard_id
        )
    )
    version = PracticeStandardVersion(
        id=uuid4(),
        authority_id=scope.authority_id,
        standard_id=standard_id,
        number=(last or 0) + 1,
        status=Status.DRAFT,
        words=words,
        sources=list(sources),
        changed_at=now(),
        changed_by=scope.person_id,
    )
    unit.add(version)
    unit.flush()  # the step refers to the version's row
    _record(scope, version, None, "")


def edit_words(
    scope: Scope,
    version_id: UUID,
    words: str,
    sources: Sequence[str],
    *,
    version: int,
    confirmed: bool = False,
) -> None:
    """Change the words of a draft.

    Raises ``Conflict`` with what was found (``held``) when it changed since ``version``, and
    ``Unprocessable`` for a version that is no draft any more.
    """
    require(scope, WRITE_STANDARD)
    row = _locked(scope, version_id, version)
    if row.status != Status.DRAFT:
        raise Unprocessable("Only a draft can be changed. Return it to draft first.")
    refuse_personal_details(scope, {"words": words}, confirmed=confirmed)
    row.words = words
    row.sources = list(sources)
    _touch(scope, row)


def change_status(
    scope: Scope, version_id: UUID, to: Status, note: str, *, version: int, confirmed: bool = False
) -> None:
    """Take a version one step further: the only place where its status changes.

    A version that comes into force retires the one before it. Raises ``Forbidden`` for who may not
    take the step, ``Conflict`` when it changed since ``version``, ``Unprocessable`` for a step that
    there is not from where it stands and for one without a note.
    """
    row = _locked(scope, version_id, version)
    step = find_step(Status(row.status), to)
    if step is None:
        raise Unprocessable(f"From {Status(row.status).label.lower()} there is no such step.")
    require(scope, SIGN_OFF_STANDARD if step.signs else WRITE_STANDARD)
    if not note.strip():
        raise Unprocessable(
            errors={"note": [f"Say in a sentence: {step.asks[0].lower()}{step.asks[1:]}"]}
        )
    refuse_personal_details(scope, {"note": note}, confirmed=confirmed)
    if to is Status.IN_FORCE:
        _retire_the_one_before(scope, row)
    _move(scope, row, to, note)


def _retire_the_one_before(scope: Scope, row: PracticeStandardVersion) -> None:
    before = session(scope).scalar(
        select(PracticeStandardVersion)
        .where(
            PracticeStandardVersion.standard_id == row.standard_id,
            PracticeStandardVersion.status == Status.IN_FORCE,
        )
        .with_for_update()
    )
    if before is not None:
        _move(scope, before, Status.RETIRED, f"Version {row.number} took its place.")


def _move(scope: Scope, row: PracticeStandardVersion, to: Status, note: str) -> None:
    before = Status(row.status)
    row.status = to.value
    _touch(scope, row)
    session(scope).flush()  # at most one version is in force at any moment
    _record(scope, row, before, note)


def _record(scope: Scope, row: PracticeStandardVersion, before: Status | None, note: str) -> None:
    session(scope).add(
        PracticeStandardStep(
            id=uuid4(),
            authority_id=scope.authority_id,
            version_id=row.id,
            from_status=before.value if before else None,
            to_status=row.status,
            at=now(),
            by=scope.person_id,
            note=note,
        )
    )
    events.record(
        scope,
        STEPPED,
        row.id,
        number=row.number,
        before=before.value if before else "nothing",
        after=str(row.status),
    )


def _touch(scope: Scope, row: PracticeStandardVersion) -> None:
    row.changed_at = now()
    row.changed_by = scope.person_id
    flag_modified(row, "changed_at")  # so that the version rises within one moment, too


def _locked(scope: Scope, version_id: UUID, version: int) -> PracticeStandardVersion:
    row = session(scope).scalar(
        select(PracticeStandardVersion)
        .where(PracticeStandardVersion.id == version_id)
        .with_for_update()
    )
    if row is None:
        raise NotFound
    if row.version != version:
        raise Conflict(
            "Somebody else changed this version since you opened it.",
            held=row.words,
            sources=list(row.sources),
            found=row.version,
        )
    return row
