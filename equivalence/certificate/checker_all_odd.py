"""Checks the certificate of the theorem for all odd d at once: standard library only, no project import.

    python checker_all_odd.py FILE...

Exit codes and reading rules are those of checker.py, repeated here so that each file runs alone. The
operators are those of checker.py with d a symbol: exponents and targets are polynomials over Z[1/2],
which every odd d can evaluate. What sums over a basis label rests on the orthogonality of
characters, sum_x omega^(cx) = d where c = 0 modulo d and 0 elsewhere (docs/proof.md, lemma 3).
"""

import json
import sys

FORMAT = "toytheory/certificate-1"
LARGEST_FILE = 64 * 2**20


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
    return value


def integers(value, where, length=None):
    return [integer(entry, where) for entry in listed(value, where, length)]


def demand(holds, identity, what):
    if not holds:
        raise Refused("false", f"identity {identity}: {what}")


class Poly(dict):
    """A polynomial over Z[1/2]: monomial (sorted names, repeated) -> (numerator, power of 1/2)."""

    def __add__(self, other):
        result = Poly(self)
        for monomial, (m, i) in other.items():
            n, j = result.get(monomial, (0, 0))
            k = max(i, j)
            total = (m << (k - i)) + (n << (k - j))
            while k and total % 2 == 0:
                total, k = total // 2, k - 1
            result[monomial] = (total, k)
            if not total:
                del result[monomial]
        return result

    def __mul__(self, other):
        result = Poly()
        for one, (m, i) in self.items():
            for two, (n, j) in other.items():
                names = sorted(one + two)
                while "a" in names and "b" in names:  # b is the inverse of the unit a
                    names.remove("a")
                    names.remove("b")
                result += Poly({tuple(names): (m * n, i + j)})
        return result

    def __sub__(self, other):
        return self + other * const(-1)

    def at(self, values):
        """The polynomial with names replaced by polynomials."""
        result = Poly()
        for names, coefficient in self.items():
            term = Poly({(): coefficient})
            for name in names:
                term = term * values.get(name, var(name))
            result += term
        return result


def const(number):
    return Poly({(): (number, 0)} if number else {})


def var(name):
    return Poly({(name,): (1, 0)})


def polynomial(value, where):
    """Terms [numerator, power of 1/2, name, ...] as a Poly."""
    if not isinstance(value, list) or len(value) > 64:
        raise Refused("type", f"{where}: a polynomial is a list of at most 64 terms")
    result = Poly()
    for term in value:
        if not isinstance(term, list) or not 2 <= len(term) <= 16 or not all(isinstance(n, str) for n in term[2:]):
            raise Refused("type", f"{where}: {str(term)[:40]} is no term")
        m, i = integers(term[:2], where)
        if not 0 <= i <= 64 or abs(m) >= 2**64 or m == 0 or tuple(sorted(term[2:])) in result:
            raise Refused("type", f"{where}: {term} is zero, too large, or repeats a monomial")
        result[tuple(sorted(term[2:]))] = (m, i)
    return result


ZERO, ONE, HALF = const(0), const(1), Poly({(): (1, 1)})
X, Y, Q, P, R, S, T, E, V, A, B = map(var, "xyqprstevab")
LABELS = ("x", "y")


def then(left, right):
    """The product of symbolic monomial matrices |x> -> omega^exponent |targets>; right acts first."""
    (t, e), (s, f) = left, right
    return [p.at(dict(zip(LABELS, s))) for p in t], f + e.at(dict(zip(LABELS, s)))


def turned(matrix, exponent):
    return matrix[0], matrix[1] + exponent


def weyl_symbol(vector):
    """w(q1, p1, ...) on labels x, y."""
    targets, exponent = [], ZERO
    for label, q, p in zip((X, Y), vector[0::2], vector[1::2]):
        targets.append(label + q)
        exponent += p * (label + q) - HALF * q * p
    return targets, exponent


def parity_symbol(systems):
    return [const(-1) * label for label in (X, Y)[:systems]], ZERO


