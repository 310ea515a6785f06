"""The pages of authorities: their doors, which the application registers."""

from regionqa.authorities.pages import agreements, home, places, services
from regionqa.authorities.pages.doors import agreements_door, authorities_door, services_door

DOORS = (authorities_door, services_door, agreements_door)

__all__ = ["DOORS", "agreements", "home", "places", "services"]
