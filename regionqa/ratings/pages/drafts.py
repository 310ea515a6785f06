"""A draft: what was found in the file, put right, used or thrown away."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from regionqa.core.errors import Conflict, Unprocessable
from regionqa.core.scope import Scope
from regionqa.ratings import operations, queries
from regionqa.ratings.pages.doors import chosen_scale, scale_values, scales_today
from regionqa.ratings.pages.doors import ratings_door as door
from regionqa.ratings.policy import UPLOAD_RATINGS
from regionqa.ratings.queries import DraftView
from regionqa.ratings.schemas import ColumnsSchema, VersionSchema
from regionqa.web.forms import Form, read_form

_DRAFT = "/drafts/<uuid:draft_id>"


@door.page(_DRAFT, permission=UPLOAD_RATINGS)
def draft(scope: Scope, draft_id: UUID) -> ResponseReturnValue:
    """Look at a file before it is used; once it is, whoever comes back here gets its result."""
    if queries.is_file(scope, draft_id):
        return redirect(url_for("ratings.show", file_id=draft_id))
    found = queries.get_draft(scope, draft_id)
    return _page(scope, found, Form(_as_saved(found)))


@door.page(f"{_DRAFT}/columns", permission=UPLOAD_RATINGS, methods=("POST",))
def change_draft(scope: Scope, draft_id: UUID) -> ResponseReturnValue:
    """Take the person's word on columns and scale."""
    values, form = read_form(ColumnsSchema())
    scale = chosen_scale(values) if values is not None else None
    if values is None or scale is None:
        if not form.errors:
            form.errors["scale"] = ["Select the scale that the grades are on"]
        return _page(scope, queries.get_draft(scope, draft_id), form), 422
    try:
        operations.change_draft(
            scope, draft_id, places=values["places"], scale=scale, version=values["version"]
        )
    except Unprocessable as error:
        return _page(scope, queries.get_draft(scope, draft_id), form.add(error)), 422
    except Conflict as error:
        return _stale(scope, draft_id, error, form)
    return redirect(url_for("ratings.draft", draft_id=draft_id))


@door.page(f"{_DRAFT}/confirm", permission=UPLOAD_RATINGS, methods=("POST",))
def confirm_draft(scope: Scope, draft_id: UUID) -> ResponseReturnValue:
    """Use the file: on to the work, or to the result that is there already."""
    values, form = read_form(VersionSchema())
    if values is None:
        return _page(scope, queries.get_draft(scope, draft_id), form), 422
    try:
        confirmed = operations.confirm_draft(
            scope,
            draft_id,
            version=values["version"],
            then=lambda file_id: url_for("ratings.show", file_id=file_id),
        )
    except Unprocessable as error:
        found = queries.get_draft(scope, draft_id)
        return _page(scope, found, Form(_as_saved(found)).add(error)), 422
    except Conflict as error:
        return _stale(scope, draft_id, error)
    if not confirmed.new:
        flash("This file was uploaded before. Here is its result.")
        return redirect(url_for("ratings.show", file_id=confirmed.file_id))
    return redirect(url_for("work.show", job_id=confirmed.job_id))


@door.page(f"{_DRAFT}/discard", permission=UPLOAD_RATINGS, methods=("POST",))
def discard_draft(scope: Scope, draft_id: UUID) -> ResponseReturnValue:
    """Throw the draft away."""
    operations.discard_draft(scope, draft_id)
    flash("The draft is deleted. Nothing of the file was kept.", "success")
    return redirect(url_for("ratings.index"))


def _stale(
    scope: Scope, draft_id: UUID, error: Conflict, form: Form | None = None
) -> ResponseReturnValue:
    """The draft as it is now, beside what was chosen."""
    found = queries.get_draft(scope, draft_id)
    shown = form or Form(_as_saved(found))
    return _page(scope, found, shown.add(error), stale=True), error.status


def _as_saved(found: DraftView) -> dict[str, object]:
    places = {f"column_{one['name']}": one["place"] for one in found.preview["columns"]}
    return {**scale_values(found.scale), **places}


def _page(scope: Scope, found: DraftView, form: Form, *, stale: bool = False) -> str:
    return render_template(
        "ratings/draft.html",
        form=form,
        draft=found,
        preview=found.preview,
        counts=found.preview["counts"],
        same=queries.find_same(scope, found.content_hash),
        scales=scales_today(),
        stale=stale,
    )
