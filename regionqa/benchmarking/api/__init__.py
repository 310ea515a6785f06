"""Monthly returns for programs: what their pages show and do."""

from regionqa.benchmarking.api import returns
from regionqa.benchmarking.api.doors import door

__all__ = ["door", "returns"]
