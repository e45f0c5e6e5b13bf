"""Checks the certificate of the family in which bits are exact: standard library only, no project import.

    python checker_exact_family.py FILE...

It needs checker_reading.py (what a file must be, and how the answer is told) and checker_paulis.py beside it; exit
codes are those of checker.py. The format is in docs/certificates.md, the theorem and what is not a finite identity in
docs/nogo.md. Every gate is recomputed in every frame, as matrices of Gaussian integers (re, im), and compared with the
file.
"""

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


KINDS = {"exact-family": check_family}


def check(path):
    """The theorem that a file proves, in words; Refused where it proves none."""
    return reading.proved(path, KINDS)


def main(paths):
    return reading.answer(paths, KINDS, "checker_exact_family.py")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
