"""Theorem and certificate as checks: the evidence that reaches beyond every enumeration.

The identities are produced from the project's operators and recomputed by the checkers, which share no code
with them. A theorem about the theories says nothing about faults in the code, so the claims keep their other checks.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from equivalence.certificate import all_odd, checker, odd_dimension
from equivalence.verdict import Check, Evidence


def proofs(*dimensions: int) -> Iterator[Check]:
    """The theorem for all odd d, and a certificate for each of these."""
    yield theorem()
    for d in dimensions:
        yield certified(d)


@lru_cache(maxsize=64)
def certified(d: int, produce: Callable[[int], Mapping[str, Any]] = odd_dimension.certificate) -> Check:
    """The equivalence for this d and every number of systems, from a certificate made and checked now.

    >>> certified(3).status
    'holds'
    """
    return _decided("certificate", "certified", f"d = {d}, every n and every experiment", produce(d))


@lru_cache(maxsize=4)
def theorem(produce: Callable[[], Mapping[str, Any]] = all_odd.certificate) -> Check:
    """The equivalence for every odd d at once, from polynomial identities."""
    return _decided("theorem", "theorem", "every odd d, every n and every experiment", produce())


def _decided(name: str, evidence: Evidence, scope: str, certificate: Mapping[str, Any]) -> Check:
    """What the checker says of a certificate, through a file as a reader would do it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "certificate.json"
        path.write_text(json.dumps(certificate), encoding="utf-8")
        try:
            checker.check(str(path))
        except checker.Refused as refused:
            return Check(evidence, scope, 0, "fails", name, {"refused": str(refused)})
    count = len(certificate["identities"])
    return Check(evidence, f"{scope}: {count} identities (docs/proof.md)", count, "holds", name)
