"""Regions made up for tests: of a stated size, and any small one Hypothesis thinks of."""

import math

import numpy as np
from hypothesis import strategies as st

from regionqa.statistics.allocation import Case, Conflict, PastReading, Reader, Rules

TOPICS = ("care leavers", "disabled children", "early help", "exploitation", "neglect")


def region(authorities, cases, readers_per_case, people=4, spare=2, seed=0, rounds=2):
    """Cases, readers, conflicts and history of a region like those of the paper."""
    draw = np.random.default_rng(seed)
    names = [f"A{place:02d}" for place in range(authorities)]
    case_list = [
        Case(f"c{a:02d}-{i:02d}", names[a], frozenset([TOPICS[draw.integers(len(TOPICS))]]))
        for a in range(authorities)
        for i in range(cases)
    ]
    capacity = math.ceil(readers_per_case * cases / people) + spare
    readers = [
        Reader(
            f"r{a:02d}-{i}", names[a], capacity, frozenset(t for t in TOPICS if draw.random() < 0.4)
        )
        for a in range(authorities)
        for i in range(people)
    ]
    conflicts = [
        Conflict(
            reader=readers[draw.integers(len(readers))].id,
            case=case_list[draw.integers(len(case_list))].id,
        )
        for _ in range(2 * authorities)
    ]
    for _ in range(authorities // 5):
        a, b = draw.choice(authorities, 2, replace=False)
        conflicts.append(Conflict(reader_authority=names[a], case_authority=names[b]))
    history = []
    for _ in range(rounds * authorities * cases * readers_per_case):
        a, b = draw.choice(authorities, 2, replace=False)
        history.append(PastReading(names[a], names[b]))
    return case_list, readers, conflicts, history


@st.composite
def small_regions(draw, most_authorities=4):
    """(cases, readers, conflicts, rules, history), some possible and some not."""
    names = [f"A{i}" for i in range(draw(st.integers(2, most_authorities)))]
    topics = st.sampled_from((frozenset(), frozenset(), frozenset("x"), frozenset("y")))
    cases = [
        Case(f"c{name}{i}", name, draw(topics), draw(st.sampled_from((None, None, None, 1))))
        for name in names
        for i in range(draw(st.sampled_from((1, 1, 2, 0) if name != "A0" else (1, 2))))
    ]
    readers = [
        Reader(
            f"r{name}{i}",
            name,
            draw(st.sampled_from((4, 4, 3, 2, 1, 0))),
            draw(st.sampled_from((frozenset("xy"), frozenset("xy"), frozenset("x"), frozenset()))),
            draw(st.sampled_from((True, True, True, True, True, False))),
        )
        for name in names
        for i in range(draw(st.sampled_from((2, 2, 3, 1, 0) if name == "A0" else (2, 2, 3, 1))))
    ]
    conflicts = draw(st.lists(_conflicts(cases, readers, names), max_size=2))
    pairs = [(a, b) for a in names for b in names if a != b]
    history = [
        PastReading(a, b, draw(st.integers(1, 3)), draw(st.sampled_from((None, f"r{a}0"))))
        for a, b in draw(st.lists(st.sampled_from(pairs), max_size=6))
    ]
    rules = Rules(
        readers_per_case=draw(st.sampled_from((1, 1, 2))),
        reciprocity=draw(st.sampled_from((None, 0, 1, 1, 2, 2))),
        pair_limit=draw(st.sampled_from((None, None, 1, 2))),
        partners=draw(st.sampled_from((0, 0, 1, 2, 4))),
        linked=draw(st.booleans()),
        resistance_limit=draw(st.sampled_from((None, None, 1.5, 3.0))),
        own_reading=draw(st.sampled_from((True, True, False))),
        chains=draw(st.sampled_from(((), (), (), (), (tuple(names[:2]),), ((*names, names[0]),)))),
        swaps=draw(st.sampled_from((True, True, True, True, False))),
        load_weight=draw(st.sampled_from((0, 1, 5))),
    )
    return cases, readers, conflicts, rules, history


def _conflicts(cases, readers, names):
    who = st.one_of(
        st.sampled_from(readers).map(lambda reader: {"reader": reader.id}),
        st.sampled_from(names).map(lambda name: {"reader_authority": name}),
    )
    whom = st.one_of(
        st.sampled_from(cases).map(lambda case: {"case": case.id}),
        st.sampled_from(names).map(lambda name: {"case_authority": name}),
    )
    known = {reader.authority for reader in readers} | {case.authority for case in cases}
    return (
        st.tuples(who, whom)
        .map(lambda sides: Conflict(**sides[0], **sides[1]))
        .filter(lambda c: {c.reader_authority, c.case_authority} - {None} <= known)
    )
