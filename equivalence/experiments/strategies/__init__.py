"""Hypothesis strategies for the objects of the toy theory, for tests and for search.

Every strategy builds valid objects by construction (nothing is filtered or assumed away) and
shrinks to few systems, few maps and small constants: symplectic matrices are products of few
elementary ones, and commuting sets are images of X1, X2, ... under such maps, so that the
simplest set is X1. Verdicts never rest on these strategies - samples come from seeded NumPy
generators - they serve tests, search and shrinking (docs/testing.md).

>>> from hypothesis import find
>>> str(find(variables(3, 2), lambda F: F.systems == (1,)))
'X2'
"""

from __future__ import annotations

from .adaptive import adaptive_experiments, mode_experiments
from .experiments import ALL_STEPS, experiments
from .knowledge import commuting_sets, epistemic_states, measurements
from .maps import named_maps, symplectic_maps, symplectic_matrices, transvections
from .noise import noise_weights
from .rings import dimensions, displacements, distinct, variables

__all__ = [
    "ALL_STEPS",
    "adaptive_experiments",
    "commuting_sets",
    "dimensions",
    "displacements",
    "distinct",
    "epistemic_states",
    "experiments",
    "measurements",
    "mode_experiments",
    "named_maps",
    "noise_weights",
    "symplectic_maps",
    "symplectic_matrices",
    "transvections",
    "variables",
]
