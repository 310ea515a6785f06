"""A frame: the list of pseudonymous references that an authority's cases are drawn from."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import BinaryIO

from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf, Regexp

from regionqa.exchange import (
    Column,
    FileProblem,
    Notes,
    Preview,
    check_rows,
    make_preview,
    match_columns,
    read_table,
    refuse_personal_columns,
    write_template,
)
from regionqa.moderation.drawing import Line

COLUMNS = (
    Column(
        "Reference",
        ("case", "case reference", "ref", "audit reference"),
        description="A reference made for this round, never the case number of your system.",
        example="R-001",
    ),
    Column(
        "Service",
        ("team type", "service area", "plan"),
        description="The service that the case is with.",
        example="Assessment",
    ),
    Column(
        "Age band",
        ("age", "ages", "age group"),
        description="A band of years, not a date of birth.",
        allowed=("unborn", "under 1", "1 to 4", "5 to 9", "10 to 15", "16 and over"),
        example="5 to 9",
    ),
)
_BANDS = COLUMNS[2].allowed


class LineSchema(Schema):
    """A line of a frame."""

    reference = fields.String(
        required=True,
        data_key="Reference",
        validate=Regexp(r"[A-Za-z][A-Za-z0-9._-]{0,39}\Z", error="Begin with a letter: R-001."),
        metadata={"fix": "Use a reference made for this round, such as R-001."},
    )
    service = fields.String(required=True, data_key="Service", validate=Length(1, 80))
    age_band = fields.String(
        required=True,
        data_key="Age band",
        metadata={"fix": f"Use one of {', '.join(_BANDS)}."},
        validate=OneOf(_BANDS, error="This is not one of the age bands."),
    )


@dataclass(frozen=True)
class FrameFile:
    """What a file says, to be looked at; ``lines`` is empty unless it may be saved."""

    preview: Preview
    lines: tuple[Line, ...]


def read_frame(
    stream: BinaryIO,
    filename: str,
    chosen: Mapping[str, str] | None = None,
    known: Collection[str] = (),
) -> FrameFile:
    """Read a file of a frame. Raises ``FileRefused`` for one that must not be read."""
    table = read_table(stream, filename)
    match = match_columns(table.headers, COLUMNS, chosen or {})
    kept = table.without(match.unused)
    refuse_personal_columns(table, known=known)
    checked = check_rows(kept, match, LineSchema()) if not match.problems else None
    records = checked.records if checked is not None else ()
    lines = tuple(
        Line(record["reference"], record["service"], record["age_band"]) for _, record in records
    )
    twice = _repeated([(number, record["reference"]) for number, record in records])
    preview = make_preview(
        kept, match, checked, more=twice, changes={"Cases in the frame": len(lines)}
    )
    return FrameFile(preview, lines if preview.may_be_saved else ())


def _repeated(numbered: list[tuple[int, str]]) -> list[FileProblem]:
    seen: dict[str, int] = {}
    problems = []
    for number, reference in numbered:
        if reference in seen:
            message = f"The reference stands in row {seen[reference]} already."
            problems.append(
                FileProblem(number, "Reference", reference, message, "Give each case its own.")
            )
        seen.setdefault(reference, number)
    return problems


def frame_template() -> bytes:
    """An empty workbook to fill in."""
    notes = Notes(
        "Frame of a moderation round",
        method="References are made for this round. Names and case numbers stay with you.",
    )
    return write_template(COLUMNS, notes)
