"""Checks certificates of toytheory: standard library only, no import from the project.

    python checker.py FILE...

This file proves the equivalence for one odd d. It needs checker_reading.py (what a file must be, and how the answer is
told) and checker_maps.py beside it. Certificates of another kind are handed to the checker for that kind where it
lies beside this one: to have all of them, copy checker*.py.

Exit code 0: everything is proved. 1: refuted (an identity is false, the list is shorter than the
theorem needs, or the scope is wider than what was shown). 2: not a certificate. The format and the
theorems are in docs/certificates.md and docs/proof.md. Nothing is believed that can be computed:
every identity is recomputed from the definitions below, in integers, and compared with the file.
"""

import functools
import importlib.util
import math
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
integer, integers, table = reading.integer, reading.integers, reading.table

LARGEST_DIMENSION = 63  # the cost grows as d^3 times the sum of the divisors; a certificate for all odd d has none


# Exact arithmetic with roots of unity: a sum of roots is told by its coefficients in a basis of Z[omega].


def divide(poly, by):
    """Remainder and quotient of integer polynomials, lowest coefficient first, `by` monic."""
    rest, quotient = list(poly), []
    while len(rest) >= len(by):
        head = rest.pop()
        quotient.append(head)
        for i in range(1, len(by)):
            rest[-i] -= head * by[-1 - i]
    return rest, quotient[::-1]


def cyclotomic(d):
    poly = [-1] + [0] * (d - 1) + [1]
    for k in range(1, d):
        if d % k == 0:
            poly = divide(poly, cyclotomic(k))[1]
    return poly


class Ring:
    """Z_d and the roots of unity omega^k, omega = exp(2 pi i / d); what was computed is kept."""

    def __init__(self, d):
        self.d, self.half, self.phi = d, (d + 1) // 2, cyclotomic(d)
        self.sums, self.multiples, self.forms, self.operators, self.letters = {}, {}, {}, {}, {}

    def total(self, exponents):
        """A sum of roots of unity, as a number that only equal sums have."""
        given = tuple(exponents)
        if given not in self.sums:
            ordered = tuple(sorted(k % self.d for k in given))
            if ordered not in self.sums:
                self.sums[ordered] = self.numbered([ordered.count(k) for k in range(self.d)])
            self.sums[given] = self.sums[ordered]
        return self.sums[given]

    def number(self, value, exponent=0):
        """value omega^exponent, in the same way."""
        if (value, exponent) not in self.multiples:
            counts = [value * (k == exponent % self.d) for k in range(self.d)]
            self.multiples[value, exponent] = self.numbered(counts)
        return self.multiples[value, exponent]

    def numbered(self, counts):
        """The number of sum_k counts[k] omega^k, told by its coefficients in the basis 1, ..., omega^(phi(d) - 1)."""
        return self.forms.setdefault(tuple(divide(counts, self.phi)[0]), len(self.forms))


# A monomial matrix |x> -> omega^(e[x]) |t[x]> is the pair of lists (t, e); n systems have d^n states.


def times(d, left, right):
    """The matrix product: right acts first."""
    (t, e), (s, f) = left, right
    return [t[y] for y in s], [(k + e[y]) % d for y, k in zip(s, f)]


def adjoint(d, matrix):
    t, e = matrix
    back, phase = [0] * len(t), [0] * len(t)
    for x, y in enumerate(t):
        back[y], phase[y] = x, -e[x] % d
    return back, phase


def tensor(d, left, right):
    (t, e), (s, f) = left, right
    return [d * a + b for a in t for b in s], [(a + b) % d for a in e for b in f]


def rotated(d, matrix, k):
    return matrix[0], [(e + k) % d for e in matrix[1]]


def moved(d, operator, matrix):
    """operator matrix operator^dagger."""
    return times(d, times(d, operator, matrix), adjoint(d, operator))


