"""Outcomes of bits in quantum theory, drawn around one run of Stim's tableau: the law is that of the Stim backend."""

from __future__ import annotations

import numpy as np
import pytest
from program_law import exact_law
from toy_cases import random_experiment

from equivalence.sampling.sources import source_of
from equivalence.theorems.bits.defect import sign_defect
from quantum_ref.stim.backend import StimBackend
from quantum_ref.stim.reference import reference_run
from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.errors import CannotRun, InputError
from toytheory.language.reading import parse_experiment


@pytest.mark.parametrize("n", [1, 2, 3])
def test_random_experiments_have_the_law_of_stims_backend(n):
    differing = 0
    for seed in range(40):
        experiment = random_experiment(seed, 2, n)
        exact = StimBackend().distribution(experiment)
        if not exact.probabilities:
            continue
        law = exact_law(source_of(experiment, "quantum", detectors=False).program)
        assert law == (exact.probabilities, exact.condition_probability)
        differing += law[0] != EpistemicBackend().distribution(experiment).probabilities
    assert differing or n == 1


def test_the_difference_to_the_toy_theory_is_the_sign_defect():
    found = set()
    for seed in range(30):
        experiment = random_experiment(seed, 2, 2)
        toy, quantum = (source_of(experiment, theory, False).program for theory in ("toy", "quantum"))
        if toy.conditions:
            continue
        moved = {tuple((np.array(key) + sign_defect(experiment)) % 2): p for key, p in exact_law(toy)[0].items()}
        assert dict(sorted(moved.items())) == exact_law(quantum)[0]
        found.add(bool(sign_defect(experiment).any()))
    assert found == {False, True}


def test_named_values_faulty_records_and_rounds_have_a_reference_too():
    text = """system 2 bits
repeat 2
  prepare X1 + X2 = 0, P1 + P2 = 0
  measure X1 + P1 + X2 + P2 as s flip 1: 1/4
  detector s as d
end
let both = s[1] + s[2]
condition s[1] = 1
report both"""
    experiment = parse_experiment(text)
    assert reference_run(experiment) == {"s[1]": 1, "s[2]": 1, "d[1]": 1, "d[2]": 1, "both": 0}
    for theory, kept in (("quantum", 0.75), ("toy", 0.25)):
        samples = source_of(experiment, theory, False).sampler(None).sample(20_000, 0)
        assert abs(len(samples) / 20_000 - kept) < 0.03
        events = source_of(experiment, theory, True).sampler(None).sample(20_000, 0)
        assert events[:, 0].tolist() == [0 if theory == "quantum" else 1] * len(events)
        assert abs(events[:, 1].mean() - 0.25) < 0.05


def test_what_has_no_single_reference_is_refused():
    branching = parse_experiment("system 1 bit\nmeasure X as a\nwhen a = 1\n  fourier 1\nend\nmeasure P")
    with pytest.raises(InputError, match="no quantum counterpart"):
        source_of(parse_experiment("system 1 dit d=4\nmeasure X"), "quantum", False)
    with pytest.raises(CannotRun, match="matter of bits"):
        reference_run(parse_experiment("system 1 trit\nmeasure X"))
    with pytest.raises(InputError, match="cannot be used"):
        source_of(branching, "toy", False).sampler("affine")
    assert source_of(parse_experiment("system 1 trit\nmeasure X"), "quantum", False).program.names == ("m1",)
