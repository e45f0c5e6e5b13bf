"""Checks certificates about bits: refutations of classical models, and the family in which bits are exact.

    python checker_bits.py FILE...

Standard library only, no import from the project; runs alone. Exit code 0: everything is proved. 1: refuted (an
identity is false, the list is shorter than the theorem needs, or the scope is wider than what was shown). 2: not a
certificate. The format is in docs/certificates.md, the theorems and what is not a finite identity in docs/nogo.md.
Nothing is believed that can be computed: products of observables, states, tables, bounds and models are recomputed
below, in integers, and compared with the file.
"""

import collections
import functools
import itertools
import json
import sys

FORMAT = "toytheory/certificate-1"
LARGEST_FILE = 64 * 2**20
MOST_ENTRIES = 64


class Refused(Exception):
    """Why a file is not accepted: a reason code, a sentence, and the exit code."""

    def __init__(self, code, text):
        super().__init__(f"{code}: {text}")
        self.code = code
        self.exit = 1 if code in ("false", "incomplete", "scope") else 2


# Reading: no floats, no duplicate fields, no sizes meant to exhaust memory.


def no_duplicates(pairs):
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Refused("duplicate-field", f"the field {twice!r} stands twice in one object")
    return fields


def no_float(text):
    raise Refused("float", f"{text} is not an integer: certificates hold integers only")


def read(path):
    try:
        with open(path, "rb") as file:
            raw = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Refused("unreadable", str(error)) from None
    if len(raw) > LARGEST_FILE:
        raise Refused("too-large", f"more than {LARGEST_FILE} bytes")
    try:
        return json.loads(
            raw.decode("utf-8"), object_pairs_hook=no_duplicates, parse_float=no_float, parse_constant=no_float
        )
    except (ValueError, RecursionError) as error:
        raise Refused("not-json", str(error)[:200]) from None


def fields(thing, names, where):
    """The values of exactly these fields of an object."""
    if not isinstance(thing, dict):
        raise Refused("type", f"{where} is not an object")
    for name in names:
        if name not in thing:
            raise Refused("missing-field", f"{where} has no field {name!r}")
    for name in thing:
        if name not in names:
            raise Refused("unknown-field", f"{where} has an unknown field {name!r}")
    return [thing[name] for name in names]


def integer(value, where):
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refused("type", f"{where} is not an integer")
    return value


def listed(value, where, length=None):
    if not isinstance(value, list) or (length is not None and len(value) != length):
        raise Refused("type", f"{where} is not a list" + ("" if length is None else f" of {length} entries"))
    if len(value) > MOST_ENTRIES:
        raise Refused("too-large", f"{where} has more than {MOST_ENTRIES} entries")
    return value


def integers(value, where, length=None):
    return [integer(entry, where) for entry in listed(value, where, length)]


def table(value, where, rows, columns):
    return [integers(row, where, columns) for row in listed(value, where, rows)]


def positions(value, where, count):
    """Different places in a list of this length, ascending."""
    chosen = integers(value, where)
    if chosen != sorted(set(chosen)) or not all(0 <= place < count for place in chosen):
        raise Refused("type", f"{where} is not an ascending list of places from 0 to {count - 1}")
    return chosen


def observable(value, where, systems):
    """A product of Pauli matrices, as text such as "XIZ"; one letter a system."""
    if isinstance(value, str) and len(value) > MOST_ENTRIES:
        raise Refused("too-large", f"{where} has more than {MOST_ENTRIES} letters")
    if not isinstance(value, str) or not value or set(value) - set(LETTERS):
        raise Refused("type", f"{where} is not a text of the letters I, X, Y, Z")
    if len(value) != systems:
        raise Refused("scope", f"{value} is about {len(value)} systems, and the scope begins with {systems}")
    return value


def observables(value, where, systems):
    return [observable(entry, where, systems) for entry in listed(value, where)]


# Pauli matrices: |x> -> i^e[x] |x + b>, as (b, e). A product of letters is i^k times a letter.

LETTERS = "IZXY"
MATRICES = {"I": (0, (0, 0)), "Z": (0, (0, 2)), "X": (1, (0, 0)), "Y": (1, (1, 3))}


def letter_product(left, right):
    """(k, letter) with left right = i^k letter; right acts first."""
    (b, e), (c, f) = MATRICES[left], MATRICES[right]
    phases = [(f[x] + e[x ^ c]) % 4 for x in (0, 1)]
    for letter in LETTERS:
        shift, own = MATRICES[letter]
        if shift == b ^ c and (phases[0] - own[0]) % 4 == (phases[1] - own[1]) % 4:
            return (phases[0] - own[0]) % 4, letter


def product(factors, systems):
    """(k, observable): the product of observables, in their order, is i^k times the observable."""
    power, total = 0, "I" * systems
    for factor in factors:
        pairs = [letter_product(a, b) for a, b in zip(total, factor)]
        power, total = (power + sum(k for k, _ in pairs)) % 4, "".join(letter for _, letter in pairs)
    return power, total


