"""Made-up packs and times for the demonstration, by the same steps as any other."""

import io
from collections.abc import Callable
from datetime import date, timedelta
from random import Random
from uuid import UUID, uuid4

from regionqa.core.database import Database
from regionqa.core.keys import KeyStore
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import unit_of_work
from regionqa.moderation import queries
from regionqa.moderation.deadlines import start_of
from regionqa.moderation.operations import packs, slots
from regionqa.moderation.queries.packs import pack_at_home

SYNTHETIC = "Synthetic: this pack was made up for the demonstration. No child, family or worker."
SECTIONS = {
    "What led to the referral": (
        "A school was worried: the child had missed eleven days and came in tired.",
        "A health visitor noted that two appointments for the younger child were missed.",
        "A neighbour rang about shouting in the evenings. Police attended and saw no injury.",
    ),
    "What the child said": (
        "The child was seen alone twice, and said that home is loud.",
        "The child drew a picture of the week. Their words were used in the plan.",
        "The child was not seen alone before the plan was made. The record does not say why.",
    ),
    "Assessment": (
        "It weighs the mother’s low mood. What the father brings is not explored.",
        "Risks and strengths stand side by side. The history of two referrals is used.",
        "It repeats what happened, and says little of what it means for the child.",
    ),
    "Plan and reviews": (
        "The plan has five actions, each with a date. Three were done in time.",
        "The plan was reviewed after six weeks with the family, with reasons for each change.",
        "The second review came nine weeks late. Nobody noted what changed meanwhile.",
    ),
    "Management oversight": (
        "The manager agreed the plan and wrote what they expect by the next supervision.",
        "Supervision was recorded twice in four months, without a word on progress.",
    ),
}


def made_up_text(dice: Random) -> list[tuple[str, str]]:
    """(heading, paragraph) of a made-up case."""
    return [(heading, dice.choice(texts)) for heading, texts in SECTIONS.items()]


def as_word(parts: list[tuple[str, str]]) -> bytes:
    """The text as a Word document, with a chronology as a table."""
    from docx import Document

    document = Document()
    document.add_heading("Extract of a record", level=1)
    document.add_paragraph(SYNTHETIC)
    for heading, text in parts:
        document.add_heading(heading, level=2)
        document.add_paragraph(text)
    document.add_heading("Chronology", level=2)
    table = document.add_table(rows=0, cols=2)
    for when, what in (
        ("Week 1", "Referral, screened on the same day"),
        ("Week 2", "First visit, child seen"),
        ("Week 6", "Assessment finished, plan agreed"),
        ("Week 15", "Review"),
    ):
        row = table.add_row()
        row.cells[0].text, row.cells[1].text = when, what
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def as_text(parts: list[tuple[str, str]]) -> bytes:
    """The text as plain text."""
    said = [SYNTHETIC, *(line for part in parts for line in part)]
    return "\n\n".join(said).encode()


def hand_in_packs(
    database: Database,
    keys: KeyStore,
    lead: Scope,
    round_id: UUID,
    dice: Random,
    work: Callable[[], None],
) -> None:
    """An authority's lead hands in a pack for each of its cases and stands for it.

    The first is a Word document, the others plain text. Raises ``ValueError`` where the check finds
    something in what was made up.
    """
    with unit_of_work(database, lead, write=False):
        cases = [one.case_id for one in queries.list_own_cases(lead, round_id)]
    for place, case_id in enumerate(cases):
        parts = made_up_text(dice)
        data, name = (as_text(parts), "pack.txt") if place else (as_word(parts), "pack.docx")
        with unit_of_work(database, lead):
            packs.upload_pack(lead, keys, case_id, data=data, file_name=name)
    work()
    for case_id in cases:
        with unit_of_work(database, lead):
            held = pack_at_home(lead, keys, case_id)
            if held.report is None or held.report.found:
                raise ValueError(f"A made-up pack was not taken: {held.versions}")
            packs.attest_pack(
                lead, keys, case_id, version=held.draft_version, confirmed=True, in_words=""
            )
    work()


def offer_times(
    database: Database, lead: Scope, round_id: UUID, today: date, work: Callable[[], None]
) -> None:
    """An authority whose record is read in place offers four times for each of its cases."""
    with unit_of_work(database, lead):
        for place, case in enumerate(queries.list_own_cases(lead, round_id)):
            for number, (kind, hours) in enumerate(
                (("appointment", 3), ("guest_account", 8), ("appointment", 3), ("appointment", 3))
            ):
                begins = start_of(today + timedelta(days=2 + place + 2 * number))
                slots.offer_slot(
                    lead,
                    case.case_id,
                    kind=kind,
                    starts_at=begins,
                    ends_at=begins + timedelta(hours=hours),
                    how="Made up: ask for the audit team at the desk of the civic centre.",
                    day_contact="Audit team, 01632 960003 (made up)",
                    request_key=uuid4().hex,
                )
    work()
