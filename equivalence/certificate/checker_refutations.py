"""Checks the certificate of what no classical model of bits can do: standard library only, no project import.

    python checker_refutations.py FILE...

It needs checker_reading.py (what a file must be, and how the answer is told) and checker_paulis.py beside it; exit
codes are those of checker.py. The format is in docs/certificates.md, the theorems and what is not a finite identity in
docs/nogo.md. Nothing is believed that can be computed: products of observables, states, tables, bounds and models are
recomputed below, in integers, and compared with the file.
"""

import collections
import functools
import importlib.util
import itertools
import os
import sys


def beside(name):
    """The program NAME.py in the folder of this file, as a module."""
    path = os.path.join(os.path.dirname(os.path.realpath(__file__)), f"{name}.py")
    if not os.path.exists(path):
        print(f"{os.path.basename(__file__)} needs {name}.py beside it", file=sys.stderr)
        sys.exit(2)
    if path not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        sys.modules[path] = module
    return sys.modules[path]


paulis, reading = beside("checker_paulis"), beside("checker_reading")
BASES, LETTERS, letter_product, image = paulis.BASES, paulis.LETTERS, paulis.letter_product, paulis.image
Refused, fields, check_list = reading.Refused, reading.fields, reading.check_list
integer, integers, listed, table = reading.integer, reading.integers, reading.listed, reading.table


def positions(value, where, count):
    """Different places in a list of this length, ascending."""
    chosen = integers(value, where)
    if chosen != sorted(set(chosen)) or not all(0 <= place < count for place in chosen):
        raise Refused("type", f"{where} is not an ascending list of places from 0 to {count - 1}")
    return chosen


def observable(value, where, systems):
    """A product of Pauli matrices, as text such as "XIZ"; one letter a system."""
    if not isinstance(value, str) or not value or set(value) - set(LETTERS):
        raise Refused("type", f"{where} is not a text of the letters I, X, Y, Z")
    if len(value) != systems:
        about = f"{reading.shown(value)} is about {len(value)} systems"
        raise Refused("scope", f"{about}, and the scope begins with {systems}")
    return value


def observables(value, where, systems):
    return [observable(entry, where, systems) for entry in listed(value, where)]


def product(factors, systems):
    """(k, observable): the product of observables, in their order, is i^k times the observable."""
    power, total = 0, "I" * systems
    for factor in factors:
        pairs = [letter_product(a, b) for a, b in zip(total, factor)]
        power, total = (power + sum(k for k, _ in pairs)) % 4, "".join(letter for _, letter in pairs)
    return power, total


@functools.cache
def commute(one, other):
    return product([one, other], len(one)) == product([other, one], len(one))


