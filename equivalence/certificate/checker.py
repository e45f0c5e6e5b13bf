"""Checks certificates of toytheory: standard library only, no import from the project.

    python checker.py FILE...

This file proves the equivalence for one odd d. Certificates of another kind are handed to the checker
for that kind, which runs alone as well, where it lies beside this one.

Exit code 0: everything is proved. 1: refuted (an identity is false, the list is shorter than the
theorem needs, or the scope is wider than what was shown). 2: not a certificate. The format and the
theorems are in docs/certificates.md and docs/proof.md. Nothing is believed that can be computed:
every identity is recomputed from the definitions below, in integers, and compared with the file.
"""

import importlib.util
import json
import math
import os
import sys

FORMAT = "toytheory/certificate-1"
LARGEST_FILE = 64 * 2**20
LARGEST_DIMENSION = 255


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


# Exact arithmetic with roots of unity: a sum of roots is a list of counts, one for each exponent.


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
    """Z_d and the roots of unity omega^k, omega = exp(2 pi i / d)."""

    def __init__(self, d):
        self.d, self.half, self.phi = d, (d + 1) // 2, cyclotomic(d)

    def total(self, exponents):
        """A sum of roots of unity as counts, to be compared by `same`."""
        counts = [0] * self.d
        for k in exponents:
            counts[k % self.d] += 1
        return counts

    def same(self, left, right):
        return not any(divide([a - b for a, b in zip(left, right)], self.phi)[0])

    def number(self, value):
        return [value] + [0] * (self.d - 1)


# A monomial matrix |x> -> omega^(e[x]) |t[x]> is the pair of lists (t, e); n systems have d^n states.


def times(d, left, right):
    """The matrix product: right acts first."""
    (t, e), (s, f) = left, right
    return [t[y] for y in s], [(f[x] + e[y]) % d for x, y in enumerate(s)]


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


def point(ring, q, p):
    """The phase-point operator A(q, p) = w(q, p) A(0) w(q, p)^dagger."""
    w = weyl(ring, q, p)
    return times(ring.d, times(ring.d, w, parity(ring.d, 1)), adjoint(ring.d, w))


# The equivalence for one odd d. Each function checks one identity; `theorem` lists all that are needed.


def weyl_commutation(ring, item):
    (exponent,) = item
    d, clock, shift = ring.d, weyl(ring, 0, 1), weyl(ring, 1, 0)
    return times(d, clock, shift) == rotated(d, times(d, shift, clock), integer(exponent, "exponent"))


def weyl_composition(ring, item):
    half, d = integer(item[0], "half"), ring.d
    return 0 < half < d and all(
        times(d, weyl(ring, q, p), weyl(ring, r, s))
        == rotated(d, weyl(ring, (q + r) % d, (p + s) % d), -half * (q * s - p * r))
        for q in range(d)
        for p in range(d)
        for r, s in ((1, 0), (0, 1))
    )


def all_points(ring):
    return ((q, p) for q in range(ring.d) for p in range(ring.d))


def point_hermitian(ring, item):
    return all(point(ring, q, p) == adjoint(ring.d, point(ring, q, p)) for q, p in all_points(ring))


def trace(ring, matrix):
    return ring.total(e for x, (y, e) in enumerate(zip(*matrix)) if x == y)


def point_trace(ring, item):
    value = ring.number(integer(item[0], "value"))
    return all(ring.same(trace(ring, point(ring, q, p)), value) for q, p in all_points(ring))


def point_orthogonality(ring, item):
    value, origin = integer(item[0], "value"), parity(ring.d, 1)
    return all(
        ring.same(trace(ring, times(ring.d, origin, point(ring, q, p))), ring.number(0 if q or p else value))
        for q, p in all_points(ring)
    )


def point_translation(ring, item):
    d = ring.d
    for r, s in ((1, 0), (0, 1)):
        w = weyl(ring, r, s)
        for q, p in all_points(ring):
            moved = times(d, times(d, w, point(ring, q, p)), adjoint(d, w))
            if moved != point(ring, (q + r) % d, (p + s) % d):
                return False
    return True


def point_factor(ring, item):
    """The parity of two systems is the product of parities; so are translations, hence all A(m)."""
    d = ring.d
    both = [(-x % d) * d + -y % d for x in range(d) for y in range(d)]
    return parity(d, 2) == (both, [0] * d**2)


