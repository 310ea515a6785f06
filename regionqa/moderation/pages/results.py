"""What comes out for an authority and for a person; nothing of anybody else."""

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from regionqa.accounts import list_people
from regionqa.core.errors import Forbidden, NotFound
from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.moderation.operations import consents as operations
from regionqa.moderation.pages import figure_words, words
from regionqa.moderation.pages.doors import page
from regionqa.moderation.policy import READ_CASES, SEE_RESULTS, TAKE_PART
from regionqa.moderation.queries import profiles
from regionqa.moderation.queries import results as queries
from regionqa.moderation.queries.anchors import tally_of
from regionqa.moderation.queries.moderated import list_consenting, list_moderated
from regionqa.moderation.queries.rounds import get_round, list_tools
from regionqa.moderation.tools import NO_GRADES


@page("/rounds/<uuid:round_id>/results", permission=SEE_RESULTS)
def results(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """The own authority's figures on blind readings, and its moderated grades."""
    held = get_round(scope, round_id)
    found = queries.own_results(scope, round_id)
    figures = found.figures
    return render_template(
        "moderation/results.html",
        round=held,
        found=found,
        figures=figures,
        say=figure_words,
        words=words,
        lines=figure_words.domain_lines(figures) if figures else [],
        hours=queries.hours(scope, round_id),
        moderated=list_moderated(scope, round_id) if allowed(scope, TAKE_PART) else [],
        tool=held.tool.content,
    )


@page("/profile", permission=READ_CASES)
def profile(scope: Scope) -> ResponseReturnValue:
    """How the person's own readings compare: theirs alone."""
    consented = scope.person_id is not None and profiles.has_consented(scope, scope.person_id)
    return render_template(
        "moderation/profile.html",
        found=profiles.own_profile(scope),
        own=True,
        name="",
        consented=consented,
        lead_cases=profiles.LEAD_CASES,
        colleagues=_colleagues(scope),
        anchors=tally_of(scope, scope.person_id) if scope.person_id else None,
        tools=_names(scope),
    )


def _colleagues(scope: Scope) -> list[tuple[UUID, str]]:
    """Those who let their lead see their profile, for the lead."""
    if not allowed(scope, TAKE_PART):
        return []
    agreed = list_consenting(scope)
    return [
        (one.person_id, one.display_name)
        for one in list_people(scope)
        if one.person_id in agreed and one.person_id != scope.person_id
    ]


def _names(scope: Scope) -> dict[str, str]:
    """Domains' and grades' words over all tools of the region."""
    known = dict(NO_GRADES)
    for tool in list_tools(scope):
        known |= {one.key: one.label for one in tool.content.scale}
        known |= {one.key: one.name for one in tool.content.domains}
    return known


@page("/profile/consent", permission=READ_CASES, methods=("POST",))
def give_consent(scope: Scope) -> ResponseReturnValue:
    """Let the lead see the profile."""
    operations.give_consent(scope)
    flash("Your QA lead and deputy can see your profile, from twelve cases on.", "success")
    return redirect(url_for("moderation.profile"))


@page("/profile/consent/withdraw", permission=READ_CASES, methods=("POST",))
def withdraw_consent(scope: Scope) -> ResponseReturnValue:
    """Stop the lead from seeing the profile."""
    operations.withdraw_consent(scope)
    flash("Nobody but you can see your profile now.", "success")
    return redirect(url_for("moderation.profile"))


@page("/profile/<uuid:person_id>", permission=TAKE_PART)
def colleague_profile(scope: Scope, person_id: UUID) -> ResponseReturnValue:
    """A colleague's profile, where they agreed to it."""
    name = next((p.display_name for p in list_people(scope) if p.person_id == person_id), None)
    if name is None:
        raise NotFound
    try:
        found = profiles.profile_for_lead(scope, person_id)
    except Forbidden as error:
        raise NotFound from error
    return render_template(
        "moderation/profile.html",
        found=found,
        own=False,
        name=name,
        consented=True,
        lead_cases=profiles.LEAD_CASES,
        colleagues=[],
        anchors=tally_of(scope, person_id),
        tools=_names(scope),
    )
