"""Beyond classical complementarity: one gate more for discrete systems, one Hamiltonian more for continuous ones."""

from __future__ import annotations

from collections.abc import Iterator

from equivalence.engine.verdict import Check, Context, Registry

ORDER = 500

SLIDE = "Beyond classical complementarity: could a different statistical restriction get us closer to quantum theory?"


def register(registry: Registry) -> None:
    """Enter the claims about what lies beyond the restriction."""
    claim = registry.claim

    @claim(
        "beyond.discrete",
        "A cubic gate beside the Clifford group makes a Wigner function negative and, for prime d, the group dense in "
        "all unitaries; for composite d a non-Clifford gate need not.",
        SLIDE,
    )
    def discrete(ctx: Context) -> Iterator[Check]:
        from equivalence.theorems.beyond.discrete import infinite_order, irreducible, negative_wigner, not_dense

        yield negative_wigner()
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
        "The Clifford group of trits, supplemented by a single non-Clifford unitary, yields all unitaries.",
        SLIDE,
        expected="fails",
        erratum="The slide says that a single non-Clifford unitary yields all unitaries. The group has countably many "
        "elements; for prime d it is dense in the unitaries up to phases (`beyond.discrete`), and for composite d it "
        "need not even be that: a gate can leave operators alone that the Clifford group permutes.",
    )
    def all_unitaries(ctx: Context) -> Iterator[Check]:
        from equivalence.theorems.beyond.discrete import not_all

        yield not_all()

    @claim(
        "beyond.continuous",
        "Displacements, rotations, squeezing and beam splitters generate all quadratic Hamiltonians, a Lie algebra of "
        "dimension n(2n+1) + 2n + 1; with one cubic Hamiltonian every degree is reached.",
        SLIDE,
    )
    def continuous(ctx: Context) -> Iterator[Check]:
        from equivalence.theorems.beyond.continuous import (
            beam_splitters_needed,
            closes,
            cubic_leaves,
            dimension_formula,
            every_degree,
            generators_suffice,
            moyal_differs,
        )

        yield dimension_formula()
        for n in (1, 2, 3):
            yield closes(n)
            yield generators_suffice(n)
        for n in (2, 3):
            yield beam_splitters_needed(n)
        yield cubic_leaves()
        yield every_degree(1, 12 if ctx.full else 8)
        yield every_degree(2, 6 if ctx.full else 5)
        yield moyal_differs()
