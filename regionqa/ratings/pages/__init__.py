"""The pages of double-graded files."""

from regionqa.ratings.pages import downloads, drafts, files, markup, method, upload
from regionqa.ratings.pages.doors import methods_door, ratings_door

DOORS = (ratings_door, methods_door)

__all__ = ["DOORS", "downloads", "drafts", "files", "markup", "method", "upload"]
