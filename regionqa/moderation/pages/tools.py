"""Tools: the domains, questions and described grades that every reader of a round uses."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.moderation.operations import rounds as operations
from regionqa.moderation.pages.doors import page, refused
from regionqa.moderation.pages.tool_forms import read_tool, tool_values
from regionqa.moderation.policy import RUN_ROUNDS, SEE_ROUNDS, TAKE_PART
from regionqa.moderation.queries import rounds as queries
from regionqa.moderation.queries.own_tools import (
    changes_since_before,
    list_offers,
    list_own_tools,
)
from regionqa.moderation.queries.rounds import ToolView
from regionqa.web.forms import Form, posted

STATES = {"draft": "Draft", "published": "Published", "retired": "Retired"}


@page("/tools", permission=SEE_ROUNDS)
def list_tools(scope: Scope) -> ResponseReturnValue:
    """The region's tools, newest version first."""
    runs = allowed(scope, RUN_ROUNDS)
    return render_template(
        "moderation/tools.html",
        tools=queries.list_tools(scope),
        office=scope.office,
        own=[] if scope.office else list_own_tools(scope),
        writes=allowed(scope, TAKE_PART),
        offers=list_offers(scope) if runs else [],
        runs=runs,
        states=STATES,
    )


@page("/tools/first", permission=RUN_ROUNDS, methods=("POST",))
def publish_first_tool(scope: Scope) -> ResponseReturnValue:
    """Give the region the packaged tool to begin with."""
    tool_id = operations.publish_first_tool(scope)
    flash("The region’s first tool is published.", "success")
    return redirect(url_for("moderation.show_tool", tool_id=tool_id))


@page("/tools/<uuid:tool_id>", permission=SEE_ROUNDS)
def show_tool(scope: Scope, tool_id: UUID) -> ResponseReturnValue:
    """One version of a tool, as readers see it; it prints."""
    return _show(scope, queries.get_tool(scope, tool_id), Form())


def _show(scope: Scope, tool: ToolView, form: Form) -> str:
    before, changes = changes_since_before(scope, tool.id)
    return render_template(
        "moderation/tool.html",
        tool=tool,
        before=before,
        changes=changes,
        form=form,
        states=STATES,
        runs=allowed(scope, RUN_ROUNDS),
    )


@page("/tools/<uuid:tool_id>/publish", permission=RUN_ROUNDS, methods=("POST",))
def publish_tool(scope: Scope, tool_id: UUID) -> ResponseReturnValue:
    """Publish a draft: it never changes from then on."""
    form = Form()
    if status := refused(form, lambda: operations.publish_tool(scope, tool_id)):
        return _show(scope, queries.get_tool(scope, tool_id), form), status
    flash("The tool is published.", "success")
    return redirect(url_for("moderation.show_tool", tool_id=tool_id))


@page("/tools/<uuid:tool_id>/retire", permission=RUN_ROUNDS, methods=("POST",))
def retire_tool(scope: Scope, tool_id: UUID) -> ResponseReturnValue:
    """Retire a version: new rounds cannot choose it."""
    form = Form()
    if status := refused(form, lambda: operations.retire_tool(scope, tool_id)):
        return _show(scope, queries.get_tool(scope, tool_id), form), status
    flash("The tool is retired. Rounds that use it go on.", "success")
    return redirect(url_for("moderation.show_tool", tool_id=tool_id))


@page("/tools/<uuid:tool_id>/next", permission=RUN_ROUNDS, methods=("GET", "POST"))
def next_tool(scope: Scope, tool_id: UUID) -> ResponseReturnValue:
    """Write the next version of a tool, as a draft, beginning with this one's words."""
    tool = queries.get_tool(scope, tool_id)
    if request.method == "GET":
        return render_template(
            "moderation/tool_form.html", tool=tool, form=Form(tool_values(tool)), spare=2
        )
    values = posted()
    form = Form(values)
    name, content = read_tool(tool, values)
    made: list[UUID] = []
    if status := refused(
        form, lambda: made.append(operations.draft_tool(scope, tool.code, name, content))
    ):
        return render_template("moderation/tool_form.html", tool=tool, form=form, spare=2), status
    flash("The draft is saved. Read it through, then publish it.", "success")
    return redirect(url_for("moderation.show_tool", tool_id=made[0]))
