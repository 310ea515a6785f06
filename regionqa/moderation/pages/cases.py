"""A case: what this person may see of it, and after the reveal the talk that leads to a grade."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import render_template
from flask.typing import ResponseReturnValue

from regionqa.core.scope import Scope
from regionqa.moderation.contents import AFTER_REASONS
from regionqa.moderation.pages import words
from regionqa.moderation.pages.doors import page, request_key
from regionqa.moderation.places import members_of
from regionqa.moderation.policy import SEE_CASES
from regionqa.moderation.queries.differing import list_differing
from regionqa.moderation.queries.grading import Said, thread
from regionqa.moderation.queries.packs import has_copy
from regionqa.moderation.queries.rounds import get_round
from regionqa.moderation.queries.ties import look
from regionqa.moderation.queries.visible import (
    CaseView,
    PositionView,
    ReadingView,
    get_case,
)
from regionqa.moderation.reconciling import Difference
from regionqa.moderation.tools import NO_GRADES, ToolContent
from regionqa.web.forms import Form

FOUND_REASONS = {
    "worked_on_case": "The reader worked on the case or managed who did",
    "knows_family": "The reader knows the family",
    "knows_worker": "The reader is close to the worker or the manager",
    "recognised": "The reader recognised the case",
    "other": "Another reason",
}
TALKING = frozenset({"revealed", "in_discussion", "escalated"})
PARTIES = frozenset({"home_lead", "home_auditor", "reader"})


@dataclass(frozen=True, slots=True)
class Compared:
    """A domain of a revealed case: who gave what with which sentence, and the talk about it."""

    key: str
    name: str
    steps: int
    side: bool
    readings: tuple[ReadingView, ...]
    later: tuple[ReadingView, ...]
    talk: tuple[Said, ...]

    @property
    def apart(self) -> str:
        """How far apart, in words."""
        if not self.steps:
            return "One grades it and another says it cannot be graded"
        far = "One step apart" if self.steps == 1 else f"{self.steps} steps apart"
        return f"{far}, either side of Good" if self.side else far


@page("/cases/<uuid:case_id>", permission=SEE_CASES)
def show_case(scope: Scope, case_id: UUID) -> ResponseReturnValue:
    """What this person may see of a case."""
    return case_page(scope, case_id, Form())


@page("/rounds/<uuid:round_id>/differences", permission=SEE_CASES)
def differences(scope: Scope, round_id: UUID) -> ResponseReturnValue:
    """Revealed cases, the widest difference first."""
    return render_template(
        "moderation/differences.html",
        round=get_round(scope, round_id),
        cases=list_differing(scope, round_id),
    )


def case_page(scope: Scope, case_id: UUID, form: Form) -> str:
    """The page of a case, with what a refused form said."""
    case = get_case(scope, case_id)
    seen = look(scope, case_id)
    held = get_round(scope, case.round_id)
    tool = held.tool.content
    own = next((one for one in case.readings if one.mine and one.kind != "after_discussion"), None)
    again = [one for one in case.readings if one.mine and one.kind == "after_discussion"]
    talking = case.state in TALKING and case.part in PARTIES
    return render_template(
        "moderation/case.html",
        case=case,
        round=held,
        tool=tool,
        form=form,
        words=words,
        home=None if case.reference or not case.home_id else members_of(scope).get(case.home_id),
        compared=_compared(tool, case, thread(scope, seen, "discussion")),
        same=_same(tool, case),
        questions=thread(scope, seen, "question"),
        may_ask=seen.sight.thread and case.state in {"in_blind", "short"} and case.mark is not None,
        own_line=_home_grades(case),
        may_read_pack=not scope.office and has_copy(scope, case_id),
        talking=talking,
        may_read_again=talking
        and case.part in {"reader", "home_auditor"}
        and case.state in {"in_discussion", "escalated"}
        and not again,
        proposals=_proposals(case.positions) if talking else [],
        proposed=_proposed(case, own, form),
        options=[(one.key, one.label) for one in reversed(tool.scale)] + list(NO_GRADES.items()),
        after_reasons=AFTER_REASONS,
        key=form.value("request_key") or request_key(),
        talk_key=request_key(),
        candidates=_candidates(scope, case),
        suspects=[(one.person_id, one.name) for one in case.names if one.standing != "conflict"],
        found_reasons=list(FOUND_REASONS.items()),
    )


def _compared(tool: ToolContent, case: CaseView, talk: tuple[Said, ...]) -> list[Compared]:
    blind = tuple(one for one in case.readings if one.kind in {"home", "peer"})
    later = tuple(one for one in case.readings if one.kind == "after_discussion")
    return [_one(tool, found, blind, later, talk) for found in case.differences]


def _one(
    tool: ToolContent,
    found: Difference,
    blind: tuple[ReadingView, ...],
    later: tuple[ReadingView, ...],
    talk: tuple[Said, ...],
) -> Compared:
    return Compared(
        found.domain,
        tool.domain(found.domain).name,
        found.steps,
        found.either_side_of_good,
        blind,
        later,
        tuple(one for one in talk if one.domain == found.domain),
    )


def _same(tool: ToolContent, case: CaseView) -> list[tuple[str, str, tuple[ReadingView, ...]]]:
    """Domains in which every blind reading gave the same: the name, the grade, the readings."""
    blind = tuple(one for one in case.readings if one.kind in {"home", "peer"})
    if len(blind) < 2:
        return []
    differ = {one.domain for one in case.differences}
    return [(one.key, one.name, blind) for one in tool.domains if one.key not in differ]


def _home_grades(case: CaseView) -> Mapping[str, str]:
    found = next((one for one in case.readings if one.kind == "home"), None)
    return found.grades if found else {}


def _proposals(positions: tuple[PositionView, ...]) -> list[PositionView]:
    """What each party proposes now: the newest of each mark that carries grades."""
    newest: dict[str, PositionView] = {}
    for one in positions:
        newest[one.mark] = one
    held = [one for one in newest.values() if one.stance in {"propose", "accept"} and one.grades]
    different: dict[tuple[tuple[str, str], ...], PositionView] = {}
    for one in held:
        different.setdefault(tuple(sorted(one.grades.items())), one)
    return list(different.values())


def _proposed(case: CaseView, own: ReadingView | None, form: Form) -> dict[str, Any]:
    """What the fields of a proposal begin with: as typed, else the majority, else the own."""
    typed = {
        name.removeprefix("grades."): text
        for name, text in form.values.items()
        if name.startswith("grades.")
    }
    return {**(own.grades if own else {}), **_majority(case), **typed}


def _majority(case: CaseView) -> dict[str, str]:
    """The grade that more than half of the blind readings give, in each domain that has one."""
    blind = [one.grades for one in case.readings if one.kind in {"home", "peer"}]
    found = {}
    for domain in blind[0] if blind else ():
        grade, count = Counter(one.get(domain, "") for one in blind).most_common(1)[0]
        if grade and count * 2 > len(blind):
            found[domain] = grade
    return found


def _candidates(scope: Scope, case: CaseView) -> list[tuple[UUID, str]]:
    if case.part != "coordinator" or case.state != "escalated":
        return []
    from regionqa.moderation.queries.panels import list_panel_candidates

    return list_panel_candidates(scope, case.id)