def kept(make):
    """The operator of a point, made once for each ring."""

    @functools.wraps(make)
    def made(ring, q, p):
        key = make, q % ring.d, p % ring.d
        if key not in ring.operators:
            ring.operators[key] = make(ring, *key[1:])
        return ring.operators[key]

    return made


@kept
def weyl(ring, q, p):
    """w(q, p) = omega^(-qp/2) Z^p X^q with X the shift and Z the clock."""
    d = ring.d
    return [(x + q) % d for x in range(d)], [(p * (x + q) - ring.half * q * p) % d for x in range(d)]


def weyl_product(ring, vector):
    """The Weyl operator of one or two systems, a tensor product."""
    single = [weyl(ring, *vector[i : i + 2]) for i in range(0, len(vector), 2)]
    return single[0] if len(single) == 1 else tensor(ring.d, *single)


def parity(d, systems):
    single = [-x % d for x in range(d)], [0] * d
    return single if systems == 1 else tensor(d, single, single)


@kept
def point(ring, q, p):
    """The phase-point operator A(q, p) = w(q, p) A(0) w(q, p)^dagger."""
    return moved(ring.d, weyl(ring, q, p), parity(ring.d, 1))


def diagonal(matrix):
    """The labels x with an entry <x| . |x>, and its exponent."""
    return [(x, e) for x, (y, e) in enumerate(zip(*matrix)) if x == y]


@kept
def diagonal_of_point(ring, q, p):
    return diagonal(point(ring, q, p))


# The equivalence for one odd d. Each function checks one identity; `theorem` lists all that are needed.


def all_points(ring):
    return [(q, p) for q in range(ring.d) for p in range(ring.d)]


def weyl_commutation(ring, item):
    exponent, d = integer(item[0], "exponent"), ring.d
    clock, shift = weyl(ring, 0, 1), weyl(ring, 1, 0)
    return 0 <= exponent < d and times(d, clock, shift) == rotated(d, times(d, shift, clock), exponent)


def weyl_composition(ring, item):
    half, d = integer(item[0], "half"), ring.d
    return 0 < half < d and all(
        times(d, weyl(ring, q, p), weyl(ring, r, s)) == rotated(d, weyl(ring, q + r, p + s), -half * (q * s - p * r))
        for q, p in all_points(ring)
        for r, s in ((1, 0), (0, 1))
    )


def point_hermitian(ring, item):
    return all(point(ring, *m) == adjoint(ring.d, point(ring, *m)) for m in all_points(ring))


def point_trace(ring, item):
    value = ring.number(integer(item[0], "value"))
    return all(ring.total(e for _, e in diagonal_of_point(ring, *m)) == value for m in all_points(ring))


def point_orthogonality(ring, item):
    value, origin = integer(item[0], "value"), point(ring, 0, 0)
    return origin == parity(ring.d, 1) and all(
        ring.total(e for _, e in diagonal(times(ring.d, origin, point(ring, *m))))
        == ring.number(0 if any(m) else value)
        for m in all_points(ring)
    )


def point_translation(ring, item):
    """w(g) A(m) = A(m + g) w(g) for every m and each generator g."""
    return all(
        times(ring.d, weyl(ring, *g), point(ring, q, p))
        == times(ring.d, point(ring, q + g[0], p + g[1]), weyl(ring, *g))
        for q, p in all_points(ring)
        for g in ((1, 0), (0, 1))
    )


def point_factor(ring, item):
    """The parity of two systems is the product of parities; so are translations, hence all A(m)."""
    d = ring.d
    both = [(-x % d) * d + -y % d for x in range(d) for y in range(d)]
    return parity(d, 2) == (both, [0] * d**2)


def discard(ring, item):
    """The partial trace of A(0, m) over the second system is `value` times A(0), entry by entry."""
    value, origin = integer(item[0], "value"), parity(ring.d, 1)
    return all(
        ring.total((e + f) % ring.d for _, f in diagonal_of_point(ring, *m)) == ring.number(value, e)
        for m in all_points(ring)
        for e in set(origin[1])
    )


