"""The two engines of the toy theory, the transparent one and the compiled one, on the same random experiments.

The `epistemic` backend takes the compiled engine where an experiment is large; the experiments of the other claims are
too small for that. Half of those here are moved among idle systems, where the words of packed residues end.
"""

from __future__ import annotations

import numpy as np

from equivalence.engine.checks import Report, silent
from equivalence.engine.verdict import Check
from toytheory.backend import Backend
from toytheory.discrete.backends.epistemic import EpistemicBackend

from .agreement import agree
from .embedded import among_others, places_around
from .random_discrete import Shape, random_experiments

SHAPES = (Shape(2, 2), Shape(3, 2), Shape(2, 4, outcomes=5), Shape(3, 3), Shape(5, 2), Shape(7, 1), Shape(257, 1))
WORD = 64


def engines_agree(
    count: int, rng: np.random.Generator, seed: int, report: Report = silent, compiled: Backend | None = None
) -> Check:
    """Random experiments, each asked of both engines, every other one moved to systems around number 64.

    Parameters
    ----------
    count : experiments.
    compiled : what stands for the compiled engine, where that is to be wrong.

    >>> engines_agree(7, np.random.default_rng(0), 0).status
    'holds'
    """
    listed = list(random_experiments(rng, SHAPES, count))
    for k in range(1, count, 2):
        few = listed[k].system.n
        listed[k] = among_others(listed[k], places_around(WORD, few, rng), WORD + 2)
    engines: dict[str, Backend | str] = {
        "transparent": EpistemicBackend(compiled=False),
        "compiled": compiled or EpistemicBackend(compiled=True),
    }
    sizes = ", ".join(sorted({str(shape.d) for shape in SHAPES}, key=int))
    what = f"d = {sizes}: {count} random experiments on 1 to 4 systems, half of them among {WORD + 2}"
    return agree("engines", what, listed, engines, seed, report, alone="toy")
