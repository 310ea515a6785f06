"""Published figures: their definitions, their taking in, and how they are compared.

Other features use what is named here and nothing else of this package.
"""

from regionqa.indicators.charts import middle_shown, shown
from regionqa.indicators.comparison import Comparison, RegionOf, compare
from regionqa.indicators.definitions import Indicator, IndicatorType, Polarity, Unit
from regionqa.indicators.evidence import register_figures_as_evidence
from regionqa.indicators.exceptions import Finding, Rule
from regionqa.indicators.figures import Figure, Figures
from regionqa.indicators.operations import import_file, load_reference_figures
from regionqa.indicators.queries import View, get_indicator, published_indicators, read_view
from regionqa.indicators.reference_tables import ATTRIBUTION, LICENCE_URL, file_layouts
from regionqa.indicators.remarks import remarks
from regionqa.indicators.snapshot import Snapshot

register_figures_as_evidence()

__all__ = [
    "ATTRIBUTION",
    "LICENCE_URL",
    "Comparison",
    "Figure",
    "Figures",
    "Finding",
    "Indicator",
    "IndicatorType",
    "Polarity",
    "RegionOf",
    "Rule",
    "Snapshot",
    "Unit",
    "View",
    "compare",
    "file_layouts",
    "get_indicator",
    "import_file",
    "load_reference_figures",
    "middle_shown",
    "published_indicators",
    "read_view",
    "remarks",
    "shown",
]
