from __future__ import annotations

import subprocess
import sys

import pytest

from equivalence.claims import bits, registry
from equivalence.engine.decide import decide
from equivalence.engine.verdict import Check, Context, Registry
from equivalence.theorems.bits.one_system import group, is_odd
from equivalence.theorems.bits.search import tried
from equivalence.theorems.bits.short import alphabet
from toytheory.backend import load_backends
from toytheory.language.reading import parse_experiment

EXACT = load_backends(["epistemic", "stim"])
IDS = ("states", "wigner-negativity", "bell-parity", "one-system", "experiments", "adaptive", "closeness")


@pytest.fixture(scope="module")
def claims():
    found = Registry()
    bits.register(found)
    return {claim.id: claim for claim in found}


def test_the_claims_are_registered(claims):
    assert tuple(claims) == tuple(f"bits.{name}" for name in IDS)
    assert set(claims) <= {claim.id for claim in registry()}


@pytest.mark.parametrize("name", IDS)
def test_every_claim_holds(claims, name):
    verdict = decide(claims[f"bits.{name}"], Context(backends=load_backends()))
    assert verdict.status == "holds", [check for check in verdict.checks if check.status != "holds"]
    assert verdict.theory == ("theorem" if name in ("experiments", "adaptive") else "exhaustive")
    assert verdict.code == dict.fromkeys(("experiments", "one-system", "adaptive"), "sampled").get(name)
    assert all(check.name for check in verdict.checks)
    texts = {check.witness["toy_file"] for check in verdict.checks if check.witness and "toy_file" in check.witness}
    for text in texts:  # every example is an experiment on which the theories differ
        assert tried(parse_experiment(text), EXACT, 0).raw.verdict == "disagree"


def test_the_full_form_asks_for_more(claims, monkeypatch):
    """What takes long is replaced by a note of what was asked for."""
    asked = []

    def noted(name):
        def check(*arguments, **named):
            asked.append((name, *(a if isinstance(a, int) else len(a) for a in arguments if hasattr(a, "__len__") or
                                  isinstance(a, int))))  # fmt: skip
            return [Check("sampled", "", 1, "holds")] if name == "best_of_all" else Check("sampled", "", 1, "holds")

        return check

    for name in ("state_counts", "known_variables", "purities", "overlaps", "counterparts_of_lists", "map_sequences",
                 "composites", "shortest_on_backends", "prepare_map_measure", "joint_measurements",
                 "experiments_as_predicted", "shrunk_mismatches"):  # fmt: skip
        monkeypatch.setattr(bits, name, noted(name))
    monkeypatch.setattr(bits, "wide_experiments", lambda rng, sizes, count: [None] * count)
    monkeypatch.setattr(bits, "probing_experiments", lambda rng, shapes, count: [None] * count)
    for name in ("states", "one-system", "experiments"):
        for full in (False, True):
            list(claims[f"bits.{name}"].check(Context(full=full)))
    assert asked.count(("counterparts_of_lists", 3)) == 1
    assert [a for a in asked if a[0] == "map_sequences"] == [("map_sequences", 3), ("map_sequences", 4)]
    sizes = [a[1] for a in asked if a[0] == "experiments_as_predicted"]
    assert sizes == sorted(sizes[:2], reverse=True) + sorted(sizes[2:], reverse=True)
    assert min(sizes[2:]) > min(sizes[:2])
    assert ("prepare_map_measure", 3, 100, 135) in asked
    assert ("joint_measurements", 3, 135, 135) in asked


def test_two_runs_with_one_seed_are_equal():
    backends = load_backends(["epistemic", "ontic", "stim"])
    runs = []
    for _ in range(2):
        ctx = Context(seed=3)
        drawn = list(bits.probing_experiments(ctx.rng("bits.experiments"), [bits.Shape(2, 2)], 6))
        runs.append(bits.experiments_as_predicted(drawn, backends, ctx.seed))
    assert runs[0] == runs[1]


def test_listing_the_claims_imports_nothing_heavy():
    code = (
        "import sys, equivalence.claims.bits as b; print([m for m in ('scipy', 'stim', 'qutip') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_three_of_the_six_maps_of_one_bit_are_odd():
    assert sum(is_odd(matrix) for matrix in group()) == 3


def test_letters_keep_probabilities():
    for letter in alphabet():
        assert (letter.toy >= 0).all()
        if letter.known is None or letter.text.startswith("prepare"):
            assert letter.toy.sum(axis=0).tolist() == [1.0] * 4
            assert letter.quantum[0].tolist() == [1.0, 0.0, 0.0, 0.0]