def discard(ring, item):
    """The partial trace of A(0, m) over the second system is `value` times A(0)."""
    d, value = ring.d, integer(item[0], "value")
    for q, p in all_points(ring):
        table = {}
        for column, (row, e) in enumerate(zip(*tensor(d, parity(d, 1), point(ring, q, p)))):
            if row % d == column % d:
                table.setdefault((row // d, column // d), []).append(e)
        expected = {(-x % d, x) for x in range(d)}
        if set(table) != expected or not all(ring.same(ring.total(v), ring.number(value)) for v in table.values()):
            return False
    return True


UNITARIES = {  # exponent and target on basis states; fourier is not monomial and is handled apart
    "phase": lambda ring, x, a: ((x,), ring.half * x * x),
    "multiply": lambda ring, x, a: ((a * x % ring.d,), 0),
    "displace-x": lambda ring, x, a: (((x + 1) % ring.d,), 0),
    "displace-p": lambda ring, x, a: ((x,), x),
    "sum": lambda ring, x, y, a: ((x, (x + y) % ring.d), 0),
    "cphase": lambda ring, x, y, a: ((x, y), x * y),
    "swap": lambda ring, x, y, a: ((y, x), 0),
}
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
    """U w(e_j) = omega^k w(S e_j) U for each coordinate j, and U A(0) = A(a) U."""
    d = ring.d
    expected = toy_map(d, name, a)
    size = len(expected[1])
    matrix = [integers(row, "matrix", size) for row in listed(item[0], "matrix", size)]
    shift, phases = integers(item[1], "shift", size), integers(item[2], "phases", size)
    if (matrix, shift) != expected or (any(phases) and not any(shift)):  # lemma 4: linear maps turn no phase
        return False
    for j in range(size):
        unit = [int(i == j) for i in range(size)]
        image = weyl_product(ring, [row[j] for row in matrix])
        if not 0 <= phases[j] < d or not intertwines(
            ring, name, a, weyl_product(ring, unit), rotated(d, image, phases[j])
        ):
            return False
    origin = parity(d, size // 2)
    w = weyl_product(ring, shift)
    moved = times(d, times(d, w, origin), adjoint(d, w))
    return intertwines(ring, name, a, origin, moved)


def projector(ring, item, e):
    """(1/d) sum_t omega^(-vt) Z^(et) = the projector on {x : ex = v}, for each value v that eX takes."""
    d, values = ring.d, integers(item[0], "values")
    return values == list(range(0, d, e)) and all(
        ring.same(ring.total(t * (e * x - v) for t in range(d)), ring.number(d * ((e * x - v) % d == 0)))
        for v in values
        for x in range(d)
    )


def effect(ring, item, e):
    """Tr(Pi_{eX=v} A(q, p)) = value where e q = v, and 0 elsewhere."""
    d, value = ring.d, integer(item[0], "value")
    for q, p in all_points(ring):
        t, f = point(ring, q, p)
        fixed = [x for x in range(d) if t[x] == x]
        for v in range(0, d, e):
            inside = ring.total(f[x] for x in fixed if e * x % d == v)
            if not ring.same(inside, ring.number(value * (e * q % d == v))):
                return False
    return True


def update(ring, item, e):
    """Pi_{eX=v} A(m) Pi_{eX=v} = delta(eX(m), v) (1/d) sum_t A(m + t flow), entry by entry."""
    d, (fq, fp) = ring.d, integers(item[0], "flow", 2)
    if (fq, fp) != (0, -e % d):  # the flow of eX changes every G by [G, eX]
        return False
    for q, p in all_points(ring):
        t, f = point(ring, q, p)
        average = {}  # row, column -> exponents, to be divided by d
        for step in range(d):
            s, g = point(ring, (q + step * fq) % d, (p + step * fp) % d)
            for x in range(d):
                average.setdefault((s[x], x), []).append(g[x])
        average = {place: ring.total(sums) for place, sums in average.items()}
        nothing = ring.number(0)
        for v in range(0, d, e):
            sides = {(t[x], x): f[x] for x in range(d) if e * x % d == v and e * t[x] % d == v}
            hit = e * q % d == v
            for place in set(average) | set(sides):
                left = [d * c for c in ring.total([sides[place]])] if place in sides else nothing
                if not ring.same(left, average.get(place, nothing) if hit else nothing):
                    return False
    return True


# The generators generate: words of maps, as matrices modulo d.


def apply_word(d, word, vector, where):
    """A column under a word; each letter is [name, power or multiplier, system, ...] with systems 0 or 1."""
    if not isinstance(word, list) or len(word) > 64 + 8 * d.bit_length():
        raise Refused("type", f"{where}: a word is a list of at most {64 + 8 * d.bit_length()} letters")
    for letter in word:
        if not isinstance(letter, list) or len(letter) < 3 or letter[0] not in ("fourier", "phase", "multiply", "sum"):
            raise Refused("type", f"{where}: {str(letter)[:40]} is no letter")
        name, systems = letter[0], integers(letter[2:], where, 2 if letter[0] == "sum" else 1)
        power = integer(letter[1], where)
        if (
            len(set(systems)) < len(systems)
            or not all(0 <= 2 * s < len(vector) for s in systems)
            or not 0 < power < max(d, 4)
        ):
            raise Refused("type", f"{where}: {letter} names systems or a power out of range")
        if name == "multiply" and math.gcd(power, d) != 1:
            raise Refused("false", f"identity {where}: {power} is no unit modulo {d}")
        matrix = toy_map(d, name, power if name == "multiply" else 1)[0]
        places = [2 * s + i for s in systems for i in (0, 1)]
        for _ in range(1 if name == "multiply" else power):
            old = [vector[i] for i in places]
            for i, row in zip(places, matrix):
                vector[i] = sum(a * b for a, b in zip(row, old)) % d
    return vector


def reduction(ring, item, *column):
    """A word takes the column to (gcd, 0, ...), the gcd taken together with d."""
    word, result = item
    goal = math.gcd(ring.d, *column) % ring.d
    moved = apply_word(ring.d, word, list(column), "reduction")
    return integer(result, "result") == goal and moved == [goal] + [0] * (len(column) - 1)


def word_matrix(ring, item, name, a):
    """A map that is not a generator is a word in those that are."""
    matrix = toy_map(ring.d, name, a)[0]
    size = len(matrix)
    for j in range(size):
        if apply_word(ring.d, item[0], [int(i == j) for i in range(size)], name) != [row[j] for row in matrix]:
            return False
    return True


def clearing(ring, item, target):
    """A word that fixes e_x1 and takes e_p1 to e_p1 + e_target: clears the second column."""
    d = ring.d
    first = apply_word(d, item[0], [1, 0, 0, 0], "clearing")
    second = apply_word(d, item[0], [0, 1, 0, 0], "clearing")
    return first == [1, 0, 0, 0] and second == [int(i in (1, target)) for i in range(4)]


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
    maps = [(name, 1) for name in MAPS if name != "multiply"] + [("multiply", a) for a in units]
    for name, a in maps:
        check = lambda ring, item, name=name, a=a: clifford(ring, item, name, a)
        yield f"clifford.{name}" + (f".{a}" if name == "multiply" else ""), ["matrix", "shift", "phases"], check
    for e in divisors:
        yield f"projector.{e}", ["values"], lambda ring, item, e=e: projector(ring, item, e)
        yield f"effect.{e}", ["value"], lambda ring, item, e=e: effect(ring, item, e)
        yield f"update.{e}", ["flow"], lambda ring, item, e=e: update(ring, item, e)
    for name in ("cphase", "swap"):
        yield f"word.{name}", ["word"], lambda ring, item, name=name: word_matrix(ring, item, name, 1)
    for target in (0, 2, 3):
        yield f"clear.{target}", ["word"], lambda ring, item, target=target: clearing(ring, item, target)
    for a in range(d):
        for b in range(d):
            column = lambda ring, item, a=a, b=b: reduction(ring, item, a, b)
            yield f"reduce.{a}.{b}", ["word", "result"], column
    for e in (0, *divisors):
        for f in (0, *divisors):
            column = lambda ring, item, e=e, f=f: reduction(ring, item, e, 0, f, 0)
            yield f"join.{e}.{f}", ["word", "result"], column


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


KINDS = {"odd-dimension": check_odd_dimension}
SIBLINGS = {
    "all-odd-dimensions": "checker_all_odd.py",
    "refutations": "checker_bits.py",
    "exact-family": "checker_bits.py",
}


def sibling(kind):
    """The checker of another kind, loaded from beside this file."""
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), SIBLINGS[kind])
    if not os.path.exists(path):
        raise Refused("kind", f"the kind {kind!r} is checked by {SIBLINGS[kind]}, which is not here")
    spec = importlib.util.spec_from_file_location(SIBLINGS[kind][:-3], path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def check(path):
    """The theorem that a file proves, in words; Refused where it proves none."""
    certificate = read(path)
    if not isinstance(certificate, dict) or certificate.get("format") != FORMAT:
        raise Refused("version", f"the format is not {FORMAT}")
    kind = certificate.get("kind")
    if isinstance(kind, str) and kind in SIBLINGS:
        other = sibling(kind)
        try:
            return other.check(path)
        except other.Refused as refused:
            raise Refused(refused.code, str(refused).partition(": ")[2]) from None
    if not isinstance(kind, str) or kind not in KINDS:
        raise Refused("kind", f"unknown kind of certificate {str(kind)[:40]!r}")
    return KINDS[kind](certificate)


def main(paths):
    if not paths:
        print("usage: python checker.py FILE...", file=sys.stderr)
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
