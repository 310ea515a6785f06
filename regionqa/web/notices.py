"""Public pages: accessibility, privacy for staff and for families, how releases are protected.

They hold nobody's data and need no sign-in. Who answers for an installation stands in its settings.
"""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from flask import current_app, render_template
from flask.typing import ResponseReturnValue

from regionqa.core.scope import Scope
from regionqa.web import worked_example
from regionqa.web.door import Door

FILE = Path(__file__).with_name("notices.toml")
PUBLIC = "tells the public how the service works and holds nobody's data"

door = Door("notices", __name__)


@cache
def _held() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _answers() -> dict[str, str | None]:
    """Who answers for this installation, as its settings name them."""
    return {
        "controller": current_app.config["CONTROLLER_NAME"],
        "controller_contact": current_app.config["CONTROLLER_CONTACT"],
        "data_protection_contact": current_app.config["DATA_PROTECTION_CONTACT"],
        "accessibility_contact": current_app.config["ACCESSIBILITY_CONTACT"],
    }


@door.page("/accessibility", public=PUBLIC, transaction=False)
def accessibility(_scope: Scope) -> ResponseReturnValue:
    """The accessibility statement."""
    return render_template(
        "web/notices/accessibility.html", held=_held()["accessibility"], **_answers()
    )


@door.page("/privacy/staff", public=PUBLIC, transaction=False)
def privacy_for_staff(_scope: Scope) -> ResponseReturnValue:
    """What the service holds about those who work with it."""
    return render_template("web/notices/privacy_staff.html", held=_held()["privacy"], **_answers())


@door.page("/privacy/families", public=PUBLIC, transaction=False)
def privacy_for_families(_scope: Scope) -> ResponseReturnValue:
    """What the service holds about children and families, in plain words."""
    return render_template(
        "web/notices/privacy_families.html", held=_held()["privacy"], **_answers()
    )


@door.page("/how-releases-are-protected", public=PUBLIC, transaction=False)
def releases(_scope: Scope) -> ResponseReturnValue:
    """How published comparisons are kept from giving anybody away, with an example."""
    return render_template(
        "web/notices/releases.html",
        held=_held()["releases"],
        steps=worked_example.steps(),
        counts=worked_example.COUNTS,
        first=worked_example.FIRST,
        second=worked_example.SECOND,
        small=worked_example.SMALL,
        base=worked_example.BASE,
        **_answers(),
    )
