"""Using a file in one step, as a program does: all of it, or nothing and every problem named."""

from collections.abc import Callable
from uuid import UUID

from regionqa.core.errors import Unprocessable
from regionqa.core.scope import Scope
from regionqa.core.unit_of_work import session
from regionqa.exchange import Table
from regionqa.ratings import queries
from regionqa.ratings.operations.drafts import Confirmed, confirm_draft, save_draft
from regionqa.ratings.scales import DeclaredScale

_NAMES = ("row", "column", "value", "message", "fix")


def use_file(
    scope: Scope,
    table: Table,
    title: str,
    scale: DeclaredScale,
    *,
    then: Callable[[UUID], str],
) -> Confirmed:
    """Make a table a file whose report a job works out, as a person does with a draft.

    Raises ``Unprocessable`` while there are problems, with ``problems`` in its details, and as
    ``save_draft`` and ``confirm_draft`` do.
    """
    draft_id = save_draft(scope, table, title, scale)
    session(scope).flush()
    draft = queries.get_draft(scope, draft_id)
    if not draft.sound:
        raise Unprocessable(
            "There are problems in the rows, so nothing of them was saved.",
            problems=[
                dict(zip(_NAMES, problem, strict=True)) for problem in draft.preview["problems"]
            ],
            problem_count=draft.preview["problem_count"],
        )
    return confirm_draft(scope, draft_id, version=draft.version, then=then)
