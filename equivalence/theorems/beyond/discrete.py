"""One gate more than Clifford: negative Wigner functions, and a group that is dense.

The cubic gate is |x> -> exp(2 pi i x^3 / 9)|x> for d = 3 and |x> -> omega^(x^3)|x> for primes d > 3. With the
Clifford group it makes a Wigner function negative (D. Gross, quant-ph/0602001, the discrete Hudson theorem: of pure
states only stabilizer states have none that is) and an element of infinite order. For prime d Clifford unitaries act
irreducibly on traceless matrices, and both facts together make the group dense in the unitaries up to phases
(docs/beyond.md, "Discrete systems"). Slide "Beyond classical complementarity: could a different statistical
restriction get us closer to quantum theory?"
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from quantum_ref.operators.clifford import named_unitary, symplectic_unitaries
from quantum_ref.operators.cyclotomic import (
    Integers,
    conjugate,
    content,
    equal,
    matmul,
    multiply,
    reduced,
    roots,
    to_complex,
    trace,
)
from quantum_ref.operators.monomial import Monomial
from quantum_ref.operators.phase_matrix import PhaseMatrix
from quantum_ref.operators.phase_points import parity_phase_points
from quantum_ref.operators.weyl import weyl_operators
from toytheory.discrete.transformations import SymplecticMap
from toytheory.errors import InputError
from toytheory.phase_space.modular import Matrix, is_prime, prime_factors
from toytheory.phase_space.space import PhaseSpace

Diagonal = tuple[Sequence[int], int]
"""Exponents of a diagonal gate, and m: |x> -> exp(2 pi i exponents[x] / m)|x>."""


def cubic(d: int) -> Diagonal:
    """The cubic gate of an odd prime d.

    >>> cubic(3), cubic(5)
    (([0, 1, 8], 9), ([0, 1, 3, 2, 4], 5))
    """
    if d % 2 == 0 or not is_prime(d):
        raise InputError(f"no cubic gate for d = {d}", "use an odd prime")
    return ([x**3 for x in range(3)], 9) if d == 3 else ([x**3 % d for x in range(d)], d)


def wigner_values(gate: Diagonal) -> Integers:
    """d^2 W(q, p) of the gate applied to the state P = 0, exactly: (d, d, m) elements of Z[zeta_m].

    >>> reduced(wigner_values(([0, 0, 0], 3)))[..., 0].tolist()       # P = 0 itself
    [[3, 0, 0], [3, 0, 0], [3, 0, 0]]
    """
    exponents, m = np.asarray(gate[0], dtype=np.int64), gate[1]
    d = len(exponents)
    A = parity_phase_points(PhaseSpace(d, 1).points(), d)  # A(q, p)|x> = omega^e |t>
    terms = A.exponents * (m // d) + exponents - exponents[A.targets]
    values: Integers = roots(terms, m).sum(axis=-2).reshape(d, d, m)
    return values


def negative_wigner(gate: Diagonal | None = None) -> Check:
    """d = 3: 9 W(0, p) for p = 0, 1, 2 are real and their product is -3, so at least one of them is negative."""
    values = wigner_values(cubic(3) if gate is None else gate)[0]
    real = bool(equal(values, conjugate(values)).all())
    product = multiply(multiply(values[0], values[1]), values[2])
    rational = not reduced(product)[1:].any()
    found = int(reduced(product)[0]) if rational else None
    floats = (to_complex(values).real / 9).round(6).tolist()
    wrong = None if real and found == -3 else {"real": real, "product of 9 W(0, p)": found, "W(0, p)": floats}
    example = {"state": "cubic gate on P = 0", "product of 9 W(0, p), p = 0, 1, 2": -3, "W(0, p)": floats}
    return decided("negative-wigner", "exhaustive", "d = 3: W(0, p) in Z[zeta_9]", 3, wrong, example)


def adjoint_traces(gate: Diagonal, powers: int = 2) -> list[tuple[Integers, int]]:
    """|Tr g^k|^2 of g = fourier times the gate, k = 1, 2, ...: numerators in Z[zeta_m] and denominators d^k."""
    exponents, m = np.asarray(gate[0], dtype=np.int64), gate[1]
    d = len(exponents)
    fourier = named_unitary("fourier", d).exponents * (m // d)
    g = roots(fourier + exponents, m)  # sqrt(d) times the matrix
    power, found = g, []
    for k in range(1, powers + 1):
        t = trace(power)
        found.append((reduced(multiply(t, conjugate(t))), d**k))
        power = matmul(power, g)
    return found


def infinite_order(d: int, gate: Diagonal | None = None) -> Check:
    """Some |Tr g^k|^2, the trace of the adjoint action, is no algebraic integer: g has infinite order up to phases.

    If g^N were a phase, the eigenvalues of its adjoint action would be roots of unity. An element of Z[zeta_m] over
    d^k is an algebraic integer exactly when d^k divides its coefficients in the basis 1, ..., zeta^(phi(m)-1), since
    Z[zeta_m] has all algebraic integers of its field (Washington, Introduction to Cyclotomic Fields, theorem 2.6).
    """
    traces = adjoint_traces(cubic(d) if gate is None else gate)
    integral = [content(numerator) % denominator == 0 for numerator, denominator in traces]
    wrong = {"|Tr g^k|^2": [_written(t) for t in traces]} if all(integral) else None
    k = integral.index(False) if wrong is None else 0
    example = {"g": "fourier times the cubic gate", "k": k + 1, "|Tr g^k|^2": _written(traces[k])}
    scope = f"d = {d}: powers of one element, every n (tensored with 1)"
    return decided(f"infinite-order-{d}", "theorem", scope, len(traces), wrong, example)


def _written(value: tuple[Integers, int]) -> list[str]:
    """Coefficients of 1, zeta, ... as fractions."""
    return [str(Fraction(int(c), value[1])) for c in value[0]]


def generators(d: int, n: int) -> tuple[Matrix, PhaseMatrix]:
    """Matrices (B, 2n, 2n) and unitaries of maps that generate the symplectic group (docs/proof.md, lemma 7)."""
    maps = [SymplecticMap.named(name, [k], d, n) for name in ("fourier", "phase") for k in range(n)]
    maps += [
        SymplecticMap.named("multiply", [k], d, n, a) for a in range(2, d) if math.gcd(a, d) == 1 for k in range(n)
    ]
    maps += [SymplecticMap.named("sum", [j, k], d, n) for j in range(n) for k in range(n) if j != k]
    matrices = np.array([m.matrix for m in maps])
    return matrices, symplectic_unitaries(matrices, np.zeros(2 * n, dtype=np.int64), d)


def orbits(d: int, n: int = 1) -> list[int]:
    """Sizes of the orbits of Clifford unitaries on Weyl operators other than 1, up to phases, ascending.

    What a generator does is checked on its unitary: U w(m) = w(S m) U. ArithmeticError where it does not hold.

    >>> orbits(3), orbits(9)
    ([8], [8, 72])
    """
    space = PhaseSpace(d, n)
    points = space.points()
    operators = weyl_operators(points, d)
    images = []
    for matrix, unitary in zip(*_listed(*generators(d, n)), strict=True):
        goal = space.index(points @ matrix.T % d)
        if not bool(unitary.intertwines(operators[goal], operators).all()):
            raise ArithmeticError("a Clifford unitary does not carry Weyl operators as its map does")
        images.append(goal)
    label = np.arange(len(points))
    while True:  # every operator takes the smallest label in its orbit
        lowest = label.copy()
        for goal in images:
            np.minimum.at(lowest, goal, label)
            np.minimum(lowest, label[goal], out=lowest)
        if np.array_equal(lowest, label):
            return sorted(int(size) for size in np.unique(label[1:], return_counts=True)[1])
        label = lowest


def _listed(matrices: Matrix, unitaries: PhaseMatrix) -> tuple[list[Matrix], list[PhaseMatrix]]:
    return list(matrices), [unitaries[k] for k in range(len(matrices))]


def irreducible(d: int, n: int = 1) -> Check:
    """For prime d all Weyl operators other than 1 are one orbit, so the traceless matrices have no invariant part.

    Displacements act on the w(m) by different characters, so an invariant subspace is spanned by Weyl operators; one
    orbit leaves none but the whole (docs/beyond.md, lemma 2, for every prime d and every n).
    """
    sizes = orbits(d, n)
    wrong = None if sizes == [d ** (2 * n) - 1] else {"orbits": sizes}
    return decided(
        f"irreducible-{d}-{n}", "exhaustive", f"d = {d}, n = {n}: all {sum(sizes)} Weyl operators", sum(sizes), wrong
    )


def sparing(d: int) -> tuple[Monomial, Matrix]:
    """For composite odd d: a gate that is no Clifford gate and commutes with w(m) for all m in a subgroup; and these m.

    With p the smallest prime factor and e = d/p, the gate multiplies |x> by a phase where e divides x. It commutes with
    the clock to the power e and with the shift by e, so with w(m) for all m in e Z_d^2.
    """
    if is_prime(d) or d % 2 == 0:
        raise InputError(f"d = {d} is not odd and composite", "use 9 or 15, for instance")
    e = d // prime_factors(d)[0]
    gate = Monomial.of(np.arange(d), (np.arange(d) % e == 0).astype(np.int64), d)
    points = PhaseSpace(d, 1).points()
    return gate, points[(points % e == 0).all(axis=1)]


def not_dense(d: int, gate: Monomial | None = None) -> Check:
    """Composite d: with that gate Clifford unitaries still permute finitely many operators, so they are not dense.

    Checked: the gate is no Clifford gate (it carries X to no multiple of a Weyl operator), it commutes with the w(e m),
    and these are unions of orbits of the Clifford group, other than all of them.
    """
    default, kept = sparing(d)
    K = default if gate is None else gate
    operators = weyl_operators(kept, d)
    commutes = bool((K @ operators).equals(operators @ K).all())
    moved = K @ weyl_operators([1, 0], d) @ K.adjoint()
    every = weyl_operators(PhaseSpace(d, 1).points(), d)
    clifford = any(bool((every * k).equals(moved).any()) for k in range(d))
    sizes = orbits(d)
    closed = any(sum(part) == len(kept) - 1 for r in range(1, len(sizes)) for part in combinations(sizes, r))
    wrong = None
    if not commutes or clifford or not closed:
        wrong = {"commutes": commutes, "Clifford": clifford, "orbits": sizes, "kept": len(kept) - 1}
    scope = f"d = {d}, n = 1: {len(kept) - 1} Weyl operators permuted up to phases; orbits of all: {sizes}"
    return decided(f"not-dense-{d}", "exhaustive", scope, sum(sizes), wrong)


def not_all(exponents: Sequence[int] = (0, 0, 1)) -> Check:
    """The talk's sentence as printed, refuted for d = 3 and the cubic gate by a unitary that is not in the group.

    All |Tr g|^2 of the group lie in Q(zeta_9): entries of `fourier` are elements of Z[omega] over sqrt(3). For
    diag(1, 1, zeta_8) it is 5 + 2 (zeta_8 + 1/zeta_8), an element of Q(zeta_8) that is not rational; the intersection
    of Q(zeta_8) and Q(zeta_9) is Q. Phases change no |Tr g|^2.

    Parameters
    ----------
    exponents : of the diagonal unitary, in eighth roots.
    """
    t = roots(exponents, 8).sum(axis=0)
    found = reduced(multiply(t, conjugate(t)))
    outside = bool(found[1:].any())
    witness = {
        "unitary": f"diagonal, exp(2 pi i k / 8) for k in {tuple(exponents)}",
        "|Tr|^2 in Z[zeta_8]": found.tolist(),
    }
    return Check(
        "theorem",
        "d = 3, Clifford group and cubic gate",
        1,
        "fails" if outside else "inconclusive",
        "all-unitaries",
        witness if outside else None,
        None if outside else "the unitary may be in the group",
    )
