"""Decoders against the enumeration of everything that can go wrong."""

from __future__ import annotations

import math
from collections import defaultdict
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from sampled_codes import memory

from toytheory.discrete.decoding import ErrorModel, decoder_of, error_model
from toytheory.discrete.decoding.matching import graph_edges
from toytheory.discrete.decoding.model import digits
from toytheory.discrete.sampling import compile_detector_sampler
from toytheory.discrete.sampling.mechanisms import Mechanism
from toytheory.errors import CannotRun, InputError
from toytheory.language.reading import parse_experiment

KINDS = ["bits", "trits", "dits d=4", "dits d=5"]


def enumerated(model):
    """(what is added, probability, alternative or None of each mechanism) of everything that can happen."""
    choices = [[((), 1 - sum(p for _, p in m.law)), *m.law] for m in model.mechanisms]
    for chosen in product(*choices):
        total = [0] * (model.detectors + model.observables)
        for added, _ in chosen:
            for output, by in added:
                total[output] = (total[output] + by) % model.d
        yield tuple(total), math.prod((p for _, p in chosen), start=Fraction(1))


def likelihoods(model):
    """syndrome -> what the observables are moved by -> probability."""
    law = defaultdict(lambda: defaultdict(Fraction))
    for added, p in enumerated(model):
        law[added[: model.detectors]][added[model.detectors :]] += p
    return law


def small_model(kind):
    return error_model(parse_experiment(memory(kind, 2, 1, "1/10")))


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_is_maximum_likelihood_and_knows_how_often_it_fails(kind):
    model = small_model(kind)
    decoder, law = decoder_of(model, "lookup"), likelihoods(model)
    for syndrome, moved in law.items():
        (answer,) = decoder.decode(np.array([syndrome], dtype=np.uint8))
        assert float(moved[tuple(answer.tolist())]) == pytest.approx(float(max(moved.values())), rel=1e-12)
    exact = 1 - sum(max(moved.values()) for moved in law.values())
    assert decoder.failure == pytest.approx(float(exact), rel=1e-9)
    assert 0 < decoder.failure < 1 / 3


def lightest(model):
    """syndrome -> the probability of its most likely single combination of errors, by the observables."""
    best = defaultdict(dict)
    for added, p in enumerated(model):
        moved = best[added[: model.detectors]]
        key = added[model.detectors :]
        moved[key] = max(moved.get(key, Fraction(0)), p)
    return best


@pytest.mark.parametrize("kind", KINDS)
def test_integer_programming_finds_the_most_likely_errors(kind):
    model = small_model(kind)
    decoder = decoder_of(model, "integer")
    for syndrome, moved in lightest(model).items():
        (answer,) = decoder.decode(np.array([syndrome], dtype=np.uint8))
        assert moved[tuple(answer.tolist())] == max(moved.values())


def test_a_mechanism_that_always_acts_and_one_that_mostly_does():
    always = Mechanism(((((0, 1),), Fraction(1, 3)), (((0, 2), (1, 1)), Fraction(2, 3))), 1)
    mostly = Mechanism(((((0, 1), (1, 2)), Fraction(3, 4)),), 1)
    model = ErrorModel(3, 1, 1, (always, mostly))
    decoder = decoder_of(model, "integer")
    for syndrome, moved in lightest(model).items():
        (answer,) = decoder.decode(np.array([syndrome], dtype=np.uint8))
        assert moved[tuple(answer.tolist())] == max(moved.values())


@pytest.mark.parametrize("name", ["lookup", "integer"])
@pytest.mark.parametrize("kind", ["bits", "trits", "dits d=5"])
def test_single_errors_are_corrected_by_a_code_of_distance_three(kind, name):
    model = error_model(parse_experiment(memory(kind, 3, 1, "1/50")))
    decoder = decoder_of(model, name)
    single = np.concatenate([np.zeros((1, model.effects.shape[1]), dtype=np.int64), model.effects])
    guessed = decoder.decode(single[:, : model.detectors].astype(np.uint8))
    assert np.array_equal(guessed, single[:, model.detectors :])
    assert single[:, model.detectors :].any()


def test_a_decoder_of_another_model_fails_on_single_errors():
    """What the test before this one would say of a decoder whose checks have a wrong sign."""
    model = error_model(parse_experiment(memory("trits", 3, 1, "1/50")))
    wrong = [
        Mechanism(tuple((tuple((i, -by % 3 if i == 0 else by) for i, by in added), p) for added, p in m.law), m.sites)
        for m in model.mechanisms
    ]
    decoder = decoder_of(ErrorModel(3, model.detectors, model.observables, tuple(wrong)), "lookup")
    guessed = decoder.decode(model.effects[:, : model.detectors].astype(np.uint8))
    assert not np.array_equal(guessed, model.effects[:, model.detectors :])


