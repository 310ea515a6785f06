"""Mappings of tools: proposed, looked at, accepted or refused."""

from collections.abc import Collection, Iterator
from datetime import date
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.benchmarking import operations, queries
from regionqa.benchmarking.common import common_domains
from regionqa.benchmarking.mapping import AUTHORITY, OFFICE, PARTIES, ToolMap, in_force
from regionqa.benchmarking.months import MonthError, month_key, read_month
from regionqa.benchmarking.pages.doors import door
from regionqa.benchmarking.policy import ACCEPT_MAPPINGS, PROPOSE_MAPPINGS, READ_MAPPINGS
from regionqa.benchmarking.schemas import DecideMappingSchema, mapping_schema
from regionqa.benchmarking.windows import months_before
from regionqa.core.errors import Conflict, Unprocessable
from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.web import home
from regionqa.web.forms import Form, read_form
from regionqa.web.home import Panel
from regionqa.web.layout import counted

_DOMAIN, _GRADE = "domain_", "grade_"
STATES = {"accepted": "Accepted by both", "proposed": "Proposed", "refused": "Refused"}
YEARS_AHEAD = 2
COLOURS = {"accepted": "green", "proposed": "blue", "refused": "red"}


def panels(scope: Scope) -> Iterator[Panel]:
    """Mappings that wait for the word of whoever may give it."""
    if not allowed(scope, ACCEPT_MAPPINGS):
        return
    if waiting := queries.count_waiting(scope):
        yield Panel(
            f"{counted(waiting, 'mapping')} to accept or refuse".capitalize(),
            "A mapping says which own domain and grade is which common one. Grades are compared "
            "once it is accepted.",
            url_for("benchmarking.mappings"),
            "Look at it",
            waiting=True,
            order=36,
        )


home.add_source("benchmarking mappings", panels)


@door.page("/mappings", permission=READ_MAPPINGS)
def mappings(scope: Scope) -> ResponseReturnValue:
    """The own versions; at the office those of every member, what waits for it first."""
    held = queries.list_mappings(scope)
    party = OFFICE if scope.office else AUTHORITY
    return render_template(
        "benchmarking/mappings.html",
        waiting=[one for one in held if party in one.waits_for],
        others=[one for one in held if party not in one.waits_for],
        current=None if scope.office else in_force(held, queries.last_month()),
        names=queries.member_names(scope),
        at_office=scope.office,
        **_words(),
    )


@door.page("/mappings/propose", permission=PROPOSE_MAPPINGS, methods=("GET", "POST"))
def propose_mapping(scope: Scope) -> ResponseReturnValue:
    """Propose a mapping, beginning from the newest."""
    if request.method == "GET":
        return _form(Form(_as_typed(queries.newest_mapping(scope))))
    values, form = read_form(mapping_schema([name for named in _fields() for name in named]))
    since = _since(form)
    domains, grades = _domains_typed(form), _grades_typed(form)
    if values is None or since is None or form.errors:
        form.also(
            lambda: operations.check_mapping(
                scope, str(form.value("tool")), domains, grades, str(form.value("note"))
            )
        )
        return _form(_named(form)), 422
    try:
        mapping_id = operations.propose_mapping(
            scope,
            tool=values["tool"],
            since=since,
            domains=domains,
            grades=grades,
            note=values["note"],
        )
    except Unprocessable as error:
        return _form(_named(form.add(error))), error.status
    except Conflict as error:
        return _form(form.add(error)), error.status
    flash("The mapping is proposed. It holds once both have accepted it.", "success")
    return redirect(url_for("benchmarking.mapping", mapping_id=mapping_id))


@door.page("/mappings/<uuid:mapping_id>", permission=READ_MAPPINGS)
def mapping(scope: Scope, mapping_id: UUID) -> ResponseReturnValue:
    """A mapping and what was decided on it."""
    return _page(scope, mapping_id, Form())


@door.page("/mappings/<uuid:mapping_id>/decide", permission=ACCEPT_MAPPINGS, methods=("POST",))
def decide_mapping(scope: Scope, mapping_id: UUID) -> ResponseReturnValue:
    """Accept or refuse a mapping."""
    values, form = read_form(DecideMappingSchema())
    if values is None:
        return _page(scope, mapping_id, form), 422
    try:
        operations.decide_mapping(scope, mapping_id, **values)
    except (Conflict, Unprocessable) as error:
        return _page(scope, mapping_id, form.add(error)), error.status
    word = "accepted" if values["accepted"] else "refused"
    flash(f"The mapping is {word} for {PARTIES[OFFICE if scope.office else AUTHORITY]}.", "success")
    return redirect(url_for("benchmarking.mapping", mapping_id=mapping_id))