def eigenvalue(name, state):
    """s where the observable times the vector is (-1)^s times the vector, otherwise None."""
    pairs = list(zip(image(name, state), state))
    real = all(power % 2 == 0 or amplitude == 0 for (power, amplitude), _ in pairs)
    for s in (0, 1):
        if real and any(state) and all(a * (-1) ** (power // 2 + s) == here for (power, a), here in pairs):
            return s
    return None


def mean(name, state):
    """The expectation of an observable in a vector, times the vector's squared length."""
    signs = {0: 1, 2: -1}  # odd powers of i cancel in a real vector
    return sum(here * signs.get(power, 0) * amplitude for (power, amplitude), here in zip(image(name, state), state))


def cancels(unknowns, right, chosen):
    """Whether the chosen equations add up to 0 = 1 modulo 2: every unknown an even number of times."""
    times = collections.Counter(unknown for place in chosen for unknown in unknowns[place])
    return all(count % 2 == 0 for count in times.values()) and sum(right[place] for place in chosen) % 2 == 1


# The toy theory: an ontic state has x and p of each system; Z is x, X is p, Y is x + p.


def toy_value(name, point):
    pairs = zip(name, point[0::2], point[1::2])
    return sum((letter in "ZY") * x + (letter in "XY") * p for letter, x, p in pairs) % 2


# Refutations, and the models that show that less cannot be refuted.


def square(context, item):
    """Commuting observables with product (-1)^sign, and a combination of their equations that says 0 = 1."""
    n = context["noncontextual"]
    contexts = [observables(entry, "contexts", n) for entry in listed(item[0], "contexts")]
    signs = integers(item[1], "signs", len(contexts))
    chosen = positions(item[2], "combination", len(contexts))
    context["square"] = contexts, signs
    for names, sign in zip(contexts, signs):
        commuting = all(commute(a, b) for a in names for b in names)
        if not commuting or sign not in (0, 1) or product(names, n) != (2 * sign, "I" * n):
            return False
    return cancels(contexts, signs, chosen)


def square_toy(context, item):
    """The toy theory's assignment in one ontic state, and the contexts that it violates in each."""
    (contexts, signs), n = context["square"], context["noncontextual"]
    ontic = integers(item[0], "ontic", 2 * n)
    values = [
        integers(row, "values", len(names)) for row, names in zip(listed(item[1], "values", len(signs)), contexts)
    ]
    violated = positions(item[2], "violated", len(contexts))
    if set(ontic) - {0, 1} or values != [[toy_value(name, ontic) for name in names] for names in contexts]:
        return False
    return all(
        violated == [i for i, names in enumerate(contexts) if sum(toy_value(a, m) for a in names) % 2 != signs[i]]
        for m in itertools.product((0, 1), repeat=2 * n)
    )


def ghz(context, item):
    """A state with certain values of products of local observables, and 0 = 1 for local values of these."""
    n = context["local"]
    names = observables(item[0], "observables", n)
    signs, state = integers(item[1], "signs", len(names)), integers(item[2], "state", 2**n)
    chosen = positions(item[3], "combination", len(names))
    context["ghz"] = names, signs
    local = [[(k, letter) for k, letter in enumerate(name) if letter != "I"] for name in names]
    return [eigenvalue(name, state) for name in names] == signs and cancels(local, signs, chosen)


def ghz_toy(context, item):
    """The toy theory's state with the same known generators: which of the values it gives otherwise."""
    (names, signs), n = context["ghz"], context["local"]
    known = observables(item[0], "known", n)
    values, found = integers(item[1], "values", len(known)), integers(item[2], "toy", len(names))
    violated, state = positions(item[3], "violated", len(names)), integers(item[4], "state", 2**n)
    points = itertools.product((0, 1), repeat=2 * n)
    support = [point for point in points if [toy_value(name, point) for name in known] == values]
    context["toy"] = found
    return (
        len(support) == 2**n
        and [eigenvalue(name, state) for name in known] == values
        and [eigenvalue(name, state) for name in names] == signs
        and all([toy_value(name, point) for name in names] == found for point in support)
        and violated == [i for i, pair in enumerate(zip(found, signs)) if pair[0] != pair[1]]
    )


def mermin(context, item):
    """Weighted products of local observables: the largest sum over local values, the quantum and the toy value."""
    names, signs = context["ghz"]
    weights = integers(item[0], "weights", len(names))
    unknowns = sorted({(k, letter) for name in names for k, letter in enumerate(name) if letter != "I"})

    def total(exponents):
        return sum(-w if e % 2 else w for w, e in zip(weights, exponents))

    sums = []
    for choice in itertools.product((0, 1), repeat=len(unknowns)):
        value = dict(zip(unknowns, choice))
        sums.append(total([sum(value.get(pair, 0) for pair in enumerate(name)) for name in names]))
    exact = [max(sums), min(sums), total(signs), total(context["toy"])]
    return integers(item[1:], "a bound") == exact and set(weights) <= {1, -1} and exact[2] > exact[0]


EIGHT = list(itertools.product((0, 1), repeat=3))
FOUR = [(x, p, x ^ p) for x in (0, 1) for p in (0, 1)]


def bell_table(context, item):
    """For four vectors: the parity of the outcomes when both systems are measured in the basis Z, X, Y."""
    states = [integers(entry, "states", 4) for entry in listed(item[0], "states", 4)]
    rows = table(item[1], "rows", 4, 3)
    context["table"], context["states"] = rows, states
    orthogonal = all(sum(a * b for a, b in zip(s, t)) == 0 for s, t in itertools.combinations(states, 2))
    return orthogonal and rows == [[eigenvalue(basis * 2, state) for basis in BASES] for state in states]


def bell_equations(context, item, labels):
    """y = x + p + c in each system: each row of the table gives c of one plus c of the other; together 0 = 1."""
    pairs = table(item[0], "pairs", None, 2)
    right = integers(item[1], "right", len(pairs))
    chosen = positions(item[2], "combination", len(pairs))
    if pairs != labels or any(right[i] != (x + p + y) % 2 for i in range(len(pairs)) for x, p, y in context["table"]):
        return False
    return cancels(pairs, right, chosen)


def pair_model(context, ontic, read):
    """A local model of the Bell states: for each a list of equally likely pairs of ontic states, each read alone."""
    for state, pairs in zip(context["states"], ontic):
        for (i, one), (j, two) in itertools.product(enumerate(BASES), repeat=2):
            means = [mean(name, state) for name in ("II", one + "I", "I" + two, one + two)]
            for a, b in itertools.product((0, 1), repeat=2):
                count = sum(read(0, m)[i] == a and read(1, k)[j] == b for m, k in pairs)
                chance = sum(value * (-1) ** sign for value, sign in zip(means, (0, a, b, a + b)))
                if 4 * means[0] * count != chance * len(pairs):
                    return False
    return True


def bell_toy(context, item):
    """The toy theory's four correlated states (c = 0 everywhere): their table, and the columns that differ."""
    rows, violated = table(item[0], "rows", 4, 3), positions(item[1], "violated", 3)
    found = [[x, p, (x + p) % 2] for x, p, _ in context["table"]]
    return rows == found and all(
        violated == [i for i in range(3) if mine[i] != theirs[i]] for mine, theirs in zip(rows, context["table"])
    )


def two_bits(context, item):
    """y = x + p + c with these c gives the whole table for one pair."""
    c = integers(item[0], "c", 2)
    ontic = [[(m[:2], (m[0] ^ x, m[1] ^ p)) for m in FOUR] for x, p, _ in context["table"]]
    return not set(c) - {0, 1} and pair_model(context, ontic, lambda k, m: (*m, m[0] ^ m[1] ^ c[k]))


def three_bits(context, item):
    """Independent x, p, y; those of the second system are those of the first plus a shift."""
    shifts = table(item[0], "shifts", 4, 3)
    ontic = [[(m, tuple(a ^ b for a, b in zip(m, shift))) for m in EIGHT] for shift in shifts]
    return not {b for row in shifts for b in row} - {0, 1} and pair_model(context, ontic, lambda k, m: m)


def one_system(ontic):
    """How many Clifford maps of a qubit move ontic states (values of Z, X, Y); None if states or updates fail.

    A state with a known value is uniform on the points that have it. Measuring reveals the value and leaves that
    state, so all that is to be checked is that values, disturbances and maps do what quantum theory says.
    """
    points = set(ontic)
    supports = {(i, v): {m for m in points if m[i] == v} for i in range(3) for v in (0, 1)}
    for ((i, v), support), j in itertools.product(supports.items(), range(3)):  # known stays known, all else is even
        ones = sum(m[j] for m in support)
        if 2 * len(support) != len(points) or 2 * ones != (2 * v if i == j else 1) * len(support):
            return None
    carried = 0
    for order, signs in itertools.product(itertools.permutations(range(3)), itertools.product((0, 1), repeat=3)):
        # the map takes the value of the letter order[i], plus signs[i], to that of letter i
        power, letter = letter_product(BASES[order[0]], BASES[order[1]])
        unitary = letter == BASES[order[2]] and (power + 2 * sum(signs)) % 4 == 1  # Z X = i Y is kept
        moved = {m: tuple(m[order[i]] ^ signs[i] for i in range(3)) for m in points}
        carried += unitary and all(
            {moved[m] for m in supports[order[i], v]} == supports[i, v ^ signs[i]] for i in range(3) for v in (0, 1)
        )
    return carried


PAIRS = [[0, 1], [1, 2], [0, 2]]
EQUATIONS = ["pairs", "right", "combination"]

REFUTATIONS = [
    ("square", ["contexts", "signs", "combination"], square),
    ("square.toy", ["ontic", "values", "violated"], square_toy),
    ("ghz", ["observables", "signs", "state", "combination"], ghz),
    ("ghz.toy", ["known", "values", "toy", "violated", "state"], ghz_toy),
    ("mermin", ["weights", "local", "lowest", "quantum", "toy"], mermin),
    ("bell.table", ["states", "rows"], bell_table),
    ("bell.three-systems", EQUATIONS, lambda c, item: bell_equations(c, item, PAIRS)),
    ("bell.same-labels", EQUATIONS, lambda c, item: bell_equations(c, item, [[0, 0]])),
    ("bell.toy", ["rows", "violated"], bell_toy),
    ("model.two-bits", ["c"], two_bits),
    ("model.three-bits", ["shifts"], three_bits),
    ("model.one-system", ["ontic", "maps"], lambda c, item: integers(item, "a count") == [8, one_system(EIGHT)]),
    ("model.one-system.toy", ["ontic", "maps"], lambda c, item: integers(item, "a count") == [4, one_system(FOUR)]),
]


def check_refutations(certificate):
    scope, identities = fields(certificate, ["format", "kind", "scope", "identities"], "the certificate")[2:]
    shown = {"dimension": 2, "noncontextual": 2, "local": 3}
    numbers = [integer(value, "scope") for value in fields(scope, list(shown), "scope")]
    if numbers != list(shown.values()):
        raise Refused("scope", f"what is shown is {shown}: the smallest numbers of systems")
    check_list(identities, REFUTATIONS, dict(shown))
    return (
        "on bits, no noncontextual assignment of values for any n >= 2 systems and no local one for n >= 3; no model "
        "with y = x + p + c, one fixed c a system, of the Bell table for each pair of three systems, nor for one pair "
        f"with equal c; the Bell table of one pair and a single system do have models ({len(identities)} identities)"
    )


KINDS = {"refutations": check_refutations}


def check(path):
    """The theorem that a file proves, in words; Refused where it proves none."""
    return reading.proved(path, KINDS)


def main(paths):
    return reading.answer(paths, KINDS, "checker_refutations.py")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
