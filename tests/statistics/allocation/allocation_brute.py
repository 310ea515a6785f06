"""The best allocation of a tiny region by trying every one; shares no code with the package.

Rules are read from their description, not from the package's arrays, so that a mistake there
shows as a difference.
"""

import itertools
import math
from collections import Counter

import numpy as np


def best_cost(cases, readers, conflicts, rules, history):
    """The least cost over all allocations that keep every rule; None when there is none."""
    choices = [_reader_sets(case, readers, conflicts, rules) for case in cases]
    best = None
    for chosen in itertools.product(*choices):
        pairs = [
            (case, reader) for case, group in zip(cases, chosen, strict=True) for reader in group
        ]
        if _keeps(pairs, cases, readers, rules):
            cost = _cost(pairs, cases, readers, conflicts, rules, history)
            best = cost if best is None else min(best, cost)
    return best


def size(cases, readers, conflicts, rules):
    """How many combinations there are to try."""
    return math.prod(len(_reader_sets(case, readers, conflicts, rules)) for case in cases)


def _may(case, reader, conflicts):
    if reader.authority == case.authority or not reader.available:
        return False
    for c in conflicts:
        if c.reader == reader.id and (c.case == case.id or c.case_authority == case.authority):
            return False
        if c.reader_authority == reader.authority and (
            c.case == case.id or c.case_authority == case.authority
        ):
            return False
        if c.reader_authority == case.authority and c.case_authority == reader.authority:
            return False
    return True


def _wanted(case, rules):
    return case.readers or rules.readers_per_case


def _reader_sets(case, readers, conflicts, rules):
    able = [reader for reader in readers if _may(case, reader, conflicts)]
    sets = []
    for group in itertools.combinations(able, _wanted(case, rules)):
        apart = len({reader.authority for reader in group}) == len(group)
        if apart and all(any(n in reader.expertise for reader in group) for n in case.needs):
            sets.append(group)
    return sets


def _keeps(pairs, cases, readers, rules):
    loads = Counter(reader.id for _, reader in pairs)
    if any(loads[reader.id] > reader.capacity for reader in readers):
        return False
    names = {case.authority for case in cases} | {reader.authority for reader in readers}
    gives = Counter(reader.authority for _, reader in pairs)
    takes = Counter(case.authority for case, _ in pairs)
    if rules.reciprocity is not None and any(
        abs(gives[name] - takes[name]) > rules.reciprocity for name in names
    ):
        return False
    reads = Counter((reader.authority, case.authority) for case, reader in pairs)
    planned = Counter()
    for case in cases:
        planned[case.authority] += _wanted(case, rules)
    for (_, owner), times in reads.items():
        limit = rules.pair_limit or math.ceil(planned[owner] / (len(names) - 1)) + 1
        if times > limit:
            return False
    return _keeps_exchange(reads, cases, names, rules) and _linked(pairs, cases, readers, rules)


def _keeps_exchange(reads, cases, names, rules):
    owners = {case.authority for case in cases}
    for name in owners:
        met = {b for a, b in reads if a == name} | {a for a, b in reads if b == name}
        if len(met) < min(rules.partners, len(names) - 1):
            return False
    for chain in rules.chains:
        for first, second in itertools.pairwise(chain):
            if second in owners and not reads[first, second]:
                return False
    return rules.swaps or not any((b, a) in reads for a, b in reads)


def _linked(pairs, cases, readers, rules):
    """Resistances by the pseudo-inverse of the graph of cases and authorities as it stands."""
    owners = sorted({case.authority for case in cases})
    if not rules.linked or len(owners) < 2:
        return True
    names = sorted({*owners, *(reader.authority for reader in readers)})
    nodes = {node: i for i, node in enumerate([*names, *(case.id for case in cases)])}
    edges = [(reader.authority, case.id) for case, reader in pairs]
    if rules.own_reading:
        edges += [(case.authority, case.id) for case in cases]
    laplacian = np.zeros((len(nodes), len(nodes)))
    reach = np.eye(len(nodes), dtype=bool)
    for a, b in edges:
        i, j = nodes[a], nodes[b]
        laplacian[i, i] += 1
        laplacian[j, j] += 1
        laplacian[i, j] -= 1
        laplacian[j, i] -= 1
        reach[i, j] = reach[j, i] = True
    for _ in nodes:
        reach = reach @ reach
    if not all(reach[nodes[a], nodes[b]] for a in owners for b in owners):
        return False
    if rules.resistance_limit is None:
        return True
    inverse = np.linalg.pinv(laplacian)
    share = _conductances(cases, readers, rules, names)
    for a, b in itertools.combinations(owners, 2):
        if not share[a] or not share[b]:
            continue
        i, j = nodes[a], nodes[b]
        limit = rules.resistance_limit * (len(names) - 1) / len(names)
        limit *= 1 / share[a] + 1 / share[b]
        if inverse[i, i] + inverse[j, j] - 2 * inverse[i, j] > limit * (1 + 1e-6):
            return False
    return True


def _conductances(cases, readers, rules, names):
    """What each authority would share with the others under an even spread."""
    own = 1 if rules.own_reading else 0
    part = {case.id: 1 - 1 / (_wanted(case, rules) + own) for case in cases}
    all_wanted = sum(_wanted(case, rules) for case in cases)
    mean = sum(_wanted(case, rules) * part[case.id] for case in cases) / all_wanted
    share = {}
    for name in names:
        mine = [case for case in cases if case.authority == name]
        gives = any(reader.authority == name for reader in readers) and name not in rules.exempt
        owed = sum(_wanted(case, rules) for case in mine) if gives else 0
        share[name] = own * sum(part[case.id] for case in mine) + owed * mean
    return share


def _cost(pairs, cases, readers, conflicts, rules, history):
    cost = 0
    for case, reader in pairs:
        for past in history:
            if past.case_authority != case.authority:
                continue
            cost += rules.history_weight * past.count * (past.reader_authority == reader.authority)
            cost += rules.history_weight * past.count * (past.reader == reader.id)
    loads = Counter(reader.id for _, reader in pairs)
    due = Counter()
    for case in cases:
        due[case.authority] += _wanted(case, rules)
    for name in {reader.authority for reader in readers}:
        reach = {
            r.id: min(r.capacity, sum(_may(case, r, conflicts) for case in cases))
            for r in readers
            if r.authority == name
        }
        reach = {name: most for name, most in reach.items() if most}
        fewest = 0
        if rules.reciprocity is not None and name not in rules.exempt:
            fewest = max(due[name] - rules.reciprocity, 0)
        level = 0
        while reach and level < max(reach.values()):
            if sum(min(most, level + 1) for most in reach.values()) > fewest:
                break
            level += 1
        sharing = [loads[r] for r, most in reach.items() if most > level]
        if len(sharing) > 1:
            cost += rules.load_weight * max(max(sharing) - min(sharing) - 1, 0)
        cost += rules.load_weight * sum(
            most - loads[r] for r, most in reach.items() if most <= level
        )
    return cost
