"""An authority's page of a release: its own figures, whether they are right, what was published."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from regionqa.benchmarking import queries
from regionqa.benchmarking.beside import Beside, beside
from regionqa.benchmarking.gate.figures import placed
from regionqa.benchmarking.gate.recipes import Printing
from regionqa.benchmarking.measures import measures
from regionqa.benchmarking.operations import contributing
from regionqa.benchmarking.pages.releases.doors import (
    COLOURS,
    TAGS,
    door,
    others_published,
    refused,
)
from regionqa.benchmarking.policy import ANSWER_RELEASES
from regionqa.benchmarking.products import (
    OwnProduct,
    Placed,
    RegionFigure,
    RegionState,
    UnnamedProduct,
)
from regionqa.benchmarking.queries import releases as reading
from regionqa.benchmarking.schemas import AnswerSchema
from regionqa.benchmarking.windows import Window
from regionqa.core.scope import Scope
from regionqa.web.forms import Form, read_form


def own_page(scope: Scope, release: reading.ReleaseView, form: Form) -> str:
    """An authority's own figures, with the region beside them once it is published."""
    held = reading.find_contribution(scope, release.id)
    product = own_product(scope, release)
    return render_template(
        "benchmarking/releases/own.html",
        release=release,
        form=form,
        standing=contributing.own_standing(scope, release.id),
        contribution=held,
        figures=product.figures if product else own_figures(release, held),
        product=product,
        named=reading.find_named(scope, release.id),
        catalogue=measures(),
        beside=beside_release(scope, release.window),
        others=others_published(scope, release),
        tags=TAGS,
        colours=COLOURS,
    )


def beside_release(scope: Scope, window: Window) -> Beside:
    """What moderation says of the own grades since the window began, up to today."""
    return beside(scope, Window(window.first, max(window.last, queries.today().replace(day=1))))


def own_figures(
    release: reading.ReleaseView, held: reading.OwnContribution | None
) -> tuple[Placed, ...]:
    """What this authority gave, measure by measure, with nothing of the region."""
    given = held.measures if held is not None else {}
    return tuple(
        placed(_title(one.code), given.get(one.code), _nothing(one))
        for one in release.recipe.printed
    )


def own_product(scope: Scope, release: reading.ReleaseView) -> OwnProduct | None:
    """The own figures beside the region's; None where nothing was published to this reader."""
    unnamed = reading.find_unnamed(scope, release.id) if release.published else None
    if unnamed is None:
        return None
    return put_together(unnamed, reading.find_contribution(scope, release.id))


def put_together(unnamed: UnnamedProduct, held: reading.OwnContribution | None) -> OwnProduct:
    """The reader's frozen figures placed in what the region published."""
    given = held.measures if held is not None else {}
    left_out = held is not None and held.left_out
    figures = tuple(
        placed(one.title, given.get(one.code), one, left_out=left_out) for one in unnamed.figures
    )
    return OwnProduct(unnamed.about, figures, left_out)


def _title(code: str) -> str:
    catalogue = measures()
    return catalogue[code].title if code in catalogue else code


def _nothing(one: Printing) -> RegionFigure:
    return RegionFigure(one.code, _title(one.code), RegionState.LEFT_OUT, 0, one.cases)


@door.page("/<uuid:release_id>/confirm", permission=ANSWER_RELEASES, methods=("POST",))
def confirm(scope: Scope, release_id: UUID) -> ResponseReturnValue:
    """The own figures are right."""
    values, form = read_form(AnswerSchema())
    if values is None:
        return _again(scope, release_id, form, 422)
    number = values["number"]
    if status := refused(form, lambda: contributing.confirm(scope, release_id, number=number)):
        return _again(scope, release_id, form, status)
    flash("You confirmed your figures.", "success")
    return redirect(url_for("releases.show", release_id=release_id))


@door.page("/<uuid:release_id>/dispute", permission=ANSWER_RELEASES, methods=("POST",))
def dispute(scope: Scope, release_id: UUID) -> ResponseReturnValue:
    """The own figures are not right, and why."""
    values, form = read_form(AnswerSchema())
    if values is None:
        return _again(scope, release_id, form, 422)
    if status := refused(form, lambda: contributing.dispute(scope, release_id, **values)):
        return _again(scope, release_id, form, status)
    flash("Your dispute is with the region’s office.", "success")
    return redirect(url_for("releases.show", release_id=release_id))


@door.page("/<uuid:release_id>/give", permission=ANSWER_RELEASES, methods=("POST",))
def give(scope: Scope, release_id: UUID) -> ResponseReturnValue:
    """Give figures that were awaited when the check began."""
    form = Form()
    if status := refused(form, lambda: contributing.give_now(scope, release_id)):
        return _again(scope, release_id, form, status)
    flash("Your figures are given. Check them below.", "success")
    return redirect(url_for("releases.show", release_id=release_id))


def _again(scope: Scope, release_id: UUID, form: Form, status: int) -> tuple[str, int]:
    return own_page(scope, reading.get_release(scope, release_id), form), status