def moved(vector, matrix):
    """w(vector) matrix w(vector)^dagger."""
    return then(then(weyl_symbol(vector), matrix), weyl_symbol([const(-1) * c for c in vector]))


def point_symbol(q, p):
    return moved([q, p], parity_symbol(1))


UNITARY_SYMBOLS = {
    "phase": ([X], HALF * X * X),
    "multiply": ([A * X], ZERO),
    "displace-x": ([X + ONE], ZERO),
    "displace-p": ([X], X),
    "sum": ([X, X + Y], ZERO),
    "cphase": ([X, Y], X * Y),
    "swap": ([Y, X], ZERO),
}


def clifford_symbol(item, name):
    a, b = (A, B) if name == "multiply" else (1, 1)
    lift = lambda entry: entry if isinstance(entry, Poly) else const(entry)
    expected = [[lift(c) for c in row] for row in [*MAPS[name](a, b)[0], MAPS[name](a, b)[1]]]
    size = len(expected) - 1
    rows = [*listed(item[0], "matrix", size), item[1]]
    *matrix, shift = [[polynomial(c, name) for c in listed(row, "row", size)] for row in rows]
    phases = [polynomial(k, name) for k in listed(item[2], "phases", size)]
    if [*matrix, shift] != expected:
        return False
    if any(phases) and not any(shift):  # lemma 4: linear maps turn no phase
        return False
    pairs = [(parity_symbol(len(shift) // 2), moved(shift, parity_symbol(len(shift) // 2)))]
    for j, k in enumerate(phases):
        unit = weyl_symbol([const(int(i == j)) for i in range(len(shift))])
        pairs.append((unit, turned(weyl_symbol([row[j] for row in matrix]), k)))
    return all(intertwine_symbols(name, left, right) for left, right in pairs)


def intertwine_symbols(name, left, right):
    if name != "fourier":
        u = UNITARY_SYMBOLS[name]
        return then(u, left) == then(right, u)
    # sum_y omega^(-xy)|y>: right sends |y> to omega^g |y + c> or omega^g |c - y>, so relabel y
    (t,), e = left
    (s,), g = right
    sign = s.at({"y": ZERO, "x": ONE}) - s.at({"x": ZERO})  # the coefficient of the label: 1 or -1
    back = sign * (Y - s.at({"x": ZERO}))
    return s == sign * X + s.at({"x": ZERO}) and sign * sign == ONE and not (e - t * Y - g.at({"x": back}) + X * back)


def update_symbol(item):
    """Both conditions eX = v before and after A(q, p), against eq = v and a vanishing slope in t."""
    flow = [polynomial(c, "flow") for c in listed(item[0], "flow", 2)]
    slope = polynomial(item[1], "slope")
    (target,), exponent = point_symbol(Q, P)
    (other,), change = point_symbol(Q + T * flow[0], P + T * flow[1])
    before, after = E * X - V, E * target - V
    return (
        flow == [ZERO, const(-1) * E]  # the flow of eX changes every G by [G, eX]
        and other == target
        and change - exponent == T * slope
        and before + after == const(2) * (E * Q - V)
        and slope in (before - after, after - before)
    )


def point_product(item):
    """A(q, p) A(r, s) moves x by `shift`; where that vanishes the exponent is slope (x - q)."""
    shift, slope = polynomial(item[0], "shift"), polynomial(item[1], "slope")
    (target,), exponent = then(point_symbol(Q, P), point_symbol(R, S))
    same = exponent.at({"r": Q})
    return (
        target == X + shift
        and shift == const(2) * (Q - R)
        and same == slope * (X - Q)
        and slope
        in (
            const(2) * (P - S),
            const(2) * (S - P),
        )
    )


def point_fixed(item):
    """A(q, p) has one fixed label, x = q, where its exponent vanishes: 2 is a unit."""
    (target,), exponent = point_symbol(Q, P)
    fixed = polynomial(item[0], "fixed")
    return target - X == const(2) * (fixed - X) and not exponent.at({"x": fixed})


def letters(item, start):
    """An integer column under a word whose letters [name, power, system, ...] may have negative powers."""
    vector = list(start)
    if not isinstance(item, list) or len(item) > 64:
        raise Refused("type", "a word is a list of at most 64 letters")
    for letter in item:
        name, power, *systems = letter if isinstance(letter, list) and len(letter) > 2 else [None, 0]
        if name not in ("fourier", "phase", "sum") or integer(power, "power") not in (1, -1):
            raise Refused("type", f"{str(letter)[:40]} is no letter")
        if integers(systems, "systems", 2 if name == "sum" else 1) not in ([0], [1], [0, 1], [1, 0]):
            raise Refused("type", f"{letter} names systems that are not there")
        matrix = MAPS[name](1, 1)[0]
        places = [2 * s + i for s in systems for i in (0, 1)]
        for _ in range(1 if power == 1 else 3 if name == "fourier" else 1):
            old = [vector[i] for i in places]
            for row, i in enumerate(places):
                new = sum(c * o for c, o in zip(matrix[row], old))
                vector[i] = new if power == 1 or name == "fourier" else 2 * vector[i] - new  # (1 + N)^-1 = 1 - N
    return vector


MAPS = {  # what the toy theory does: the matrix S and the shift a of m -> S m + a
    "fourier": lambda a, b: ([[0, 1], [-1, 0]], [0, 0]),
    "phase": lambda a, b: ([[1, 0], [1, 1]], [0, 0]),
    "multiply": lambda a, b: ([[a, 0], [0, b]], [0, 0]),
    "displace-x": lambda a, b: ([[1, 0], [0, 1]], [1, 0]),
    "displace-p": lambda a, b: ([[1, 0], [0, 1]], [0, 1]),
    "sum": lambda a, b: ([[1, 0, 0, 0], [0, 1, 0, -1], [1, 0, 1, 0], [0, 0, 0, 1]], [0] * 4),
    "cphase": lambda a, b: ([[1, 0, 0, 0], [0, 1, 1, 0], [0, 0, 1, 0], [1, 0, 0, 1]], [0] * 4),
    "swap": lambda a, b: ([[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]], [0] * 4),
}


# The theorem: which identities are needed, and how each is recomputed.


def weyl_commutation(_, item):
    exponent = polynomial(item[0], "exponent")
    clock, shift = weyl_symbol([ZERO, ONE]), weyl_symbol([ONE, ZERO])
    return then(clock, shift) == turned(then(shift, clock), exponent)


def weyl_composition(_, item):
    exponent = polynomial(item[0], "exponent")
    return then(weyl_symbol([Q, P]), weyl_symbol([R, S])) == turned(weyl_symbol([Q + R, P + S]), exponent)


def weyl_inverse(_, item):
    return then(weyl_symbol([Q, P]), weyl_symbol([const(-1) * Q, const(-1) * P])) == ([X], ZERO)


def point_form(_, item):
    return point_symbol(Q, P) == ([polynomial(item[0], "target")], polynomial(item[1], "exponent"))


def point_hermitian(_, item):
    return then(point_symbol(Q, P), point_symbol(Q, P)) == ([X], ZERO)


def point_translation(_, item):
    return moved([R, S], point_symbol(Q, P)) == point_symbol(Q + R, P + S)


def point_factor(_, item):
    """Weyl operators and the parity of two systems act on each label as on one system."""
    (x, y), exponent = moved([Q, P, R, S], parity_symbol(2))
    (one,), first = point_symbol(Q, P)
    (two,), second = point_symbol(R, S)
    second = second.at({"x": Y})
    return (x, y, exponent) == (one, two.at({"x": Y}), first + second)


def projector(_, item):
    """The exponent of omega^(-vt) Z^(et) is t times `slope`; the sum over t keeps the labels where it is 0."""
    (target,), exponent = weyl_symbol([ZERO, T * E])
    slope = polynomial(item[0], "slope")
    return target == X and exponent - T * V == T * slope and slope == E * X - V


def power_of(name, coordinate, source):
    """M(k) = 1 + k N with N the unit of the shear: M(k) M(1) = M(k + 1), so M(k) is the k-th power of the map."""

    def check(_, item):
        matrix = MAPS[name](1, 1)[0]
        size = len(matrix)
        nilpotent = [[matrix[i][j] - int(i == j) for j in range(size)] for i in range(size)]
        square = [
            [sum(nilpotent[i][k] * nilpotent[k][j] for k in range(size)) for j in range(size)] for i in range(size)
        ]
        given = [integers(row, "shear", size) for row in listed(item[0], "shear", size)]
        return given == nilpotent and not any(map(any, square)) and nilpotent[coordinate][source] == 1

    return check


def word_is(name, columns):
    def check(_, item):
        return all(letters(item[0], start) == list(end) for start, end in columns)

    return check


def columns_of(matrix):
    size = len(matrix)
    return [([int(i == j) for i in range(size)], [row[j] for row in matrix]) for j in range(size)]


def theorem():
    """(id, fields, check) of every identity that the theorem needs, in order."""
    yield "weyl.commutation", ["exponent"], weyl_commutation
    yield "weyl.composition", ["exponent"], weyl_composition
    yield "weyl.inverse", [], weyl_inverse
    yield "point.form", ["target", "exponent"], point_form
    yield "point.hermitian", [], point_hermitian
    yield "point.trace", ["fixed"], lambda _, item: point_fixed(item)
    yield "point.orthogonality", ["shift", "slope"], lambda _, item: point_product(item)
    yield "point.translation", [], point_translation
    yield "point.factor", [], point_factor
    for name in MAPS:
        yield f"clifford.{name}", ["matrix", "shift", "phases"], lambda _, item, n=name: clifford_symbol(item, n)
    yield "projector", ["slope"], projector
    yield "update", ["flow", "slope"], lambda _, item: update_symbol(item)
    yield "shear.phase", ["shear"], power_of("phase", 1, 0)
    yield "shear.sum", ["shear"], power_of("sum", 2, 0)
    for name in ("cphase", "swap"):
        yield f"word.{name}", ["word"], word_is(name, columns_of(MAPS[name](1, 1)[0]))
    for target in (0, 2, 3):
        ends = [([1, 0, 0, 0], [1, 0, 0, 0]), ([0, 1, 0, 0], [int(i in (1, target)) for i in range(4)])]
        yield f"clear.{target}", ["word"], word_is(f"clear.{target}", ends)


def check_all_odd(certificate):
    names = ["format", "kind", "scope", "identities"]
    _, _, scope, identities = fields(certificate, names, "the certificate")
    if fields(scope, ["dimension", "systems", "experiments"], "scope") != ["odd", "all", "all"]:
        raise Refused("scope", "what is shown is every odd dimension, all numbers of systems, all experiments")
    check_list(identities, theorem(), None)
    return (
        "for every odd d, every number of systems and every experiment of the discrete language, the toy theory "
        f"and quantum stabilizer theory predict the same ({len(identities)} polynomial identities)"
    )


def check_list(identities, needed, context):
    """The identities are those needed, each once, in order, and each is true."""
    if not isinstance(identities, list):
        raise Refused("type", "identities is not a list")
    needed = list(needed)
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
        demand(check(context, given), name, "recomputed from the definitions, it does not hold")


KINDS = {"all-odd-dimensions": check_all_odd}


def check(path):
    """The theorem that a file proves, in words; Refused where it proves none."""
    certificate = read(path)
    if not isinstance(certificate, dict) or certificate.get("format") != FORMAT:
        raise Refused("version", f"the format is not {FORMAT}")
    kind = certificate.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        raise Refused("kind", f"this program does not check the kind {str(kind)[:40]!r}")
    return KINDS[kind](certificate)


def main(paths):
    if not paths:
        print("usage: python checker_all_odd.py FILE...", file=sys.stderr)
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
