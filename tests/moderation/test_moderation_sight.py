"""What may be seen: every state × every tie × every surface, against tables written by hand."""

from dataclasses import fields
from itertools import product

import pytest

from regionqa.moderation.machines import (
    CASE,
    CASE_STATES,
    ROUND,
    ROUND_STATES,
    SERVICE,
    reading_state,
)
from regionqa.moderation.sight import NOTHING, Sight, Tie, sight

SURFACES = {field.name for field in fields(Sight)}
TIES = [Tie(*values) for values in product([False, True], repeat=len(fields(Tie)))]

# Rows: who. Columns: drawn, told, while it is read, withdrawn, after the reveal.
GROUPS = {
    "drawn": 0,
    "allocated": 1,
    "in_blind": 2,
    "short": 2,
    "withdrawn": 3,
    "revealed": 4,
    "in_discussion": 4,
    "escalated": 4,
    "agreed": 4,
    "unresolved": 4,
    "closed": 4,
}
AFTER = "headline readings count home thread discussion pack"
TABLE = {
    "home lead": [
        "headline home pack slots reference",
        "headline home pack slots reference",
        "headline home pack slots reference thread",
        "headline home pack slots reference",
        f"{AFTER} reference slots",
    ],
    "home auditor": [
        "headline home pack slots reference own grade",
        "headline home pack slots reference own grade",
        "headline home pack slots reference own grade thread",
        "headline home pack slots reference own",
        f"{AFTER} reference own slots",
    ],
    "reader": [
        "own",
        "headline own slots",
        "headline own grade thread pack slots",
        "own",
        f"{AFTER} own",
    ],
    "panel": ["", "", "", "", AFTER],
    "coordinator": [
        "headline count names home",
        "headline count names home",
        "headline count names home",
        "headline count names home",
        "headline count names home readings discussion",
    ],
}
BEFORE_THE_PANEL = {"revealed", "in_discussion"}


def expected(tie: Tie, state: str) -> set[str]:
    """The surfaces by the tables: denials first, then the sum of what each part gives."""
    if tie.conflict:
        return set()
    parts = []
    if tie.leads_home:
        parts.append("home lead")
    if tie.home_auditor:
        parts.append("home auditor")
    if tie.reader and not tie.of_home:
        parts.append("reader")
    if tie.panel and not tie.of_home and not (state in BEFORE_THE_PANEL and not tie.reader):
        parts.append("panel")
    if tie.coordinates and not (tie.of_home or tie.reader or tie.former_reader):
        parts.append("coordinator")
    return {surface for part in parts for surface in TABLE[part][GROUPS[state]].split()}


@pytest.mark.parametrize("state", CASE_STATES)
def test_every_tie_sees_what_the_table_says(state: str) -> None:
    for tie in TIES:
        seen = {name for name in SURFACES if getattr(sight(tie, state), name)}
        assert seen == expected(tie, state), (tie, state)


@pytest.mark.parametrize("state", CASE_STATES)
def test_a_reason_against_never_opens_anything(state: str) -> None:
    """Adding a conflict, a place in the home or an ended assignment shows no more than without."""
    for tie in TIES:
        before = sight(tie, state)
        for against in ("conflict", "of_home", "former_reader"):
            values = {field.name: getattr(tie, field.name) for field in fields(Tie)}
            after = sight(Tie(**{**values, against: True}), state)
            assert all(getattr(before, name) or not getattr(after, name) for name in SURFACES)


def test_nobody_but_the_home_and_its_coordinator_knows_the_home_while_blind() -> None:
    for tie, state in product(TIES, ("drawn", "allocated", "in_blind", "short", "withdrawn")):
        seen = sight(tie, state)
        assert not seen.readings
        assert not seen.discussion
        if seen.home:
            assert tie.leads_home or tie.home_auditor or tie.coordinates
        if seen.names:
            assert tie.coordinates
            assert not tie.of_home


def test_the_named_cases() -> None:
    """Coordinator who is home lead; reader who is of the home; a leaver; nobody at all."""
    coordinator_at_home = Tie(coordinates=True, of_home=True, leads_home=True)
    assert not sight(coordinator_at_home, "in_blind").names
    assert not sight(coordinator_at_home, "in_blind").count
    assert sight(Tie(coordinates=True, of_home=True), "revealed") == NOTHING
    assert sight(Tie(reader=True, of_home=True), "revealed") == NOTHING
    assert sight(Tie(former_reader=True), "revealed") == NOTHING
    for state in CASE_STATES:
        assert sight(Tie(), state) == NOTHING
    with pytest.raises(ValueError, match="no case state"):
        sight(Tie(), "blinded")


def test_the_machines_are_whole() -> None:
    """Every state but the first is reached, no step leads into nowhere, ends are ends."""
    for machine, states, ends in (
        (ROUND, ROUND_STATES, {"archived", "cancelled"}),
        (CASE, CASE_STATES, {"closed", "withdrawn"}),
    ):
        targets = {step.target for step in machine.values()}
        sources = {source for step in machine.values() for source in step.sources}
        assert targets | sources == set(states)
        assert set(states) - targets == {states[0]}
        assert set(states) - sources == ends


def test_a_revealed_case_is_never_withdrawn_and_waits_again_only_for_a_reader() -> None:
    after = {"revealed", "in_discussion", "escalated", "agreed", "unresolved", "closed"}
    for name, step in CASE.items():
        if name != "reopen" and step.sources & after:
            assert step.target in after
    again = CASE["reopen"]
    assert (again.who, again.target) == (SERVICE, "short"), "no person takes it back"
    assert again.sources == {"revealed", "in_discussion", "escalated"}, "what is agreed stays"


@pytest.mark.parametrize(
    ("facts", "state"),
    [
        ({"exists": False}, "not_begun"),
        ({"exists": False, "drafted": True}, "draft"),
        ({}, "submitted"),
        ({"standings": frozenset({"late"})}, "late"),
        ({"superseded": True}, "superseded"),
        ({"superseded": True, "standings": frozenset({"void", "late"})}, "void"),
        ({"revealed": True, "standings": frozenset({"late"})}, "revealed"),
        ({"revealed": True, "standings": frozenset({"lapsed"})}, "lapsed"),
    ],
)
def test_a_reading_stands_where_its_facts_say(facts: dict, state: str) -> None:
    plain = {
        "exists": True,
        "drafted": False,
        "superseded": False,
        "standings": frozenset(),
        "revealed": False,
    }
    assert reading_state(**{**plain, **facts}) == state
