"""One proof for all odd d at once: the identities of the theorem with d a symbol, checked with SymPy.

On basis labels every operator in the list is |x> -> omega^f(x) |t(x)> with t and f polynomials over
Z[1/2] in the labels and the parameters (the Fourier transform is sum_y omega^(-xy) |y>), so each
identity is an identity of polynomials, and what sums over a label rests on the orthogonality of
characters. `certificate` computes the polynomials here with SymPy, refuses to write one that does not
hold, and `checker_all_odd.py` recomputes each with its own arithmetic.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from equivalence.certificate.text import FORMAT
from toytheory.errors import ToyTheoryError

Identity = dict[str, Any]


class IdentityFails(ToyTheoryError):
    """A polynomial identity that the theorem needs does not hold."""


@dataclass(frozen=True)
class Symbolic:
    """|x, y> -> omega^exponent |targets>, polynomials in the labels x, y (SymPy expressions)."""

    targets: tuple[Any, ...]
    exponent: Any

    def __matmul__(self, first: Symbolic) -> Symbolic:
        """The operator product; the right factor acts first."""
        labels = dict(zip(_labels(), first.targets, strict=False))
        return Symbolic(
            tuple(t.subs(labels, simultaneous=True).expand() for t in self.targets),
            (first.exponent + self.exponent.subs(labels, simultaneous=True)).expand(),
        )

    def turned(self, exponent: Any) -> Symbolic:
        """omega^exponent times the operator."""
        return Symbolic(self.targets, (self.exponent + exponent).expand())


def _labels() -> tuple[Any, ...]:
    import sympy

    return tuple(sympy.symbols("x y"))


def _names() -> dict[str, Any]:
    import sympy

    return {name: sympy.Symbol(name) for name in "x y q p r s t e v a b".split()}


def _simplified(expression: Any) -> Any:
    """Expanded, with a b = 1: b stands for the inverse of the unit a."""
    import sympy

    a, b = sympy.symbols("a b")
    return sympy.rem(sympy.expand(expression), a * b - 1, a, b)


def weyl(vector: Sequence[Any]) -> Symbolic:
    """w(q1, p1, ...) = omega^(-qp/2) Z^p X^q on each label.

    >>> weyl([1, 0]).targets
    (x + 1,)
    """
    import sympy

    targets, exponent = [], sympy.Integer(0)
    for label, q, p in zip(_labels(), vector[0::2], vector[1::2], strict=False):
        targets.append(sympy.expand(label + q))
        exponent += p * (label + q) - sympy.Rational(1, 2) * q * p
    return Symbolic(tuple(targets), sympy.expand(exponent))


def _parity(systems: int) -> Symbolic:
    import sympy

    return Symbolic(tuple(-label for label in _labels()[:systems]), sympy.Integer(0))


def _moved(vector: Sequence[Any], operator: Symbolic) -> Symbolic:
    return weyl(vector) @ operator @ weyl([-c for c in vector])


def phase_point(q: Any, p: Any) -> Symbolic:
    """A(q, p) = w(q, p) A(0) w(q, p)^dagger."""
    return _moved([q, p], _parity(1))


def _unitaries() -> dict[str, Symbolic]:
    import sympy

    (x, y), a, zero, half = _labels(), sympy.Symbol("a"), sympy.Integer(0), sympy.Rational(1, 2)
    return {
        "phase": Symbolic((x,), half * x**2),
        "multiply": Symbolic((a * x,), zero),
        "displace-x": Symbolic((x + 1,), zero),
        "displace-p": Symbolic((x,), x),
        "sum": Symbolic((x, x + y), zero),
        "cphase": Symbolic((x, y), x * y),
        "swap": Symbolic((y, x), zero),
    }


def _maps() -> dict[str, tuple[list[list[Any]], list[Any]]]:
    """Matrix and shift of each generator; d - 1 is written -1, and 1/a is b."""
    import sympy

    a, b = sympy.symbols("a b")
    return {
        "fourier": ([[0, 1], [-1, 0]], [0, 0]),
        "phase": ([[1, 0], [1, 1]], [0, 0]),
        "multiply": ([[a, 0], [0, b]], [0, 0]),
        "displace-x": ([[1, 0], [0, 1]], [1, 0]),
        "displace-p": ([[1, 0], [0, 1]], [0, 1]),
        "sum": ([[1, 0, 0, 0], [0, 1, 0, -1], [1, 0, 1, 0], [0, 0, 0, 1]], [0] * 4),
        "cphase": ([[1, 0, 0, 0], [0, 1, 1, 0], [0, 0, 1, 0], [1, 0, 0, 1]], [0] * 4),
        "swap": ([[0, 0, 1, 0], [0, 0, 0, 1], [1, 0, 0, 0], [0, 1, 0, 0]], [0] * 4),
    }


def _commutator_phase(name: str, before: Symbolic, after: Symbolic) -> Any:
    """The exponent k with U before = omega^k after U; IdentityFails where it depends on a label."""
    import sympy

    if name == "fourier":
        # U before |x> = sum_y omega^(e(x) - t(x) y) |y>; after U |x> = sum_y omega^(-x y + g(y)) |s(y)>, relabelled
        x, y = _labels()
        inverse = sympy.solve(after.targets[0] - y, x, simplify=False, check=False)[0]  # linear: nothing to simplify
        phase = before.exponent - before.targets[0] * y + x * inverse - after.exponent.subs(x, inverse)
    else:
        left, right = _unitaries()[name] @ before, after @ _unitaries()[name]
        _demand(all(_simplified(s - t) == 0 for s, t in zip(left.targets, right.targets, strict=True)), name)
        phase = left.exponent - right.exponent
    phase = _simplified(phase)
    _demand(not phase.free_symbols & set(_labels()), name)
    return phase


def _demand(holds: bool, what: str) -> None:
    if not holds:
        raise IdentityFails(f"the identity {what} does not hold")


def encoded(expression: Any) -> list[list[Any]]:
    """A polynomial over Z[1/2] as sorted terms [numerator, power of 1/2, names ...].

    >>> import sympy
    >>> encoded(sympy.Symbol("q") / 2 - 1)
    [[-1, 0], [1, 1, 'q']]
    """
    import sympy

    terms = []
    for term in sympy.Add.make_args(sympy.expand(expression)):
        number, rest = term.as_coeff_Mul()
        names = sorted(str(f) for factor, k in rest.as_powers_dict().items() if factor != 1 for f in [factor] * int(k))
        if number:
            halvings = int(number.q).bit_length() - 1
            _demand(number.q == 2**halvings, "coefficients in Z[1/2]")
            terms.append([int(number.p), halvings, *names])
    return sorted(terms, key=lambda term: term[2:])


def _clifford(name: str) -> Identity:
    matrix, shift = _maps()[name]
    systems = len(shift) // 2
    parity = _parity(systems)
    _demand(_commutator_phase(name, parity, _moved(shift, parity)) == 0, f"clifford.{name}")
    phases = []
    for j in range(len(shift)):
        unit = weyl([int(i == j) for i in range(len(shift))])
        phases.append(encoded(_commutator_phase(name, unit, weyl([row[j] for row in matrix]))))
    return {
        "matrix": [[encoded(c) for c in row] for row in matrix],
        "shift": [encoded(c) for c in shift],
        "phases": phases,
    }


def _points() -> Iterator[tuple[str, Identity]]:
    n = _names()
    x, q, p, r, s = n["x"], n["q"], n["p"], n["r"], n["s"]
    clock, shift = weyl([0, 1]), weyl([1, 0])
    yield "weyl.commutation", {"exponent": encoded((clock @ shift).exponent - (shift @ clock).exponent)}
    product, together = weyl([q, p]) @ weyl([r, s]), weyl([q + r, p + s])
    _demand(product.targets == together.targets, "weyl.composition")
    yield "weyl.composition", {"exponent": encoded(product.exponent - together.exponent)}
    _demand(weyl([q, p]) @ weyl([-q, -p]) == Symbolic((x,), x * 0), "weyl.inverse")
    yield "weyl.inverse", {}
    point = phase_point(q, p)
    yield "point.form", {"target": encoded(point.targets[0]), "exponent": encoded(point.exponent)}
    _demand(point @ point == Symbolic((x,), x * 0), "point.hermitian")
    yield "point.hermitian", {}
    _demand((point.targets[0] - x - 2 * (q - x)).expand() == 0 and point.exponent.subs(x, q) == 0, "point.trace")
    yield "point.trace", {"fixed": encoded(q)}
    both = point @ phase_point(r, s)
    slope = (both.exponent.subs(r, q) / (x - q)).factor().expand()
    yield "point.orthogonality", {"shift": encoded(both.targets[0] - x), "slope": encoded(slope)}
    _demand(_moved([r, s], point) == phase_point(q + r, p + s), "point.translation")
    yield "point.translation", {}
    pair, labels = _moved([q, p, r, s], _parity(2)), dict(zip(_labels(), _labels()[1:], strict=False))
    second = phase_point(r, s)
    _demand(
        pair.targets == (*point.targets, second.targets[0].subs(labels))
        and (pair.exponent - point.exponent - second.exponent.subs(labels)).expand() == 0,
        "point.factor",
    )
    yield "point.factor", {}


def _measurements() -> Iterator[tuple[str, Identity]]:
    n = _names()
    x, q, p, t, e, v = (n[k] for k in "xqptev")
    yield "projector", {"slope": encoded(((weyl([0, t * e]).exponent - t * v) / t).expand())}
    point, kicked = phase_point(q, p), phase_point(q, p - t * e)
    slope = ((kicked.exponent - point.exponent) / t).expand()
    before, after = e * x - v, e * point.targets[0] - v
    _demand((before + after - 2 * (e * q - v)).expand() == 0, "update")
    _demand(0 in ((slope - before + after).expand(), (slope - after + before).expand()), "update")
    yield "update", {"flow": [encoded(0 * e), encoded(-e)], "slope": encoded(slope)}


def _generation() -> Iterator[tuple[str, Identity]]:
    for name in ("phase", "sum"):
        matrix = _maps()[name][0]
        yield f"shear.{name}", {"shear": [[c - int(i == j) for j, c in enumerate(row)] for i, row in enumerate(matrix)]}
    across = [["fourier", 1, 0], ["sum", 1, 0, 1], ["fourier", -1, 0]]
    yield "word.cphase", {"word": [["fourier", 1, 1], ["sum", 1, 0, 1], ["fourier", -1, 1]]}
    around = [["sum", 1, 0, 1], ["sum", -1, 1, 0], ["sum", 1, 0, 1], ["fourier", 1, 0], ["fourier", 1, 0]]
    yield "word.swap", {"word": around}
    yield "clear.0", {"word": [["fourier", -1, 0], ["phase", -1, 0], ["fourier", 1, 0]]}
    yield "clear.2", {"word": across}
    yield "clear.3", {"word": [["fourier", 1, 1], *across, ["fourier", -1, 1]]}


def certificate() -> dict[str, Any]:
    """The certificate for all odd d, each identity checked with SymPy on the way; IdentityFails otherwise.

    >>> certificate()["scope"]["dimension"]
    'odd'
    """
    parts = (*_points(), *((f"clifford.{name}", _clifford(name)) for name in _maps()), *_measurements(), *_generation())
    return {
        "format": FORMAT,
        "kind": "all-odd-dimensions",
        "scope": {"dimension": "odd", "systems": "all", "experiments": "all"},
        "identities": [{"id": name, **values} for name, values in parts],
    }
