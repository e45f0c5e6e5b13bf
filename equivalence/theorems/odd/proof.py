"""Formal proof, theorem and certificate as checks: the evidence that reaches beyond every enumeration.

The identities are produced from the project's operators and recomputed by the checkers, which share no code
with them. A theorem about the theories says nothing about faults in the code, so the claims keep their other checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from equivalence.certificate import checker
from equivalence.certificate.checks import checked
from equivalence.engine.verdict import Check

from . import certificate_of_all as all_odd
from . import certificate_of_one_d as odd_dimension
from .formal import formal

PAGE = "docs/proof.md"


def proofs(*dimensions: int) -> Iterator[Check]:
    """The theorem for all odd d, in Coq and by identities, and a certificate for each of these."""
    yield formal()
    yield theorem()
    for d in dimensions:
        yield certified(d)


@lru_cache(maxsize=64)
def certified(d: int, produce: Callable[[int], Mapping[str, Any]] = odd_dimension.certificate) -> Check:
    """The equivalence for this d and every number of systems, from a certificate made and checked now.

    >>> certified(3).status
    'holds'
    """
    scope = f"d = {d}, every n and every experiment"
    return checked(checker, "certificate", "certified", scope, produce(d), PAGE)


@lru_cache(maxsize=4)
def theorem(produce: Callable[[], Mapping[str, Any]] = all_odd.certificate) -> Check:
    """The equivalence for every odd d at once, from polynomial identities."""
    return checked(checker, "theorem", "theorem", "every odd d, every n and every experiment", produce(), PAGE)
