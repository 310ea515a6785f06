"""Keeping people out of a framework's texts: the writer is shown what looks like a person."""

from collections.abc import Mapping

from sqlalchemy import select

from regionqa.authorities import Authority
from regionqa.core.errors import Unprocessable
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.exchange import check_text_for_personal_details

CONFIRM = "no_person"
"""The field by which a writer says that what was found is no person."""


def refuse_personal_details(scope: Scope, texts: Mapping[str, str], *, confirmed: bool) -> None:
    """Raise ``Unprocessable`` with a message for each field in which a person may be named.

    ``confirmed`` lets the texts pass: the check is a help and can be wrong.
    """
    if confirmed:
        return
    known = _authority_names(scope) if any(texts.values()) else ()
    errors: dict[str, list[str]] = {}
    for name, text in texts.items():
        found = check_text_for_personal_details(text, known)
        if found:
            words = ", ".join(f"“{one.found}”" for one in found[:3])
            errors[name] = [
                f"This looks like a person or a number of a person: {words}. {found[0].fix}"
            ]
    if errors:
        raise Unprocessable(errors=errors, personal=True)


def _authority_names(scope: Scope) -> list[str]:
    return list(session(scope).scalars(select(Authority.name)))
