"""Outcomes of bits in quantum theory behind branches, against every run followed as a density matrix."""

from __future__ import annotations

from itertools import islice

import pytest
from adaptive_generated import adaptive
from scipy.stats import binom
from second_edition import followed

from equivalence.sampling.sources import source_of
from toytheory.discrete.sampling import signs
from toytheory.errors import CannotRun, InputError
from toytheory.language.bookkeeping import When, flat
from toytheory.language.lowering.unroll import unrolled
from toytheory.language.reading import parse_experiment

SHOTS = 4000
FALSE_ALARM = 1e-9


def oddity(experiment, told, theory="quantum", seed=0):
    """What is very unlikely about runs of the sampler, by the law that was followed; None if nothing is."""
    kept = source_of(experiment, theory, detectors=False).sampler(None, threads=1).sample(SHOTS, seed)
    law = told.of(experiment.outcomes)
    tests = len(law) + 1
    cases = [(len(kept), SHOTS, float(told.condition_probability), "runs are kept")]
    counts = {}
    for row in map(tuple, kept.tolist()):
        counts[row] = counts.get(row, 0) + 1
    if not set(counts) <= {key for key, p in law.items() if p > 1e-9}:
        return "an impossible outcome"
    cases += [(counts.get(key, 0), len(kept), float(p), key) for key, p in law.items()]
    for count, shots, p, what in cases:
        p = min(1.0, max(0.0, p))
        if min(binom.cdf(count, shots, p), binom.sf(count - 1, shots, p)) < FALSE_ALARM / tests:
            return f"{what}: {count} of {shots}, not {p}"
    return None


def branching(n, count):
    """Random experiments with branches on n bits."""
    found = 0
    for seed in range(1000):
        experiment = adaptive(seed, 2, n)
        if any(isinstance(step, When) for step in flat(experiment.steps)):
            yield experiment
            found += 1
            if found == count:
                return


@pytest.mark.parametrize(("n", "count"), [(1, 15), (2, 25)])
def test_random_experiments_have_the_law_of_density_matrices(n, count):
    asked = 0
    for number, experiment in enumerate(branching(n, count)):
        if len(list(islice(signs.straight_paths(unrolled(experiment.steps)), 65))) > 64:
            continue
        told = followed(experiment, "quantum")
        if told.condition_probability > 1e-9:
            assert oddity(experiment, told, seed=number) is None
            asked += 1
    assert asked > count // 2


TEXT = """system 2 bits
prepare X1 + X2 = 0, P1 + P2 = 0
random basis
when basis = 0
  measure X1 + P1 + X2 + P2 as s
otherwise
  measure X1 + X2 as s
end
when s = 1
  displace X2 by s + 1, P1 by 1
  fourier 1
end
let t = s + basis + 1
measure X1, X2 as a, b
"""


def test_signs_decide_which_branch_is_taken():
    """Y Y is -1 where Z Z and X X are 1: in quantum theory s = 1 in that basis, in the toy theory s = 0."""
    experiment = parse_experiment(TEXT)
    quantum, toy = followed(experiment, "quantum"), followed(experiment, "toy")
    assert oddity(experiment, quantum) is None
    assert oddity(experiment, toy, "toy") is None
    assert oddity(experiment, toy) is not None
    assert oddity(experiment, quantum, "toy") is not None


def test_a_sign_that_is_planted_is_seen(monkeypatch):
    experiment = parse_experiment(TEXT)
    quantum = followed(experiment, "quantum")
    import quantum_ref.stim.reference as module

    right = module.reference_run
    monkeypatch.setattr(module, "reference_run", lambda e: {**right(e), "s": 1 - right(e)["s"]})
    assert oddity(experiment, quantum) is not None
    monkeypatch.undo()
    assert oddity(experiment, quantum) is None


ROUNDS = """system 2 bits
prepare X1 = 0, X2 = 0
repeat {rounds}
  prepare P1 = 0
  measure X1 as a flip 1: 1/4
  when a = 1
    measure P2 as b
  otherwise when a[-1] = 1
    measure X2 as b
  otherwise
    measure X2 + P2 as b
  end
end
"""


def test_rounds_and_how_many_paths_there_may_be(monkeypatch):
    experiment = parse_experiment(ROUNDS.format(rounds=2))
    assert oddity(experiment, followed(experiment, "quantum")) is None
    monkeypatch.setattr(signs, "PATHS", 8)
    with pytest.raises(InputError, match="more than 8 paths"):
        source_of(experiment, "quantum", detectors=False)


def test_detectors_behind_branches_are_those_of_each_theory():
    text = TEXT + "when basis = 0\n  let wrong = s + 1\notherwise\n  let wrong = s\nend\ndetector wrong as d\n"
    source = source_of(parse_experiment(text), "quantum", detectors=True)
    assert not source.sampler(None, threads=1).sample(500, 0).any()
    with pytest.raises(InputError, match="d is not certain"):
        source_of(parse_experiment(text.replace("let wrong = s + 1", "let wrong = s")), "quantum", detectors=True)
    with pytest.raises(InputError, match="d is not certain"):
        source_of(parse_experiment(text), "toy", detectors=True)


def test_modes_are_refused():
    with pytest.raises(CannotRun):
        signs.signed(parse_experiment("system 1 mode\nmeasure X as a"), dict)
