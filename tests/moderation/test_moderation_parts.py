"""The pure parts: drawing, deadlines, differences, figures, a frame's file, a reading's content."""

import io
from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from regionqa.core.errors import Unprocessable
from regionqa.moderation.contents import check_content, check_text, seal_of
from regionqa.moderation.deadlines import answer_by, end_of, has_passed, reminders, start_of
from regionqa.moderation.drawing import Line, draw, shares, stand_in
from regionqa.moderation.figures import HOME, BlindReading, figures, same_evidence
from regionqa.moderation.frames import frame_template, read_frame
from regionqa.moderation.queries.profiles import share
from regionqa.moderation.reconciling import (
    Stand,
    differences,
    panel_decision,
    settled,
    suggestion,
    verdict,
)
from regionqa.moderation.tools import first_tool, read_content
from tests.moderation.region import DOMAINS, SCALE, TOOL, content

COUNTS = st.dictionaries(st.sampled_from("ABCDEFG"), st.integers(0, 40), min_size=1)


@given(COUNTS, st.integers(0, 120))
def test_shares_are_proportional_and_whole(counts: dict[str, int], wanted: int) -> None:
    given_out = shares(counts, wanted)
    total = sum(counts.values())
    assert sum(given_out.values()) == min(wanted, total)
    for name, count in counts.items():
        assert given_out[name] <= count
        exact = min(wanted, total) * count / total if total else 0
        assert abs(given_out[name] - exact) < 1


@given(st.integers(1, 40), st.integers(0, 40), st.text(max_size=8), st.randoms())
def test_a_draw_is_the_same_whatever_the_order_and_holds_each_case_once(
    size: int, wanted: int, seed: str, dice: object
) -> None:
    lines = [Line(f"R{number}", "ABC"[number % 3], "5 to 9") for number in range(size)]
    shuffled = list(lines)
    dice.shuffle(shuffled)
    if wanted > size:
        with pytest.raises(ValueError, match="are to be drawn"):
            draw(lines, wanted, seed)
        return
    drawn = draw(lines, wanted, seed)
    assert drawn == draw(shuffled, wanted, seed)
    assert len(drawn.cases) == wanted
    assert sorted([*drawn.cases, *drawn.reserves]) == sorted(lines)
    stands = stand_in(drawn, [line.reference for line in drawn.cases], "A")
    assert stands is None or stands in drawn.reserves
    if any(line.service == "A" for line in drawn.reserves):
        assert stands is not None
        assert stands.service == "A"


def test_every_case_of_a_service_is_as_likely_as_another() -> None:
    lines = [Line(f"R{number}", "AB"[number % 2], "5 to 9") for number in range(20)]
    hits = dict.fromkeys([line.reference for line in lines], 0)
    for seed in range(4000):
        for line in draw(lines, 4, str(seed)).cases:
            hits[line.reference] += 1
    expected = 4000 * 4 / 20
    chi = sum((count - expected) ** 2 / expected for count in hits.values())
    assert chi < 50, "19 degrees of freedom: 99.99% lie below 51"


def test_deadlines_hold_over_a_change_of_the_clocks() -> None:
    """17:00 in London is 17:00 UTC until 28 March 2026 and 16:00 UTC from the 29th."""
    assert end_of(date(2026, 3, 28)) == datetime(2026, 3, 28, 17, tzinfo=UTC)
    assert end_of(date(2026, 3, 29)) == datetime(2026, 3, 29, 16, tzinfo=UTC)
    assert end_of(date(2026, 10, 24)) == datetime(2026, 10, 24, 16, tzinfo=UTC)
    assert end_of(date(2026, 10, 25)) == datetime(2026, 10, 25, 17, tzinfo=UTC)
    assert not has_passed(date(2026, 3, 29), datetime(2026, 3, 29, 15, 59, tzinfo=UTC))
    assert has_passed(date(2026, 3, 29), datetime(2026, 3, 29, 16, tzinfo=UTC))
    assert start_of(date(2026, 3, 29)) == datetime(2026, 3, 29, 8, tzinfo=UTC)
    at_night = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
    assert answer_by(at_night) - at_night == timedelta(hours=2), "real hours, not the clock's"
    when = dict(reminders(date(2026, 3, 20), date(2026, 3, 30)))
    assert when["two_days"] == datetime(2026, 3, 28, 9, tzinfo=UTC)
    assert when["today"] == datetime(2026, 3, 30, 8, tzinfo=UTC)


