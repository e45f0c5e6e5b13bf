"""The slides "Beyond classical complementarity" and "The classical uncertainty principle"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.parts import beside, theory
from equivalence.engine.verdict import Check, Context
from toytheory.errors import InputError
from toytheory.phase_space.space import coordinate_name
from toytheory.phase_space.uncertainty import check_covariance

from .entry import Entry
from .transcription import matrix_rows, number_matrix, transcription


def printed_covariance(text: str | None = None) -> list[list[str]]:
    r"""The pairs of coordinates in the printed matrix; a variance is a coordinate with itself.

    >>> printed_covariance()[0]
    ['x1 x1', 'x1 p1', 'x1 x2', 'x1 p2']
    """
    rows = matrix_rows(transcription()["uncertainty"].lines[3] if text is None else text)
    found = []
    for row in rows:
        names = [re.sub(r"_", "", " ".join(re.findall(r"[xp]_\d", cell))) for cell in row]
        found.append([f"{name} {name}" if r"\Delta^2" in cell else name for name, cell in zip(names, row, strict=True)])
    return found


def covariance_matrix(text: str | None = None) -> Check:
    """Entry (i, j) of the printed matrix is the covariance of coordinates i and j in the talk's order."""
    order = [coordinate_name(i).lower() for i in range(4)]
    found = printed_covariance(text)
    expected = [[f"{left} {right}" for right in order] for left in order]
    wrong = None
    if found != expected:
        i, j = next((i, j) for i in range(4) for j in range(4) if found[i][j] != expected[i][j])
        wrong = {"entry": [i + 1, j + 1], "printed": found[i][j], "expected": expected[i][j]}
    return decided("covariances", "exhaustive", "the 16 printed entries of gamma", 16, wrong)


def one_mode(factor: int = 2) -> Check:
    """gamma + i hbar J >= 0 with gamma twice the covariance is det >= hbar^2 / 4, Schroedinger's bound; with -J too."""
    import sympy

    a, b, c = sympy.symbols("a b c", real=True)
    hbar = sympy.Symbol("hbar", positive=True)
    J = sympy.Matrix(number_matrix(transcription()["uncertainty"].lines[-1])[:2, :2].tolist())
    gamma = factor * sympy.Matrix([[a, c], [c, b]])
    bounds = [sympy.expand((gamma + sign * sympy.I * hbar * J).det()) for sign in (1, -1)]
    expected = sympy.expand(4 * (a * b - c**2 - hbar**2 / 4))
    wrong: dict[str, Any] | None = None
    if any(sympy.expand(bound - expected) != 0 for bound in bounds):
        wrong = {"determinants": [str(bound) for bound in bounds], "expected": str(expected)}
    scope = "one degree of freedom, all covariances and hbar, for J as printed and for -J"
    return decided("one-mode", "theorem", scope, 2, wrong)


def sign_of_J() -> Check:
    """gamma - i hbar J is the complex conjugate of gamma + i hbar J: equal eigenvalues, so the sign does not matter."""
    J = number_matrix(transcription()["uncertainty"].lines[-1])
    antisymmetric = (J == -J.T).all()
    invertible = round(abs(np.linalg.det(J))) == 1
    wrong = None if antisymmetric and invertible else {"J": J.tolist()}
    return decided("sign", "theorem", "the printed J is real and antisymmetric, gamma real and symmetric", 1, wrong)


def vacuum_and_below() -> Check:
    """The engine's bound: the vacuum hbar/2 is allowed, anything narrower is not, squeezed or not, at hbar 1 and 2."""
    wrong: dict[str, Any] | None = None
    cases = 0
    for hbar in (1.0, 2.0):
        for r in (0.25, 1.0, 4.0):
            for scale, allowed in ((1.0, True), (0.99, False), (1.01, True)):
                covariance = np.diag([r, 1 / r]) * scale * hbar / 2
                try:
                    check_covariance(covariance, hbar)
                    found = True
                except InputError:
                    found = False
                cases += 1
                if wrong is None and found != allowed:
                    wrong = {"covariance": covariance.tolist(), "hbar": hbar, "allowed": found}
    return decided("vacuum", "exhaustive", "18 covariances at, above and below the bound", cases, wrong)


def _principle(ctx: Context) -> Iterator[Check]:
    yield one_mode()
    yield sign_of_J()
    yield vacuum_and_below()


ENTRIES = (
    Entry(
        "beyond-discrete",
        "beyond-discrete",
        "The Clifford group with a single non-Clifford unitary yields all unitaries.",
        elsewhere=("beyond.all-unitaries", "beyond.discrete"),
        reading="Dense in the unitaries up to phases, for odd prime d; for composite d not even that.",
    ),
    Entry(
        "beyond-continuous",
        "beyond-continuous",
        "Rotations, displacements and squeezing give all quadratic Hamiltonians.",
        elsewhere=("beyond.continuous", "gaussian.transformations"),
        reading="Rotations in the phase space of several modes, beam splitters included. Squeezing is symplectic and "
        "so among "
        "the maps of classical complementarity already; what the other restriction adds are states.",
    ),
    Entry(
        "covariance-matrix",
        "uncertainty",
        "gamma is twice the covariance matrix in the talk's order.",
        lambda ctx: [covariance_matrix()],
        parts=(theory("all printed entries", "covariances"),),
    ),
    Entry(
        "uncertainty",
        "uncertainty",
        "gamma + i hbar J >= 0 is the uncertainty principle.",
        _principle,
        note='The sign of J does not matter here, unlike on the slide "Symplectic geometry". Second-order moments '
        "about the "
        "mean, any mean. That the distribution of largest entropy with given second moments is the Gaussian one is a "
        "textbook fact, which is not run here; that without it more would be allowed is (`gaussian.restriction`).",
        elsewhere=("gaussian.restriction", "gaussian.states"),
        parts=(
            theory("one degree of freedom, all covariances", "one-mode"),
            theory("the sign of J", "sign"),
            beside("theory", "the engine's decision at, above and below the bound", "vacuum"),
        ),
        over="one degree of freedom",
    ),
    Entry(
        "gaussian-theorem",
        "gaussian-theorem",
        "The theory with the classical uncertainty principle is empirically equivalent to Gaussian quantum mechanics.",
        elsewhere=("gaussian.",),
    ),
)