UNITARIES = {  # exponent and target on basis states; fourier is not monomial and is handled apart
    "phase": lambda ring, x, a: ((x,), ring.half * x * x),
    "multiply": lambda ring, x, a: ((a * x % ring.d,), 0),
    "displace-x": lambda ring, x, a: (((x + 1) % ring.d,), 0),
    "displace-p": lambda ring, x, a: ((x,), x),
    "sum": lambda ring, x, y, a: ((x, (x + y) % ring.d), 0),
    "cphase": lambda ring, x, y, a: ((x, y), x * y),
    "swap": lambda ring, x, y, a: ((y, x), 0),
}


def toy_map(d, name, a):
    matrix, shift = MAPS[name](a, pow(a, -1, d))
    return [[x % d for x in row] for row in matrix], [x % d for x in shift]


def unitary(ring, name, a):
    d, systems = ring.d, len(MAPS[name](1, 1)[1]) // 2
    states = [(x,) for x in range(d)] if systems == 1 else [(x, y) for x in range(d) for y in range(d)]
    images = [UNITARIES[name](ring, *state, a) for state in states]
    return [y[0] if systems == 1 else d * y[0] + y[1] for y, _ in images], [e % d for _, e in images]


def intertwines(ring, name, a, left, right):
    """Whether U left = right U, for monomial left and right."""
    d = ring.d
    if name != "fourier":
        u = unitary(ring, name, a)
        return times(d, u, left) == times(d, right, u)
    # U|x> = sum_y omega^(-xy) |y>: compare the coefficient of |y> for each x
    (t, e), (back, f) = left, adjoint(d, right)
    return all((e[x] - t[x] * y + f[y] + x * back[y]) % d == 0 for x in range(d) for y in range(d))