def _page(scope: Scope, mapping_id: UUID, form: Form) -> str:
    held = queries.get_mapping(scope, mapping_id)
    party = OFFICE if scope.office else AUTHORITY
    own: dict[str | None, str] = {one.key: one.name for one in common_domains().domains}
    own[None] = "No counterpart"
    return render_template(
        "benchmarking/mapping.html",
        form=form,
        mapping=held,
        names=queries.member_names(scope),
        common=own,
        deciding=allowed(scope, ACCEPT_MAPPINGS) and party in held.waits_for,
        may_decide=operations.may_decide(scope, held),
        **_words(),
    )


def _words() -> dict[str, Any]:
    return {"states": STATES, "colours": COLOURS, "parties": PARTIES}


def _form(form: Form) -> str:
    domains, grades = _fields()
    return render_template(
        "benchmarking/mapping_form.html",
        form=form,
        domains=[(name, common_domains().find(key)) for name, key in domains.items()],
        grades=list(grades.items()),
    )


def _fields() -> tuple[dict[str, str], dict[str, str]]:
    """The fields of lines: common domain's key by name, common grade by name."""
    words = queries.common_scale().words
    return (
        {f"{_DOMAIN}{one.key}": one.key for one in common_domains().domains},
        {f"{_GRADE}{place}": word for place, word in enumerate(words)},
    )


def _since(form: Form) -> date | None:
    """The first month, or None with a message at its field."""
    text = str(form.value("since"))
    if not text:
        return None
    try:
        return read_month(text, months_before(queries.last_month(), -YEARS_AHEAD * 12))
    except MonthError as error:
        form.errors["since"] = [str(error)]
        return None


def _domains_typed(form: Form) -> dict[str, str | None]:
    """Each own domain with the common one's key, or None for one with no counterpart."""
    found: dict[str, str | None] = {}
    for name, key in {**_fields()[0], "others": None}.items():
        for own in _lines(str(form.value(name))):
            if _is_new(form, name, own, found):
                found[own] = key
    return found


def _grades_typed(form: Form) -> dict[str, str]:
    """Each own grade with the common one; a field left blank has the common word."""
    found: dict[str, str] = {}
    for name, word in _fields()[1].items():
        for own in _lines(str(form.value(name))) or [word]:
            if _is_new(form, name, own, found):
                found[own] = word
    return found


def _is_new(form: Form, field: str, own: str, found: Collection[str]) -> bool:
    """Whether an own word stands for the first time; a message at the field where it does not."""
    if own in found:
        form.errors.setdefault(field, []).append(f"“{own}” stands twice. Keep it in one place.")
    return own not in found


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def _as_typed(held: ToolMap | None) -> dict[str, str]:
    """A mapping in the fields of the form; the common domains where there is none yet."""
    domains, grades = _fields()
    if held is None:
        names = {one.key: one.name for one in common_domains().domains}
        typed = {name: names[key] for name, key in domains.items()}
        return {**typed, "since": month_key(queries.last_month())}
    return {
        "tool": held.tool,
        "since": month_key(held.since),
        "note": "",
        "others": "\n".join(own for own, key in held.domains.items() if key is None),
        **{
            name: "\n".join(own for own, key in held.domains.items() if key == wanted)
            for name, wanted in domains.items()
        },
        **{
            name: "\n".join(own for own, word in held.grades.items() if word == wanted)
            for name, wanted in grades.items()
        },
    }


def _named(form: Form) -> Form:
    """Put what is said of all domains or grades at the first of their fields, if it is free.

    The messages stand in the order of the fields.
    """
    domains, grades = _fields()
    for field, names in (("domains", domains), ("grades", grades)):
        if said := form.errors.pop(field, None):
            form.errors.setdefault(next(iter(names)), said)
    order = ("tool", "since", *domains, "others", *reversed(grades), "note")
    form.errors = {name: form.errors[name] for name in order if name in form.errors} | form.errors
    return form
