"""The whole framework as a Word document, with the authority's name and the version."""

import io
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from regionqa.authorities import Role
from regionqa.frameworks.answers import Content, Coverage, Covered, Sharing
from regionqa.web.layout import long_date

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def write_framework(
    authority: str, standing: str, content: Content, sharing: Mapping[str, Sharing]
) -> bytes:
    """The document's bytes. ``standing`` says which version it is and when it was approved.

    ``sharing`` says with whom each component is shared on the day the document is written.
    """
    from docx import Document

    document = Document()
    document.core_properties.title = f"Quality assurance framework of {authority}"
    document.core_properties.author = authority
    document.core_properties.comments = standing
    document.add_heading(f"Quality assurance framework of {authority}", 0)
    document.add_paragraph(standing)
    if content["synthetic"]:
        document.add_paragraph(
            "Synthetic: made up for the demonstration. It says nothing of the real authority."
        )
    section = document.sections[0]
    section.header.paragraphs[0].text = f"{authority}: {standing}"
    for one in content["components"]:
        _component(document, one, sharing.get(one["key"], Sharing.PRIVATE))
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def _component(document: "WordDocument", one: Content, sharing: Sharing) -> None:
    numeral = f"{one['numeral']}. " if one["numeral"] else ""
    document.add_heading(f"{numeral}{one['title']}", 1)
    document.add_paragraph(one["purpose"])
    coverage = Coverage(one["coverage"]).label if one["coverage"] else "Not said"
    document.add_paragraph(f"In place: {coverage}.")
    if one["maturity"]:
        document.add_paragraph(f"Step {one['maturity']} of 4: {one['step']}")
    for label, text in (("How it works here", "description"), ("What differs here", "local")):
        if one[text]:
            document.add_heading(label, 2)
            for paragraph in one[text].split("\n"):
                document.add_paragraph(paragraph)
    if one["points"]:
        _points(document, one)
    document.add_paragraph(f"Sharing when this was written: {sharing.label.lower()}.")
    for line in _footing(one):
        document.add_paragraph(line)


def _points(document: "WordDocument", one: Content) -> None:
    table = document.add_table(rows=1, cols=3, style="Table Grid")
    for cell, words in zip(table.rows[0].cells, ("Point", "In place", "Note"), strict=True):
        cell.text = words
    for point in one["points"]:
        answer = Covered(point["answer"]).label if point["answer"] else "Not answered"
        texts = (point["text"], answer, point["note"])
        for cell, words in zip(table.add_row().cells, texts, strict=True):
            cell.text = words


def _footing(one: Content) -> list[str]:
    lines = []
    if one["owner_role"]:
        lines.append(f"Owner: {Role(one['owner_role']).label}.")
    if one["review_on"]:
        lines.append(f"Review by {long_date(date.fromisoformat(one['review_on']))}.")
    lines += [
        f"Began from version {source['version']} of {source['authority']}."
        for source in one["sources"]
    ]
    return lines
