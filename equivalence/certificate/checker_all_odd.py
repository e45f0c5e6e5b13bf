"""Checks the certificate of the theorem for all odd d at once: standard library only, no project import.

    python checker_all_odd.py FILE...

It needs checker_reading.py (what a file must be, and how the answer is told) and checker_maps.py beside it; exit codes
are those of checker.py. The operators are those of checker.py with d a symbol: exponents and targets are polynomials
over Z[1/2], which every odd d can evaluate. What sums over a basis label rests on the orthogonality of
characters, sum_x omega^(cx) = d where c = 0 modulo d and 0 elsewhere (docs/proof.md, lemma 3).
"""

import importlib.util
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


maps, reading = beside("checker_maps"), beside("checker_reading")
MAPS, CLEARING = maps.MAPS, maps.CLEARING
Refused, fields, check_list = reading.Refused, reading.fields, reading.check_list
integer, integers, listed, table = reading.integer, reading.integers, reading.listed, reading.table


class Poly(dict):
    """A polynomial over Z[1/2]: monomial (sorted names, repeated) -> (numerator, power of 1/2)."""

    def collect(self, monomial, numerator, power):
        """Adds a term, in place."""
        n, j = self.pop(monomial, (0, 0))
        k = max(power, j)
        total = (numerator << (k - power)) + (n << (k - j))
        while k and total % 2 == 0:
            total, k = total // 2, k - 1
        if total:
            self[monomial] = total, k

    def __add__(self, other):
        result = Poly(self)
        for monomial, coefficient in other.items():
            result.collect(monomial, *coefficient)
        return result

    def __mul__(self, other):
        result = Poly()
        for one, (m, i) in self.items():
            for two, (n, j) in other.items():
                names = sorted(one + two)
                while "a" in names and "b" in names:  # b is the inverse of the unit a
                    names.remove("a")
                    names.remove("b")
                result.collect(tuple(names), m * n, i + j)
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
    result = Poly()
    for term in listed(value, where):
        if not isinstance(term, list) or not 2 <= len(term) <= 16 or not all(name in LETTERS for name in term[2:]):
            raise Refused("type", f"{where}: no term of a polynomial")
        m, i = integers(term[:2], where)
        monomial = tuple(sorted(term[2:]))
        if not 0 <= i <= 64 or m == 0 or monomial in result:
            raise Refused("type", f"{where}: a term is zero, too small a fraction, or repeats a monomial")
        result.collect(monomial, m, i)
    return result


LETTERS = list("xyqprstevab")
LABELS = ("x", "y")
ZERO, ONE, HALF = const(0), const(1), Poly({(): (1, 1)})
X, Y, Q, P, R, S, T, E, V, A, B = map(var, LETTERS)


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
    """V w(e_j) = w(S e_j) V for each coordinate j and V A(0) = A(0) V, with V = w(a)^dagger U, as in checker.py."""
    lift = lambda entry: entry if isinstance(entry, Poly) else const(entry)
    rows, move = MAPS[name](A, B)
    expected = [[lift(c) for c in row] for row in (*rows, move)]
    size = len(move)
    given = [*listed(item[0], "matrix", size), item[1]]
    *matrix, shift = [[polynomial(c, name) for c in listed(row, "row", size)] for row in given]
    phases = [polynomial(k, name) for k in listed(item[2], "phases", size)]
    if [*matrix, shift] != expected:
        return False
    origin = parity_symbol(size // 2)
    pairs = [(origin, moved(shift, origin))]
    for j, k in enumerate(phases):
        image = weyl_symbol([row[j] for row in matrix])
        after = moved(shift, image)
        if after != turned(image, k):
            return False
        pairs.append((weyl_symbol([const(int(i == j)) for i in range(size)]), after))
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
    if flow != [ZERO, const(-1) * E]:  # the flow of eX changes every G by [G, eX]
        return False
    (target,), exponent = point_symbol(Q, P)
    (other,), change = point_symbol(Q, P - T * E)
    before, after = E * X - V, E * target - V
    return (
        other == target
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
        and slope in (const(2) * (P - S), const(2) * (S - P))
    )


def point_fixed(item):
    """A(q, p) has one fixed label, x = q, where its exponent vanishes: 2 is a unit."""
    (target,), exponent = point_symbol(Q, P)
    fixed = polynomial(item[0], "fixed")
    return target - X == const(2) * (fixed - X) and not exponent.at({"x": fixed})


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
        given = table(item[0], "shear", size, size)
        return given == nilpotent and not any(map(any, square)) and nilpotent[coordinate][source] == 1

    return check


def letters(item, start):
    """An integer column under a word whose letters [name, power, system, ...] may have negative powers."""
    vector = list(start)
    for letter in listed(item, "a word"):
        name, power, *systems = letter if isinstance(letter, list) and len(letter) > 2 else [None, 0]
        if name not in ("fourier", "phase", "sum") or integer(power, "power") not in (1, -1):
            raise Refused("type", "no letter of a word")
        if integers(systems, "systems", 2 if name == "sum" else 1) not in ([0], [1], [0, 1], [1, 0]):
            raise Refused("type", "a letter names systems that are not there")
        matrix = MAPS[name](1, 1)[0]
        places = [2 * s + i for s in systems for i in (0, 1)]
        for _ in range(3 if (name, power) == ("fourier", -1) else 1):
            old = [vector[i] for i in places]
            for i, row in zip(places, matrix):
                new = sum(c * o for c, o in zip(row, old))
                vector[i] = new if power == 1 or name == "fourier" else 2 * vector[i] - new  # (1 + N)^-1 = 1 - N
    return vector


def word_is(matrix):
    """A word does to every column what this matrix does."""
    columns = [[row[j] for row in matrix] for j in range(len(matrix))]
    units = [[int(i == j) for i in range(len(matrix))] for j in range(len(matrix))]
    return lambda _, item: [letters(item[0], unit) for unit in units] == columns


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
        yield f"word.{name}", ["word"], word_is(MAPS[name](1, 1)[0])
    for target, matrix in CLEARING.items():
        yield f"clear.{target}", ["word"], word_is(matrix)


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


KINDS = {"all-odd-dimensions": check_all_odd}


def check(path):
    """The theorem that a file proves, in words; Refused where it proves none."""
    return reading.proved(path, KINDS)


def main(paths):
    return reading.answer(paths, KINDS, "checker_all_odd.py")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
