"""The claims about modes: what they are, that they hold, and that they say what they did without quantum backends."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import pytest

from equivalence.claims import gaussian, liouville, registry
from equivalence.engine.decide import decide
from equivalence.engine.verdict import Claim, Context, Registry, Verdict
from quantum_ref.fock.backend import FockBackend
from quantum_ref.strawberryfields.backend import StrawberryFieldsBackend
from toytheory.continuous.backends.liouville import LiouvilleBackend
from toytheory.continuous.backends.ontic import LiouvilleOnticBackend

PARTS = "states transformations channels homodyne heterodyne updates experiments language restriction".split()


def claims() -> list[Claim]:
    found = Registry()
    liouville.register(found)
    gaussian.register(found)
    return list(found)


@pytest.fixture(scope="module")
def decided() -> Callable[[str], Verdict]:
    """A function: the verdict on a claim, decided once, on all backends."""
    listed = (LiouvilleBackend(), LiouvilleOnticBackend(), StrawberryFieldsBackend(), FockBackend())
    backends: dict[str, Any] = {backend.name: backend for backend in listed}
    by_id = {claim.id: claim for claim in claims()}
    return cache(lambda name: decide(by_id[name], Context(backends=backends)))


def test_the_claims_are_entered_in_the_order_of_the_talk() -> None:
    ids = [c.id for c in registry() if c.id.split(".")[0] in ("liouville", "gaussian")]
    assert ids == ["liouville.quadrature", *(f"gaussian.{part}" for part in PARTS)]


@pytest.mark.parametrize("claim", claims(), ids=lambda claim: claim.id)
def test_each_claim_holds_on_all_backends(claim: Claim, decided: Callable[[str], Verdict]) -> None:
    verdict = decided(claim.id)
    assert [check for check in verdict.checks if check.status != "holds"] == []
    assert claim.title.endswith(".")
    assert len({check.name for check in verdict.checks}) == len(verdict.checks)


def test_every_sentence_about_theories_has_a_theorem_and_programs_are_sampled(
    decided: Callable[[str], Verdict],
) -> None:
    for claim in claims():
        verdict = decided(claim.id)
        about_programs = claim.id == "gaussian.language"
        assert (verdict.theory, verdict.code) == (None if about_programs else "theorem", "sampled"), claim.id


def test_without_backends_theorems_stand_and_say_nothing_of_programs() -> None:
    by_id = {c.id: decide(c, Context()) for c in claims()}
    verdict = by_id["gaussian.experiments"]
    assert (verdict.status, verdict.theory, verdict.code) == ("holds", "theorem", None)
    assert by_id["gaussian.updates"].status == "holds"
