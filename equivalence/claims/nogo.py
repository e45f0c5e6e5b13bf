"""Bits cannot be mended: which identity fails, what no classical model does, and where bits are exact after all."""

from __future__ import annotations

from collections.abc import Iterator

from equivalence.engine.parts import beside, code, theory
from equivalence.engine.verdict import Check, Context, Registry
from equivalence.experiments.random_discrete import Shape

ORDER = 400

SLIDE = "Why the restricted statistical theory of bits Is not equivalent to qubit stabilizer theory"


def register(registry: Registry) -> None:
    """Enter the claims about what no model of bits does."""
    claim = registry.claim

    @claim(
        "bits.half",
        "Of the identities of the equivalence theorem those that need 1/2 fail for bits, which one bit shows in three "
        "statements and two bits in one.",
        SLIDE,
        theory("which identities fail", "identities"),
        theory("one bit: all experiments of up to three statements", "shortest-mismatches"),
        theory("two bits: three of the fifteen contexts have the product -1", "all-squares"),
        code("two bits: all single statements on the exact backends", "one-statement"),
    )
    def half(ctx: Context) -> Iterator[Check]:
        from equivalence.theorems.bits.short import shortest_mismatches
        from equivalence.theorems.nogo.half import failing_identities, one_statement
        from equivalence.theorems.nogo.kochen_specker import all_squares

        yield failing_identities()
        yield shortest_mismatches()
        yield all_squares()
        yield one_statement(ctx.backends)

    @claim(
        "nogo.kochen-specker",
        "From two qubits on, no noncontextual assignment of values fits all contexts of Pauli products (Peres-Mermin "
        "square); one qubit has a model of its stabilizer states, Pauli measurements and Clifford maps that is "
        "noncontextual for preparations and measurements, and not for channels.",
        SLIDE,
        theory("no assignment, from two qubits on", "certificate"),
        theory("one qubit: the model gives the statistics and updates", "certificate", "eight-states"),
        theory("one qubit: it gives all Clifford maps", "certificate", "eight-states-maps"),
        theory("noncontextual for preparations and measurements, contextual for channels", "dependencies"),
        beside(
            "theory",
            "the square, every square and more systems by enumeration",
            "square",
            "all-squares",
            "more-systems",
        ),
        beside("theory", "what the toy theory's ontic states violate", "toy-assignment"),
        beside("theory", "one channel mixed in two ways", "mixtures"),
        beside("theory", "the toy theory's own four states", "four-states", "four-states-maps"),
    )
    def kochen_specker(ctx: Context) -> Iterator[Check]:
        from equivalence.theorems.nogo.kochen_specker import all_squares, more_systems, square_refuted, toy_assignment
        from equivalence.theorems.nogo.models import (
            EIGHT,
            FOUR,
            contextual_mixtures,
            dependencies,
            one_system_maps,
            one_system_statistics,
        )

        yield _refutations("every n >= 2")
        yield square_refuted()
        yield all_squares()
        yield more_systems()
        yield toy_assignment()
        yield one_system_statistics(EIGHT, "eight-states")
        yield one_system_maps(EIGHT, 24, "eight-states-maps")
        yield dependencies()
        yield contextual_mixtures()
        yield one_system_statistics(FOUR, "four-states")
        yield one_system_maps(FOUR, 12, "four-states-maps")

    @claim(
        "nogo.bell",
        "From three qubits on, no local values fit the GHZ state; Mermin's sum is 2 at most for local models and 4 in "
        "quantum theory.",
        SLIDE,
        theory("no local values, from three qubits on", "certificate", "ghz"),
        theory("Mermin's sum", "certificate", "mermin"),
        beside("theory", "what the toy theory's ontic states violate", "ghz-toy"),
        code("the four products on every backend", "ghz-on-backends"),
    )
    def bell(ctx: Context) -> Iterator[Check]:
        from equivalence.theorems.nogo.bell import ghz_refuted, mermin, on_backends, toy_violates

        yield _refutations("every n >= 3")
        yield ghz_refuted()
        yield mermin()
        yield toy_violates()
        yield on_backends(ctx.backends)

    @claim(
        "bits.local-model",
        "No model with two bits a system and one fixed rule y = x + p + c gives the Bell table for each pair of three "
        "systems, nor for one pair with one rule; less has local models.",
        SLIDE,
        theory("no model for each pair of three systems, nor for one pair with one rule", "certificate"),
        theory("one pair has a local model with two bits", "certificate", "two-bits"),
        theory("each pair has one with three bits", "certificate", "three-bits"),
        beside("theory", "the table, and the equations by enumeration", "table", "three-systems", "same-labels"),
        beside("theory", "the toy theory's own states", "toy-table"),
    )
    def local_model(ctx: Context) -> Iterator[Check]:
        from equivalence.theorems.nogo.bell_table import same_labels, talk_table, three_systems, toy_fails
        from equivalence.theorems.nogo.models import pair_statistics, three_bits, two_bits

        yield _refutations("the Bell table")
        yield talk_table()
        yield three_systems()
        yield same_labels()
        yield toy_fails()
        yield pair_statistics(two_bits(0, 1), "two-bits")
        yield pair_statistics(three_bits, "three-bits")

    @claim(
        "bits.exact-family",
        "On experiments whose variables are of two kinds in local frames (CSS), the toy theory of bits is exactly "
        "quantum theory, for every number of systems.",
        "Restricted statistical theory of bits ≃ Stabilizer theory for qubits",
        theory("every n and every experiment of the family", "certificate"),
        code("random experiments of the family on every backend", "members"),
        beside("theory", "experiments outside: some agree, some do not", "outsiders"),
        beside("theory", "all short experiments", "short-*"),
        beside("theory", "how far the family can be made larger", "maximal-maps", "maximal-variables"),
    )
    def exact_family(ctx: Context) -> Iterator[Check]:
        from equivalence.theorems.nogo.exact_family import certificate
        from equivalence.theorems.nogo.family import (
            certified,
            members_agree,
            named_maps,
            random_outsiders,
            short_experiments,
        )
        from equivalence.theorems.nogo.maximal import maximal_maps, maximal_variables
        from equivalence.theorems.nogo.random_inside import FIRST, FamilyShape

        yield certified("certificate", "every n and every experiment of the family", certificate())
        rng = ctx.rng("bits.exact-family")
        shapes = [FamilyShape(1, 8), FamilyShape(2), FamilyShape(2, frames=FIRST), FamilyShape(3), FamilyShape(70, 60)]
        yield members_agree(shapes, 400 if ctx.full else 15, ctx.backends, rng, ctx.seed, report=ctx.report)
        outsiders = [Shape(2, 1), Shape(2, 2), Shape(2, 3)]
        yield random_outsiders(outsiders, 1500 if ctx.full else 60, rng, ctx.seed)
        yield short_experiments(1)
        if ctx.full:
            yield short_experiments(2, longest=1, maps=named_maps(2))
        yield maximal_maps()
        yield maximal_variables()


def _refutations(scope: str) -> Check:
    from equivalence.theorems.nogo.family import certified
    from equivalence.theorems.nogo.refutations import certificate

    return certified("certificate", scope, certificate())
