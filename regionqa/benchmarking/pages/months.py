"""One month: returned by a form, corrected, withdrawn, and its history."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from regionqa.benchmarking import operations, queries
from regionqa.benchmarking.checking import add_up
from regionqa.benchmarking.months import (
    CHOSEN_WORDS,
    HeldMonth,
    MonthError,
    month_key,
    month_words,
    read_month,
)
from regionqa.benchmarking.pages.doors import door
from regionqa.benchmarking.pages.drafts import told
from regionqa.benchmarking.pages.month_domains import (
    as_held,
    check_halves,
    check_totals,
    domain_fields,
    domains_typed,
    names_of,
)
from regionqa.benchmarking.policy import GIVE_RETURNS, READ_RETURNS
from regionqa.benchmarking.schemas import WithdrawSchema, count_field, month_schema
from regionqa.core.errors import Conflict, NotFound, Unprocessable
from regionqa.core.scope import Scope
from regionqa.web.forms import Form, read_form

_MONTH = "/months/<month>"


@door.page("/months/add", permission=GIVE_RETURNS, methods=("GET", "POST"))
def add_month(scope: Scope) -> ResponseReturnValue:
    """Return a month by a form."""
    if request.method == "GET":
        return _form_page(scope, Form({"month": month_key(queries.last_month())}), None)
    domains = domain_fields(scope, None)
    values, form = read_form(month_schema(_words(), names_of(domains), with_month=True))
    month = _typed_month(form)
    if values is None or month is None:
        return _refused(scope, form, None, month)
    values.pop("month")
    return _record(scope, month, values, form, None)


def _typed_month(form: Form) -> date | None:
    """The month, or None with a message at its field."""
    if not form.value("month"):
        return None
    try:
        return read_month(str(form.value("month")), queries.today())
    except MonthError as error:
        form.errors["month"] = [str(error)]
        return None


@door.page(_MONTH, permission=READ_RETURNS)
def month(scope: Scope, month: str) -> ResponseReturnValue:
    """A month and every row of its history."""
    asked = _asked(month)
    history = queries.list_history(scope, asked)
    if not history:
        raise NotFound
    words = _words()
    return render_template(
        "benchmarking/month.html",
        month=asked,
        history=history,
        grades=[*words, *(g for g in history[0].figures.grades if g not in words)],
        key=month_key(asked),
        chosen_words=CHOSEN_WORDS,
    )


@door.page(f"{_MONTH}/correct", permission=GIVE_RETURNS, methods=("GET", "POST"))
def correct_month(scope: Scope, month: str) -> ResponseReturnValue:
    """Correct a month; what it was stays in its history."""
    asked = _asked(month)
    held = queries.read_months(scope).held.get(asked)
    if held is None:
        raise NotFound
    if request.method == "GET":
        return _form_page(scope, Form(_as_held(scope, held)), asked)
    domains = domain_fields(scope, held)
    values, form = read_form(month_schema(_words(), names_of(domains), with_month=False))
    if values is None:
        return _refused(scope, form, asked, asked)
    return _record(scope, asked, values, form, asked)


@door.page(f"{_MONTH}/withdraw", permission=GIVE_RETURNS, methods=("GET", "POST"))
def withdraw_month(scope: Scope, month: str) -> ResponseReturnValue:
    """Take a month out of every figure."""
    asked = _asked(month)
    months = queries.read_months(scope)
    held = months.held.get(asked)
    if held is None or held.withdrawn:
        raise NotFound
    form, status = Form(), 200
    if request.method == "POST":
        values, form = read_form(WithdrawSchema())
        status = 422
        if values is not None:
            try:
                operations.withdraw_month(scope, asked, **values)
            except Unprocessable as error:
                form.add(error)
            except Conflict as error:
                form.add(error)
                status = error.status
            else:
                flash(f"{month_words(asked)} is withdrawn.", "success")
                return redirect(url_for("benchmarking.index"))
    page = render_template(
        "benchmarking/withdraw.html", form=form, month=asked, held=held, seen=months.seen,
        key=month_key(asked),
    )  # fmt: skip
    return page, status


def _record(
    scope: Scope, month: date, values: dict[str, Any], form: Form, correcting: date | None
) -> ResponseReturnValue:
    words = _words()
    grades = {word: values[count_field(place)] for place, word in enumerate(words)}
    try:
        counts = _domains(scope, values, form, correcting)
        if form.errors:
            return _refused(scope, form, correcting, month)
        figures = add_up(
            month, grades, values["completed"], None, values["auditors"],
            chosen=values["chosen"], domains=counts,
        )  # fmt: skip
        recorded = operations.record_months(
            scope, [figures], how="form", seen=values["seen"], reason=values["reason"]
        )
    except ValueError as error:
        form.errors["completed"] = [str(error)]
        return _refused(scope, form, correcting, month)
    except Unprocessable as error:
        return _form_page(scope, form.add(error), correcting), error.status
    except Conflict as error:
        form.values.pop("seen", None)
        return _form_page(scope, form.add(error), correcting, stale=True), error.status
    flash(told(recorded), "success")
    return redirect(url_for("benchmarking.index"))


def _refused(
    scope: Scope, form: Form, correcting: date | None, month: date | None
) -> ResponseReturnValue:
    """The form again, with what else would be refused: half a domain, a correction's reason."""
    held = queries.read_months(scope).held
    check_halves(domain_fields(scope, held.get(correcting) if correcting else None), form)
    if month in held:
        form.also(lambda: operations.check_correction(scope, str(form.value("reason"))))
    return _form_page(scope, form, correcting), 422


def _domains(
    scope: Scope, values: Mapping[str, Any], form: Form, correcting: date | None
) -> dict[str, dict[str, int]]:
    held = queries.read_months(scope).held.get(correcting) if correcting else None
    asked = domain_fields(scope, held)
    check_halves(asked, form)
    counts = domains_typed(asked, values, form, held)
    check_totals(asked, counts, values["completed"], form)
    return counts


def _form_page(scope: Scope, form: Form, correcting: date | None, *, stale: bool = False) -> str:
    months = queries.read_months(scope)
    held = months.held.get(correcting) if correcting else None
    return render_template(
        "benchmarking/month_form.html",
        form=form,
        grades=list(enumerate(_words())),
        month=correcting,
        key=month_key(correcting) if correcting else None,
        domains=domain_fields(scope, held),
        chosen_words=CHOSEN_WORDS,
        seen=months.seen,
        held=held if stale else None,
        stale=stale,
    )


def _as_held(scope: Scope, held: HeldMonth) -> dict[str, object]:
    """A month as it stands, in the fields of the form; blank for one that is withdrawn."""
    if held.withdrawn:
        return {}
    one = held.figures
    counts = {count_field(place): one.grades.get(word) for place, word in enumerate(_words())}
    chosen = one.chosen or ""
    domains = as_held(domain_fields(scope, held), held)
    whole = {"completed": one.completed, "auditors": one.auditors, "chosen": chosen}
    return {**whole, **counts, **domains}


def _words() -> tuple[str, ...]:
    return queries.common_scale().words


def _asked(key: str) -> date:
    try:
        found = read_month(key, queries.today())
    except MonthError as error:
        raise NotFound from error
    if month_key(found) != key:
        raise NotFound
    return found
