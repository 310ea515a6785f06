"""The coordinator's view: who takes part, how far the readings are; never a grade."""

from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from regionqa.core.scope import Scope
from regionqa.moderation.pages.doors import page
from regionqa.moderation.policy import RUN_ROUNDS
from regionqa.moderation.queries.lists import list_participants, list_progress
from regionqa.moderation.queries.participants import list_not_joined
from regionqa.moderation.queries.rounds import get_round


@page("/rounds/<uuid:round_id>/call", permission=RUN_ROUNDS)
def call(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """Who has joined, what they offer and what is missing; the cases drawn."""
    found = get_round(scope, round_id)
    joined = list_participants(scope, round_id)
    return render_template(
        "moderation/call.html",
        round=found,
        joined=joined,
        not_joined=list_not_joined(scope, round_id),
        wanted=found.cases_per_authority * found.readers_per_case,
        drawn=sum(one.cases for one in joined),
        substituted=sum(one.substituted for one in joined),
        offered=sum(one.capacity for one in joined),
    )


@page("/rounds/<uuid:round_id>/progress", permission=RUN_ROUNDS)
def progress(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """Which readings are in, case by case."""
    cases = list_progress(scope, round_id)
    readers = [one for case in cases for one in case.readers if one.standing in _LIVE]
    return render_template(
        "moderation/progress.html",
        round=get_round(scope, round_id),
        cases=cases,
        asked=len(readers),
        submitted=sum(1 for one in readers if one.submitted),
        fell_away=sum(1 for case in cases for one in case.readers if one.standing not in _LIVE),
        withheld=sum(1 for case in cases if case.withheld),
    )


_LIVE = frozenset({"asked", "confirmed"})
