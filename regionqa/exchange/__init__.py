"""Reading files safely, and writing them so that they are safe to open.

``read_table`` gives the text of a CSV file or an Excel workbook, ``match_columns`` says which
column is which, ``write_csv`` and ``write_xlsx`` write.
"""

from regionqa.exchange.columns import Column, Found, How, Match, match_columns
from regionqa.exchange.limits import DEFAULT_LIMITS, Limits
from regionqa.exchange.problems import FileProblem, FileRefused, Problems
from regionqa.exchange.reading import read_table
from regionqa.exchange.table import Row, Table
from regionqa.exchange.writing import Notes, write_csv, write_xlsx

__all__ = [
    "DEFAULT_LIMITS",
    "Column",
    "FileProblem",
    "FileRefused",
    "Found",
    "How",
    "Limits",
    "Match",
    "Notes",
    "Problems",
    "Row",
    "Table",
    "match_columns",
    "read_table",
    "write_csv",
    "write_xlsx",
]
