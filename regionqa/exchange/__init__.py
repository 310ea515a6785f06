"""Reading files safely, and writing them so that they are safe to open.

``read_table`` gives the text of a CSV file or an Excel workbook, ``match_columns`` says which
column is which, ``check_rows`` checks the rows, ``make_preview`` shows them; ``write_csv``,
``write_xlsx`` and ``write_template`` write. ``refuse_personal_columns`` and
``check_text_for_personal_details`` keep people out. ``regionqa.exchange.drafts`` keeps what was
read until it is used.
"""

from regionqa.exchange.columns import Column, Found, How, Match, match_columns
from regionqa.exchange.keeping import pack, safe_filename, unpack
from regionqa.exchange.limits import DEFAULT_LIMITS, Limits
from regionqa.exchange.personal import (
    Finding,
    PersonalColumn,
    check_text_for_personal_details,
    personal_columns,
    refuse_personal_columns,
)
from regionqa.exchange.preview import Change, Preview, make_preview
from regionqa.exchange.problems import FileProblem, FileRefused, Problems
from regionqa.exchange.reading import read_table
from regionqa.exchange.rows import Checked, check_rows
from regionqa.exchange.table import Row, Table
from regionqa.exchange.templates import write_csv_template, write_template
from regionqa.exchange.writing import Notes, write_csv, write_xlsx

__all__ = [
    "DEFAULT_LIMITS",
    "Change",
    "Checked",
    "Column",
    "FileProblem",
    "FileRefused",
    "Finding",
    "Found",
    "How",
    "Limits",
    "Match",
    "Notes",
    "PersonalColumn",
    "Preview",
    "Problems",
    "Row",
    "Table",
    "check_rows",
    "check_text_for_personal_details",
    "make_preview",
    "match_columns",
    "pack",
    "personal_columns",
    "read_table",
    "refuse_personal_columns",
    "safe_filename",
    "unpack",
    "write_csv",
    "write_csv_template",
    "write_template",
    "write_xlsx",
]
