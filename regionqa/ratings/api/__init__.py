"""Files of double-graded cases for programs: what their pages show and do."""

from regionqa.ratings.api import files, sending
from regionqa.ratings.api.doors import door

__all__ = ["door", "files", "sending"]
