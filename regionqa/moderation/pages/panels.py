"""What moderation puts on the home page: numbers and a link, never a case, a grade or a name."""

from collections.abc import Iterator

from flask import url_for

from regionqa.core.permissions import allowed
from regionqa.core.scope import Scope
from regionqa.moderation.pages.doors import today
from regionqa.moderation.policy import READ_CASES, RUN_ROUNDS, SEE_ROUNDS
from regionqa.moderation.queries.anchors_waiting import count_to_read
from regionqa.moderation.queries.trials import has_tried
from regionqa.moderation.queries.waiting import RoundWaiting, Waiting, rounds_waiting, waiting
from regionqa.web import home
from regionqa.web.home import Panel
from regionqa.web.layout import counted, long_date


def panels(scope: Scope) -> Iterator[Panel]:
    """What waits for this person, first concerns; else the way to the rounds."""
    if not allowed(scope, SEE_ROUNDS):
        return
    found = waiting(scope)
    yield from _urgent(found)
    yield from _reading(found)
    yield from _leading(found)
    if allowed(scope, READ_CASES) and (anchors := count_to_read(scope)):
        yield Panel(
            "Anchor cases",
            f"{counted(anchors, 'made-up case').capitalize()} "
            f"{'waits' if anchors == 1 else 'wait'} for you: read it blind, or agree its key.",
            url_for("moderation.my_readings"),
            "Go to your readings",
            waiting=True,
            order=13,
        )
    if not found.has_read and not found.to_grade and not has_tried(scope):
        yield Panel(
            "Try a practice case",
            "Three made-up cases with a key, to try before your first round. They count nowhere.",
            url_for("moderation.practice"),
            "See the practice cases",
            order=30,
        )
    for one in rounds_waiting(scope):
        yield from _coordinating(one) if allowed(scope, RUN_ROUNDS) else _joining(one)
    yield Panel(
        "Moderation rounds",
        "The authorities of the region grade the same cases, blind to each other, and compare.",
        url_for("moderation.index"),
        "See the rounds",
        order=40,
    )


def _urgent(found: Waiting) -> Iterator[Panel]:
    if found.concerns:
        verb = "waits" if found.concerns == 1 else "wait"
        yield Panel(
            "A child of concern",
            f"{counted(found.concerns, 'concern').capitalize()} {verb} to be acknowledged. "
            "You have two hours from when it was raised.",
            url_for("moderation.concerns"),
            "Acknowledge it now",
            waiting=True,
            order=1,
        )


def _reading(found: Waiting) -> Iterator[Panel]:
    if found.to_grade:
        yield Panel(
            "Readings due",
            f"{counted(found.to_grade, 'case').capitalize()} to grade by 5pm on "
            f"{long_date(found.due)}.",
            url_for("moderation.my_readings"),
            "Go to your readings",
            waiting=True,
            order=10,
        )
    if found.to_answer:
        yield Panel(
            "Asked to read",
            f"You are asked to read {counted(found.to_answer, 'case')}. Say whether you can.",
            url_for("moderation.my_readings"),
            "Accept or decline",
            waiting=True,
            order=11,
        )
    if found.to_discuss:
        yield Panel(
            "Differences to discuss",
            f"{counted(found.to_discuss, 'revealed case').capitalize()} without your word.",
            url_for("moderation.my_readings"),
            "See what differs",
            waiting=True,
            order=12,
        )
    if found.to_decide:
        yield Panel(
            "On a panel",
            f"{counted(found.to_decide, 'case').capitalize()} waits for the panel you sit on.",
            url_for("moderation.my_readings"),
            "See what both sides say",
            waiting=True,
            order=13,
        )


def _leading(found: Waiting) -> Iterator[Panel]:
    if found.without_auditor:
        yield Panel(
            "Name your auditors",
            f"{counted(found.without_auditor, 'drawn case').capitalize()} without an auditor at "
            "home. Its peers are reading already.",
            url_for("moderation.index"),
            "See your drawn cases",
            waiting=True,
            order=14,
        )
    if found.without_pack:
        yield Panel(
            "Packs to prepare",
            f"{counted(found.without_pack, 'case').capitalize()} of yours "
            f"{'is' if found.without_pack == 1 else 'are'} read by pack, and there is none to open "
            "yet. Readers cannot begin without it.",
            url_for("moderation.index"),
            "See your drawn cases",
            waiting=True,
            order=14,
        )


def _joining(one: RoundWaiting) -> Iterator[Panel]:
    if one.joined:
        return
    yield Panel(
        "A call to join",
        f"{one.title}: join by 5pm on {long_date(one.day)}.",
        url_for("moderation.show_round", round_id=one.id),
        "See what is expected",
        waiting=True,
        order=15,
    )


_STEPS = {
    "draft": ("Open the call", "The round is planned; its call is not open."),
    "allocating": ("Share the cases out", "Cases are drawn. Work out who reads what."),
    "statistics_locked": ("Publish the record", "The figures are locked."),
}


def _coordinating(one: RoundWaiting) -> Iterator[Panel]:
    words = _STEPS.get(one.state)
    if one.state == "call_open" and one.day < today():
        words = ("Close the call", f"The call was to close on {long_date(one.day)}.")
    if words is None:
        return
    yield Panel(
        f"{one.title}: {words[0][0].lower()}{words[0][1:]}",
        words[1],
        url_for("moderation.show_round", round_id=one.id),
        "Go to the round",
        waiting=True,
        order=20,
    )


home.add_source("moderation", panels)
