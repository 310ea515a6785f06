"""What pages say in words: directions, hours, calendar files, allocations that cannot be."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from regionqa.moderation.machines import ROUND, SERVICE
from regionqa.moderation.machines import ROUND_STATES as STATES
from regionqa.moderation.pages.contents import clashes, content_from, values_from
from regionqa.moderation.pages.figure_words import direction_sentence, in_hours
from regionqa.moderation.pages.readings import calendar_of, folded
from regionqa.moderation.pages.words import ROUND_STATES, STEPS, TIMELINE
from regionqa.moderation.tools import first_tool, read_content

TOOL = read_content(first_tool()[2])


def direction(value: float | None, low: float | None, high: float | None, **more: Any) -> Any:
    """A direction as the statistics give it."""
    points = SimpleNamespace(value=value, low=low, high=high)
    held = {"cases": 10, "clusters": None, "state": "ok", "level": 0.95}
    return SimpleNamespace(points=points, **{**held, **more})


@pytest.mark.parametrize(
    ("found", "sentence"),
    [
        (
            direction(0.5, 0.2, 0.8),
            "On 10 cases your own audit was 0.5 of a grade above peers, 95% 0.2 to 0.8.",
        ),
        (
            direction(-0.5, -0.8, -0.2),
            "On 10 cases your own audit was 0.5 of a grade below peers, 95% 0.2 to 0.8.",
        ),
        (
            direction(0.3, -0.1, 0.7),
            (
                "On 10 cases your own audit was 0.3 of a grade above peers, 95% −0.1 to 0.7. "
                "That could be chance."
            ),
        ),
        (
            direction(0.5, None, None, state="too_few", cases=1),
            (
                "On 1 case your own audit was 0.5 of a grade above peers; too few cases to rely "
                "on, so it could be chance."
            ),
        ),
        (
            direction(0.0, None, None, state="perfect"),
            "On 10 cases your own audit gave the same grades as peers every time.",
        ),
        (None, "There is no case with a grade from both your own audit and a peer."),
        (
            direction(None, None, None, state="no_overlap"),
            "There is no case with a grade from both your own audit and a peer.",
        ),
    ],
)
def test_directions_are_sentences_with_interval_and_base(found: Any, sentence: str) -> None:
    assert direction_sentence(found) == sentence


@pytest.mark.parametrize(
    ("minutes", "words"),
    [(0, "0 minutes"), (1, "1 minute"), (60, "1 hour"), (150, "2 hours 30 minutes")],
)
def test_hours(minutes: int, words: str) -> None:
    assert in_hours(minutes) == words


def test_every_state_and_every_step_of_a_person_has_words() -> None:
    assert set(ROUND_STATES) == set(STATES)
    assert set(TIMELINE) == set(STATES) - {"cancelled"}
    assert set(STEPS) == {name for name, step in ROUND.items() if step.who != SERVICE}
    asked = {name for name, said in STEPS.items() if said.reason}
    assert {name for name, step in ROUND.items() if step.reason_needed} <= asked


@pytest.mark.parametrize(
    ("day", "ends"), [(date(2026, 3, 28), "T170000Z"), (date(2026, 3, 30), "T160000Z")]
)
def test_a_calendar_file_holds_the_deadline_over_a_clock_change_and_no_case(
    day: date, ends: str
) -> None:
    held: Any = SimpleNamespace(id=UUID(int=1), closes_on=day, title="Secret title")
    text = calendar_of(held, "https://test.example/readings", datetime(2026, 3, 1, tzinfo=UTC))
    assert f"DTEND:{day:%Y%m%d}{ends}" in text
    assert "Secret title" not in text
    assert "Case" not in text
    assert text.startswith("BEGIN:VCALENDAR\r\n")
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))


def test_long_lines_fold_without_cutting_a_character() -> None:
    line = "DESCRIPTION:" + "é" * 100
    assert folded(line).replace("\r\n ", "") == line
    assert all(len(part.encode()) <= 75 for part in folded(line).split("\r\n"))


def test_a_draft_goes_into_the_form_and_back() -> None:
    sent = {"grades.voice": "good", "evidence.voice": "Seen.", "had": ["pack"], "minutes": "45"}
    content = content_from(TOOL, sent)
    assert content["grades"]["voice"] == "good"
    assert content["minutes"] == 45
    again = content_from(TOOL, values_from(content))
    assert again == content
    other = content_from(TOOL, sent | {"evidence.voice": "Heard."})
    assert clashes(TOOL, content, other) == {"evidence.voice"}


@pytest.mark.parametrize("minutes", ["", "soon", "-5", "1e3", "٣", "9999999"])
def test_minutes_that_are_no_whole_number_are_left_to_the_check(minutes: str) -> None:
    assert content_from(TOOL, {"minutes": minutes})["minutes"] is None
