"""A stored report as a page and as files."""

from regionqa.ratings.results.downloads import figures_as_csv, figures_as_xlsx
from regionqa.ratings.results.page import result_page

__all__ = ["figures_as_csv", "figures_as_xlsx", "result_page"]
