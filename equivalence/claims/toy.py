"""The toy theory by itself: that statements mean what they say, and that its backends agree for every d."""

from __future__ import annotations

from collections.abc import Iterator

from equivalence.engine.parts import code
from equivalence.engine.verdict import Check, Context, Registry
from equivalence.experiments.agreement import agree
from equivalence.experiments.engines import engines_agree
from equivalence.experiments.mixed_divisors import directed, mixed_experiments
from equivalence.experiments.named_maps import named_maps
from equivalence.experiments.random_discrete import Shape, random_experiments

ORDER = 90

NO_COUNTERPART = (4, 6, 8, 10, 12)
"""Even d > 2: the toy theory exists, and no quantum backend answers."""


def register(registry: Registry) -> None:
    """Enter the claims about the toy theory alone."""
    claim = registry.claim

    @claim(
        "toy.maps",
        "Every named map of the language moves ontic states as the formula that defines it says.",
        "Valid reversible transformations",
        code("the maps of the programs", "named-maps"),
    )
    def maps(ctx: Context) -> Iterator[Check]:
        yield named_maps([2, 3, 4, 5, 6, 9, None])

    @claim(
        "toy.experiments",
        "For every even d > 2 the toy theory predicts the same whichever way it is run, as far as sampled.",
        "Discrete degrees of freedom",
        code("random experiments", "experiments"),
        code("variables with mixed divisors", "mixed-divisors"),
    )
    def experiments(ctx: Context) -> Iterator[Check]:
        rng = ctx.rng("toy.experiments")
        shapes = [Shape(4, 1), Shape(6, 1), Shape(4, 2), Shape(6, 2, outcomes=3), Shape(8, 1, outcomes=3)]
        listed = list(random_experiments(rng, shapes, 600 if ctx.full else 36))
        sizes = ", ".join(f"d = {shape.d}, n = {shape.n}" for shape in shapes)
        what = f"{sizes}: {len(listed)} random experiments"
        yield agree("experiments", what, listed, ctx.backends, ctx.seed, ctx.report, alone="toy")
        listed = [e for d in NO_COUNTERPART for e in directed(d)]
        sizes_of_mixed = [(4, 1), (6, 1), (10, 1), (12, 1), (6, 2)]
        listed += mixed_experiments(sizes_of_mixed, 200 if ctx.full else 15, ctx.rng("toy.experiments", "mixed"))
        what = "d = 4, 6, 8, 10, 12: variables with mixed divisors"
        yield agree("mixed-divisors", what, listed, ctx.backends, ctx.seed, alone="toy")

    @claim(
        "toy.engines",
        "For prime d the compiled engine of the toy theory predicts what the transparent one does, as far as sampled.",
        "Discrete degrees of freedom",
        code("random experiments", "engines"),
    )
    def engines(ctx: Context) -> Iterator[Check]:
        yield engines_agree(420 if ctx.full else 30, ctx.rng("toy.engines"), ctx.seed, ctx.report)