def all_domains(grade: str) -> dict[str, str]:
    return dict.fromkeys(DOMAINS, grade)


@pytest.mark.parametrize(("home", "first", "second"), list(product(range(4), repeat=3)))
def test_the_verdict_of_every_three_readings(home: int, first: int, second: int) -> None:
    """By the words of the rule: the same; one step on one side of Good; else a discussion."""
    given_by = {"Home": home, "Reader A": first, "Reader B": second}
    grades = {mark: all_domains(SCALE[place]) for mark, place in given_by.items()}
    places = set(given_by.values())
    if len(places) == 1:
        expected = "unanimous"
    elif places in ({0, 1}, {2, 3}):
        expected = "one_step"
    else:
        expected = "discussion"
    assert verdict(TOOL, grades) == expected
    most = [p for p in places if list(given_by.values()).count(p) > 1]
    suggested = suggestion(TOOL, grades)
    assert suggested == (all_domains(SCALE[most[0]]) if most else None)


def test_differences_come_widest_first_and_no_grade_is_no_step() -> None:
    low, wide = dict(all_domains("good")), dict(all_domains("good"))
    wide[DOMAINS[3]] = "inadequate"
    low[DOMAINS[1]] = "not_applicable"
    low[DOMAINS[2]] = "outstanding"
    found = differences(TOOL, {"Home": all_domains("good"), "Reader A": low, "Reader B": wide})
    assert [(one.domain, one.steps) for one in found] == [
        (DOMAINS[3], 2),
        (DOMAINS[2], 1),
        (DOMAINS[1], 0),
    ]
    assert [one.either_side_of_good for one in found] == [True, False, False]
    two = {"Home": all_domains("good"), "Reader A": all_domains("outstanding")}
    assert verdict(TOOL, two) == "discussion", "two readers have no majority to suggest"


def test_agreement_needs_the_home_and_more_than_half_of_the_readers() -> None:
    good, poor = all_domains("good"), all_domains("inadequate")
    home = Stand("Home", "accept", good, "")
    first = Stand("Reader A", "propose", good, "It is good.")
    second = Stand("Reader B", "accept", poor, "")
    assert settled([home, first], 1) == first
    assert settled([home, first], 2) is None, "one of two is not more than half"
    assert settled([home, first, second], 3) is None
    assert settled([first, second], 2) is None, "the home must hold it too"
    assert settled([home], 0) is None
    members = [Stand(f"Panel {n}", "panel", good, "So.") for n in (1, 2)]
    assert panel_decision(members, 3) == members[0]
    assert panel_decision(members[:1], 3) is None
    split = [members[0], Stand("Panel 2", "unresolved", {}, "No.")]
    assert panel_decision(split, 3) is None


def readings(rows: list[tuple[str, str, str]], **more: object) -> list[BlindReading]:
    return [
        BlindReading(case, reader, all_domains(grade), frozenset({"pack"}), **more)
        for case, reader, grade in rows
    ]


def test_figures_by_hand() -> None:
    """Ten cases; in four the home is one grade above both peers, in one of six it is below one."""
    rows = []
    for number in range(10):
        peers = ("good", "good") if number != 9 else ("outstanding", "good")
        home = "outstanding" if number < 4 else "good"
        case = f"c{number}"
        rows += [(case, HOME, home), (case, "x", peers[0]), (case, "y", peers[1])]
    found = figures(TOOL, readings(rows), linked=True)
    assert (found.cases, found.readings, found.before) == (10, 30, 0)
    for one in (found.overall, *found.domains):
        assert one.exact.value == pytest.approx((4 * (1 / 3) + 5 + 1 / 3) / 10)
        assert one.adjacent.value == pytest.approx(1.0)
        assert one.direction.points.value == pytest.approx((4 * 1 - 0.5) / 10)
        assert one.direction.cases == 10 * (len(DOMAINS) if one is found.overall else 1)
    refused = figures(TOOL, readings(rows), linked=False)
    assert refused.overall.direction is None
    assert "do not link" in refused.refused
    assert refused.overall.exact.value == found.overall.exact.value


