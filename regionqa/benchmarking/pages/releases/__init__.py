"""The pages of releases: the office's workbench, an authority's own figures, what was published."""

from regionqa.benchmarking.pages.releases import office, own, panels, readers, series, show
from regionqa.benchmarking.pages.releases.doors import door

__all__ = ["door", "office", "own", "panels", "readers", "series", "show"]
