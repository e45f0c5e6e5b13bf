"""Liouville mechanics with classical complementarity and quadrature quantum mechanics."""

from __future__ import annotations

from collections.abc import Iterator

from equivalence.engine.parts import code, theory
from equivalence.engine.verdict import Check, Context, Registry

ORDER = 600


def register(registry: Registry) -> None:
    """Enter the claim about quadrature states."""

    @registry.claim(
        "liouville.quadrature",
        "Quadrature states, linear maps and measurements of linear variables are the same in Liouville mechanics with "
        "classical complementarity and, as the limit of squeezed states, in quantum mechanics.",
        "Restricted Liouville mechanics = Quadrature Quantum Mechanics",
        theory("states, every n, as limits of squeezed states", "quadrature-limit"),
        theory("operators on a state are differential operators on its Wigner function", "bopp-operators"),
        theory("linear maps, every n", "moyal-is-poisson"),
        theory("measurements of linear variables, every n, in the limit", "quadrature-measurement-limit"),
        theory("what a meter with little noise reads, and the kick that it gives, every n", "meters"),
        code("squeezed states on the backends", "squeezed-limit"),
        code("what is known, measured on every backend, one to three modes", "quadrature-experiments"),
    )
    def quadrature(ctx: Context) -> Iterator[Check]:
        from equivalence.experiments.agreement import agree
        from equivalence.theorems.gaussian.experiments import meters
        from equivalence.theorems.gaussian.moyal import bopp_operators, quadratic_is_poisson
        from equivalence.theorems.gaussian.quadrature import (
            characteristic_limit,
            measurement_limit,
            quadrature_experiments,
            squeezed_limit,
        )

        yield characteristic_limit()
        yield measurement_limit()
        yield meters()
        yield bopp_operators()
        yield quadratic_is_poisson()
        count = 60 if ctx.full else 9
        states = {name: backend for name, backend in ctx.backends.items() if name != "fock"}  # too few excitations
        yield squeezed_limit(ctx.rng("liouville.limit"), ctx.seed, count, states)
        listed = quadrature_experiments(ctx.rng("liouville.experiments"), 120 if ctx.full else 9)
        yield agree(
            "quadrature-experiments", "quadrature states of 1 to 3 modes", listed, ctx.backends, ctx.seed, ctx.report
        )
