"""The pages of published figures: the door, which the application registers."""

from regionqa.indicators.pages import figures, home, imports, inspections
from regionqa.indicators.pages.doors import door

DOORS = (door,)

__all__ = ["DOORS", "figures", "home", "imports", "inspections"]