def image(name, state):
    """An observable times a vector of integers, as pairs (power of i, integer)."""
    result = [None] * len(state)
    for x, amplitude in enumerate(state):
        bits, power, y = x, 0, 0
        for place, letter in enumerate(reversed(name)):  # the first system is the most significant digit
            b, e = MATRICES[letter]
            power, y, bits = power + e[bits & 1], y | ((bits & 1) ^ b) << place, bits >> 1
        result[y] = (power % 4, amplitude)
    return result


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
        commuting = all(product([a, b], n) == product([b, a], n) for a in names for b in names)
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


BASES = "ZXY"
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


# The family in which bits are exact: each gate in each frame. Matrices of Gaussian integers (re, im).


ROOTS = [(1, 0), (0, 1), (-1, 0), (0, -1)]


def matrix(name):
    """A product of Pauli matrices."""
    size = 2 ** len(name)
    result = [[(0, 0)] * size for _ in range(size)]
    for x in range(size):
        for y, (power, amplitude) in enumerate(image(name, [int(z == x) for z in range(size)])):
            if amplitude:
                result[y][x] = ROOTS[power]
    return result


def multiplied(left, right):
    return [
        [
            (
                sum(a * c - b * d for (a, b), (c, d) in zip(row, column)),
                sum(a * d + b * c for (a, b), (c, d) in zip(row, column)),
            )
            for column in zip(*right)
        ]
        for row in left
    ]


def single(place, letter, systems):
    return "I" * place + letter + "I" * (systems - place - 1)


def dagger(entries):
    return [[(a, -b) for a, b in column] for column in zip(*entries)]


def scaled(entries, factor):
    return [[(factor * a, factor * b) for a, b in row] for row in entries]


def monomial(targets, powers):
    return [[ROOTS[powers[x]] if targets[x] == y else (0, 0) for x in range(len(targets))] for y in range(len(targets))]


GATES = {  # up to a scale; system 1 is the most significant digit
    "fourier": [[(1, 0), (1, 0)], [(1, 0), (-1, 0)]],
    "phase": monomial([0, 1], [0, 3]),
    "sum": monomial([0, 1, 3, 2], [0, 0, 0, 0]),
    "cphase": monomial([0, 1, 2, 3], [0, 0, 0, 2]),
    "swap": monomial([0, 2, 1, 3], [0, 0, 0, 0]),
}
TOY = {  # what X1, P1, X2, P2 become in the toy theory, as observables
    "fourier": ["X", "Z"],
    "phase": ["Z", "Y"],
    "sum": ["ZI", "XX", "ZZ", "IX"],
    "cphase": ["ZI", "XZ", "IZ", "ZX"],
    "swap": ["IZ", "IX", "ZI", "XI"],
}
FRAMES = ["ZX", "ZY", "XZ", "XY", "YZ", "YX"]


@functools.cache
def pulled_back(gate, name):
    """(sign, observable) with U^dagger T U = (-1)^sign times the observable, up to the scale of U."""
    unitary = GATES[gate]
    moved = multiplied(dagger(unitary), multiplied(matrix(name), unitary))
    scale = multiplied(dagger(unitary), unitary)[0][0][0]
    for letters, sign in itertools.product(itertools.product(LETTERS, repeat=len(name)), (0, 1)):
        if moved == scaled(matrix("".join(letters)), -scale if sign else scale):
            return sign, "".join(letters)


@functools.cache
def carried_frames(gate, before):
    """(frames after, signs) where the gate pulls each kind of variables back to that kind, otherwise None."""
    after, signs = [], []
    for k in range(len(before)):
        backs = [(letter, *pulled_back(gate, single(k, letter, len(before)))) for letter in BASES]
        lines = [
            [(letter, s) for letter, s, back in backs if all(b in "I" + f[place] for b, f in zip(back, before))]
            for place in (0, 1)
        ]
        if not all(lines):
            return None
        (one, s), (other, t) = (line[0] for line in lines)
        after.append(one + other)
        signs.append([s, t])
    return after, signs


def frame(item, lines):
    """T_A T_B = (-1)^c T_B T_A for the two lines of a frame, with c = 1."""
    (k, letter), (other, same) = letter_product(*lines), letter_product(*reversed(lines))
    return letter == same and (k - other) % 4 == 2 * integer(item[0], "commutator") == 2


def update(context, item, measured, other):
    """Pi T_G Pi = kept times T_G Pi, with Pi the projector on a value of F, for both values."""
    kept, g = integer(item[0], "kept"), matrix(other)
    for sign in (1, -1):
        rows = zip(matrix("I"), matrix(measured))
        twice = [[(a + sign * c, b + sign * d) for (a, b), (c, d) in zip(*pair)] for pair in rows]
        if multiplied(twice, multiplied(g, twice)) != scaled(multiplied(g, twice), 2 * kept):
            return False
    return True


