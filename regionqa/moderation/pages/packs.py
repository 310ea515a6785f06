"""The pack of a case: the home uploads, answers, attests; its readers open it. Openings are kept.

Opening writes the opening down, so those pages hold a writing transaction of their own.
"""

from dataclasses import dataclass
from uuid import UUID

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from marshmallow import Schema, fields

from regionqa.core.errors import STALE, NotFound
from regionqa.core.scope import Scope
from regionqa.core.tables import now
from regionqa.core.unit_of_work import unit_of_work
from regionqa.exchange.documents import DocumentRefused, mark_document
from regionqa.moderation.operations import packs as operations
from regionqa.moderation.operations.pack_readers import OpenedPack, open_pack
from regionqa.moderation.pages import words
from regionqa.moderation.pages.doors import key_store, page, refused
from regionqa.moderation.pages.schemas import said, version
from regionqa.moderation.policy import READ_CASES
from regionqa.moderation.queries.packs import PackSeen, pack_at_home
from regionqa.web.forms import Form, read_form
from regionqa.web.identity import database, identity
from regionqa.web.layout import date_and_time

_AT = "/cases/<uuid:case_id>/pack"
_MOST = operations.RULES.most_bytes
_MEDIA = {"pdf": "application/pdf", "txt": "text/plain; charset=utf-8"}
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class _AnswerSchema(Schema):
    """Why a finding tells nothing."""

    key = said(STALE, 200)
    reason = fields.String(load_default="")


class _AttestSchema(Schema):
    """Somebody stands for a pack."""

    version = version()
    confirmed = fields.Boolean(load_default=False)
    in_words = fields.String(load_default="")


@page(_AT, permission=READ_CASES, methods=("GET", "POST"))
def pack(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """The home's page of a pack, and the upload of one."""
    if request.method == "GET":
        return _home_page(scope, case_id, Form())
    sent = request.files.get("file")
    if sent is None or not sent.filename:
        return _home_page(scope, case_id, Form(errors={"file": ["Choose the pack’s file"]})), 422
    data, name, form = sent.stream.read(_MOST + 1), sent.filename, Form()
    made: list[UUID] = []

    def upload() -> None:
        _pack, job = operations.upload_pack(scope, key_store(), case_id, data=data, file_name=name)
        made.append(job)

    if status := refused(form, upload):
        return _home_page(scope, case_id, form), status
    return redirect(url_for("work.show", job_id=made[0]))


@page(f"{_AT}/findings", permission=READ_CASES, methods=("POST",))
def answer_finding(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """Say why something that the check found tells nothing."""
    values, form = read_form(_AnswerSchema())
    if values is None:
        return _home_page(scope, case_id, form), 422
    if status := refused(
        form, lambda: operations.answer_finding(scope, key_store(), case_id, **values)
    ):
        form.errors = {f"reason-{values['key']}": form.errors.get("reason", ["Open it again"])}
        return _home_page(scope, case_id, form), status
    return redirect(url_for("moderation.pack", case_id=case_id, _anchor="findings"))


@page(f"{_AT}/attest", permission=READ_CASES, methods=("POST",))
def attest_pack(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """Stand for a pack: its readers may open it from now on."""
    values, form = read_form(_AttestSchema())
    if values is None:
        return _home_page(scope, case_id, form), 422
    if status := refused(
        form, lambda: operations.attest_pack(scope, key_store(), case_id, **values)
    ):
        return _home_page(scope, case_id, form), status
    flash("The pack is attested. Its readers can open it while they grade.", "success")
    return redirect(url_for("moderation.pack", case_id=case_id))


@page(f"{_AT}/take-back", permission=READ_CASES, methods=("GET", "POST"))
def take_back_pack(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """End a pack at once, as when something was left in it."""
    form = Form()
    status = 200
    if request.method == "POST":
        status = refused(form, lambda: operations.take_back(scope, key_store(), case_id))
        if not status:
            flash("The pack is taken back and its key destroyed. Nobody can open it.", "success")
            return redirect(url_for("moderation.pack", case_id=case_id))
    seen = pack_at_home(scope, key_store(), case_id)
    return render_template("moderation/pack_take_back.html", pack=seen, form=form), status


def _home_page(scope: Scope, case_id: UUID, form: Form) -> str:
    return render_template(
        "moderation/pack.html",
        pack=pack_at_home(scope, key_store(), case_id),
        form=form,
        words=words,
        megabytes=_MOST // 1_000_000,
        most_pages=operations.RULES.most_pages,
    )


@page(f"{_AT}/read", permission=READ_CASES, transaction=False)
def read_pack(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """The text of a pack on a page of its own."""
    with unit_of_work(database(), scope):
        opened = open_pack(scope, key_store(), case_id, what="text")
    return render_template(
        "moderation/pack_read.html",
        opened=opened,
        case_id=case_id,
        mark=_mark(),
    )


@page(f"{_AT}/document", permission=READ_CASES, transaction=False)
def pack_document(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """The file, with who took it on every page; to be saved and never shown in place."""
    with unit_of_work(database(), scope):
        opened = open_pack(scope, key_store(), case_id, what="document")
    try:
        marked = mark_document(opened.document, opened.kind, _mark())
    except DocumentRefused as error:
        raise NotFound("The pack cannot be marked, so it is shown as text only.") from error
    response = Response(marked, content_type=_MEDIA.get(opened.kind, _WORD))
    name = f"pack-version-{opened.number}.{opened.kind}"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def _mark() -> str:
    """Who opened it and when; no case, no authority."""
    who = identity()
    name = who.name if who is not None else "somebody"
    return f"Opened by {name}, {date_and_time(now())}. For moderation only: do not pass on."


@dataclass(frozen=True, slots=True)
class Papers:
    """What a reader has beside the tool: what is known of the pack, and it itself when opened."""

    seen: PackSeen | None
    opened: OpenedPack | None
    mark: str


def papers_beside(scope: Scope, case_id: UUID, seen: PackSeen | None) -> Papers:
    """The pack for the grading page; opened, and the opening kept, when the address asks for it.

    Outside of a transaction: it takes its own.
    """
    opened = None
    if request.args.get("pack") == "open" and seen is not None and seen.number is not None:
        try:
            with unit_of_work(database(), scope):
                opened = open_pack(scope, key_store(), case_id, what="text")
        except NotFound:
            opened = None  # its key ended a moment ago
    return Papers(seen, opened, _mark())
