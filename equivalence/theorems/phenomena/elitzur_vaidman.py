"""A bomb in an interferometer: how often it is found without going off, for every pair of splitters."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from equivalence.engine.verdict import Check
from toytheory.discrete.enumeration import symplectic_group
from toytheory.phase_space.modular import Matrix

from .interference import PATH
from .small import TOLERANCE, Quantum, Toy, decided

Maker = Callable[[int, int], Any]


def found_unharmed(d: int) -> Fraction:
    """How often a bomb in one of d paths is found without going off: it did not, and a dark port clicks.

    >>> found_unharmed(2), found_unharmed(3)
    (Fraction(1, 4), Fraction(4, 9))
    """
    return Fraction(d - 1, d) ** 2


def bombs(d: int, toy: Maker = Toy, quantum: Maker = Quantum) -> Check:
    """All pairs of linear maps before and after the bomb: where the port is certain without it, the rate is as said.

    The bomb measures the path and goes off if that is its own; every path is tried. Where the first map is no splitter
    the path is known, and a bomb that does not go off is never found.

    >>> bombs(2).status, bombs(2, toy=lambda d, n: Toy(d, n, disturbs=False)).status
    ('holds', 'fails')
    """
    group, zero = symplectic_group(d, 1).astype(np.int64), np.zeros(2)
    rate, witness, cases = found_unharmed(d), None, 0
    for side, theory in {"toy": toy(d, 1), "quantum": quantum(d, 1)}.items():
        for first in group:
            state = theory.moved(theory.state([PATH], [0]), first, zero)
            for second in group:
                alone = theory.joint(theory.moved(state, second, zero), [PATH])
                if alone.max() < 1 - TOLERANCE:
                    continue
                joint = _path_and_port(theory, state, second)
                bright = int(alone.argmax())
                expected = float(rate) if first[0, 1] else 0.0
                for own in range(d):
                    dark = joint.sum() - joint[own].sum() - joint[:, bright].sum() + joint[own, bright]
                    cases += 1
                    if abs(dark - expected) > TOLERANCE:
                        witness = witness or {
                            "theory": side,
                            "maps": [first.tolist(), second.tolist()],
                            "found": float(dark),
                            "expected": expected,
                        }
    scope = f"d = {d}, both theories: all {len(group)}^2 pairs of maps with a certain port, a bomb in each path"
    return decided("exhaustive", f"bombs-{d}", scope, cases, witness)


def _path_and_port(theory: Any, state: Any, second: Matrix) -> Any:
    """Joint probabilities of what the bomb measures and of the port behind it, (d, d)."""
    parts = [theory.moved(part, second, np.zeros(2)) for part in theory.parts(state, PATH)]
    ports = np.stack([theory.parts(part, PATH) for part in parts])
    weights = ports.sum(axis=-1) if ports.ndim == 3 else np.trace(ports, axis1=-2, axis2=-1).real
    return weights / weights.sum()


def narrow_bombs(d: int) -> Check:
    """A quantum bomb that asks "this path or another" and no more: found at the rate (d - 1)/d^2 (no toy measurement).

    >>> narrow_bombs(3).status
    'holds'
    """
    fourier = np.exp(2j * np.pi * np.outer(np.arange(d), np.arange(d)) / d) / np.sqrt(d)
    spared = fourier[:, 0].copy()
    spared[1] = 0
    ports = np.abs(np.conj(fourier.T) @ spared) ** 2
    dark = float(ports[1:].sum())
    wrong = {"found": dark} if abs(dark - (d - 1) / d**2) > TOLERANCE else None
    scope = f"d = {d}, quantum theory outside of the stabilizer theory: between fourier and its inverse"
    return decided("exhaustive", f"narrow-{d}", scope, d, wrong)


def efficiency(d: int) -> Fraction:
    """Of the bombs that are found or go off, the part that is found.

    >>> efficiency(2), efficiency(3)
    (Fraction(1, 3), Fraction(4, 7))
    """
    return found_unharmed(d) / (found_unharmed(d) + Fraction(1, d))


def counting(kicked: bool = True) -> Check:
    """Every d: behind a splitter the path is uniform, behind the bomb what the second splitter turns into the port is.

    P is unknown before the first splitter and enters the path with the unit b; the kick s of the bomb enters the port
    with the unit f. So paths and ports are uniform and independent, and d - 1 of d of either are as they should be.

    >>> counting().status, counting(kicked=False).status
    ('holds', 'fails')
    """
    import sympy

    a, b, c, d, e, f, x, p, s = sympy.symbols("a b c d e f x p s")
    path, momentum = a * x + b * p, c * x + d * p - (s if kicked else 0)
    port = e * path + f * momentum
    left = [sympy.diff(path, p) - b, sympy.diff(path, s), sympy.diff(port, s) + f]
    wrong = {"left over": [str(form) for form in left]} if any(form != 0 for form in left) else None
    scope = "every d, splitters that turn P into path and port with units b and f: 3 identities"
    return decided("theorem", "counting", scope, len(left), wrong)
