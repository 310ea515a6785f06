"""For the regional office: which authorities have a lead, and inviting the first of one."""

from collections.abc import Iterator
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.accounts import policy, queries
from regionqa.accounts.operations import invitations
from regionqa.accounts.pages.doors import leads_door as door
from regionqa.accounts.policy import INVITE_LEADS
from regionqa.accounts.role_words import options
from regionqa.accounts.schemas import InviteSchema
from regionqa.authorities import Role
from regionqa.core.errors import NotFound, Unprocessable
from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.web import home, navigation
from regionqa.web.forms import Form, read_form
from regionqa.web.home import Panel

REASON = "see that each authority of the region has a lead"

navigation.add("Authorities’ leads", "leads.index", permission=INVITE_LEADS, order=81)


def _first_step(scope: Scope) -> Iterator[Panel]:
    """An authority takes part from the day its first lead is invited: the office begins there."""
    if allowed(scope, INVITE_LEADS):
        yield Panel(
            "Authorities’ leads",
            "An authority takes part once you have invited its first QA lead.",
            url_for("leads.index"),
            "See which have a lead",
            order=85,
        )


home.add_source("leads", _first_step)


@door.page("/", permission=INVITE_LEADS, installation=REASON)
def index(scope: Scope) -> ResponseReturnValue:
    """Which authorities of the region have a lead; nobody is named."""
    found = queries.list_leading(scope)
    return render_template(
        "leads/index.html", leading=found, led=sum(one.has_lead for one in found)
    )


@door.page("/<uuid:authority_id>", permission=INVITE_LEADS, methods=("GET", "POST"),
           installation=REASON)  # fmt: skip
def invite(scope: Scope, authority_id: UUID) -> ResponseReturnValue:
    """Invite the first lead of an authority."""
    found = (one for one in queries.list_leading(scope) if one.authority_id == authority_id)
    authority = next(found, None)
    if authority is None:
        raise NotFound
    page = "leads/invite.html"
    choices = options(policy.FIRST_ROLES)
    if request.method == "GET":
        form = Form({"roles": [Role.QA_LEAD.value]})
        return render_template(page, form=form, authority=authority, roles=choices)
    values, form = read_form(InviteSchema(), many=("roles",))
    if values is not None:
        try:
            invitations.invite_person(scope, authority_id=authority_id, **values)
        except Unprocessable as error:
            form.add(error)
        else:
            flash(f"An invitation is on its way to {values['email']}.", "success")
            return redirect(url_for("leads.index"))
    else:
        typed = (str(form.value("email")), str(form.value("display_name")), form.values["roles"])
        form.also(lambda: invitations.check_invited(*typed))
    return render_template(page, form=form, authority=authority, roles=choices), 422


@door.page("/invitations/<uuid:membership_id>/withdraw", permission=INVITE_LEADS,
           methods=("POST",), installation=REASON)  # fmt: skip
def withdraw(scope: Scope, membership_id: UUID) -> ResponseReturnValue:
    """Take back an invitation that has not been accepted."""
    invitations.withdraw_invitation(scope, membership_id)
    flash("The invitation is taken back. Its link no longer works.", "success")
    return redirect(url_for("leads.index"))


@door.page("/invitations/<uuid:membership_id>/again", permission=INVITE_LEADS,
           methods=("POST",), installation=REASON)  # fmt: skip
def again(scope: Scope, membership_id: UUID) -> ResponseReturnValue:
    """Send the invitation of an authority's first lead again."""
    invitations.renew_invitation(scope, membership_id)
    flash("The invitation is sent again. The earlier link no longer works.", "success")
    return redirect(url_for("leads.index"))
