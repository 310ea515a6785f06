"""The standard, versions, differences, approval, evidence, and what stays when things change."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from regionqa.authorities.roles import Role
from regionqa.core.database import Database
from regionqa.core.errors import Conflict, Forbidden, NotFound, Unprocessable
from regionqa.core.unit_of_work import unit_of_work
from regionqa.frameworks import evidence, standard
from regionqa.frameworks.answers import (
    Answer,
    Coverage,
    Covered,
    PointAnswer,
    Source,
    component_content,
    component_in,
    digest_of,
)
from regionqa.frameworks.differences import compare, pieces
from regionqa.frameworks.evidence import Evidence, register_evidence
from regionqa.frameworks.operations.approving import approve_framework
from regionqa.frameworks.operations.editing import Entry, move_to_standard, save_component
from regionqa.frameworks.operations.practice import begin_standard, change_status
from regionqa.frameworks.practice import STEPS, Status
from regionqa.frameworks.public import public_frameworks
from regionqa.frameworks.queries.drafts import answer_content, answer_from, says_the_same
from regionqa.frameworks.queries.framework import (
    draft_content,
    get_draft,
    get_overview,
)
from regionqa.frameworks.queries.practice import get_standard
from regionqa.frameworks.queries.versions import find_latest, get_around, get_version
from regionqa.frameworks.standard import newest_standard, read_standard, standards
from tests.conftest import Browse
from tests.factories.world import World
from tests.frameworks.building import approve, lead_of, say
from tests.frameworks.test_walking import post, token


def test_the_standard_has_twelve_components_with_four_steps_each() -> None:
    held = newest_standard()
    assert [one.number for one in held.components] == list(range(1, 13))
    assert all(len(one.steps) == 4 for one in held.components)
    assert len({step for one in held.components for step in one.steps}) == 48
    every = [point for one in (*held.components, held.across) for point in one.points]
    assert all(point.paragraph for point in every)
    assert len(held.questions) == 3
    assert len(held.headings) == 4
    across = [point.key for point in held.across.points]
    assert across[:2] == ["reviewing_officer", "lived_experience"]
    assert len([key for key in across if key.startswith("theme_")]) == 5
    leadership = next(one for one in held.components if one.key == "leadership")
    assert {"psw", "psw_learning", "psw_asye"} <= {point.key for point in leadership.points}
    audit = next(one for one in held.components if one.key == "audit")
    assert len([point for point in audit.points if ", type " in point.paragraph]) == 5


def test_no_step_is_a_generic_adjective() -> None:
    generic = {"emerging", "developing", "established", "embedded", "mature", "advanced", "basic"}
    for component in newest_standard().components:
        for step in component.steps:
            words = {word.strip(".,;").lower() for word in step.split()}
            assert not words & generic, step
            assert len(words) >= 5, step


def test_a_broken_standard_is_refused(tmp_path: Path) -> None:
    text = (standard.FOLDER / "standard_2020_02.toml").read_text()
    broken = tmp_path / "standard_broken.toml"
    broken.write_text(text.replace('key = "data"', 'key = "meetings"', 1))
    with pytest.raises(ValueError, match="given twice"):
        read_standard(broken)


def test_public_frameworks_come_out_as_they_were_read() -> None:
    tallies = {one.key: one.tally() for one in public_frameworks()}
    assert tallies == {
        "gloucestershire-2017": (5, 7, 0),
        "gloucestershire-2018": (4, 6, 2),
        "dorset": (8, 3, 1),
        "durham-2020": (5, 5, 2),
    }
    core = {one.key for one in newest_standard().components}
    for one in public_frameworks():
        assert set(one.readings) == core
        assert (one.readings["self_evaluation"].coverage) is Coverage.PART
    full = {
        one.key for one in public_frameworks() if one.readings["observation"].coverage == "full"
    }
    assert full == {"dorset"}


WORDS = st.lists(st.sampled_from(["audit", "monthly", "the", "worker", "child", "\n"])).map(
    " ".join
)


@given(WORDS, WORDS)
def test_pieces_hold_both_texts(before: str, after: str) -> None:
    found = pieces(before, after)
    kinds = {one.kind for one in found}
    assert kinds <= {"kept", "removed", "added"}
    if "kept" in kinds and [one.text for one in found if one.kind == "kept"] != [" "]:
        assert "".join(one.text for one in found if one.kind != "removed") == after
        assert "".join(one.text for one in found if one.kind != "added") == before


def test_differences_name_component_and_point(database: Database, world: type[World]) -> None:
    say(database, world.a, "audit", "We read ten cases a month.", points={"regular": "part"})
    approve(database, world.a)
    say(database, world.a, "audit", "We read twelve cases a month.", points={"regular": "yes"})
    scope = lead_of(world.a)
    with unit_of_work(database, scope, write=False):
        latest = find_latest(scope)
        assert latest is not None
        (one,) = compare(latest.content, draft_content(scope))
    assert one.title == "iv. Case audit"
    assert [change.what for change in one.changes] == [
        "Description",
        "Point: Regular case audits are done.",
    ]
    words = one.changes[0].pieces
    assert [piece.text for piece in words if piece.kind == "removed"] == ["ten"]
    assert [piece.text for piece in words if piece.kind == "added"] == ["twelve"]


def test_an_approval_holds_for_what_was_read(database: Database, world: type[World]) -> None:
    say(database, world.a, "audit", "First.")
    scope = lead_of(world.a)
    with unit_of_work(database, scope, write=False):
        read = digest_of(draft_content(scope))
    say(database, world.a, "audit", "Changed since.")
    with pytest.raises(Conflict), unit_of_work(database, scope):
        approve_framework(scope, why="x", digest=read)
    approve(database, world.a)
    with pytest.raises(Unprocessable, match="Nothing differs"):
        approve(database, world.a)
    deputy = world.a.scope(Role.QA_DEPUTY)
    with pytest.raises(Forbidden), unit_of_work(database, deputy):
        approve_framework(deputy, why="x", digest=read)


def test_a_yearly_review_may_change_nothing_and_says_why(
    browse_as: Browse, database: Database, world: type[World]
) -> None:
    say(database, world.a, "audit", "As it was.")
    approve(database, world.a)
    director = browse_as("dcs", place=world.a)
    answer = post(director, "/framework/approve", why="All of it still holds.",
                  yearly_review="true")  # fmt: skip
    assert answer.status_code == 302
    page = director.get("/framework/versions").text
    assert "yearly review" in page
    assert "All of it still holds." in page
    for text in ("Changed in spring.", "Changed in autumn."):
        say(database, world.a, "audit", text)
        approve(database, world.a)
    with time_machine.travel(datetime.now(UTC) + timedelta(days=366)):
        fresh = browse_as("qa_lead", place=world.a)
        assert "yearly review is due" in fresh.get("/").text
        director = browse_as("dcs", place=world.a)
        say(database, world.a, "learning", "New this year.")
        assert post(director, "/framework/approve", why="A year on.",
                    yearly_review="true").status_code == 302  # fmt: skip
        page = director.get("/framework/versions/5").text
    year, _, last = page.partition("What changed since version 4")
    assert "Since version 2, the yearly review before" in year
    assert "the versions between are in it" in year
    assert "Case audit" in year
    assert "Learning culture" in year
    assert "A year on." in year
    assert "Case audit" not in last
    assert "Learning culture" in last


def test_a_new_standard_rewrites_nothing(
    database: Database, world: type[World], monkeypatch: pytest.MonkeyPatch
) -> None:
    say(database, world.a, "audit", "Said under the first.", points={"regular": "yes"})
    approve(database, world.a)
    scope = lead_of(world.a)
    with unit_of_work(database, scope, write=False):
        before = get_version(scope, 1)
    old = newest_standard()
    components = tuple(
        replace(one, title="Practice audit", points=one.points[:-6]) if one.key == "audit" else one
        for one in old.components
    )
    new = replace(old, code="2030-01", dated=date(2030, 1, 1), components=components)
    both = {old.code: old, new.code: new}
    for module in (
        "regionqa.frameworks.standard",
        "regionqa.frameworks.operations.editing",
        "regionqa.frameworks.queries.framework",
    ):
        monkeypatch.setattr(f"{module}.standards", lambda: both)
    with unit_of_work(database, scope):
        assert get_draft(scope, "audit").component.title == "Case audit", "it moves when it chooses"
        move_to_standard(scope, new.code)
    approve(database, world.a)
    with unit_of_work(database, scope, write=False):
        assert get_draft(scope, "audit").answer.description == "Said under the first."
        assert get_version(scope, 1) == before
        kept = component_in(get_version(scope, 1).content, "audit")
        later = component_in(get_version(scope, 2).content, "audit")
    assert kept is not None
    assert later is not None
    assert (kept["title"], later["title"]) == ("Case audit", "Practice audit")
    with pytest.raises(Unprocessable), unit_of_work(database, scope):
        move_to_standard(scope, old.code)


def test_a_component_without_evidence_is_flagged_to_its_owner(
    browse_as: Browse, database: Database, world: type[World], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(evidence, "_SOURCES", {})
    say(database, world.a, "audit", "x", coverage="full", owner_role="head_of_service")
    head = browse_as("head_of_service", place=world.a)
    assert "No evidence for twelve months: Case audit" in head.get("/").text
    assert "Nothing behind it" in head.get("/framework/").text
    say(database, world.a, "data", "x", coverage="part", owner_role="head_of_service")
    both = "No evidence for twelve months: 2 components"
    assert both in head.get("/").text, "one panel, however many"
    say(database, world.a, "data", "x", coverage="absent")
    assert "No evidence" not in browse_as("practitioner", place=world.a).get("/").text
    today = datetime.now(UTC).date()
    register_evidence("audit", "audits", lambda _s: Evidence("3 audits", 3, today))
    assert "No evidence" not in head.get("/").text
    assert "3 audits" in head.get("/framework/components/audit").text
    old = today - timedelta(days=366)
    register_evidence("audit", "audits", lambda _s: Evidence("3 audits", 3, old))
    assert "No evidence for twelve months" in head.get("/").text
    assert "Over twelve months ago" in head.get("/framework/").text
    assert head.get("/framework/components/audit/edit").status_code == 200, "owners edit"
    assert head.get("/framework/components/data/edit").status_code == 403


def test_an_owner_does_not_pass_the_component_on(database: Database, world: type[World]) -> None:
    say(database, world.a, "audit", "x", owner_role="head_of_service")
    head = world.a.scope(Role.HEAD_OF_SERVICE)
    with unit_of_work(database, head):
        entry = Entry("Edited by its owner.", "", "part", None, {}, "auditor")
        save_component(head, "audit", entry, version=get_draft(head, "audit").version)
        assert get_draft(head, "audit").answer.owner_role == "head_of_service"


def test_a_person_in_a_text_is_asked_about(browse_as: Browse, world: type[World]) -> None:
    lead = browse_as("qa_lead", place=world.a)
    address = "/framework/components/audit/edit"
    words = "Audits are led by Sarah Thompson in Ambermouth."
    refused = post(lead, address, description=words, coverage="part")
    assert refused.status_code == 422
    assert "looks like a person" in refused.text
    assert words in refused.text, "nothing typed is lost"
    kept = lead.post(address, data={**token(refused.text), "description": words,
                                    "coverage": "part", "no_person": "true"})  # fmt: skip
    assert kept.status_code == 302


def test_the_steps_of_a_practice_standard() -> None:
    assert {(status.value, step.to.value) for status in Status for step in STEPS[status]} == {
        ("draft", "checked"),
        ("checked", "engaged"),
        ("checked", "draft"),
        ("engaged", "signed_off"),
        ("engaged", "draft"),
        ("signed_off", "in_force"),
        ("signed_off", "draft"),
        ("in_force", "retired"),
    }
    signed = {step.to for status in Status for step in STEPS[status] if step.signs}
    assert {Status.SIGNED_OFF, Status.IN_FORCE, Status.RETIRED} <= signed


def test_one_version_of_a_practice_standard_is_in_force(
    database: Database, world: type[World]
) -> None:
    scope = lead_of(world.a)
    with unit_of_work(database, scope):
        standard_id = begin_standard(scope, "Visits", "Seen alone.", ["Guidance"])
        coming = get_standard(scope, standard_id).upcoming
        assert coming is not None
        with pytest.raises(Unprocessable):
            change_status(scope, coming.id, Status.IN_FORCE, "x", version=coming.version)
        with pytest.raises(Unprocessable):
            change_status(scope, coming.id, Status.CHECKED, " ", version=coming.version)
        with pytest.raises(Conflict):
            change_status(scope, coming.id, Status.CHECKED, "x", version=coming.version + 1)
    practitioner = world.a.scope(Role.PRACTITIONER)
    with pytest.raises(Forbidden), unit_of_work(database, practitioner):
        change_status(practitioner, coming.id, Status.CHECKED, "x", version=coming.version)


ANSWERS = st.builds(
    Answer,
    description=st.sampled_from(("", "Words")),
    coverage=st.sampled_from((None, *Coverage)),
    maturity=st.sampled_from((None, 1)),
    points=st.dictionaries(
        st.sampled_from([one.key for one in newest_standard().components[0].points]),
        st.builds(PointAnswer, st.sampled_from((None, *Covered)), st.sampled_from(("", "Note"))),
    ),
    owner_role=st.sampled_from((None, "qa_lead")),
    review_on=st.sampled_from((None, date(2027, 1, 4))),
    sources=st.sampled_from(((), (Source("B", 1, date(2026, 1, 4)),))),
)


@given(ANSWERS, ANSWERS)
def test_an_answer_says_the_same_as_what_is_kept_where_both_are_equal_as_answers(
    answer: Answer, other: Answer
) -> None:
    component = newest_standard().components[0]
    for one in (answer, other):
        kept = component_content(component, one)
        equal = answer_content(answer) == answer_content(answer_from(kept))
        assert says_the_same(answer, kept) is equal
    assert says_the_same(answer, component_content(component, answer))


def test_a_version_stands_beside_those_it_is_compared_with(
    database: Database, world: type[World]
) -> None:
    scope = lead_of(world.a)
    for number, yearly in enumerate((False, False, True, False, True), 1):
        say(database, world.a, "audit", f"Words {number}.")
        approve(database, world.a, yearly=yearly)
    with unit_of_work(database, scope, write=False):
        found = [get_around(scope, number) for number in range(1, 6)]
        with pytest.raises(NotFound):
            get_around(scope, 6)
        assert [one.version for one in found] == [get_version(scope, n) for n in range(1, 6)]
    numbers = [
        (one.before.number if one.before else None, one.review.number if one.review else None)
        for one in found
    ]
    assert numbers == [(None, None), (1, None), (2, 1), (3, None), (4, 3)]


def test_an_empty_framework_has_a_sentence(database: Database, world: type[World]) -> None:
    scope = lead_of(world.a)
    with unit_of_work(database, scope, write=False):
        overview = get_overview(scope, date(2026, 11, 21))
    assert not overview.begun
    assert overview.latest is None
    assert overview.changed == ()
    assert len(overview.core) == 12
    assert list(standards())[-1] == newest_standard().code
