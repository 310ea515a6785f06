"""The doors of frameworks: the own framework, and the crosswalk over the region."""

from regionqa.web.door import Door

framework_door = Door(
    "frameworks", __name__, url_prefix="/framework", template_folder="../templates"
)
crosswalk_door = Door(
    "crosswalk", __name__, url_prefix="/crosswalk", template_folder="../templates"
)
