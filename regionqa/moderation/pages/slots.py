"""Reading in place: the home's times for a case, a reader's own ones, and a calendar file."""

from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import fields
from marshmallow.validate import OneOf

from regionqa.core.errors import STALE, NotFound
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.moderation.deadlines import LONDON
from regionqa.moderation.operations import slots as operations
from regionqa.moderation.pages import words
from regionqa.moderation.pages.doors import page, refused, request_key
from regionqa.moderation.pages.readings import folded
from regionqa.moderation.pages.schemas import said
from regionqa.moderation.policy import READ_CASES
from regionqa.moderation.queries.slots import SlotView, list_slots
from regionqa.web.dates import Dated, day, day_or_none
from regionqa.web.forms import Form, read_form

_AT = "/cases/<uuid:case_id>/times"
_CLOCK = "Enter a time of day, such as 09:30"


def _clock() -> fields.Time:
    return fields.Time(
        format="%H:%M",
        required=True,
        error_messages={"required": _CLOCK, "invalid": _CLOCK, "null": _CLOCK, "format": _CLOCK},
    )


class _SlotSchema(Dated):
    """A time that the home offers. ``until`` is the last day of a guest account of several."""

    dates = ("on", "until")

    kind = fields.String(
        required=True,
        validate=OneOf(list(words.SLOT_KINDS), error="Select how the record is read"),
        error_messages={"required": "Select how the record is read"},
    )
    on = day("Enter the day")
    starts = _clock()
    until = day_or_none()
    ends = _clock()
    how = said("Say how the reader gets to the record", 1000, least=10)
    day_contact = said("Enter whom the reader can ring on the day", 200, least=5)
    request_key = said(STALE, 64)


@page(_AT, permission=READ_CASES, methods=("GET", "POST"))
def slots(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """The times of a case: all of them for its home, the own ones for a reader."""
    if request.method == "GET":
        return _page(scope, case_id, Form())
    values, form = read_form(_SlotSchema())
    if values is None:
        return _page(scope, case_id, form), 422
    if status := refused(form, lambda: operations.offer_slot(scope, case_id, **_times(values))):
        return _page(scope, case_id, form), status
    flash("The time is offered to one of the case’s readers.", "success")
    return redirect(url_for("moderation.slots", case_id=case_id))


def _times(values: dict[str, Any]) -> dict[str, Any]:
    """The form's day and clock times as moments in London."""
    last: date = values["until"] or values["on"]
    return {
        "kind": values["kind"],
        "starts_at": _moment(values["on"], values["starts"]),
        "ends_at": _moment(last, values["ends"]),
        **{name: values[name] for name in ("how", "day_contact", "request_key")},
    }


def _moment(on: date, at: time) -> datetime:
    return datetime.combine(on, at, LONDON)


def _act(
    scope: Scope, case_id: UUID, slot_id: UUID, operation: Any, done: str
) -> ResponseReturnValue:
    form = Form()
    if status := refused(form, lambda: operation(scope, case_id, slot_id)):
        return _page(scope, case_id, form), status
    flash(done, "success")
    return redirect(url_for("moderation.slots", case_id=case_id))


@page(f"{_AT}/<uuid:slot_id>/cancel", permission=READ_CASES, methods=("POST",))
def cancel_slot(scope: Scope, case_id: UUID, slot_id: UUID) -> ResponseReturnValue:
    """Take back a time that was offered."""
    done = "The time is cancelled. If somebody had booked it, they are told."
    return _act(scope, case_id, slot_id, operations.cancel_slot, done)


@page(f"{_AT}/<uuid:slot_id>/book", permission=READ_CASES, methods=("POST",))
def book_slot(scope: Scope, case_id: UUID, slot_id: UUID) -> ResponseReturnValue:
    """Take a time."""
    done = "The time is yours. How to get to the record is shown below."
    return _act(scope, case_id, slot_id, operations.book_slot, done)


@page(f"{_AT}/<uuid:slot_id>/give-back", permission=READ_CASES, methods=("POST",))
def give_back_slot(scope: Scope, case_id: UUID, slot_id: UUID) -> ResponseReturnValue:
    """Give a booked time back."""
    done = "You have given the time back. The home authority is told that it is free."
    return _act(scope, case_id, slot_id, operations.give_back, done)


@page(f"{_AT}/<uuid:slot_id>/time.ics", permission=READ_CASES)
def slot_calendar(scope: Scope, case_id: UUID, slot_id: UUID) -> ResponseReturnValue:
    """A booked time as a calendar file: no case, no authority, no place."""
    found = next((one for one in list_slots(scope, case_id).slots if one.id == slot_id), None)
    if found is None or not found.booked:
        raise NotFound
    link = url_for("moderation.my_readings", _external=True)
    disposition = {"Content-Disposition": 'attachment; filename="moderation-time.ics"'}
    return Response(
        calendar_of_slot(found, link, now()), content_type="text/calendar; charset=utf-8",
        headers=disposition,
    )  # fmt: skip


def calendar_of_slot(found: SlotView, link: str, moment: datetime) -> str:
    """An event of the booked time, with an alarm an hour before."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//RegionQA//Moderation//EN",
        "BEGIN:VEVENT",
        f"UID:{found.id}@regionqa",
        f"DTSTAMP:{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART:{found.starts_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTEND:{found.ends_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        "SUMMARY:Moderation: a time to read in place",
        f"URL:{link}",
        *("BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:A time to read", "TRIGGER:-PT1H"),
        *("END:VALARM", "END:VEVENT", "END:VCALENDAR"),
    ]
    return "".join(f"{folded(line)}\r\n" for line in lines)


def _page(scope: Scope, case_id: UUID, form: Form) -> str:
    return render_template(
        "moderation/slots.html",
        found=list_slots(scope, case_id),
        form=form,
        words=words,
        key=form.value("request_key") or request_key(),
    )
