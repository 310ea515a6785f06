"""Cases are driven at random against a plain model, on both databases.

One round has many cases; each run takes a fresh case and plays its home and its two readers:
drafts, submissions, corrections, double and stale submits, conflicts, positions. Work that others
wait for runs when the play says so, never by itself.
"""

from collections.abc import Callable
from itertools import count
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from regionqa.core.database import Database
from regionqa.core.errors import Conflict, Forbidden, NotFound, RegionQAError
from regionqa.moderation import operations, queries
from tests.moderation.region import DOMAINS, SCALE, Person, Region, content

WHO = st.sampled_from(["Home", "Reader A", "Reader B"])
GRADE = st.sampled_from([2, 2, 2, 3, 1, 0])  # mostly alike, as readers are
OPEN = {"in_blind"}
AFTER = {"revealed", "in_discussion", "agreed"}


class Pool:
    """Cases of one round after the other, each given out once."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.region = Region(database)
        self.cases: list[UUID] = []
        self.reached: set[tuple[str, int]] = set()

    def take(self) -> UUID:
        if not self.cases:
            self.region = Region(self.database)
            self.region.begin(cases_per_authority=16)
            self.cases = sorted(self.region.homes(), key=str)
        return self.cases.pop()


class Play(RuleBasedStateMachine):
    """One case, played."""

    pool: Pool

    def __init__(self) -> None:
        super().__init__()
        self.case_id = self.pool.take()
        self.region = self.pool.region
        first, second = self.region.assigned(self.case_id)
        home = self.region.homes()[self.case_id]
        self.people: dict[str, Person] = {
            "Home": self.region.auditors[home.id],
            "Reader A": first,
            "Reader B": second,
        }
        self.live = {"Reader A", "Reader B"}
        self.versions = dict.fromkeys(self.people, 0)
        self.given: dict[str, int] = {}
        self.last: dict[str, tuple[str, int, UUID]] = {}
        self.shown: dict[str, int] = {}
        self.stances: dict[str, str] = {}
        self.state = "in_blind"
        self.turn = count()

    def run(self, who: str, operation: Callable, *args: object, **more: object) -> object:
        return self.region.do(self.people[who], operation, self.case_id, *args, **more)

    def refused(self, who: str, *errors: type[RegionQAError], version: int) -> None:
        try:
            self.run(
                who,
                operations.submit_reading,
                content("good"),
                version=version,
                request_key=uuid4().hex,
            )
        except errors:
            return
        raise AssertionError(f"{who} was let submit in {self.state}")

    def cut(self, who: str) -> bool:
        return who != "Home" and who not in self.live

    @rule(who=WHO, grade=GRADE)
    def submit(self, who: str, grade: int) -> None:
        if self.cut(who) or self.state not in OPEN:
            self.refused(who, NotFound, Forbidden, version=self.versions[who])
            return
        key = uuid4().hex
        made = self.run(
            who,
            operations.submit_reading,
            content(SCALE[grade]),
            version=self.versions[who],
            request_key=key,
        )
        self.versions[who] += 1
        self.given[who] = grade
        self.last[who] = (key, grade, made)

    @precondition(lambda self: self.state in OPEN)
    @rule(first=GRADE, others=GRADE)
    def all_submit(self, first: int, others: int) -> None:
        for who, grade in (("Reader A", first), ("Reader B", others), ("Home", others)):
            self.submit(who, grade)
        self.work()

    @precondition(lambda self: bool(self.last))
    @rule(data=st.data())
    def submit_again(self, data: st.DataObject) -> None:
        who = data.draw(st.sampled_from(sorted(self.last)))
        key, _grade, made = self.last[who]
        again = self.run(
            who,
            operations.submit_reading,
            content("inadequate"),
            version=data.draw(st.integers(0, 3)),
            request_key=key,
        )
        assert again == made

    @precondition(lambda self: self.state in OPEN)
    @rule(who=WHO)
    def stale(self, who: str) -> None:
        if not self.cut(who):
            self.refused(who, Conflict, version=self.versions[who] + 1)

    @precondition(lambda self: self.state in OPEN)
    @rule(who=WHO)
    def save(self, who: str) -> None:
        if self.cut(who):
            return
        version = self.run(who, operations.save_draft, {"minutes": 5}, version=self.versions[who])
        self.versions[who] += 1
        assert version == self.versions[who]

    @precondition(lambda self: next(self.turn) % 7 == 0)
    @rule(who=st.sampled_from(["Reader A", "Reader B"]))
    def conflict(self, who: str) -> None:
        if who not in self.live:
            return
        self.region.do(
            self.people[who],
            operations.declare_conflict,
            self.region.round_id,
            reason="recognised",
            case_id=self.case_id,
        )
        self.live.discard(who)
        self.given.pop(who, None)

    @precondition(lambda self: self.state in AFTER)
    @rule(who=WHO, stance=st.sampled_from(["accept", "accept", "discuss"]))
    def stand(self, who: str, stance: str) -> None:
        grades = dict.fromkeys(DOMAINS, SCALE[self.held()])
        allowed = {"accept": {"revealed", "in_discussion"}, "discuss": {"revealed"}}[stance]
        try:
            self.run(
                who,
                operations.take_position,
                stance=stance,
                grades=grades,
                request_key=uuid4().hex,
            )
        except (Conflict, NotFound):
            assert self.cut(who) or self.state not in allowed
            return
        assert not self.cut(who)
        assert self.state in allowed
        self.stances[who] = stance

    def held(self) -> int:
        """The grade in the middle of those revealed."""
        values = sorted(self.shown.values())
        return values[len(values) // 2]

    @rule()
    def work(self) -> None:
        self.region.work()
        self.settle()

    def settle(self) -> None:
        """What must follow, in the plainest words."""
        peers = self.live & set(self.given)
        if self.state == "in_blind" and "Home" in self.given and len(peers) == 2:
            self.reveal()
        if self.state in AFTER and self.withdraw() and self.state != "agreed":
            self.state = "short"  # one peer is left, and the round asks for two
        if self.state in {"revealed", "in_discussion"}:
            self.reconcile()
        self.pool.reached.add((self.state, len(self.live)))

    def withdraw(self) -> bool:
        """Readings of people in conflict leave the case; whether any did."""
        gone = {who for who in self.shown if self.cut(who)}
        self.shown = {who: grade for who, grade in self.shown.items() if who not in gone}
        return bool(gone)

    def reveal(self) -> None:
        self.shown = dict(self.given)
        low, high = min(self.shown.values()), max(self.shown.values())
        apart = high - low > 1 or low < SCALE.index("good") <= high
        self.state = "agreed" if low == high else "in_discussion" if apart else "revealed"

    def reconcile(self) -> None:
        accepts = {who for who, stance in self.stances.items() if stance == "accept"}
        enough = "Home" in accepts and len(accepts) == 3
        if enough and (self.state == "in_discussion" or self.suggested() == self.held()):
            self.state = "agreed"
        elif self.state == "revealed" and "discuss" in self.stances.values():
            self.state = "in_discussion"

    def suggested(self) -> int | None:
        """What more than half gave."""
        values = list(self.shown.values())
        most = max(values, key=values.count)
        return most if 2 * values.count(most) > len(values) else None

    @invariant()
    def everyone_sees_what_they_may(self) -> None:
        viewers = sorted(self.people)
        who = viewers[next(self.turn) % len(viewers)]
        seen = self.region.ask(self.people[who], queries.visible_readings, self.case_id)
        marks = {one.mark: one.grades[DOMAINS[0]] for one in seen}
        if self.cut(who):
            assert marks == {}
        elif self.state in AFTER:
            expected = {mark: SCALE[grade] for mark, grade in self.shown.items()}
            assert marks == expected
        else:
            own = {who: SCALE[self.given[who]]} if who in self.given else {}
            assert marks == own


@pytest.mark.timeout(14400)
def test_cases_go_as_a_plain_model_says(database: Database, full: bool) -> None:
    """40 runs of 30 steps, 20 on each database; the long form is 500 of 50 on each."""
    pool = Pool(database)
    run_state_machine_as_test(
        type("PlayHere", (Play,), {"pool": pool}),
        settings=settings(
            max_examples=500 if full else 20,
            stateful_step_count=50 if full else 30,
            deadline=None,
            derandomize=not full,
            phases=[Phase.explicit, Phase.generate, Phase.shrink],
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    states = {state for state, _live in pool.reached}
    everything = {"in_blind", "revealed", "in_discussion", "agreed", "short"}
    assert states == everything, "not all was played"
    assert any(live < 2 for _state, live in pool.reached)
