"""Beyond classical complementarity: one gate more for discrete systems, one Hamiltonian more for continuous ones."""

from __future__ import annotations

from collections.abc import Iterator

from equivalence.engine.parts import beside, theory
from equivalence.engine.verdict import Check, Context, Registry

ORDER = 500

SLIDE = "Beyond classical complementarity: could a different statistical restriction get us closer to quantum theory?"


def register(registry: Registry) -> None:
    """Enter the claims about what lies beyond the restriction."""
    claim = registry.claim

    @claim(
        "beyond.discrete",
        "For every odd prime d a cubic gate beside the Clifford group makes a Wigner function negative and the group "
        "dense "
        "in all unitaries up to phases; for every composite odd d some non-Clifford gate does not make it dense.",
        SLIDE,
        theory("a negative Wigner function", "negative-wigner"),
        theory("an element of infinite order up to phases", "infinite-order"),
        theory("Clifford unitaries act irreducibly; with infinite order that is density", "one-orbit"),
        theory("composite d", "every-composite"),
        beside("theory", "the traces of one element, d = 3, 5, 7", "infinite-order-*"),
        beside("theory", "the orbit on the operators themselves, small d and n", "irreducible-*"),
        beside("theory", "the gate on the operators themselves, d = 9 and 15", "not-dense-*"),
    )
    def discrete(ctx: Context) -> Iterator[Check]:
        from equivalence.theorems.beyond.composite import every_composite
        from equivalence.theorems.beyond.discrete import infinite_order, irreducible, not_dense
        from equivalence.theorems.beyond.every_prime import (
            infinite_order_for_every_prime,
            negative_for_every_prime,
            one_orbit,
        )

        yield negative_for_every_prime()
        yield infinite_order_for_every_prime()
        yield one_orbit()
        yield every_composite()
        for d in (3, 5, 7):
            yield infinite_order(d)
        for d, n in ((3, 1), (3, 2), (5, 1), (7, 1), (11, 1), (13, 1)):
            yield irreducible(d, n)
        if ctx.full:
            yield irreducible(3, 3)
            yield irreducible(5, 2)
        for d in (9, 15):
            yield not_dense(d)

    @claim(
        "beyond.all-unitaries",
        "The Clifford group, supplemented by a single non-Clifford unitary, yields all unitaries, whatever d and the "
        "unitary, if only up to phases and to any precision.",
        SLIDE,
        theory("refuted for every composite odd d by a gate that leaves operators alone", "leaves-alone"),
        beside("theory", "nor does it ever yield all of them exactly, shown for trits", "all-unitaries"),
        expected="fails",
        erratum="The slide says that a single non-Clifford unitary yields all unitaries. For every composite odd d "
        "there is "
        "a non-Clifford gate that leaves operators alone which the Clifford group only permutes, so that the two "
        "generate "
        "no dense group. For every odd prime d the cubic gate makes the group dense in the unitaries up to phases "
        "(`beyond.discrete`). And dense is the most that can be had: the group has countably many elements up to "
        "phases.",
    )
    def all_unitaries(ctx: Context) -> Iterator[Check]:
        from equivalence.theorems.beyond.composite import leaves_alone
        from equivalence.theorems.beyond.discrete import not_all

        yield leaves_alone()
        yield not_all()

    @claim(
        "beyond.continuous",
        "Displacements, rotations, squeezing and beam splitters generate all quadratic Hamiltonians, a Lie algebra of "
        "dimension n(2n+1) + 2n + 1; with one cubic Hamiltonian every degree is reached.",
        SLIDE,
        theory("the dimension, and that brackets do not lead out", "dimension-formula"),
        theory("the four kinds generate it, every number of modes", "generate-every-n"),
        theory("one cubic leads to every degree", "cubic-leaves"),
        beside("theory", "all structure constants, one to three modes", "closes-*"),
        beside("theory", "the algebra that is generated, one to three modes", "generate-[0-9]"),
        beside("theory", "beam splitters are needed", "beam-splitters-*"),
        beside("theory", "all polynomials of the first degrees", "every-degree-*"),
        beside("theory", "and then quantum theory is no Liouville mechanics", "moyal"),
    )
    def continuous(ctx: Context) -> Iterator[Check]:
        from equivalence.theorems.beyond.continuous import (
            beam_splitters_needed,
            closes,
            cubic_leaves,
            dimension_formula,
            every_degree,
            generators_of_every_n,
            generators_suffice,
            moyal_differs,
        )

        yield dimension_formula()
        yield generators_of_every_n()
        for n in (1, 2, 3):
            yield closes(n)
            yield generators_suffice(n)
        for n in (2, 3):
            yield beam_splitters_needed(n)
        yield cubic_leaves()
        yield every_degree(1, 12 if ctx.full else 8)
        yield every_degree(2, 6 if ctx.full else 5)
        yield moyal_differs()
