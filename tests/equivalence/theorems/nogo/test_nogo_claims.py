"""The claims are entered, hold, and say what kind of evidence they have."""

from __future__ import annotations

import pytest

from equivalence.claims import registry
from equivalence.engine.decide import decide
from equivalence.engine.verdict import Context
from toytheory.backend import load_backends

CLAIMS = registry()
EVIDENCE = {
    "bits.half": "exhaustive",
    "nogo.kochen-specker": "exhaustive",
    "nogo.bell": "certified",
    "bits.local-model": "certified",
    "bits.exact-family": "certified",
    "beyond.discrete": "theorem",
    "beyond.all-unitaries": "theorem",
    "beyond.continuous": "theorem",
}


@pytest.mark.parametrize("name", EVIDENCE)
def test_the_claim_is_as_expected(name):
    claim = CLAIMS[name]
    context = Context(seed=3, backends=load_backends(["epistemic", "stim"]))
    verdict = decide(claim, context)
    assert not verdict.unexpected, [check for check in verdict.checks if check.status != "holds"]
    assert verdict.evidence == EVIDENCE[name]
    names = [check.name for check in verdict.checks]
    assert len(set(names)) == len(names)
    assert all(names)


def test_the_long_form_about_what_lies_beyond_holds():
    for name in ("beyond.discrete", "beyond.continuous"):
        verdict = decide(CLAIMS[name], Context(full=True))
        assert (verdict.status, verdict.theory) == ("holds", "theorem")


def test_the_erratum_says_what_is_right():
    claim = CLAIMS["beyond.all-unitaries"]
    assert claim.expected == "fails"
    assert "For every composite odd d" in claim.erratum
    assert "dense" in claim.erratum
    assert "countably many" in claim.erratum


def test_claims_run_without_backends():
    for name in ("bits.half", "nogo.bell", "bits.exact-family"):
        verdict = decide(CLAIMS[name], Context())
        assert verdict.status == "holds"
