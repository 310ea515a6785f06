"""How agreement is measured, for somebody who has never met a coefficient."""

from flask import render_template
from flask.typing import ResponseReturnValue

from regionqa.core.scope import Scope
from regionqa.ratings.pages.doors import methods_door as door


@door.page(
    "/agreement", public="explains the arithmetic and holds nobody's data", transaction=False
)
def agreement(_scope: Scope) -> ResponseReturnValue:
    """The methods page."""
    return render_template("ratings/method.html")
