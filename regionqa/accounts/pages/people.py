"""The people of the authority in use: who is here, who is invited, what each may do."""

from collections.abc import Iterator
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.accounts import policy, queries
from regionqa.accounts.operations import invitations, memberships
from regionqa.accounts.pages.doors import people_door as door
from regionqa.accounts.policy import LIST_PEOPLE, MANAGE_PEOPLE
from regionqa.accounts.queries import Colleague
from regionqa.accounts.role_words import labels, options
from regionqa.accounts.schemas import InviteSchema, RemoveSchema, RolesSchema
from regionqa.authorities import Role
from regionqa.core.errors import Conflict, Unprocessable
from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.web import home, navigation
from regionqa.web.forms import Form, read_form
from regionqa.web.home import Panel

LONGEST_SEARCH = 80
MANAGING = "manage the people of the authority in use"

navigation.add("People", "people.index", permission=LIST_PEOPLE, order=80)


def _first_steps(scope: Scope) -> Iterator[Panel]:
    """A lead who is alone in the authority invites the others first."""
    if allowed(scope, MANAGE_PEOPLE) and queries.is_alone(scope):
        yield Panel(
            "Invite your colleagues",
            "Nobody but you is here yet. Invite a deputy, auditors and moderators.",
            url_for("people.invite"),
            "Invite somebody",
            waiting=True,
        )


home.add_source("people", _first_steps)


@door.page("/", permission=LIST_PEOPLE)
def index(scope: Scope) -> ResponseReturnValue:
    """Who belongs to the authority, and who is invited."""
    search = request.args.get("name", "").strip()[:LONGEST_SEARCH]
    page = request.args.get("page", 1, type=int)
    return render_template(
        "people/index.html",
        people=queries.page_of_people(scope, search=search, page=page),
        search=search,
        here=scope.person_id,
    )


@door.page("/invite", permission=MANAGE_PEOPLE, methods=("GET", "POST"), installation=MANAGING)
def invite(scope: Scope) -> ResponseReturnValue:
    """Invite somebody to the authority in use."""
    choices = options(policy.grantable_roles(scope))
    if request.method == "GET":
        return render_template("people/invite.html", form=Form(), roles=choices)
    values, form = read_form(InviteSchema(), many=("roles",))
    if values is not None:
        try:
            invitations.invite_person(scope, **values)
        except Unprocessable as error:
            form.add(error)
        else:
            flash(f"An invitation is on its way to {values['email']}.", "success")
            return redirect(url_for("people.index"))
    else:
        typed = (str(form.value("email")), str(form.value("display_name")), form.values["roles"])
        form.also(lambda: invitations.check_invited(*typed))
    return render_template("people/invite.html", form=form, roles=choices), 422


@door.page("/<uuid:membership_id>", permission=MANAGE_PEOPLE, methods=("GET", "POST"),
           installation=MANAGING)  # fmt: skip
def person(scope: Scope, membership_id: UUID) -> ResponseReturnValue:
    """One person: their roles, to be changed by who may."""
    colleague = queries.get_colleague(scope, membership_id)
    if request.method == "GET":
        return _person_page(scope, colleague, Form({"roles": list(colleague.roles)}))
    values, form = read_form(RolesSchema(), many=("roles",))
    if values is None:
        return _person_page(scope, colleague, form), 422
    try:
        kept = _not_offered(scope, colleague)
        memberships.change_roles(
            scope, membership_id, {*values["roles"], *kept}, version=values["version"]
        )
    except Unprocessable as error:
        return _person_page(scope, colleague, form.add(error)), error.status
    except Conflict as error:
        return _person_page(scope, colleague, form.add(error), stale=True), error.status
    flash(f"The roles of {colleague.display_name} are saved.", "success")
    return redirect(url_for("people.person", membership_id=membership_id))


def _not_offered(scope: Scope, colleague: Colleague) -> set[Role]:
    """Roles that the form does not show, and so does not take away."""
    return set(colleague.roles) - policy.grantable_roles(scope)


def _person_page(scope: Scope, colleague: Colleague, form: Form, *, stale: bool = False) -> str:
    return render_template(
        "people/person.html",
        form=form,
        colleague=colleague,
        email=queries.email_of(scope, colleague.person_id),
        roles=options(policy.grantable_roles(scope)),
        others=labels(_not_offered(scope, colleague)),
        removable=policy.may_manage(scope, colleague.roles),
        oneself=colleague.person_id == scope.person_id,
        stale=stale,
    )


@door.page("/<uuid:membership_id>/remove", permission=MANAGE_PEOPLE, methods=("GET", "POST"),
           installation=MANAGING)  # fmt: skip
def remove(scope: Scope, membership_id: UUID) -> ResponseReturnValue:
    """Take somebody out of the authority, or take an invitation back; asks first."""
    colleague = queries.get_colleague(scope, membership_id)
    if request.method == "GET":
        return render_template("people/remove.html", form=Form(), colleague=colleague)
    values, form = read_form(RemoveSchema())
    if values is not None:
        try:
            memberships.remove_person(scope, membership_id, version=values["version"])
        except (Unprocessable, Conflict) as error:
            form.errors["_form"] = [error.message]
        else:
            done = "no longer has access" if colleague.joined_at else "is no longer invited"
            flash(f"{colleague.display_name} {done}.", "success")
            return redirect(url_for("people.index"))
    return render_template("people/remove.html", form=form, colleague=colleague), 422


@door.page("/<uuid:membership_id>/invitation", permission=MANAGE_PEOPLE, methods=("POST",),
           installation=MANAGING)  # fmt: skip
def invite_again(scope: Scope, membership_id: UUID) -> ResponseReturnValue:
    """Send the invitation again, with a new link."""
    invitations.renew_invitation(scope, membership_id)
    flash("The invitation is sent again. The earlier link no longer works.", "success")
    return redirect(url_for("people.person", membership_id=membership_id))
