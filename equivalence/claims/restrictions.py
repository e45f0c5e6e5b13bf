"""Knowledge balance against classical complementarity: the claims (docs/restrictions.md)."""

from __future__ import annotations

from collections.abc import Iterator

from equivalence.engine.parts import beside, theory
from equivalence.engine.verdict import Check, Context, Registry
from equivalence.theorems.restrictions.forbidden import chain, contrast, refused
from equivalence.theorems.restrictions.planes import (
    joint_measurements,
    three_systems,
    two_systems,
    two_systems_as_distributions,
)
from equivalence.theorems.restrictions.quantum import no_density_matrix, pure_states_of_the_rest
from equivalence.theorems.restrictions.supports import all_supports, arbitrary_partitions, premises
from equivalence.theorems.restrictions.theorem import excess_for_every_prime, graphs_commute

ORDER = 450

CONTRAST = "Knowledge balance vs. classical complementarity"
TRITS = "What about applying knowledge-balance to trits?"


def register(registry: Registry) -> None:
    """Enter the claims about the two principles."""
    claim = registry.claim

    @claim(
        "restrictions.bits",
        "For one and two bits knowledge balance with locality allows the states that classical complementarity allows, "
        "if nothing but answers is known; of the linear variables of three bits only if pairs can be measured jointly.",
        CONTRAST,
        theory("one and two bits, every distribution that is uniform somewhere", "all-supports"),
        theory("what each reading of 'nothing but answers' leaves", "premises-*"),
        theory("the linear variables of three bits measured singly: more", "three-systems"),
        theory("the linear variables of three bits measured in pairs: the same", "joint-measurements"),
        beside("theory", "the linear variables of two bits, and their distributions", "two-systems", "distributions"),
    )
    def bits(ctx: Context) -> Iterator[Check]:
        yield all_supports(2, 1)
        yield all_supports(2, 2)
        yield premises(4)
        yield premises(8)
        yield two_systems_as_distributions(2)
        yield two_systems(2)
        yield three_systems(2)
        yield joint_measurements(2)

    @claim(
        "restrictions.trits",
        "Of the 130 planes of variables of two trits complementarity allows 40 and knowledge balance 64; the 24 in "
        "excess, X1 - X2 with P1 - P2 among them, are known by no density matrix.",
        TRITS,
        theory("130, 40, 64 and 24 planes", "two-systems"),
        theory("no density matrix knows the 24", "no-density-matrix"),
        beside("theory", "one trit: all supports, and all partitions", "all-supports", "arbitrary-partitions"),
        beside("theory", "the same as distributions", "distributions"),
        beside("theory", "the 40 have a quantum state each", "quantum-states"),
        beside("theory", "three trits", "three-systems", "joint-measurements"),
    )
    def trits(ctx: Context) -> Iterator[Check]:
        yield all_supports(3, 1)
        yield arbitrary_partitions()
        yield two_systems(3)
        yield two_systems_as_distributions(3)
        yield no_density_matrix(3)
        yield pure_states_of_the_rest(3)
        yield three_systems(3)
        yield joint_measurements(3)

    @claim(
        "restrictions.dits",
        "For two systems and prime d knowledge balance allows d(d^2-1)(d-2) planes of variables more than "
        "complementarity: 0, 24, 360, 1,680 for d = 2, 3, 5, 7.",
        TRITS,
        theory("the count, for every prime d", "excess"),
        theory("which graphs commute, for every prime d", "graphs-commute"),
        beside("theory", "the count by enumeration", "two-systems"),
        beside("theory", "the excess has no density matrix, d = 5", "no-density-matrix"),
    )
    def dits(ctx: Context) -> Iterator[Check]:
        yield excess_for_every_prime()
        yield graphs_commute()
        for d in (2, 3, 5, 7, 11) if ctx.full else (2, 3, 5, 7):
            yield two_systems(d)
        yield no_density_matrix(5)
        if ctx.full:
            yield no_density_matrix(7)

    @claim(
        "restrictions.forbidden",
        "For bits and for trits X2 = 0 with X1 + P2 = 0 passes every marginal, but measuring X1 makes all of system 2 "
        "known: both principles forbid it, and no density matrix has it.",
        CONTRAST,
        theory("what measuring X1 makes known", "chain"),
        theory("both principles forbid it, and no density matrix has it", "refused"),
        beside("theory", "the state that is allowed does better", "contrast"),
    )
    def forbidden(ctx: Context) -> Iterator[Check]:
        for d in (2, 3):
            yield chain(d)
            yield refused(d)
            yield contrast(d)
