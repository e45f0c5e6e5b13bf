"""Distillation: fewer, better pairs from many noisy ones."""

from __future__ import annotations

import math
from collections.abc import Iterator
from fractions import Fraction

from equivalence.engine.parts import code, theory
from equivalence.engine.verdict import Check, Context
from equivalence.theorems.phenomena.distillation import (
    best_product,
    fixed_points,
    formula_as_followed,
    quantum_round,
    recurrence,
)
from equivalence.theorems.phenomena.gaussian_distillation import identities, protocols

from .judges import probability, variance
from .phenomenon import Phenomenon, Run


def universal(context: Context) -> Iterator[Check]:
    """The round as a rational map, in both theories; its fixed points for every d; the bound; modes."""
    for d in (2, 3, 5):
        yield formula_as_followed(d)
    for d in (2, 3):
        yield quantum_round(d)
    yield fixed_points()
    for d in (2, 3, 5):
        yield best_product(d)
    yield identities()
    yield protocols(context.rng("phenomena.distillation"), 2000 if context.full else 100)


START = Fraction(3, 4)

LOSSY = 0.9 * math.cosh(1) + 0.1 - math.sqrt(0.8) * math.sinh(1)
"""Variance of X1 - X2 of one pair with squeezing 1/2, mode 2 behind a loss by 0.8."""

PHENOMENON = Phenomenon(
    name="distillation",
    item="distillation",
    slide="These theories include:",
    order=180,
    statement="Recurrence sends noisy pairs of fidelity F, isotropic ones, to fidelity F' = (F^2 + (d-1)q^2) / ((F + "
    "(d-1)q)^2 + (d-1)(dq)^2), q = (1-F)/(d^2-1), with fixed points 1/d^2, 1/d and 1 for every d: F grows exactly "
    "between 1/d and 1 (and below 1/d^2), in the toy theory and on qudits (d = 2, 3); from F <= 1/d nothing distils "
    "(d = 2, 3, 5); Gaussian operations make no pair of modes more squeezed than the best of the squeezed pairs they "
    "start from.",
    standing={"bits": "arises", "trits": "arises", "dits": "arises", "modes": "does not arise"},
    puzzle="Two parties far apart, who can only talk, make perfectly entangled pairs out of noisy ones, although by "
    "talking they cannot make any entanglement at all.",
    story="A noisy pair is a perfect one that was displaced by an amount nobody knows. `sum` on both sides adds the "
    "displacement of the first pair's positions to that of the second; measuring the second tells the sum. If it is 0, "
    "most likely both were 0. Knowledge of a displacement is what is distilled, by classical error detection; the "
    "price is that momenta of the first pair are displaced by the second's as well.",
    runs=(
        Run(
            "distillation-trits.toy",
            f"fidelity 3/4 becomes {recurrence(START, 3)[0]}",
            probability(recurrence(START, 3)[0], x=0, p=0),
        ),
        Run(
            "distillation-bits.toy",
            f"bits and qubits alike: fidelity 3/4 becomes {recurrence(START, 2)[0]}",
            probability(recurrence(START, 2)[0], x=0, p=0),
        ),
        Run(
            "distillation-bits-control.toy",
            "pairs that are classically correlated stay at 1/2",
            probability(Fraction(1, 2), x=0, p=0),
            control=True,
        ),
        Run(
            "distillation-modes.toy",
            "two lossy squeezed pairs: the difference of positions is known no better than that of one of them",
            variance("x", LOSSY),
        ),
    ),
    universal=universal,
    parts=(
        theory("the round, followed displacement by displacement, d = 2, 3, 5", "recurrence-formula"),
        theory("the same from density matrices, d = 2, 3", "quantum-round"),
        theory("the fixed points and where F grows, every d", "fixed-points"),
        theory("no product has more than 1/d, d = 2, 3, 5", "best-product"),
        theory("modes: no Gaussian protocol", "gaussian-no-go"),
        code("random Gaussian protocols", "gaussian-protocols"),
    ),
    limit="Modes: with Gaussian states and Gaussian operations nothing is distilled, in neither theory; what quantum "
    "theory does there needs operations outside. Which yield is best, and whether noise that is not isotropic has "
    "bound correlations, is not decided.",
    reading="Isotropic pairs: the errors (a, b) other than (0, 0) are equally likely, as random maps on one side with "
    "their mirror image on the other make them for prime d.",
    references=(
        "C. Bennett et al., Phys. Rev. Lett. 76, 722 (1996)",
        "M. Horodecki, P. Horodecki, Phys. Rev. A 59, 4206 (1999)",
        "G. Giedke, J. I. Cirac, quant-ph/0204085",
        "J. Eisert, S. Scheel, M. Plenio, Phys. Rev. Lett. 89, 137903 (2002)",
        "J. Fiurasek, Phys. Rev. Lett. 89, 137904 (2002)",
    ),
)
