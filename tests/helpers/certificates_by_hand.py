"""What a certificate that was accepted must do, by other means: the toy theory's maps, fractions, plain matrices."""

from __future__ import annotations

import math
import random
from collections import Counter
from fractions import Fraction
from itertools import combinations, product

import numpy as np
from pauli_matrices import commute, matrix, product_sign

from toytheory.discrete.transformations import SymplecticMap


def proves_the_same(sound, other):
    """Whether an accepted certificate says what the sound one says, in other words or another way of writing."""
    if [item["id"] for item in sound["identities"]] != [item["id"] for item in other["identities"]]:
        return False
    if any(sound[field] != other[field] for field in sound if field != "identities"):
        return False
    if other["kind"] == "refutations":
        return refutes({item["id"]: item for item in other["identities"]})
    polynomials = other["kind"] == "all-odd-dimensions"
    dimensions = [3, 7, 9] if polynomials else [other.get("dimension")]
    for one, two in zip(sound["identities"], other["identities"], strict=True):
        for field in one:
            if field == "word":
                if one != two and not word_works(two, dimensions):
                    return False
            elif one[field] != two[field] and not (polynomials and same_value(one, two, field)):
                return False
    return True


# odd d: words as matrices, by the project's maps (which the checkers do not import)


def word_matrix(word, d):
    """The matrix on two systems of a word, whose letters act from left to right; negative powers for all odd d."""
    total = np.eye(4, dtype=np.int64)
    for name, power, *systems in word:
        one = SymplecticMap.named(name, systems, d, 2, power if name == "multiply" else None).matrix
        for _ in range(1 if name == "multiply" else power % (4 if name == "fourier" else d)):
            total = one @ total % d
    return total


def word_works(identity, dimensions):
    return all(works(identity, word_matrix(identity["word"], d), d) for d in dimensions)


def works(identity, total, d):
    """Whether a matrix does what lemma 7 needs of this identity."""
    kind, *rest = identity["id"].split(".")
    if kind == "word":
        return np.array_equal(total, SymplecticMap.named(rest[0], [0, 1], d, 2).matrix)
    if kind == "clear":
        return clears(total, int(rest[0]), d)
    a, b = map(int, rest)
    start, goal = [a, b, 0, 0] if kind == "reduce" else [a, 0, b, 0], math.gcd(a, b, d) % d
    return identity["result"] == goal and (total @ start % d).tolist() == [goal, 0, 0, 0]


def clears(total, target, d):
    """Whether e_x1 stays and every column with p1 = 1 gets 1 more in the target and is otherwise kept.

    In (x1, p1, x2, p2) the entry x1 may change as well, unless it is the target: it is cleared last.
    """
    columns = np.array([(x, 1, y, z) for x, y, z in product(range(d), repeat=3)]).T
    change = (total @ columns - columns) % d
    wanted = np.zeros((4, 1), dtype=np.int64)
    wanted[target] = 1
    free = [] if target == 0 else [0]
    kept = np.delete(change, free, axis=0) == np.delete(wanted, free, axis=0)
    return bool(kept.all()) and total[:, 0].tolist() == [1, 0, 0, 0]


# values: equal, or for all odd d equal as polynomials


def _points():
    """Values of the names, with b the inverse of a."""
    rng = random.Random(5)
    for _ in range(10):
        point = {name: Fraction(rng.randint(-99, 99)) for name in "xyqprstev"}
        a = Fraction(rng.randint(2, 99))
        yield point | {"a": a, "b": 1 / a}


POINTS = list(_points())


def evaluated(value, depth):
    """Polynomials in nested lists of this depth, at ten points."""
    if depth:
        return [evaluated(entry, depth - 1) for entry in value]
    return [
        sum(Fraction(n, 2**k) * math.prod(point[name] for name in names) for n, k, *names in value) for point in POINTS
    ]


def same_value(one, two, field):
    """Whether a field of an identity means the same in both."""
    if one["id"] in ("shear.phase", "shear.sum") or field == "id" or "word" in one:
        return one[field] == two[field]
    depth = {"matrix": 2, "phases": 1, "flow": 1, "shift": int(one["id"].startswith("clifford"))}.get(field, 0)
    return evaluated(one[field], depth) == evaluated(two[field], depth)


# bits: plain matrices, and all assignments tried


def refutes(items):
    return all(
        (
            _square(items["square"], items["square.toy"]),
            _ghz(items["ghz"], items["ghz.toy"], items["mermin"]),
            _bell(items["bell.table"], items["bell.three-systems"], items["bell.same-labels"], items["bell.toy"]),
            _models(items["bell.table"], items["model.two-bits"]["c"], items["model.three-bits"]["shifts"]),
            (items["model.one-system"]["ontic"], items["model.one-system"]["maps"]) == (8, 24),
            (items["model.one-system.toy"]["ontic"], items["model.one-system.toy"]["maps"]) == (4, 12),
        )
    )


