"""What the claims ask of their checks, without running the long ones."""

from __future__ import annotations

from typing import Any

import pytest

from equivalence.claims import dits, registry, trits
from equivalence.engine.decide import decide
from equivalence.engine.verdict import Check, Context, Registry, Status
from equivalence.theorems.odd import proof

BOTH = [
    *("displacements", "experiments_agree", "generators", "kernels", "named_unitaries", "phase_point_traces"),
    *("post_measurement_states", "statistics", "symplectic_group_action", "wigner_functions"),
]
CHECKS = {dits: BOTH, trits: [*BOTH, "sampled_kernels", "sampled_statistics", "sampled_updates"]}
NAMES = {
    "experiments_agree": "experiments",
    "named_unitaries": "named-maps",
    "symplectic_group_action": "symplectic-maps",
}
"""Of checks that are not called as the function that makes them."""


def claims() -> Registry:
    found = Registry()
    trits.register(found)
    dits.register(found)
    return found


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[Any, ...]]:
    """Every check replaced by one that notes what it was asked and holds."""
    calls: list[tuple[Any, ...]] = []

    def recording(name: str) -> Any:
        def check(*arguments: Any, **options: Any) -> Check:
            calls.append((name, *arguments, *options.items()))
            return Check("exhaustive", name, 1, "holds", NAMES.get(name, name.replace("_", "-")))

        return check

    for module, names in CHECKS.items():
        for name in names:
            monkeypatch.setattr(module, name, recording(name))
    return calls


def test_the_claims_are_entered_in_order() -> None:
    ids = [claim.id for claim in registry() if claim.id.split(".")[0] in ("trits", "dits")]
    parts = ["states", "transformations", "measurements", "updates", "experiments"]
    assert [i for i in ids if i.split(".")[1] in parts] == [f"{s}.{part}" for s in ("trits", "dits") for part in parts]


def test_titles_are_one_sentence_and_expectations_are_that_they_hold() -> None:
    for claim in claims():
        assert claim.title.endswith(".")
        assert claim.title.count(". ") == 0
        assert claim.expected == "holds"


@pytest.mark.parametrize("claim", list(claims()), ids=lambda claim: claim.id)
def test_the_long_form_asks_for_all_that_the_default_does(claim: Any, asked: list[tuple[Any, ...]]) -> None:
    def scopes(full: bool) -> set[tuple[Any, ...]]:
        asked.clear()
        assert decide(claim, Context(full=full)).status == "holds"
        return {(name, *(a for a in arguments if isinstance(a, int))) for name, *arguments in asked}

    default, long = scopes(False), scopes(True)
    samples = {s for s in default if s[0].startswith(("sampled", "experiments"))}
    assert default - samples <= long


def test_full_runs_three_trits_and_two_larger_dits(asked: list[tuple[Any, ...]]) -> None:
    for name in ("trits.states", "dits.states"):
        assert decide(claims()[name], Context(full=True)).status == "holds"
    sizes = {call[1:3] for call in asked if call[0] == "wigner_functions"}
    assert sizes == {(3, 1), (3, 2), (3, 3), (5, 1), (7, 1), (9, 1), (15, 1), (5, 2), (7, 2)}


@pytest.mark.parametrize(("status", "level"), [("holds", "formal"), ("skipped", "theorem")])
def test_a_theorem_stands_beside_the_checks_and_replaces_none(
    monkeypatch: pytest.MonkeyPatch, status: Status, level: str
) -> None:
    """Whether Coq accepted the proofs on this machine or was not asked."""
    monkeypatch.setattr(proof, "formal", lambda: Check("formal", "in Coq", 1, status, "formal", reason="not asked"))
    verdict = decide(claims()["trits.states"], Context())
    assert (verdict.status, verdict.theory, verdict.code) == ("holds", level, "exhaustive")
    cases = dict.fromkeys(("formal", "theorem", "certified", "exhaustive"), 0)
    for check in verdict.checks:
        cases[check.evidence] += check.cases
    assert cases == {"formal": 1, "theorem": 26, "certified": 37, "exhaustive": 9 + 13 + 81 + 481}


def test_a_proof_with_an_axiom_fails_the_claim(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proof, "formal", lambda: Check("formal", "in Coq", 1, "fails", "formal", {"rests on": ["x"]}))
    verdict = decide(claims()["trits.states"], Context())
    assert (verdict.status, verdict.theory, verdict.code) == ("fails", "formal", None)
