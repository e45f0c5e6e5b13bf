"""The three ways in which this package runs an experiment of the toy theory.

``epistemic`` follows what is known, (V, v), exactly and at any size; ``dense`` keeps the probability of
every ontic state; ``ontic`` moves ontic states one by one. They share no algorithm, so that a fault in
one shows against the others.
"""

from __future__ import annotations