def no_solution(unknowns, right, chosen):
    """Whether no assignment of bits fits the chosen equations, by trying all."""
    names = sorted({name for k in chosen for name in unknowns[k]})
    return not any(
        all(sum(dict(zip(names, bits, strict=True))[n] for n in unknowns[k]) % 2 == right[k] for k in chosen)
        for bits in product((0, 1), repeat=len(names))
    )


def toy_value(name, ontic):
    return (
        sum({"I": 0, "Z": x, "X": p, "Y": x + p}[a] for a, x, p in zip(name, ontic[0::2], ontic[1::2], strict=True)) % 2
    )


def _square(item, toy):
    contexts, signs = item["contexts"], item["signs"]
    holds = all(
        commute(names) and (product_sign(names) if names else 0) == s for names, s in zip(contexts, signs, strict=True)
    )
    values = [[toy_value(name, toy["ontic"]) for name in names] for names in contexts]
    return (
        holds
        and no_solution(contexts, signs, item["combination"])
        and toy["values"] == values
        and all(
            toy["violated"]
            == [k for k, names in enumerate(contexts) if sum(toy_value(n, m) for n in names) % 2 != signs[k]]
            for m in product((0, 1), repeat=4)
        )
    )


def certain(name, state):
    """s with T state = (-1)^s state."""
    state = np.array(state)
    return next((s for s in (0, 1) if state.any() and np.allclose(matrix(name) @ state, (-1) ** s * state)), None)


def _ghz(item, toy, bound):
    names, signs, state = item["observables"], item["signs"], item["state"]
    local = [[f"{k}{letter}" for k, letter in enumerate(name) if letter != "I"] for name in names]
    support = [m for m in product((0, 1), repeat=6) if [toy_value(n, m) for n in toy["known"]] == toy["values"]]
    variables = sorted({v for entry in local for v in entry})
    sums = [
        sum(w * math.prod(value[v] for v in entry) for w, entry in zip(bound["weights"], local, strict=True))
        for value in (dict(zip(variables, choice, strict=True)) for choice in product((1, -1), repeat=len(variables)))
    ]
    weigh = lambda values: sum(w * (-1) ** v for w, v in zip(bound["weights"], values, strict=True))  # noqa: E731
    return (
        [certain(n, state) for n in names] == signs
        and no_solution(local, signs, item["combination"])
        and len(support) == 8
        and [certain(n, toy["state"]) for n in toy["known"]] == toy["values"]
        and [certain(n, toy["state"]) for n in names] == signs
        and all([toy_value(n, m) for n in names] == toy["toy"] for m in support)
        and toy["violated"] == [k for k in range(len(names)) if toy["toy"][k] != signs[k]]
        and set(bound["weights"]) <= {1, -1}
        and (bound["local"], bound["lowest"]) == (max(sums), min(sums))
        and (bound["quantum"], bound["toy"]) == (weigh(signs), weigh(toy["toy"]))
        and bound["quantum"] > bound["local"]
    )


def _bell(table, three, same, toy):
    states, rows = [np.array(s) for s in table["states"]], table["rows"]
    for item, pairs in ((three, [[0, 1], [1, 2], [0, 2]]), (same, [[0, 0]])):
        if item["pairs"] != pairs or any(item["right"] != [sum(row) % 2] * len(pairs) for row in rows):
            return False
        chosen = [(pairs[k], item["right"][k]) for k in item["combination"]]
        if any(all((c[i] + c[j]) % 2 == r for (i, j), r in chosen) for c in product((0, 1), repeat=3)):
            return False
    found = [[x, p, (x + p) % 2] for x, p, _ in rows]
    return (
        all(s @ t == 0 for s, t in combinations(states, 2))
        and rows == [[certain(b * 2, s) for b in "ZXY"] for s in states]
        and toy["rows"] == found
        and all(toy["violated"] == [i for i in range(3) if a[i] != b[i]] for a, b in zip(found, rows, strict=True))
    )


def _models(table, c, shifts):
    """Joint outcomes of all nine pairs of measurements in all four states, as probabilities."""
    for state, row, shift in zip(table["states"], table["rows"], shifts, strict=True):
        two = [
            ((x, p, x ^ p ^ c[0]), (x ^ row[0], p ^ row[1], x ^ row[0] ^ p ^ row[1] ^ c[1]))
            for x, p in product((0, 1), repeat=2)
        ]
        three = [(m, tuple(a ^ b for a, b in zip(m, shift, strict=True))) for m in product((0, 1), repeat=3)]
        for i, j in product(range(3), repeat=2):
            one, other = matrix("ZXY"[i]), matrix("ZXY"[j])
            for a, b in product((0, 1), repeat=2):
                effect = np.kron(np.eye(2) + (-1) ** a * one, np.eye(2) + (-1) ** b * other) / 4
                chance = (np.array(state) @ effect @ np.array(state)).real / (np.array(state) @ np.array(state))
                for model in (two, three):
                    count = Counter((m[i], k[j]) for m, k in model)[a, b]
                    if not math.isclose(count / len(model), chance, abs_tol=1e-12):
                        return False
    return True
