"""Bits are not quite qubits: what agrees, what does not, exactly where, and how close the two are."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from equivalence.engine.parts import beside, code, theory
from equivalence.engine.verdict import Check, Context, Registry
from equivalence.experiments import random_adaptive
from equivalence.experiments.embedded import embedded_alike
from equivalence.experiments.random_discrete import Shape
from equivalence.theorems.bits.adaptive import adaptive_as_predicted
from equivalence.theorems.bits.bell_table import bell_table, toy_table
from equivalence.theorems.bits.closeness_best import best_by_elements, best_by_generators, best_of_all
from equivalence.theorems.bits.closeness_checks import criterion_against_simulation, natural_fractions
from equivalence.theorems.bits.every_n import products_of_every_n
from equivalence.theorems.bits.joint import joint_measurements
from equivalence.theorems.bits.negativity import covariant_maps, negative_states
from equivalence.theorems.bits.one_map import prepare_map_measure
from equivalence.theorems.bits.one_system import composites, map_sequences, sign_choices
from equivalence.theorems.bits.relabelling import all_correlated_states, relabellings
from equivalence.theorems.bits.search import experiments_as_predicted, probing_experiments
from equivalence.theorems.bits.short import shortest_mismatches, shortest_on_backends
from equivalence.theorems.bits.shrunk import shrunk_mismatches
from equivalence.theorems.bits.signs import map_signs, sign_function
from equivalence.theorems.bits.states import counterparts_of_lists, known_variables, overlaps, purities, state_counts
from equivalence.theorems.bits.wide import wide_experiments
from toytheory.discrete.enumeration import lagrangian_modules
from toytheory.discrete.random_objects import random_symplectic

ORDER = 300

NEARLY = "Restricted statistical theory of bits ≃ Stabilizer theory for qubits"
CLOSE = "The restricted statistical theory of bits is not equivalent but very close to the Stabilizer theory for qubits"
WHY_NOT = "Why the restricted statistical theory of bits Is not equivalent to qubit stabilizer theory"


def register(registry: Registry) -> None:
    """Enter the claims about bits."""
    claim = registry.claim

    @claim(
        "bits.states",
        "One, two and three bits and qubits have equally many states, with the same purities and the same known "
        "variables "
        "in every part, and overlaps that are the same up to a translation of values.",
        NEARLY,
        theory("equally many states", "state-counts"),
        theory("the same known variables", "known-variables"),
        theory("the same purities in every part", "purities"),
        theory("the same overlaps, translated", "overlaps"),
        beside("theory", "other lists of one toy state have other counterparts", "counterparts-of-lists"),
    )
    def states(ctx: Context) -> Iterator[Check]:
        for n in (1, 2, 3):
            for check in (state_counts, known_variables, purities, overlaps):
                yield check(n)
            if n < 3 or ctx.full:
                yield counterparts_of_lists(n)

    @claim(
        "bits.wigner-negativity",
        "Gross' Wigner function for qubits is negative on stabilizer states of two systems; on one system no state is "
        "negative, but maps that exchange two of X, P, X + P are not covariant.",
        NEARLY,
        theory("negative and nonnegative states", "negative-states"),
        theory("maps that are covariant or not", "covariance"),
    )
    def negativity(ctx: Context) -> Iterator[Check]:
        for n in (1, 2, 3):
            yield negative_states(n)
        for n in (1, 2):
            yield covariant_maps(n)

    @claim(
        "bits.bell-parity",
        "The four Bell states have an even number of correlations in the bases Z, X, Y, the four correlated toy states "
        "an odd number, and exchanging outcomes reconciles neither all pairs of three systems nor all 24 correlated "
        "states "
        "of two.",
        WHY_NOT,
        theory("the Bell states", "bell-table"),
        theory("the toy states", "toy-table"),
        theory("three systems, all exchanges", "relabellings"),
        theory("the 24 states, all exchanges", "correlated-states"),
    )
    def bell_parity(ctx: Context) -> Iterator[Check]:
        for check in (bell_table, toy_table, relabellings, all_correlated_states):
            yield check()

    @claim(
        "bits.one-system",
        "One bit differs from one qubit as soon as it is transformed: the sign of what is known flips whenever a map "
        "that exchanges two of X, P, X + P makes X + P known, and nothing shorter than know, map, measure shows it.",
        WHY_NOT,
        theory("all experiments of three statements; nothing shorter differs", "shortest-mismatches"),
        theory("the signs of all variables under all maps of one bit", "map-signs"),
        beside("theory", "sequences of maps: each such map flips the sign once more", "map-sequences"),
        beside("theory", "no choice of signs helps", "sign-choices"),
        beside("theory", "two maps need not be the counterpart of their composite", "composites"),
        code("the shortest ones on every backend", "shortest-on-backends"),
    )
    def one_system(ctx: Context) -> Iterator[Check]:
        yield shortest_mismatches()
        yield shortest_on_backends(ctx.backends)
        yield map_signs(1)
        yield map_sequences(4 if ctx.full else 3)
        yield sign_choices()
        for n in (1, 2):
            yield composites(n)

    @claim(
        "bits.experiments",
        "On any experiment quantum theory gives the toy distribution of outcomes translated by the sign defect, so the "
        "theories differ exactly when this translation changes the distribution.",
        NEARLY,
        theory("for every n: the proof of docs/bits.md from the products of one system", "products-of-every-n"),
        code("the signs of products as computed, n up to 3", "sign-function"),
        code("the signs of maps as computed, n up to 2", "map-signs"),
        code("know, map, measure: all for n = 1 and 2 (a sample for n = 3, in the long form)", "prepare-map-measure"),
        code("know, measure jointly: all for n = 1 and 2", "joint-measurements"),
        code("random experiments on every backend", "random-experiments"),
        code("the same among many systems that idle", "embedded"),
        code("and on many systems", "wide-experiments"),
        beside("code", "to what random mismatches shrink", "shrunk-mismatches"),
    )
    def experiments(ctx: Context) -> Iterator[Check]:
        yield products_of_every_n()
        for n in (1, 2, 3):
            yield sign_function(n)
        for n in (1, 2):
            yield map_signs(n)
            yield prepare_map_measure(n)
            yield joint_measurements(n)
        rng = ctx.rng("bits.experiments")
        if ctx.full:
            drawn = np.array([random_symplectic(2, 3, rng, affine=False).matrix for _ in range(100)])
            note = f"drawn at random, seed {ctx.seed}"
            pure = lagrangian_modules(2, 3)
            yield prepare_map_measure(3, drawn, pure, sampled=note)
            yield joint_measurements(3, pure, pure)
        small = [Shape(2, 1), Shape(2, 2, outcomes=3), Shape(2, 2, outcomes=3), Shape(2, 3, outcomes=3)]
        trials = list(probing_experiments(rng, small, 1000 if ctx.full else 30))
        yield experiments_as_predicted(trials, ctx.backends, ctx.seed, report=ctx.report)
        few, draw = [Shape(2, 1), Shape(2, 2)], ctx.rng("bits.experiments", "embedded")
        yield embedded_alike(few, 180 if ctx.full else 12, ctx.backends, draw, ctx.seed)
        wide = list(wide_experiments(rng, (65, 130, 64, 63, 127, 128, 129), 21 if ctx.full else 2))
        yield experiments_as_predicted(wide, ctx.backends, ctx.seed, report=ctx.report, name="wide-experiments")
        yield shrunk_mismatches(small[:2], 40 if ctx.full else 2, ctx.backends, rng, ctx.seed)

    @claim(
        "bits.adaptive",
        "Where outcomes decide what is done next, quantum theory gives each record the toy probability translated by "
        "the sign defect of the steps that the record leads to.",
        NEARLY,
        theory("for every n: the proof of docs/bits.md, record by record", "products-of-every-n"),
        code("every backend, one and two bits", "adaptive"),
    )
    def adaptive(ctx: Context) -> Iterator[Check]:
        yield products_of_every_n()
        shapes = [random_adaptive.Shape(2, n, steps=4, outcomes=3) for n in (1, 2)]
        count = 600 if ctx.full else 10
        yield adaptive_as_predicted(shapes, count, ctx.backends, ctx.rng("bits.adaptive"), ctx.seed, ctx.report)

    @claim(
        "bits.closeness",
        "Of all pairs of Lagrangian subspaces, one prepared and one measured by its generators, 9 of 9, 213 of 225 and "
        "15,987 of 18,225 are equal for one, two and three systems; with the best signs 16,107 for three.",
        CLOSE,
        theory("when a pair is equal, by the criterion and from density matrices", "closeness-criterion"),
        theory("natural signs", "natural-signs"),
        theory("best signs", "best-signs-generators"),
        beside("theory", "measured by all elements, best signs", "best-signs-elements"),
        beside("theory", "subspaces that signs can make consistent", "consistent-subspaces"),
    )
    def closeness(ctx: Context) -> Iterator[Check]:
        for n in (1, 2, 3):
            yield criterion_against_simulation(n)
            yield natural_fractions(n)
        for n in (1, 2):
            yield from best_of_all(n)
        for n in (2, 3):
            yield best_by_generators(n)
        yield from best_by_elements()