def test_figures_of_next_to_nothing_have_names() -> None:
    for rows, state in (
        ([("c", HOME, "good")], "one_reader"),
        ([("c", HOME, "good"), ("c", "x", "good")], None),
        ([("c", HOME, "not_applicable"), ("c", "x", "not_enough_evidence")], "empty"),
    ):
        found = figures(TOOL, readings(rows), linked=True)
        assert found.overall.ac.state == (state or "one_grade")
        assert found.not_grades["not_applicable"] == len(DOMAINS) * (rows[0][2] != "good")
    assert figures(TOOL, [], linked=True).overall.exact.value is None
    assert share([], 0) is None
    assert share([0, 1, 2, 3], 1) == 0.5


def test_cases_in_which_evidence_differed_are_left_out() -> None:
    both = readings([("c", HOME, "good"), ("c", "x", "good")])
    mixed = [
        BlindReading("d", HOME, all_domains("good"), frozenset({"pack", "record"})),
        BlindReading("d", "x", all_domains("good"), frozenset({"pack"})),
    ]
    assert same_evidence([*both, *mixed]) == both


def test_a_broken_tool_is_named() -> None:
    whole = first_tool()[2]
    assert [domain.key for domain in read_content(whole).domains] == list(DOMAINS)
    for broken, said in (
        ({**whole, "good": "fine"}, "not on the scale"),
        ({**whole, "scale": whole["scale"][:1]}, "two grades or more"),
        ({**whole, "domains": []}, "one domain or more"),
        ({**whole, "domains": [{**whole["domains"][0], "questions": []}]}, "asks no question"),
        ({**whole, "domains": [{**whole["domains"][0], "described": {}}]}, "describe inadequate"),
    ):
        with pytest.raises(ValueError, match=said):
            read_content(broken)


def test_a_reading_is_checked_field_by_field_and_sealed() -> None:
    checked = check_content(TOOL, content("good"))
    assert checked.minutes == 90
    seal = seal_of("c", "p", "peer", checked)
    assert seal == seal_of("c", "p", "peer", check_content(TOOL, content("good")))
    for other in (content("good", minutes=91), content("good", "good", "inadequate")):
        assert seal != seal_of("c", "p", "peer", check_content(TOOL, other))
    with pytest.raises(Unprocessable) as refused:
        check_content(TOOL, {"grades": {"voice": "excellent", "mood": "good"}, "minutes": True})
    errors = refused.value.details["errors"]
    assert errors["grades.voice"] == ["excellent is not a grade of this tool"]
    assert {"grades.mood", "had", "minutes", "no_conflict", "evidence.planning"} <= set(errors)
    with pytest.raises(Unprocessable):
        check_text("Call Emma Johnson on 01632 960001", "text")


def test_a_frame_is_read_and_a_named_child_is_not() -> None:
    good = b"Reference,Service,Age band\nR-001,Assessment,5 to 9\nR-002,Care,1 to 4\n"
    read = read_frame(io.BytesIO(good), "frame.csv")
    assert [line.reference for line in read.lines] == ["R-001", "R-002"]
    twice = good + b"R-001,Care,5 to 9\n"
    assert read_frame(io.BytesIO(twice), "frame.csv").lines == ()
    band = b"Reference,Service,Age band\nR-001,Assessment,7 years\n"
    problems = read_frame(io.BytesIO(band), "frame.csv").preview.problems
    assert [(one.row, one.column) for one in problems] == [(2, "Age band")]
    assert frame_template()[:2] == b"PK"


@pytest.mark.parametrize(
    ("way", "had", "fits"),
    [
        ("pack", ["pack"], True),
        ("pack", ["pack", "record"], False),
        ("pack", [], False),
        ("in_place", ["record", "worker"], True),
        ("in_place", ["worker"], False),
        ("in_place", ["pack"], False),
        ("home", ["record", "family"], True),
        ("home", ["worker"], False),
        (None, ["worker"], True),
    ],
)
def test_what_a_reader_had_fits_how_the_case_is_read(
    way: str | None, had: list[str], fits: bool
) -> None:
    given = content("good", had=had)
    if fits:
        assert check_content(TOOL, given, way=way).had
        return
    with pytest.raises(Unprocessable) as refused:
        check_content(TOOL, given, way=way)
    assert set(refused.value.details["errors"]) == {"had"}
