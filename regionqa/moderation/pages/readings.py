"""What somebody is asked to read: the list, answering, the calendar file, questions."""

from datetime import UTC, datetime
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.moderation.deadlines import end_of
from regionqa.moderation.operations import discussing
from regionqa.moderation.operations import reading as operations
from regionqa.moderation.operations.joining import CONFLICT_REASONS
from regionqa.moderation.pages.doors import page, refused
from regionqa.moderation.pages.schemas import TextSchema
from regionqa.moderation.policy import READ_CASES
from regionqa.moderation.queries import grading
from regionqa.moderation.queries.anchor_desks import list_my_anchors
from regionqa.moderation.queries.lists import list_my_readings, list_raised
from regionqa.moderation.queries.rounds import RoundView, get_round
from regionqa.moderation.queries.ties import look
from regionqa.web.forms import Form, read_form

DECLINING = {"no_time": "I have no time in the window", "away": "I am away", **CONFLICT_REASONS}
GRADING_NOW = frozenset({"in_blind", "short"})
TALKING = frozenset({"revealed", "in_discussion", "escalated"})
OPEN_FOR_HOME = frozenset({"drawn", "allocated"})


class _DeclineSchema(Schema):
    """Why somebody does not read a case."""

    reason = fields.String(
        required=True,
        validate=OneOf(list(DECLINING), error="Select why you cannot read this case"),
        error_messages={"required": "Select why you cannot read this case"},
    )


@page("/readings", permission=READ_CASES)
def my_readings(scope: Scope) -> ResponseReturnValue:
    """What waits to be read or audited, what is in, and what can be discussed."""
    found = list_my_readings(scope)
    now_open = [one for one in found if one.case_state in GRADING_NOW and one.state != "submitted"]
    waiting = [one for one in found if one.case_state in OPEN_FOR_HOME]
    sealed = [one for one in found if one.case_state in GRADING_NOW and one.state == "submitted"]
    shown = {one.case_id for one in (*now_open, *waiting, *sealed)}
    return render_template(
        "moderation/readings.html",
        now_open=now_open,
        waiting=waiting,
        sealed=sealed,
        talking=[one for one in found if one.case_state in TALKING],
        ended=[one for one in found if one.case_id not in shown and one.case_state not in TALKING],
        raised=list_raised(scope),
        anchors=list_my_anchors(scope),
    )


@page("/cases/<uuid:case_id>/accept", permission=READ_CASES, methods=("POST",))
def accept_case(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """Say that one will read a case."""
    form = Form()
    if status := refused(form, lambda: operations.answer_assignment(scope, case_id, accepts=True)):
        return _decline_page(scope, case_id, form), status
    flash("Thank you. The case is yours to read.", "success")
    return redirect(url_for("moderation.my_readings"))


@page("/cases/<uuid:case_id>/decline", permission=READ_CASES, methods=("GET", "POST"))
def decline_case(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """Say that one cannot read a case, and why."""
    if request.method == "GET":
        return _decline_page(scope, case_id, Form())
    values, form = read_form(_DeclineSchema())
    if values is None:
        return _decline_page(scope, case_id, form), 422
    if status := refused(
        form,
        lambda: operations.answer_assignment(
            scope, case_id, accepts=False, reason=values["reason"]
        ),
    ):
        return _decline_page(scope, case_id, form), status
    flash("Somebody else is asked to read the case.", "success")
    return redirect(url_for("moderation.my_readings"))


def _decline_page(scope: Scope, case_id: UUID, form: Form) -> str:
    return render_template(
        "moderation/decline.html",
        case_id=case_id,
        label=look(scope, case_id).case.label,
        form=form,
        reasons=list(DECLINING.items()),
    )


@page("/cases/<uuid:case_id>/questions", permission=READ_CASES, methods=("POST",))
def ask(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """Ask about a case, or answer, while it is read blind."""
    seen = look(scope, case_id)
    back = url_for(
        "moderation.grade" if seen.sight.grade else "moderation.show_case", case_id=case_id
    )
    values, form = read_form(TextSchema())
    status = 422
    if values is not None:
        status = refused(
            form,
            lambda: discussing.ask_question(
                scope, case_id, values["text"], request_key=values["request_key"]
            ),
        )
    if not status:
        flash("Sent to everybody who reads this case, without your name.", "success")
        return redirect(back)
    page = render_template(
        "moderation/ask.html",
        back=back,
        label=seen.case.label,
        form=form,
        case_id=case_id,
        questions=grading.thread(scope, seen, "question"),
    )
    return page, status


@page("/rounds/<uuid:round_id>/deadline.ics", permission=READ_CASES)
def calendar(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """The window of grading as a calendar file: no case, no authority, no grade."""
    found = get_round(scope, round_id)
    link = url_for("moderation.my_readings", _external=True)
    disposition = {"Content-Disposition": 'attachment; filename="moderation-deadline.ics"'}
    return Response(
        calendar_of(found, link, now()), content_type="text/calendar; charset=utf-8",
        headers=disposition,
    )  # fmt: skip


def calendar_of(found: RoundView, link: str, moment: datetime) -> str:
    """An event of the last hour of grading, with alarms two days and eight hours before."""
    ends = end_of(found.closes_on).astimezone(UTC)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//RegionQA//Moderation//EN",
        "BEGIN:VEVENT",
        f"UID:{found.id}@regionqa",
        f"DTSTAMP:{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{ends.replace(hour=ends.hour - 1):%Y%m%dT%H%M%SZ}",
        f"DTEND:{ends:%Y%m%dT%H%M%SZ}",
        "SUMMARY:Moderation: readings are due",
        "DESCRIPTION:Your readings for the moderation round are due.",
        f"URL:{link}",
    ]
    for before in ("P2D", "PT8H"):
        lines += [
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "DESCRIPTION:Readings are due",
            f"TRIGGER:-{before}",
            "END:VALARM",
        ]
    lines += ["END:VEVENT", "END:VCALENDAR"]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def folded(line: str) -> str:
    """A line of at most 75 octets, its rest on lines that begin with a space."""
    parts, rest = [], line
    while len(rest.encode()) > 74:
        cut = 74
        while len(rest[:cut].encode()) > 74:
            cut -= 1
        parts.append(rest[:cut])
        rest = rest[cut:]
    return "\r\n ".join([*parts, rest])