def displacement(context, item, operator):
    """Displacing multiplies Z, X, Y by (-1)^sign and adds the sign to the toy values x, p, x + p."""
    signs = integers(item[0], "signs", 3)
    x, p = {"X": (1, 0), "Z": (0, 1)}[operator]
    found = [(letter_product(operator, b)[0] - letter_product(b, operator)[0]) % 4 // 2 for b in BASES]
    return signs == found == [x, p, (x + p) % 2]


def gate(context, item, name, before):
    """The toy map is that of the unitary, with sign + for X and P of each system; frames and signs after it."""
    wanted, units = carried_frames(name, before), [single(k, b, len(before)) for k in range(len(before)) for b in "ZX"]
    after, signs = listed(item[0], "after", len(before)), table(item[1], "signs", len(before), 2)
    if not all(isinstance(entry, str) and entry in FRAMES for entry in after):
        raise Refused("type", "after is not a list of frames")
    return (after, signs) == wanted and [pulled_back(name, unit) for unit in units] == [(0, b) for b in TOY[name]]


def family():
    """(id, fields, check) of every identity, in order; gates in all frames in which they are allowed."""
    phases = [[letter_product(a, b)[0] for b in LETTERS] for a in LETTERS]
    yield "pauli.product", ["phases"], lambda c, item: table(item[0], "phases", 4, 4) == phases
    for letter in BASES:
        yield (
            f"line.{letter}",
            ["sign"],
            lambda c, item, a=letter: letter_product(a, a) == (2 * integer(item[0], "sign"), "I"),
        )
    for lines in FRAMES:
        yield f"frame.{lines}", ["commutator"], lambda c, item, lines=lines: frame(item, lines)
    for f, g in itertools.product(BASES, repeat=2):
        yield f"update.{f}.{g}", ["kept"], lambda c, item, f=f, g=g: update(c, item, f, g)
    for name, operator in (("x", "X"), ("p", "Z")):
        yield f"displace.{name}", ["signs"], lambda c, item, operator=operator: displacement(c, item, operator)
    for name, entries in GATES.items():
        for before in itertools.product(FRAMES, repeat=len(entries) // 2):
            if carried_frames(name, before) is not None:
                check = lambda c, item, name=name, before=before: gate(c, item, name, before)
                yield f"gate.{name}.{'.'.join(before)}", ["after", "signs"], check


def check_family(certificate):
    scope, identities = fields(certificate, ["format", "kind", "scope", "identities"], "the certificate")[2:]
    shown = {"dimension": 2, "systems": "all", "experiments": "CSS in local frames"}
    if fields(scope, list(shown), "scope") != list(shown.values()):
        raise Refused("scope", f"what is shown is {shown}")
    check_list(identities, list(family()), {})
    return (
        "for d = 2, every number of systems and every experiment whose variables are of two kinds in local frames "
        f"(docs/nogo.md), the toy theory and quantum theory predict the same ({len(identities)} identities)"
    )


def check_list(identities, needed, context):
    """The identities are those needed, each once, in order, and each is true."""
    if not isinstance(identities, list):
        raise Refused("type", "identities is not a list")
    ids = [item.get("id") if isinstance(item, dict) else None for item in identities]
    known = {name for name, _, _ in needed}
    for name in ids:
        if not isinstance(name, str) or name not in known:
            raise Refused("unknown-identity", f"{str(name)[:60]} is no identity of this theorem")
    if len(set(ids)) < len(ids):
        raise Refused("duplicate-identity", f"{next(i for i in ids if ids.count(i) > 1)} stands twice")
    missing = [name for name, _, _ in needed if name not in set(ids)]
    if missing:
        raise Refused("incomplete", f"the theorem needs {missing[0]} ({len(missing)} missing)")
    if ids != [name for name, _, _ in needed]:
        raise Refused("order", "the identities are not in the order of the specification")
    values = [
        fields(item, ["id", *wanted], f"identity {name}")[1:] for item, (name, wanted, _) in zip(identities, needed)
    ]
    for given, (name, _, check) in zip(values, needed):
        if not check(context, given):
            raise Refused("false", f"identity {name}: recomputed from the definitions, it does not hold")


KINDS = {"refutations": check_refutations, "exact-family": check_family}


def check(path):
    """The theorem that a file proves, in words; Refused where it proves none."""
    certificate = read(path)
    if not isinstance(certificate, dict) or certificate.get("format") != FORMAT:
        raise Refused("version", f"the format is not {FORMAT}")
    kind = certificate.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise Refused("kind", f"unknown kind of certificate {str(kind)[:40]!r}")
    return KINDS[kind](certificate)


def main(paths):
    if not paths:
        print("usage: python checker_bits.py FILE...", file=sys.stderr)
        return 2
    worst = 0
    for path in paths:
        try:
            print(f"{path}: proved: {check(path)}")
        except Refused as refused:
            print(f"{path}: {'refuted' if refused.exit == 1 else 'not a certificate'}: {refused}")
            worst = max(worst, refused.exit)
    return worst


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
