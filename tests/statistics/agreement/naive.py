"""The coefficients a second time: loops over cases and pairs, straight from the formulas."""

from itertools import permutations

import numpy as np


def _pairs(codes):
    """Ordered pairs of grades (places from 0) of each case."""
    for case in codes:
        given = [code - 1 for code in case if code]
        yield given, list(permutations(given, 2))


def observed(codes, weights):
    shares = [np.mean([weights[a][b] for a, b in pairs]) for _, pairs in _pairs(codes) if pairs]
    return float(np.mean(shares))


def shares(codes, size):
    each = []
    for given, _ in _pairs(codes):
        if given:
            each.append(np.bincount(given, minlength=size) / len(given))
    return np.mean(each, axis=0)


def expected(name, codes, weights):
    size = len(weights)
    pi = shares(codes, size)
    if name == "ac":
        return np.sum(weights) * sum(p * (1 - p) for p in pi) / (size * (size - 1))
    if name == "fleiss":
        return sum(weights[a][b] * pi[a] * pi[b] for a in range(size) for b in range(size))
    if name == "brennan-prediger":
        return np.sum(weights) / size**2
    readers = [column[column > 0] - 1 for column in np.asarray(codes).T]
    habits = [np.bincount(given, minlength=size) / len(given) for given in readers if len(given)]
    return float(np.mean([first @ weights @ second for first, second in permutations(habits, 2)]))


def value(name, codes, weights):
    if name == "percent":
        return observed(codes, weights)
    if name == "alpha":
        return alpha(codes, 1 - weights)
    chance = expected(name, codes, weights)
    return (observed(codes, weights) - chance) / (1 - chance)


def coincidences(codes, size):
    table = np.zeros((size, size))
    for given, pairs in _pairs(codes):
        for a, b in pairs:
            table[a, b] += 1 / (len(given) - 1)
    return table


def alpha(codes, distances):
    table = coincidences(codes, len(distances))
    margins = table.sum(axis=0)
    number = margins.sum()
    within = (table * distances).sum()
    between = sum(
        (margins[a] * margins[b] - (margins[a] if a == b else 0)) * distances[a][b]
        for a in range(len(margins))
        for b in range(len(margins))
    ) / (number - 1)
    return 1 - within / between


def ordinal_distances(codes, size):
    margins = coincidences(codes, size).sum(axis=0)
    distances = np.zeros((size, size))
    for a in range(size):
        for b in range(a + 1, size):
            between = margins[a : b + 1].sum() - (margins[a] + margins[b]) / 2
            distances[a, b] = distances[b, a] = between**2
    return distances
