"""What holds for trits holds for every odd d, prime or not: the claims, for one and two systems."""

from __future__ import annotations

from collections.abc import Iterator

from equivalence.engine.parts import beside, code, theory
from equivalence.engine.verdict import Check, Context, Registry
from equivalence.experiments import random_adaptive
from equivalence.experiments.agreement import adaptive_agree, agree, experiments_agree
from equivalence.experiments.mixed_divisors import mixed_experiments
from equivalence.experiments.random_discrete import Shape
from equivalence.theorems.odd.instruments import kernels
from equivalence.theorems.odd.measurements import statistics
from equivalence.theorems.odd.proof import proofs
from equivalence.theorems.odd.states import phase_point_traces, wigner_functions
from equivalence.theorems.odd.transformations import displacements, generators, named_unitaries, symplectic_group_action
from equivalence.theorems.odd.updates import post_measurement_states

ORDER = 200

CERTIFIED = (5, 7, 9, 15)
"""Each gets a certificate of its own, beside the theorem for all."""

EVERY_D = (
    theory("for every odd d and every number of systems", "formal", "theorem"),
    beside("theory", "for some d once more, by certificates of their own", "certificate"),
)

SECONDS_EACH = ("dense", "wigner")
"""Backends that take seconds for one experiment at d = 15 or 45, or with branches at d = 9: asked in the long form."""


def register(registry: Registry) -> None:
    """Enter the claims about other odd d."""
    claim = registry.claim

    @claim(
        "dits.states",
        "For odd d beyond 3, prime or not, the Wigner function of each stabilizer state is a valid toy distribution.",
        "Discrete degrees of freedom",
        *EVERY_D,
        code("the Wigner functions of the programs, on all operators of one system", "phase-point-traces"),
        code("the states of the programs, one system", "wigner-functions"),
    )
    def states(ctx: Context) -> Iterator[Check]:
        yield from proofs(*CERTIFIED)
        for d in (5, 7, 9, 15):
            yield phase_point_traces(d, 1)
            yield wigner_functions(d, 1, report=ctx.report)
        if ctx.full:
            for d in (5, 7):
                yield wigner_functions(d, 2, report=ctx.report, listed_every=16)

    @claim(
        "dits.transformations",
        "For odd d beyond 3, prime or not, each symplectic affine map is a Clifford unitary that moves Wigner "
        "functions as the map moves ontic states.",
        "Valid reversible transformations",
        *EVERY_D,
        code("all displacements of one system", "displacements"),
        code("all symplectic maps of one system", "symplectic-maps"),
        code("the named maps", "named-maps"),
        code("generators on two systems", "generators"),
    )
    def transformations(ctx: Context) -> Iterator[Check]:
        yield from proofs(*CERTIFIED)
        for d in (5, 7, 9):
            yield displacements(d, 1)
            yield symplectic_group_action(d, 1, report=ctx.report)
            yield named_unitaries(d, systems=2 if ctx.full or d == 5 else 1)
        for d in (5, 7, 9) if ctx.full else (5,):
            yield generators(d, 2, report=ctx.report)

    @claim(
        "dits.measurements",
        "For odd d beyond 3, prime or not, every commuting set has the same outcome statistics in both theories.",
        "Valid reproducible measurements",
        *EVERY_D,
        code("all sets in all states of one system", "statistics"),
    )
    def measurements(ctx: Context) -> Iterator[Check]:
        yield from proofs(*CERTIFIED)
        for d in (5, 7, 9):
            yield statistics(d, 1, report=ctx.report)

    @claim(
        "dits.updates",
        "For odd d beyond 3, prime or not, every outcome of a commuting set leaves the same state in both theories.",
        "Valid reproducible measurements",
        *EVERY_D,
        code("the instruments of one system, on every state", "kernels"),
        code("the states after the outcome, one system", "post-measurement-states"),
    )
    def updates(ctx: Context) -> Iterator[Check]:
        yield from proofs(*CERTIFIED)
        for d in (5, 7, 9):
            yield kernels(d, 1, report=ctx.report)
            yield post_measurement_states(d, 1, report=ctx.report, every=ctx.full or d == 5)

    @claim(
        "dits.experiments",
        "For odd d beyond 3, prime or not, both theories predict the same distribution of outcomes for any experiment.",
        "Equivalence of these restricted statistical theories to “subtheories” of quantum theory",
        *EVERY_D,
        code("every backend, d = 5, 7, 9", "experiments"),
        code("variables with mixed divisors, d = 9", "mixed-divisors"),
        code("variables with mixed divisors, d = 15, 45", "mixed-divisors-of-two-primes"),
    )
    def experiments(ctx: Context) -> Iterator[Check]:
        yield from proofs(*CERTIFIED)
        shapes = [Shape(5, 1), Shape(5, 2, outcomes=3), Shape(7, 1), Shape(9, 1, outcomes=3)]
        rng = ctx.rng("dits.experiments")
        yield experiments_agree(shapes, 400 if ctx.full else 24, ctx.backends, rng, ctx.seed, ctx.report)
        rng = ctx.rng("dits.experiments", "mixed divisors")
        listed = list(mixed_experiments([(9, 1)], 30 if ctx.full else 10, rng))
        yield agree("mixed-divisors", "d = 9: variables with mixed divisors", listed, ctx.backends, ctx.seed)
        listed = list(mixed_experiments([(15, 1), (45, 1)], 16 if ctx.full else 8, rng))
        quick = {k: b for k, b in ctx.backends.items() if ctx.full or k not in SECONDS_EACH}
        yield agree("mixed-divisors-of-two-primes", "d = 15, 45: the same", listed, quick, ctx.seed)
        if ctx.full:
            larger = [Shape(7, 2, outcomes=3), Shape(15, 1, outcomes=2)]
            yield experiments_agree(larger, 10, ctx.backends, rng, ctx.seed, ctx.report)

    @claim(
        "dits.adaptive",
        "For odd d beyond 3, prime or not, both theories predict the same where outcomes decide what is done next.",
        "Equivalence of these restricted statistical theories to “subtheories” of quantum theory",
        *EVERY_D,
        code("every backend, one system, d = 5, 7, 9", "adaptive"),
    )
    def adaptive(ctx: Context) -> Iterator[Check]:
        yield from proofs(*CERTIFIED)
        shapes = [random_adaptive.Shape(d, 1, outcomes=2) for d in (5, 7, 9)]
        count, rng = 240 if ctx.full else 10, ctx.rng("dits.adaptive")
        quick = {k: b for k, b in ctx.backends.items() if ctx.full or k not in SECONDS_EACH}
        yield adaptive_agree(shapes, count, quick, rng, ctx.seed, ctx.report)
