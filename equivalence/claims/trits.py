"""Trits are qutrit stabilizers: the claims, each decided for one and two trits exhaustively, for three by more."""

from __future__ import annotations

from collections.abc import Iterator

from equivalence.engine.parts import code, theory
from equivalence.engine.verdict import Check, Context, Registry
from equivalence.experiments import random_adaptive
from equivalence.experiments.agreement import adaptive_agree, experiments_agree
from equivalence.experiments.embedded import embedded_alike
from equivalence.experiments.random_discrete import Shape
from equivalence.theorems.odd.instruments import kernels, sampled_kernels
from equivalence.theorems.odd.measurements import sampled_statistics, statistics
from equivalence.theorems.odd.proof import proofs
from equivalence.theorems.odd.states import phase_point_traces, wigner_functions
from equivalence.theorems.odd.transformations import displacements, generators, named_unitaries, symplectic_group_action
from equivalence.theorems.odd.updates import post_measurement_states, sampled_updates

ORDER = 100

D = 3

EVERY_N = theory("for every number of trits", "formal", "theorem", "certificate")


def register(registry: Registry) -> None:
    """Enter the claims about trits."""
    claim = registry.claim

    @claim(
        "trits.states",
        "The Wigner function of each qutrit stabilizer state is the distribution of a valid epistemic state of trits.",
        "Restricted statistical theory of trits = Stabilizer theory for qutrits",
        EVERY_N,
        code("the Wigner functions of the programs, on all operators of one and two trits", "phase-point-traces"),
        code("the states of the programs, one and two trits", "wigner-functions"),
    )
    def states(ctx: Context) -> Iterator[Check]:
        yield from proofs(D)
        for n in (1, 2):
            yield phase_point_traces(D, n)
            yield wigner_functions(D, n, report=ctx.report)
        if ctx.full:
            yield wigner_functions(D, 3, report=ctx.report, listed_every=16)

    @claim(
        "trits.transformations",
        "Each symplectic affine map of trits is a Clifford unitary that moves Wigner functions as the map moves ontic "
        "states.",
        "Valid reversible transformations",
        EVERY_N,
        code("the named maps", "named-maps"),
        code("all displacements of one and two trits", "displacements"),
        code("all symplectic maps of one and two trits", "symplectic-maps"),
        code("generators on three trits, in the long form", "generators"),
    )
    def transformations(ctx: Context) -> Iterator[Check]:
        yield from proofs(D)
        yield named_unitaries(D)
        yield displacements(D, 1)
        yield displacements(D, 2)
        yield symplectic_group_action(D, 1)
        yield symplectic_group_action(D, 2, report=ctx.report, applied_every=1 if ctx.full else 16)
        if ctx.full:
            yield generators(D, 3, report=ctx.report)

    @claim(
        "trits.measurements",
        "Every commuting set of variables, measured in every state of trits, has the outcome statistics of the joint "
        "spectral measurement of qutrits.",
        "Valid reproducible measurements",
        EVERY_N,
        code("all sets in all states of one and two trits", "statistics"),
        code("three trits", "sampled-statistics"),
    )
    def measurements(ctx: Context) -> Iterator[Check]:
        yield from proofs(D)
        for n in (1, 2):
            yield statistics(D, n, report=ctx.report)
        count = 3000 if ctx.full else 50
        yield sampled_statistics(D, 3, count, ctx.rng("trits.measurements"), ctx.seed, report=ctx.report)

    @claim(
        "trits.updates",
        "Every outcome of every commuting set leaves every state of trits as the projection leaves that of qutrits.",
        "Valid reproducible measurements",
        EVERY_N,
        code("the instruments of one and two trits, on every state", "kernels"),
        code("the states after the outcome, one and two trits", "post-measurement-states"),
        code("the states after the outcome, three trits", "sampled-updates"),
        code("the instruments of three trits", "sampled-kernels"),
    )
    def updates(ctx: Context) -> Iterator[Check]:
        yield from proofs(D)
        for n in (1, 2):
            yield kernels(D, n, report=ctx.report)
        yield post_measurement_states(D, 1, report=ctx.report)
        yield post_measurement_states(D, 2, report=ctx.report, every=ctx.full)
        rng = ctx.rng("trits.updates")
        yield sampled_updates(D, 3, 3000 if ctx.full else 45, rng, ctx.seed, report=ctx.report)
        yield sampled_kernels(D, 3, 100 if ctx.full else 3, rng, ctx.seed, report=ctx.report)

    @claim(
        "trits.experiments",
        "Whatever is prepared, done and measured with trits, both theories predict the same distribution of outcomes.",
        "Equivalence of these restricted statistical theories to “subtheories” of quantum theory",
        EVERY_N,
        code("every backend, one to three trits", "experiments"),
        code("few trits among many that idle", "embedded"),
    )
    def experiments(ctx: Context) -> Iterator[Check]:
        yield from proofs(D)
        shapes = [Shape(D, n) for n in (1, 1, 2, 2, 3)]
        count = 1500 if ctx.full else 72
        rng = ctx.rng("trits.experiments")
        yield experiments_agree(shapes, count, ctx.backends, rng, ctx.seed, ctx.report)
        few, rng = [Shape(D, 1), Shape(D, 2)], ctx.rng("trits.experiments", "embedded")
        yield embedded_alike(few, 180 if ctx.full else 12, ctx.backends, rng, ctx.seed)

    @claim(
        "trits.adaptive",
        "What is done next may depend on outcomes of trits, be drawn, written down wrongly and done again in rounds: "
        "both theories still predict the same.",
        "Equivalence of these restricted statistical theories to “subtheories” of quantum theory",
        EVERY_N,
        code("every backend, one and two trits", "adaptive"),
    )
    def adaptive(ctx: Context) -> Iterator[Check]:
        yield from proofs(D)
        shapes = [random_adaptive.Shape(D, n, outcomes=3) for n in (1, 1, 2)]
        count = 600 if ctx.full else 15
        yield adaptive_agree(shapes, count, ctx.backends, ctx.rng("trits.adaptive"), ctx.seed, ctx.report)
