"""The home's steps with a pack: upload, answer what the check found, attest, take back."""

import hashlib
from uuid import UUID, uuid4

from sqlalchemy import func, select

from regionqa.core import events, jobs
from regionqa.core.errors import Conflict, NotFound, Unprocessable
from regionqa.core.keys import KeyStore
from regionqa.core.locks import hold
from regionqa.core.permissions import require
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import session
from regionqa.exchange.documents import (
    Checked,
    DocumentRefused,
    DocumentRules,
    Extract,
    look_at_document,
    scan,
)
from regionqa.exchange.limits import MEGABYTE
from regionqa.moderation.attesting import IN_WORDS, MOST_WORDS, attestation
from regionqa.moderation.contents import text_problems
from regionqa.moderation.models import Pack
from regionqa.moderation.operations.reading import settle
from regionqa.moderation.policy import READ_CASES
from regionqa.moderation.queries.packs import MAY_CHANGE, WITHOUT_PAPERS, live_packs, seal_of_pack
from regionqa.moderation.queries.ties import Looked, look
from regionqa.moderation.redaction import Found, Report
from regionqa.moderation.sealing import DOCUMENT, PackSeal

CHECK, CHANGED = "moderation.check_pack", "moderation.pack_changed"
UPLOADED = events.declare("pack.uploaded", "number", sentence="Uploaded a pack")
CHECKED = events.declare("pack.checked", "number", "findings", sentence="A pack was checked")
ANSWERED = events.declare("pack.answered", "number", sentence="Answered a finding in a pack")
ATTESTED = events.declare("pack.attested", "number", sentence="Attested a pack for its readers")
ENDED = events.declare(
    "pack.ended", "number", "state", sentence="A pack’s key was destroyed: {state}"
)
RULES = DocumentRules(
    kinds=("pdf", "docx", "txt"),
    most_bytes=20 * MEGABYTE,
    most_pages=300,
    too_long="a pack may have 300. Leave out what the readers do not need.",
    save_as="Save it as PDF, as a Word document without macros (.docx), or as plain text (.txt).",
)
REASON = (5, 300)
READ_NOW = frozenset({"in_blind", "short"})


def upload_pack(
    scope: Scope, keys: KeyStore, case_id: UUID, *, data: bytes, file_name: str
) -> tuple[UUID, UUID]:
    """Take in a pack and have it checked; gives its id and the job's.

    A version that was not attested gives way to it. Raises ``Unprocessable`` on ``file``, with the
    file's name and the fix, and ``Conflict`` once the case is revealed.
    """
    seen = _at_home(scope, case_id)
    checked = _checked(data, file_name)
    scanned = scan(data, file_name)
    if scanned is not None and not scanned.clean:
        reason = scanned.reason or "it is not clean"
        raise _named(file_name, f"The scan refused it: {reason}. Upload another file.")
    unit = session(scope)
    for earlier in live_packs(scope, case_id):
        if earlier.state != "attested":
            end_pack(scope, keys, earlier, "replaced")
    last = unit.scalar(select(func.max(Pack.number)).where(Pack.case_id == case_id)) or 0
    key, pack_id, number = keys.make(), uuid4(), last + 1
    seal = PackSeal(key, pack_id, case_id, number)
    unit.add(
        Pack(
            id=pack_id,
            region_id=scope.region_id,
            authority_id=scope.authority_id,
            round_id=seen.case.round_id,
            case_id=case_id,
            number=number,
            state="checking",
            kind=checked.kind,
            size=len(data),
            pages=checked.pages,
            key_id=key.id,
            document=seal.seal(data, DOCUMENT),
            report=seal.seal_report(Report(file_name[-200:])),
            uploaded_by=scope.person_id,
            uploaded_at=now(),
        )
    )
    unit.flush()
    events.record(scope, UPLOADED, case_id, number=number)
    job_id = jobs.enqueue(
        scope,
        CHECK,
        {"pack_id": pack_id, "case_id": case_id},
        title="Check a pack",
        key=f"{CHECK}:{pack_id}",
        then=f"/moderation/cases/{case_id}/pack",
    )
    return pack_id, job_id


def _checked(data: bytes, file_name: str) -> Checked:
    try:
        return look_at_document(data, file_name, RULES)
    except DocumentRefused as refused:
        raise _named(file_name, str(refused)) from refused


def _named(file_name: str, reason: str) -> Unprocessable:
    return Unprocessable(errors={"file": [f"“{file_name[-80:]}”: {reason}"]})


def _at_home(scope: Scope, case_id: UUID) -> Looked:
    """A case of the own authority whose pack this person may change, held for them alone."""
    require(scope, READ_CASES)
    seen = look(scope, case_id)
    if not (seen.tie.leads_home or seen.tie.home_auditor):
        raise NotFound
    if seen.case.way != "pack":
        raise Conflict("The readers of this case read the record in place, so it has no pack.")
    if seen.state not in MAY_CHANGE:
        raise Conflict("The case is revealed or withdrawn, so its pack stands as it is.")
    hold(scope, f"pack:{case_id}")
    return seen


def _newest(scope: Scope, case_id: UUID, state: str) -> Pack:
    pack = session(scope).scalar(
        select(Pack)
        .options(*WITHOUT_PAPERS)
        .where(Pack.case_id == case_id, Pack.state == state)
        .order_by(Pack.number.desc())
        .limit(1)
        .with_for_update()
    )
    if pack is None:
        raise Conflict("This version of the pack was replaced meanwhile. Open the page again.")
    return pack