def clifford(ring, item, name, a):
    """V w(e_j) = w(S e_j) V for each coordinate j and V A(0) = A(0) V, with V = w(a)^dagger U.

    Written without the dagger: U w(e_j) = w(a) w(S e_j) w(a)^dagger U, where w(S e_j) so moved is omega^k w(S e_j).
    """
    d = ring.d
    expected = toy_map(d, name, a)
    size = len(expected[1])
    matrix, shift = table(item[0], "matrix", size, size), integers(item[1], "shift", size)
    phases = integers(item[2], "phases", size)
    if (matrix, shift) != expected:
        return False
    w, origin = weyl_product(ring, shift), parity(d, size // 2)
    for j, k in enumerate(phases):
        unit, image = weyl_product(ring, [int(i == j) for i in range(size)]), weyl_product(ring, column(matrix, j))
        after = moved(d, w, image)
        if not 0 <= k < d or after != rotated(d, image, k) or not intertwines(ring, name, a, unit, after):
            return False
    return intertwines(ring, name, a, origin, moved(d, w, origin))


def projector(ring, item, e):
    """(1/d) sum_t omega^(-vt) Z^(et) = the projector on {x : ex = v}, for each value v that eX takes."""
    d, values = ring.d, integers(item[0], "values", ring.d // e)
    return values == list(range(0, d, e)) and all(
        ring.total(t * (e * x - v) % d for t in range(d)) == ring.number(d * ((e * x - v) % d == 0))
        for v in values
        for x in range(d)
    )


def effect(ring, item, e):
    """Tr(Pi_{eX=v} A(q, p)) = value where e q = v, and 0 elsewhere."""
    d, value = ring.d, integer(item[0], "value")
    for q, p in all_points(ring):
        inside = {}  # v -> exponents; an empty sum is 0
        for x, k in diagonal_of_point(ring, q, p):
            inside.setdefault(e * x % d, []).append(k)
        for v in {e * q % d, *inside}:
            if ring.total(inside.get(v, ())) != ring.number(value * (e * q % d == v)):
                return False
    return True


def update(ring, item, e):
    """Pi_{eX=v} A(m) Pi_{eX=v} = delta(eX(m), v) (1/d) sum_t A(m + t flow), entry by entry.

    The flow is (0, -e), and t and t + d/e move m alike: the average is over t < d/e, the same for all m on an orbit.
    """
    d, zero, flow = ring.d, ring.number(0), integers(item[0], "flow", 2)
    if flow != [0, -e % d]:  # the flow of eX changes every G by [G, eX]
        return False
    for q in range(d):
        targets = point(ring, q, 0)[0]
        inside = [x for x in range(d) if e * x % d == e * targets[x] % d]  # where the left side has an entry for a v
        outside = [x for x in range(d) if x not in inside]
        if any(e * x % d != e * q % d for x in inside):  # it is 0 where e q is not v
            return False
        for first in range(e):
            orbit = [point(ring, q, first - t * e) for t in range(d // e)]
            if any(t != targets for t, _ in orbit):
                return False
            entries = [ring.total(exponents) for exponents in zip(*(f for _, f in orbit))]  # of the sum over t
            if any(entries[x] != zero for x in outside):
                return False
            if any(entries[x] != ring.number(d // e, f[x]) for _, f in orbit for x in inside):
                return False
    return True


# The generators generate: words of maps, as matrices modulo d.


def column(matrix, j):
    return [row[j] for row in matrix]


def product(d, left, right):
    return [[sum(a * b for a, b in zip(row, col)) % d for col in zip(*right)] for row in left]


def letter_matrix(ring, name, power):
    """The matrix of a power of a generator; for `multiply` of the multiplier."""
    if (name, power) not in ring.letters:
        if name == "multiply" or power == 1:
            result = toy_map(ring.d, name, power)[0]
        else:
            half = letter_matrix(ring, name, power // 2)
            result = product(ring.d, half, half)
            if power % 2:
                result = product(ring.d, result, letter_matrix(ring, name, 1))
        ring.letters[name, power] = result
    return ring.letters[name, power]


def apply_word(ring, word, vector, where):
    """A column under a word; each letter is [name, power or multiplier, system, ...] with systems 0 or 1."""
    d, longest = ring.d, 64 + 8 * ring.d.bit_length()
    if not isinstance(word, list) or len(word) > longest:
        raise Refused("type", f"{where}: a word is a list of at most {longest} letters")
    for letter in word:
        if not isinstance(letter, list) or len(letter) < 3 or letter[0] not in ("fourier", "phase", "multiply", "sum"):
            raise Refused("type", f"{where}: no letter")
        name, systems = letter[0], integers(letter[2:], where, 2 if letter[0] == "sum" else 1)
        power = integer(letter[1], where)
        if not 0 < power < max(d, 4) or len(set(systems)) < len(systems):
            raise Refused("type", f"{where}: a letter with a power out of range, or twice the same system")
        if not all(0 <= 2 * s < len(vector) for s in systems):
            raise Refused("type", f"{where}: a letter names a system that is not there")
        if name == "multiply" and math.gcd(power, d) != 1:
            raise Refused("false", f"{where}: {power} is no unit modulo {d}")
        places = [2 * s + i for s in systems for i in (0, 1)]
        old = [vector[i] for i in places]
        for i, row in zip(places, letter_matrix(ring, name, power)):
            vector[i] = sum(a * b for a, b in zip(row, old)) % d
    return vector


def reduction(ring, item, name, *start):
    """A word takes the column to (gcd, 0, ...), the gcd taken together with d."""
    word, result = item
    goal = math.gcd(ring.d, *start) % ring.d
    end = apply_word(ring, word, list(start), f"identity {name}")
    return integer(result, f"identity {name}") == goal and end == [goal] + [0] * (len(start) - 1)


def word_is(ring, item, name, matrix):
    """A word does to every column what this matrix does."""
    size = len(matrix)
    return all(
        apply_word(ring, item[0], [int(i == j) for i in range(size)], f"identity {name}")
        == [x % ring.d for x in column(matrix, j)]
        for j in range(size)
    )


def theorem(d):
    """(id, fields, check) of every identity that the theorem for this d needs, in order."""
    units = [a for a in range(2, d) if math.gcd(a, d) == 1]
    divisors = [e for e in range(1, d) if d % e == 0]
    yield "weyl.commutation", ["exponent"], weyl_commutation
    yield "weyl.composition", ["half"], weyl_composition
    yield "point.hermitian", [], point_hermitian
    yield "point.trace", ["value"], point_trace
    yield "point.orthogonality", ["value"], point_orthogonality
    yield "point.translation", [], point_translation
    yield "point.factor", [], point_factor
    yield "discard", ["value"], discard
    for name, a in [(name, 1) for name in MAPS if name != "multiply"] + [("multiply", a) for a in units]:
        check = lambda ring, item, name=name, a=a: clifford(ring, item, name, a)
        yield f"clifford.{name}" + (f".{a}" if name == "multiply" else ""), ["matrix", "shift", "phases"], check
    for e in divisors:
        yield f"projector.{e}", ["values"], lambda ring, item, e=e: projector(ring, item, e)
        yield f"effect.{e}", ["value"], lambda ring, item, e=e: effect(ring, item, e)
        yield f"update.{e}", ["flow"], lambda ring, item, e=e: update(ring, item, e)
    words = {f"word.{name}": MAPS[name](1, 1)[0] for name in ("cphase", "swap")}
    words |= {f"clear.{target}": matrix for target, matrix in CLEARING.items()}
    for name, matrix in words.items():
        yield name, ["word"], lambda ring, item, name=name, matrix=matrix: word_is(ring, item, name, matrix)
    columns = {f"reduce.{a}.{b}": (a, b) for a in range(d) for b in range(d)}
    columns |= {f"join.{e}.{f}": (e, 0, f, 0) for e in (0, *divisors) for f in (0, *divisors)}
    for name, start in columns.items():
        check = lambda ring, item, name=name, start=start: reduction(ring, item, name, *start)
        yield name, ["word", "result"], check


def check_odd_dimension(certificate):
    names = ["format", "kind", "dimension", "scope", "identities"]
    _, _, d, scope, identities = fields(certificate, names, "the certificate")
    d = integer(d, "dimension")
    if d < 3 or d % 2 == 0:
        raise Refused("false", f"dimension {d}: the theorem is about odd d >= 3; modulo an even number 2 is no unit")
    if d > LARGEST_DIMENSION:
        raise Refused("too-large", f"dimension {d} is above {LARGEST_DIMENSION}")
    if fields(scope, ["dimension", "systems", "experiments"], "scope") != [d, "all", "all"]:
        raise Refused("scope", f"what is shown is dimension {d}, all numbers of systems, all experiments")
    check_list(identities, theorem(d), Ring(d))
    return (
        f"for d = {d}, every number of systems and every experiment of the discrete language, the toy theory "
        f"and quantum stabilizer theory predict the same ({len(identities)} identities)"
    )


def handed_to(program):
    """The check of another kind, by the program for it."""

    def check(certificate):
        kind = certificate["kind"]
        try:
            other = beside(program)
        except SystemExit:  # it has said what is missing; the remaining files are still checked
            raise Refused("kind", f"{kind} is checked by {program}.py, which is not here or lacks a part") from None
        return other.KINDS[kind](certificate)

    return check


KINDS = {
    "odd-dimension": check_odd_dimension,
    "all-odd-dimensions": handed_to("checker_all_odd"),
    "refutations": handed_to("checker_refutations"),
    "exact-family": handed_to("checker_exact_family"),
}


def check(path):
    """The theorem that a file proves, in words; Refused where it proves none."""
    return reading.proved(path, KINDS)


def main(paths):
    return reading.answer(paths, KINDS, "checker.py")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
