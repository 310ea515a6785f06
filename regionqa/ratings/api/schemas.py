"""What programs send and get of double-graded files; the rules of what is sent are the pages'."""

from typing import Any

from flask_smorest.fields import Upload
from marshmallow import RAISE, fields
from marshmallow.validate import Length, Range

from regionqa.ratings.columns import LIMITS
from regionqa.ratings.queries import FileLine, FileView
from regionqa.ratings.schemas import UploadSchema, WithdrawSchema
from regionqa.web.api import InputSchema, OutputSchema, PageQuery

_STATES = ("waiting", "worked_out", "withdrawn")


def _said(description: str, **more: Any) -> dict[str, Any]:
    return {"description": description, **more}


def state_of(file: FileLine | FileView) -> str:
    """How far a file is: one of three words."""
    if file.withdrawn_at is not None:
        return "withdrawn"
    return "waiting" if file.computed_at is None else "worked_out"


class ScaleSchema(OutputSchema):
    """A scale of grades, lowest first."""

    key = fields.String()
    title = fields.String()
    grades = fields.List(fields.String(), attribute="words")
    source = fields.String()


class ScalesSchema(OutputSchema):
    """The published scales in use today; `own` with `own_grades` stands for any other."""

    items = fields.List(fields.Nested(ScaleSchema))


class FileLineSchema(OutputSchema):
    """A file in a list."""

    id = fields.UUID()
    title = fields.String()
    state = fields.Function(
        state_of,
        metadata=_said("How far it is.", type="string", enum=list(_STATES)),
    )
    uploaded_at = fields.AwareDateTime()
    cases = fields.Integer()
    readers = fields.Integer()
    domains = fields.Integer(metadata=_said("0 where the file has no domains."))
    synthetic = fields.Boolean(metadata=_said("Whether its rows are made up."))
    sentence = fields.String(allow_none=True, metadata=_said("The result in a sentence."))
    computed_at = fields.AwareDateTime(allow_none=True)
    withdrawn_at = fields.AwareDateTime(allow_none=True)


class FileSchema(FileLineSchema):
    """A file, what it holds in numbers, and its result in a sentence."""

    filename = fields.String()
    scale = fields.Nested(ScaleSchema)
    content_hash = fields.String(metadata=_said("SHA-256 of what the rows say on the scale."))
    rows = fields.Integer()
    graded = fields.Integer(metadata=_said("Rows with a grade."))
    not_graded = fields.Dict(
        keys=fields.String(), values=fields.Integer(), metadata=_said("Rows without, by word.")
    )
    method_version = fields.String(allow_none=True)
    withdrawn_reason = fields.String(allow_none=True)
    version = fields.Integer()


class ReportSchema(OutputSchema):
    """All figures of a file, each with its interval, its base and its state."""

    file_id = fields.UUID(attribute="id")
    method_version = fields.String(allow_none=True)
    computed_at = fields.AwareDateTime(allow_none=True)
    report = fields.Dict(metadata=_said("As the command `regionqa agreement` prints it."))


class RowSchema(OutputSchema):
    """One row of a file."""

    row_number = fields.Integer()
    case = fields.String()
    reader = fields.String()
    authority = fields.String(allow_none=True)
    domain = fields.String(allow_none=True)
    role = fields.String(allow_none=True)
    grade = fields.String(allow_none=True, metadata=_said("Null where no grade was given."))
    not_graded = fields.String(allow_none=True, metadata=_said("The word that says why."))


class RowsQuery(PageQuery):
    """Which rows of a file."""

    domain = fields.String(load_default=None, validate=Length(1, 120))
    case = fields.String(load_default=None, validate=Length(1, 80))


class SentRowSchema(InputSchema):
    """A grade that one reader gave one case in one domain."""

    case = fields.String(required=True, metadata=_said("A reference made for this exercise."))
    reader = fields.String(required=True, metadata=_said("A code for the reader, such as R1."))
    grade = fields.String(
        required=True,
        allow_none=True,
        metadata=_said("One of the scale’s grades as text; null where no grade was given."),
    )
    authority = fields.String(allow_none=True)
    domain = fields.String(allow_none=True, metadata=_said("What was judged."))
    role = fields.String(allow_none=True, metadata=_said("home or peer."))


class _ScaleLater:
    """The scale is looked at by the operation, beside the rows: a wrong one breaks a rule."""

    _own: Any = None


class SentRowsSchema(_ScaleLater, UploadSchema):
    """Rows, their title and their scale."""

    class Meta:
        """Unknown fields raise; what is about a file is not taken."""

        unknown = RAISE
        exclude = ("sheet", "header_row")

    rows = fields.List(fields.Nested(SentRowSchema), required=True, validate=Length(1, LIMITS.rows))
    synthetic = fields.Boolean(
        load_default=False,
        truthy={True},
        falsy={False},
        metadata=_said("Whether the rows are made up."),
    )


class SentFileSchema(_ScaleLater, UploadSchema):
    """A file as the page takes it: CSV or Excel."""

    class Meta:
        """Unknown fields raise."""

        unknown = RAISE

    header_row = fields.Integer(
        load_default=None,
        allow_none=False,
        validate=Range(1, 1000),
        metadata=_said("The row that holds the headings, from 1; the first unless said."),
    )
    file = Upload(required=True, metadata=_said("A CSV file or an Excel workbook."))


class WithdrawalSchema(WithdrawSchema):
    """Why a file is taken out of use; the version it is said of stands in If-Match."""

    class Meta:
        """Unknown fields raise."""

        unknown = RAISE
        exclude = ("version",)
