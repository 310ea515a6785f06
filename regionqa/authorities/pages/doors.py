"""The doors of authorities, and what their pages share."""

from datetime import date, datetime

from regionqa.authorities.policy import READ_AUTHORITIES, READ_SERVICES
from regionqa.web import navigation
from regionqa.web.door import Door
from regionqa.web.layout import LONDON

_HOME = "regionqa.authorities"
authorities_door = Door(
    "authorities", _HOME, url_prefix="/authorities", template_folder="templates"
)
services_door = Door("services", _HOME, url_prefix="/services", template_folder="templates")
agreements_door = Door("agreements", _HOME, url_prefix="/agreements", template_folder="templates")

navigation.add("Authorities", "authorities.index", permission=READ_AUTHORITIES, order=60)
navigation.add("Services", "services.index", permission=READ_SERVICES, order=62)


def today() -> date:
    """The day in London."""
    return datetime.now(LONDON).date()
