"""The doors of double-graded files, and what their pages share."""

from datetime import UTC, datetime
from typing import Any

from regionqa.ratings.scales import OWN, DeclaredScale, list_scales, own_scale
from regionqa.web.door import Door

_HOME = "regionqa.ratings"
ratings_door = Door("ratings", _HOME, url_prefix="/agreement", template_folder="templates")
methods_door = Door("agreement_method", _HOME, url_prefix="/methods", template_folder="templates")

ACCEPTED = ".csv,.txt,.tsv,.xlsx"


def scales_today() -> list[DeclaredScale]:
    """The published scales to choose from."""
    return list_scales(datetime.now(UTC).date())


def chosen_scale(values: dict[str, Any]) -> DeclaredScale | None:
    """The scale that a form chose; None for a key that is not offered."""
    if values["scale"] == OWN:
        return own_scale(values["own_grades"])
    return next((scale for scale in scales_today() if scale.key == values["scale"]), None)


def scale_values(scale: DeclaredScale) -> dict[str, str]:
    """A scale as the fields of a form."""
    own = scale.key == OWN
    return {"scale": scale.key, "own_grades": "\n".join(scale.words) if own else ""}
