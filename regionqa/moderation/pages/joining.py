"""An authority joins a call: contacts and drill, its readers; and leaves again."""

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.accounts import list_people
from regionqa.authorities import list_services
from regionqa.core.scope import Scope
from regionqa.moderation.operations import joining as operations
from regionqa.moderation.pages.doors import page, refused, today
from regionqa.moderation.pages.schemas import JoinSchema, ReaderSchema
from regionqa.moderation.policy import READERS, TAKE_PART
from regionqa.moderation.queries import rounds as queries
from regionqa.web.dates import date_parts
from regionqa.web.forms import Form, read_form


@page("/rounds/<uuid:round_id>/join", permission=TAKE_PART, methods=("GET", "POST"))
def join(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """Say that the authority takes part, with whom to ring for a child of concern."""
    if request.method == "GET":
        return _join_page(scope, round_id, Form(_held(scope, round_id)))
    values, form = read_form(JoinSchema())
    if values is None:
        form.also(lambda: operations.check_agreements(scope, round_id))
        return _join_page(scope, round_id, form), 422
    if status := refused(form, lambda: operations.join_round(scope, round_id, **values)):
        return _join_page(scope, round_id, form), status
    flash("Your authority takes part in the round.", "success")
    return redirect(url_for("moderation.show_round", round_id=round_id))


def _held(scope: Scope, round_id: UUID) -> dict[str, object]:
    own = queries.find_participation(scope, round_id)
    if own is None or own.standing != "joined":
        return {}
    return {
        "way": own.way,
        "day_contact": own.day_contact,
        "out_of_hours_contact": own.out_of_hours_contact,
        **date_parts("drilled_on", own.drilled_on),
    }


def _join_page(scope: Scope, round_id: UUID, form: Form) -> str:
    return render_template(
        "moderation/join.html",
        round=queries.get_round(scope, round_id),
        form=form,
        ways=list(operations.WAYS.items()),
        requirements=queries.readiness(scope, round_id, today()),
    )


@page("/rounds/<uuid:round_id>/leave", permission=TAKE_PART, methods=("GET", "POST"))
def leave(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """Leave while the call is open."""
    form = Form()
    status = 200
    if request.method == "POST":
        status = refused(form, lambda: operations.leave_round(scope, round_id))
        if not status:
            flash("Your authority has left the round. The list of cases is deleted.", "success")
            return redirect(url_for("moderation.show_round", round_id=round_id))
    found = queries.get_round(scope, round_id)
    return render_template("moderation/leave.html", round=found, form=form), status


@page("/rounds/<uuid:round_id>/readers", permission=TAKE_PART, methods=("GET", "POST"))
def readers(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """The authority's readers: who, how many cases, which services they know well."""
    if request.method == "GET":
        return _readers_page(scope, round_id, Form({"capacity": _fair_share(scope, round_id)}))
    values, form = read_form(ReaderSchema(), many=("expertise",))
    if values is None:
        return _readers_page(scope, round_id, form), 422
    person_id, capacity = values["person_id"], values["capacity"]
    if status := refused(
        form,
        lambda: operations.offer_reader(
            scope, round_id, person_id, capacity=capacity, expertise=values["expertise"]
        ),
    ):
        return _readers_page(scope, round_id, form), status
    flash(
        "The reader is offered to the office." if capacity else "The offer is taken back.",
        "success",
    )
    return redirect(url_for("moderation.readers", round_id=round_id))


def _fair_share(scope: Scope, round_id: UUID) -> int:
    found = queries.get_round(scope, round_id)
    return found.cases_per_authority * found.readers_per_case


def _readers_page(scope: Scope, round_id: UUID, form: Form) -> str:
    found = queries.get_round(scope, round_id)
    people = [
        (one.person_id, one.display_name)
        for one in list_people(scope)
        if one.joined_at is not None and READERS & set(one.roles)
    ]
    services = {one.name for one in list_services(scope)} | set(
        queries.frame_summary(scope, round_id)
    )
    offered = queries.list_own_readers(scope, round_id)
    return render_template(
        "moderation/readers.html",
        round=found,
        form=form,
        people=[("", "Select a colleague"), *people],
        services=sorted(services),
        offered=offered,
        offered_cases=sum(one.capacity for one in offered),
        wanted=found.cases_per_authority * found.readers_per_case,
    )
