"""Uploaded files of double-graded cases, and how far their readers agree.

Other features use what is named here and nothing else of this package.
"""

from regionqa.ratings.demonstration import sample_rows, store_sample
from regionqa.ratings.policy import READ_RATINGS, UPLOAD_RATINGS
from regionqa.ratings.queries import FilesHeld, summarise_files
from regionqa.ratings.scales import DeclaredScale, list_scales

__all__ = [
    "READ_RATINGS",
    "UPLOAD_RATINGS",
    "DeclaredScale",
    "FilesHeld",
    "list_scales",
    "sample_rows",
    "store_sample",
    "summarise_files",
]
