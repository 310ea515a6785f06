"""Mappings of tools: proposed, looked at, accepted or refused."""

from collections import Counter
from collections.abc import Iterator
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
    domains, grades = _fields()
    values, form = read_form(mapping_schema([*domains, *grades]))
    if values is None:
        return _form(form), 422
    try:
        since = read_month(values["since"], months_before(queries.last_month(), -YEARS_AHEAD * 12))
        mapping_id = operations.propose_mapping(
            scope,
            tool=values["tool"],
            since=since,
            domains=_once(
                "domains",
                [
                    *((own, key) for name, key in domains.items() for own in _lines(values[name])),
                    *((own, None) for own in _lines(values["others"])),
                ],
            ),
            grades=_once(
                "grades",
                [
                    (own, word)
                    for name, word in grades.items()
                    for own in _lines(values[name]) or [word]
                ],
            ),
            note=values["note"],
        )
    except MonthError as error:
        form.errors["since"] = [str(error)]
    except Unprocessable as error:
        _named(form.add(error), domains, grades)
    except Conflict as error:
        return _form(form.add(error)), error.status
    else:
        flash("The mapping is proposed. It holds once both have accepted it.", "success")
        return redirect(url_for("benchmarking.mapping", mapping_id=mapping_id))
    return _form(form), 422


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


def _once(field: str, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """The pairs by own word. Raises ``Unprocessable`` for a word that stands twice."""
    twice = [own for own, count in Counter(own for own, _to in pairs).items() if count > 1]
    if twice:
        said = f"“{twice[0]}” stands twice. Keep it in one place."
        raise Unprocessable(said, errors={field: [said]})
    return dict(pairs)


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


def _named(form: Form, domains: dict[str, str], grades: dict[str, str]) -> None:
    """Put what is said of all domains or grades at the first of their fields."""
    for field, names in (("domains", domains), ("grades", grades)):
        if said := form.errors.pop(field, None):
            form.errors[next(iter(names))] = said