def store_check(
    scope: Scope, keys: KeyStore, pack: Pack, extract: Extract, found: list[Found]
) -> None:
    """Keep what the check found, and the stripped document in the place of the upload."""
    seal = seal_of_pack(keys, pack)
    report = seal.open_report(pack.report or b"")
    report.found, report.removed = found, list(extract.removed)
    report.unread = list(extract.unread)
    pack.document = seal.seal(extract.document, DOCUMENT)
    pack.text = seal.seal_blocks(extract.blocks)
    pack.report = seal.seal_report(report)
    pack.digest = hashlib.sha256(extract.document).hexdigest()
    pack.pages = extract.pages or pack.pages
    pack.findings = pack.open_findings = len(found)
    pack.unread = len(extract.unread)
    pack.state = "checked"
    session(scope).flush()
    events.record(scope, CHECKED, pack.case_id, number=pack.number, findings=len(found))


def answer_finding(scope: Scope, keys: KeyStore, case_id: UUID, *, key: str, reason: str) -> None:
    """Say why one finding of the check tells nothing. Raises ``Unprocessable`` on ``reason``."""
    _at_home(scope, case_id)
    pack = _newest(scope, case_id, "checked")
    given = reason.strip()
    if not REASON[0] <= len(given) <= REASON[1]:
        raise Unprocessable(errors={"reason": ["Say in a few words why it tells nothing"]})
    seal = seal_of_pack(keys, pack)
    report = seal.open_report(pack.report or b"")
    one = next((one for one in report.found if one.key == key), None)
    if one is None:
        raise NotFound
    one.answer = given
    pack.report = seal.seal_report(report)
    pack.open_findings = len(report.open)
    session(scope).flush()
    events.record(scope, ANSWERED, case_id, number=pack.number)


def attest_pack(
    scope: Scope, keys: KeyStore, case_id: UUID, *, version: int, confirmed: bool, in_words: str
) -> None:
    """Stand for a pack in one's own name: from now on its readers may open it.

    An attested version before it is replaced, and its key destroyed. Raises ``Conflict`` for a
    stale ``version``, ``Unprocessable`` for open findings, no confirmation, or no words where a
    part could not be checked.
    """
    seen = _at_home(scope, case_id)
    pack = _newest(scope, case_id, "checked")
    if pack.version != version:
        raise Conflict(seen=version, found=pack.version)
    report = seal_of_pack(keys, pack).open_report(pack.report or b"")
    words = in_words.strip()
    errors: dict[str, list[str]] = {}
    if report.open:
        many = len(report.open)
        errors["findings"] = [f"{many} findings are open: answer each, or upload a new file"]
    if not confirmed:
        errors["confirmed"] = ["Confirm that you have read the pack and stand for it"]
    if report.unread and len(words) < IN_WORDS:
        errors["in_words"] = ["Say in your own words how you checked what could not be read"]
    elif problems := text_problems(words[:MOST_WORDS]):
        errors["in_words"] = problems
    if errors:
        raise Unprocessable("The pack cannot be attested yet.", errors=errors)
    before = [one for one in live_packs(scope, case_id) if one.state == "attested"]
    for earlier in before:
        end_pack(scope, keys, earlier, "replaced")
    pack.state, pack.attested_by, pack.attested_at = "attested", scope.person_id, now()
    pack.attestation, pack.in_words = attestation(report.unread), words[:MOST_WORDS] or None
    session(scope).flush()
    events.record(scope, ATTESTED, case_id, number=pack.number)
    settle(scope, seen.case.round_id, case_id)
    if before or seen.state in READ_NOW:
        _tell_readers(scope, pack, afresh=not before)


def _tell_readers(scope: Scope, pack: Pack, *, afresh: bool) -> None:
    """Have readers told: who opened an earlier version that it changed, and not why.

    ``afresh``: there was none, so everybody who reads the case is told that something waits.
    """
    jobs.enqueue(
        scope,
        CHANGED,
        {
            "round_id": pack.round_id,
            "case_id": pack.case_id,
            "number": pack.number,
            "afresh": afresh,
        },
        title="Tell readers that a pack changed",
        key=f"{CHANGED}:{pack.id}",
    )


def take_back(scope: Scope, keys: KeyStore, case_id: UUID) -> None:
    """End every version at once, as when something was left in; possible until the reveal."""
    seen = _at_home(scope, case_id)
    held = live_packs(scope, case_id)
    if not held:
        raise Conflict("There is no pack to take back.")
    for pack in held:
        end_pack(scope, keys, pack, "taken_back")
    settle(scope, seen.case.round_id, case_id)


def end_pack(scope: Scope, keys: KeyStore, pack: Pack, state: str, why: str | None = None) -> None:
    """Destroy a version's key and what was encrypted by it; the row stays as its history.

    The key goes first: were the transaction lost after it, what is left opens nowhere.
    """
    keys.destroy(pack.key_id)
    pack.document = pack.text = pack.report = None
    pack.state, pack.ended_at, pack.ended_why = state, now(), why
    session(scope).flush()
    events.record(scope, ENDED, pack.case_id, number=pack.number, state=state.replace("_", " "))


def end_packs(scope: Scope, keys: KeyStore, case_id: UUID) -> int:
    """End all that is left of a case's packs, in the home's name; how many there were."""
    held = live_packs(scope, case_id)
    for pack in held:
        end_pack(scope, keys, pack, "destroyed")
    return len(held)