@pytest.mark.parametrize("kind", ["bits", "trits"])
def test_the_table_fails_as_often_as_it_says(kind):
    experiment = parse_experiment(memory(kind, 3, 1, "1/10"))
    decoder = decoder_of(error_model(experiment), "lookup")
    rows = compile_detector_sampler(experiment, threads=1).sample(20_000, 5)
    wrong = (decoder.decode(rows[:, :-1]) != rows[:, -1:]).mean()
    deviation = math.sqrt(decoder.failure * (1 - decoder.failure) / 20_000)
    assert abs(wrong - decoder.failure) < 6.5 * deviation


def test_matching_is_as_light_as_the_lightest_errors():
    pytest.importorskip("pymatching", reason="PyMatching is an optional extra")
    model = error_model(parse_experiment(memory("bits", 3, 2, "1/10")))
    decoder, integer = decoder_of(model, "matching"), decoder_of(model, "integer")
    weights = integer.weights[: len(model.effects)]
    for syndrome in digits(np.arange(0, 2**model.detectors, 7), 2, model.detectors):
        _, weight = decoder.matching.decode(np.append(syndrome, 0), return_weight=True)
        assert weight == pytest.approx(integer.errors(syndrome.astype(np.int64)) @ weights, rel=1e-6, abs=1e-6)
    model = small_model("bits")
    decoder = decoder_of(model, "matching")
    for syndrome, moved in lightest(model).items():
        (answer,) = decoder.decode(np.array([syndrome], dtype=np.uint8))
        assert moved[tuple(answer.tolist())] == max(moved.values())


def test_matching_of_a_surface_code_fails_as_often_as_from_stims_own_error_model():
    pymatching = pytest.importorskip("pymatching", reason="PyMatching is an optional extra")
    import stim

    from equivalence.sampling.ledger import Counts
    from equivalence.sampling.sources import source_of_text

    circuit = stim.Circuit.generated(
        "surface_code:rotated_memory_z", distance=3, rounds=3, after_clifford_depolarization=0.01
    )
    source = source_of_text(str(circuit), "surface.stim", True)
    ours = decoder_of(ErrorModel.of(source.program, source.detectors), "matching")
    theirs = pymatching.Matching.from_detector_error_model(circuit.detector_error_model(decompose_errors=True))
    events, moved = circuit.compile_detector_sampler(seed=3).sample(20_000, separate_observables=True)
    rates = []
    for guessed in (ours.decode(events.astype(np.uint8)), theirs.decode_batch(events)):
        rates.append(Counts(20_000, int((guessed != moved).any(axis=1).sum())))
    assert all(counts.errors > 100 for counts in rates)
    (a, b), (c, e) = (counts.interval(1 - 1e-6) for counts in rates)
    assert max(a, c) < min(b, e)


def test_errors_that_cannot_be_taken_apart_and_those_that_can():
    half = Fraction(1, 10)
    one, two = (Mechanism(((added, half),), 1) for added in (((0, 1), (3, 1)), ((1, 1), (2, 1))))
    three = Mechanism(((((0, 1), (1, 1), (2, 1), (3, 1)), half),), 1)
    unseen = Mechanism(((((3, 1),), half),), 1)
    edges = graph_edges(ErrorModel(2, 3, 1, (one, two, three, unseen)))
    assert edges == pytest.approx({((0,), (0,)): 0.18, ((1, 2), ()): 0.18})
    with pytest.raises(InputError, match="flips the detectors 0, 1, 2"):
        graph_edges(ErrorModel(2, 3, 1, (two, three)))
    wrong = Mechanism(((((0, 1), (1, 1), (2, 1)), half),), 1)
    with pytest.raises(InputError, match="flips the detectors 0, 1, 2"):
        graph_edges(ErrorModel(2, 3, 1, (one, two, wrong)))
    exclusive = Mechanism(((((0, 1),), half), (((1, 1),), half)), 1)
    assert graph_edges(ErrorModel(2, 3, 1, (exclusive,))) == {((0,), ()): 0.1, ((1,), ()): 0.1}


def test_what_is_chosen_and_what_is_refused():
    assert decoder_of(ErrorModel(2, 3, 1, ())).name == "lookup"
    assert decoder_of(ErrorModel(3, 30, 1, ())).name == "integer"
    with pytest.raises(InputError, match="too large"):
        decoder_of(ErrorModel(3, 30, 1, ()), "lookup")
    with pytest.raises(InputError, match="no decoder nonsense"):
        decoder_of(ErrorModel(2, 3, 1, ()), "nonsense")
    with pytest.raises(InputError, match="no errors explain"):
        decoder_of(ErrorModel(2, 1, 1, ()), "integer").decode(np.array([[1]], dtype=np.uint8))
    conditioned = (
        "system 1 bit\nprepare X = 0\nnoise X by 0: 1/2, 1: 1/2\nmeasure X as a\ncondition a = 0\nobservable a as l"
    )
    with pytest.raises(CannotRun, match="conditions"):
        error_model(parse_experiment(conditioned))


def test_matching_is_for_bits_and_the_default_for_large_codes_of_bits():
    pytest.importorskip("pymatching", reason="PyMatching is an optional extra")
    assert decoder_of(ErrorModel(2, 30, 1, ())).name == "matching"
    with pytest.raises(InputError, match="for bits"):
        decoder_of(ErrorModel(3, 3, 1, ()), "matching")
