"""Interferometers on one system: every splitter and every phase shifter of the theory, on both sides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from equivalence.engine.verdict import Check
from toytheory.discrete.enumeration import symplectic_group
from toytheory.phase_space.modular import Matrix

from .small import TOLERANCE, Quantum, Toy, decided, differ, unitaries

Maker = Callable[[int, int], Any]

PATH = (1, 0)
"""X is the path."""


def splitters(d: int) -> Matrix:
    """The linear maps of one system after which a known path is maximally unknown: X -> aX + bP with b a unit."""
    group = symplectic_group(d, 1).astype(np.int64)
    found: Matrix = group[np.gcd(group[:, 0, 1], d) == 1]
    return found


def phases(d: int) -> tuple[Matrix, Matrix]:
    """The maps that keep the path, X -> X and P -> P + aX + b: matrices (d^2, 2, 2) and shifts (d^2, 2)."""
    a, b = (grid.reshape(-1) for grid in np.meshgrid(np.arange(d), np.arange(d), indexing="ij"))
    one, zero = np.ones_like(a), np.zeros_like(a)
    return np.stack([one, zero, a, one], axis=1).reshape(-1, 2, 2), np.stack([zero, b], axis=1)


def all_or_nothing(d: int, toy: Maker = Toy, quantum: Maker = Quantum) -> Check:
    """Between any two splitters any phase leaves the output certain or uniform, alike in both theories (d prime).

    For each pair of splitters one quadratic phase in d makes it certain; then the d linear phases send the system to d
    different ports. With the path measured between the splitters, no phase leads anywhere but to a uniform output.

    >>> all_or_nothing(3).status, all_or_nothing(3, toy=lambda d, n: Toy(d, n, disturbs=False)).status
    ('holds', 'fails')
    """
    found, shifters = splitters(d), phases(d)
    classical, hilbert = toy(d, 1), quantum(d, 1)
    port, behind = _ports_of(classical, found, shifters), _behind(found, shifters, d)
    operators, zero, witness = unitaries(found, np.zeros((len(found), 2), dtype=np.int64), d), np.zeros(2), None
    for first, operator in zip(found, operators, strict=True):
        state = classical.moved(classical.state([PATH], [0]), first, zero)
        density = operator @ hilbert.state([PATH], [0]) @ np.conj(operator.T)
        seen = {"toy": _counted(state, port, d), "quantum": _squared(density, behind)}
        watched = {
            "toy": _counted(classical.parts(state, PATH).sum(axis=0), port, d),
            "quantum": _squared(hilbert.parts(density, PATH).sum(axis=0), behind),
        }
        witness = witness or _wrong(seen, watched, d)
    number = len(shifters[0])
    scope = f"d = {d}: all {len(found)}^2 pairs of splitters with all {number} phases, the path measured or not"
    return decided("exhaustive", f"ports-{d}", scope, len(found) ** 2 * number, witness)


def _ports_of(toy: Any, found: Matrix, shifters: tuple[Matrix, Matrix]) -> Matrix:
    """The port to which phase and second splitter send each ontic state, (splitters, phases, d^2)."""
    moved = np.einsum("fij,mj->fmi", shifters[0], toy.points) + shifters[1][:, None]
    ports: Matrix = np.einsum("sj,fmj->sfm", found[:, 0], moved) % toy.d
    return ports


def _counted(weights: Matrix, port: Matrix, d: int) -> Any:
    """Probabilities of the ports, (splitters, phases, d)."""
    return np.stack([(port == value) @ weights for value in range(d)], axis=-1) / weights.sum()


def _behind(found: Matrix, shifters: tuple[Matrix, Matrix], d: int) -> Any:
    """The unitaries of phase and second splitter, (splitters, phases, d, d)."""
    second = unitaries(found, np.zeros((len(found), 2), dtype=np.int64), d)
    return second[:, None] @ unitaries(*shifters, d)[None]


def _squared(density: Any, behind: Any) -> Any:
    return np.einsum("sfij,jk,sfik->sfi", behind, density, np.conj(behind), optimize=True).real


def _wrong(seen: Any, watched: Any, d: int) -> dict[str, Any] | None:
    for side, ports in seen.items():
        peaks = ports.max(axis=-1)
        certain, uniform = np.abs(peaks - 1) < TOLERANCE, np.abs(peaks - 1 / d) < TOLERANCE
        if not np.all(certain | uniform) or np.any(certain.sum(axis=1) != d):
            return {"theory": side, "phases that make the output certain": sorted(set(certain.sum(axis=1).tolist()))}
        reached = np.sort(np.where(certain, ports.argmax(axis=-1), d), axis=1)[:, :d]
        if np.any(reached != np.arange(d)):
            return {"theory": side, "ports that are reached": reached.tolist()}
        if differ(watched[side], 1 / d):
            return {"theory": side, "with the path measured": float(watched[side].max())}
    if d > 2 and differ(seen["toy"], seen["quantum"]):
        return {"toy": seen["toy"].tolist(), "quantum": seen["quantum"].tolist()}
    return None


def certain_by_brackets(probed: bool = True) -> Check:
    """Which phase decides the output, for every d and real coordinates: identities in the two splitters.

    X = 0 before S = (a b; c d); then X -> X, P -> P + qX + k; then T = (e f; g h); the port is X. Behind the first
    splitter F = d X - b P = 0 is known, and the port is G = (e + f q) X + f P + f k. It is known to be f k where
    [F, G] = 0, that is d f + b (e + f q) = 0, and nowhere else: for one q where b and f are invertible.

    >>> certain_by_brackets().status, certain_by_brackets(probed=False).status
    ('holds', 'fails')
    """
    import sympy

    a, b, c, d, e, f, q, k, x, p = sympy.symbols("a b c d e f q k x p")
    behind = {x: a * x + b * p, p: c * x + d * p}
    known = (d * x - b * p).subs(behind, simultaneous=True) - (a * d - b * c) * x
    bracket = d * f - (-b) * (e + f * q)
    port = e * x + f * (p + q * x + (k if probed else 0))
    solved = bracket.subs(q, -(d * f + b * e) / (b * f))
    left = [sympy.expand(known), sympy.simplify(solved), sympy.expand(port - ((e + f * q) * x + f * p) - f * k)]
    on_line = port.subs(q, -(d * f + b * e) / (b * f)) + f / b * (d * x - b * p) - f * k
    left.append(sympy.simplify(on_line))
    wrong = {"left over": [str(form) for form in left]} if any(form != 0 for form in left) else None
    scope = "every d and modes, splitters whose b and f are invertible: 4 identities"
    return decided("theorem", "identities", scope, len(left), wrong)


def visibilities(d: int, toy: Maker = Toy) -> Check:
    """At composite d the toy theory has outputs in between: one of d/g ports, g any divisor of d (even d too).

    >>> visibilities(4).status
    'holds'
    """
    theory, zero = toy(d, 1), np.zeros(2)
    fourier = np.array([[0, 1], [-1, 0]])
    seen = {}
    for q in range(d):
        state = theory.moved(theory.state([PATH], [0]), fourier, zero)
        state = theory.moved(theory.moved(state, [[1, 0], [q, 1]], zero), -fourier, zero)
        ports = theory.joint(state, [PATH])
        seen[q] = sorted({round(float(p), 9) for p in ports if p})
    wrong = {q: found for q, found in seen.items() if found != [round(np.gcd(q, d) / d if q else 1.0, 9)]}
    scope = f"d = {d}, the toy theory: all {d} quadratic phases between fourier and its inverse"
    return decided("exhaustive", f"composite-{d}", scope, d, {"ports": wrong} if wrong else None)


def phases_of_a_qubit() -> Check:
    """Phases done twice: on a toy bit each is nothing then; on a qubit two of the four lead to the other port.

    >>> phases_of_a_qubit().status
    'holds'
    """
    matrices, shifts = phases(2)
    fourier, zero = np.array([[0, 1], [1, 0]]), np.zeros(2)
    found = {}
    theories: dict[str, Any] = {"toy": Toy(2, 1), "quantum": Quantum(2, 1)}
    for side, theory in theories.items():
        ports = []
        for each in zip(matrices, shifts, strict=True):
            state = theory.moved(theory.state([PATH], [0]), fourier, zero)
            for _ in range(2):
                state = theory.moved(state, *each)
            ports.append(int(theory.joint(theory.moved(state, fourier, zero), [PATH]).argmax()))
        found[side] = ports
    expected = {"toy": [0, 0, 0, 0], "quantum": [0, 0, 1, 1]}
    scope = "one bit: all 4 phases, each twice, between two splitters"
    return decided("exhaustive", "phases-twice", scope, 8, None if found == expected else dict(found))
