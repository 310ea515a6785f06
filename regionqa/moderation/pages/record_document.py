"""The round's record as a Word document."""

import io
from typing import TYPE_CHECKING

from regionqa.moderation.pages import words
from regionqa.moderation.queries.records import RecordView
from regionqa.moderation.queries.rounds import RoundView
from regionqa.web.layout import long_date

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
NOTHING = "Nothing was written."


def write_record(held: RoundView, found: RecordView) -> bytes:
    """The document's bytes. A record that is not published says that it is a draft."""
    from docx import Document

    document = Document()
    document.core_properties.title = f"Moderation round: {held.title}"
    document.core_properties.author = ""
    document.add_heading(f"Moderation round: {held.title}", 0)
    document.add_paragraph(standing(held))
    if held.synthetic:
        document.add_paragraph("Synthetic: this round was made up for the demonstration.")
    if held.theme:
        document.add_paragraph(
            f"Themed round: {held.theme}. It speaks of cases of this theme and not of all work."
        )
    document.sections[0].header.paragraphs[0].text = f"{held.title}: {standing(held)}"
    _facts(document, held)
    for title, text in (
        ("Themes", found.themes),
        ("Learning", found.learning),
        ("Actions agreed", found.actions),
    ):
        document.add_heading(title, 1)
        for line in text.splitlines() or [NOTHING]:
            if line.strip():
                document.add_paragraph(line.strip())
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def standing(held: RoundView) -> str:
    """Which version it is, or that it is a draft."""
    if held.state in {"published", "archived"}:
        return f"Version {held.report_version}"
    return f"Draft, not published: the round stands at “{words.round_state(held.state)}”"


def _facts(document: "WordDocument", held: RoundView) -> None:
    rows = (
        ("Grading", f"{long_date(held.opens_on)} to {long_date(held.closes_on)}"),
        ("Tool", f"{held.tool.name}, version {held.tool.version}"),
        ("Cases of each authority", str(held.cases_per_authority)),
        ("Peers who read each case", str(held.readers_per_case)),
    )
    table = document.add_table(rows=0, cols=2)
    for key, value in rows:
        cells = table.add_row().cells
        cells[0].text, cells[1].text = key, value
