"""An authority's own tools: written without script, previewed, published; the office adopts."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.moderation.operations import own_tools as operations
from regionqa.moderation.pages.doors import page, refused
from regionqa.moderation.pages.practice import version_in
from regionqa.moderation.pages.tool_forms import SPARE, Named, read_tool, tool_values
from regionqa.moderation.pages.tools import STATES
from regionqa.moderation.policy import RUN_ROUNDS, SEE_ROUNDS, TAKE_PART
from regionqa.moderation.practice import practice_tool
from regionqa.moderation.queries import own_tools as queries
from regionqa.moderation.tools import ToolContent, read_content
from regionqa.web.forms import Form, posted


@dataclass(frozen=True, slots=True)
class Blank:
    """The packaged tool, which a tool of one's own begins with."""

    name: str
    content: ToolContent
    id: UUID | None = None


def _blank() -> Blank:
    return Blank("", practice_tool())


@page("/own-tools/new", permission=TAKE_PART)
def new_own_tool(_scope: Scope) -> ResponseReturnValue:
    """Begin a tool of one's own with the words of the packaged one."""
    return _form(_blank(), Form(tool_values(_blank())), 0)


@page("/own-tools/begin", permission=TAKE_PART, methods=("POST",))
def begin_own_tool(scope: Scope) -> ResponseReturnValue:
    """Save it as a draft, or show how it reads."""
    values = posted()
    name, content = read_tool(_blank(), values)
    form = Form(values)
    if values.get("action") == "preview":
        return _previewed(_blank(), form, content, 0)
    made: list[UUID] = []
    status = refused(form, lambda: made.append(operations.begin_own_tool(scope, name, content)))
    if status:
        return _form(_blank(), form, 0), status
    flash("The draft is saved. Read it through, then publish it.", "success")
    return redirect(url_for("moderation.show_own_tool", own_tool_id=made[0]))


@page("/own-tools/<uuid:own_tool_id>", permission=SEE_ROUNDS)
def show_own_tool(scope: Scope, own_tool_id: UUID) -> ResponseReturnValue:
    """One version, as readers see it, with what changed since the one before."""
    return _show(scope, own_tool_id, Form())


def _show(scope: Scope, own_tool_id: UUID, form: Form) -> str:
    return render_template(
        "moderation/own_tool.html",
        tool=queries.get_own_tool(scope, own_tool_id),
        form=form,
        states=STATES,
        writes=allowed(scope, TAKE_PART),
    )


@page("/own-tools/<uuid:own_tool_id>/edit", permission=TAKE_PART)
def edit_own_tool(scope: Scope, own_tool_id: UUID) -> ResponseReturnValue:
    """Go on writing a draft."""
    tool = queries.get_own_tool(scope, own_tool_id)
    if tool.state != "draft":
        return redirect(url_for("moderation.show_own_tool", own_tool_id=own_tool_id))
    return _form(tool, Form(tool_values(tool)), tool.revision)


@page("/own-tools/<uuid:own_tool_id>/save", permission=TAKE_PART, methods=("POST",))
def save_own_tool(scope: Scope, own_tool_id: UUID) -> ResponseReturnValue:
    """Save a draft, or show how it reads."""
    tool = queries.get_own_tool(scope, own_tool_id)
    values = posted()
    revision = version_in({"version": values.get("revision")})
    name, content = read_tool(tool, values)
    form = Form(values)
    if values.get("action") == "preview":
        return _previewed(tool, form, content, revision)
    status = refused(
        form,
        lambda: operations.save_own_tool(scope, own_tool_id, name, content, revision=revision),
    )
    if status:
        now_at = queries.get_own_tool(scope, own_tool_id).revision
        return _form(tool, form, now_at if status == 409 else revision), status
    flash("The draft is saved.", "success")
    return redirect(url_for("moderation.show_own_tool", own_tool_id=own_tool_id))


def _previewed(
    tool: Named, form: Form, content: dict[str, Any], revision: int
) -> ResponseReturnValue:
    try:
        return _form(tool, form, revision, read_content(content))
    except ValueError as error:
        form.errors["content"] = [str(error)]
        return _form(tool, form, revision), 422


def _form(tool: Named, form: Form, revision: int, preview: ToolContent | None = None) -> str:
    return render_template(
        "moderation/own_tool_form.html",
        tool=tool,
        form=form,
        revision=revision,
        preview=preview,
        spare=SPARE,
    )


@page("/own-tools/<uuid:own_tool_id>/publish", permission=TAKE_PART, methods=("POST",))
def publish_own_tool(scope: Scope, own_tool_id: UUID) -> ResponseReturnValue:
    """Publish a draft."""
    queries.get_own_tool(scope, own_tool_id)
    form = Form()
    if status := refused(form, lambda: operations.publish_own_tool(scope, own_tool_id)):
        return _show(scope, own_tool_id, form), status
    flash("The tool is published, and the region’s office has a copy.", "success")
    return redirect(url_for("moderation.show_own_tool", own_tool_id=own_tool_id))


@page("/own-tools/<uuid:own_tool_id>/retire", permission=TAKE_PART, methods=("POST",))
def retire_own_tool(scope: Scope, own_tool_id: UUID) -> ResponseReturnValue:
    """Retire a published version."""
    queries.get_own_tool(scope, own_tool_id)
    form = Form()
    if status := refused(form, lambda: operations.retire_own_tool(scope, own_tool_id)):
        return _show(scope, own_tool_id, form), status
    flash("The version is retired. A copy that the region adopted before goes on.", "success")
    return redirect(url_for("moderation.show_own_tool", own_tool_id=own_tool_id))


@page("/own-tools/<uuid:own_tool_id>/next", permission=TAKE_PART, methods=("POST",))
def next_own_tool(scope: Scope, own_tool_id: UUID) -> ResponseReturnValue:
    """Begin the next version with this one's words."""
    tool = queries.get_own_tool(scope, own_tool_id)
    _, content = read_tool(tool, tool_values(tool))
    form = Form()
    made: list[UUID] = []
    status = refused(
        form,
        lambda: made.append(operations.begin_own_tool(scope, tool.name, content, code=tool.code)),
    )
    if status:
        return _show(scope, own_tool_id, form), status
    return redirect(url_for("moderation.edit_own_tool", own_tool_id=made[0]))


@page("/tools/offers/<uuid:offer_id>", permission=RUN_ROUNDS)
def show_offer(scope: Scope, offer_id: UUID) -> ResponseReturnValue:
    """What an authority offers."""
    return render_template(
        "moderation/offer.html", offer=queries.get_offer(scope, offer_id), form=Form()
    )


@page("/tools/offers/<uuid:offer_id>/adopt", permission=RUN_ROUNDS, methods=("POST",))
def adopt_offer(scope: Scope, offer_id: UUID) -> ResponseReturnValue:
    """Make the region's own draft of it."""
    offer = queries.get_offer(scope, offer_id)
    form = Form()
    made: list[UUID] = []
    if status := refused(form, lambda: made.append(operations.adopt_offer(scope, offer_id))):
        return render_template("moderation/offer.html", offer=offer, form=form), status
    flash("The region has its own draft of it. Read it through, then publish it.", "success")
    return redirect(url_for("moderation.show_tool", tool_id=made[0]))
