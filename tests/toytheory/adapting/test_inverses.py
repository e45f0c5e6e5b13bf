"""Inverse gates written as maps: their unitaries undo those of the named maps, and they are lowered to themselves."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

import numpy as np
import pytest

from equivalence.conform.feature import Scope, features
from quantum_ref.hilbert.unitaries import named_unitary, written_unitary
from toytheory.adapting import BASIC, Offers, Shift, block_program, program_of, state_program, statements_of
from toytheory.adapting.inverses import INVERTED, inverse_of, inverse_step
from toytheory.adapting.lowering import Block
from toytheory.adapting.statements import circuit_of_maps, maps_in_gates
from toytheory.errors import CannotRun
from toytheory.language.maps.discrete import NAMED_MAPS, named_transform
from toytheory.language.reading import format_experiment, parse_experiment
from toytheory.language.steps import Transform

ALL = BASIC | {"cphase", "swap", "multiply", *(f"{name}-inverse" for name in INVERTED)}


@pytest.mark.parametrize("d", [2, 3, 4, 5, 9])
@pytest.mark.parametrize("name", INVERTED)
def test_the_unitary_of_the_written_inverse_undoes_the_named_map(name, d):
    count = NAMED_MAPS[name].systems
    step = inverse_step(name, tuple(range(count)), d)
    both = np.array(named_transform(name, tuple(range(count)), d).matrix) @ np.array(step.matrix) % d
    assert (both == np.eye(2 * count)).all()
    if d % 2 or d == 2:
        total = written_unitary(step.matrix, step.shift, d) @ named_unitary(name, d)
        assert np.allclose(total, total[0, 0] * np.eye(len(total)), atol=1e-9)


@pytest.mark.parametrize("d", [2, 3, 4, 5])
def test_it_is_recognised_in_both_orders_and_nothing_else_is(d):
    for name in INVERTED:
        if name == "phase" and d == 4:
            continue
        systems = (2,) if NAMED_MAPS[name].systems == 1 else (2, 1)
        step = inverse_step(name, systems, d)
        (read,) = parse_experiment(
            format_experiment(replace(parse_experiment(f"system 3 dits d={d}"), steps=(step,)))
        ).steps
        found = inverse_of(read, d)
        assert found is not None
        assert found[0] == name
        assert found[1] == systems or (name == "cphase" and set(found[1]) == set(systems))
        assert inverse_of(replace(step, shift=(1, 1, 0, 0)[: 2 * len(systems)]), d) is None
    assert inverse_of(named_transform("fourier", (0,), d), d) is None
    assert inverse_of(Transform((0,), ((1, 0), (0, 1)), (0, 0)), d) is None


@pytest.mark.parametrize("d", [2, 3, 5])
@pytest.mark.parametrize(
    "feature", ["map-written", "map-inverse", "prepare-sets", "measure-midway", "feed-forward", "noise"]
)
@pytest.mark.parametrize("ends", [False, True])
def test_what_is_written_in_gates_is_lowered_to_the_same_gates(d, feature, ends):
    offers = Offers(ALL, midway=not ends, resets=not ends, feed_forward=not ends, noise=True)
    seen = set()
    for experiment in islice(features()[feature].experiments(Scope(d, None, 4), 3), 12):
        program = replace(program_of(experiment, offers), conditions=())
        again = program_of(parse_experiment(format_experiment(statements_of(program))), offers)
        assert _unnamed(again) == _unnamed(program)
        seen |= {step.name for step in program.instructions if hasattr(step, "times")}
    assert any(name.endswith("-inverse") for name in seen)


def _unnamed(program):
    """Instructions with readings by their numbers."""
    names = {name: k for k, name in enumerate(program.reads)}
    told = []
    for step in program.instructions:
        if isinstance(step, Shift):
            step = replace(step, terms=tuple((names[name], factor) for name, factor in step.terms))
        if getattr(step, "name", "") in ("cphase", "cphase-inverse"):  # it is the same in both orders
            step = replace(step, wires=tuple(sorted(step.wires)))
        told.append(replace(step, name=names[step.name]) if getattr(step, "name", None) in names else step)
    return told


@pytest.mark.parametrize("d", [2, 3, 5])
def test_circuits_in_gates_are_lowered_to_the_same_gates(d):
    offers = Offers(ALL, midway=False, resets=False)
    plain = Offers(BASIC, midway=False, resets=False)
    for experiment in islice(features()["ask-inverse"].experiments(Scope(d, None, 4), 3), 20):
        for some in (offers, plain):
            if not _block(experiment, some):  # that is `multiply 1 by 1`
                continue
            once = maps_in_gates(experiment, some)
            assert _block(once, some) == _block(experiment, some)
            whole = state_program(experiment, some)
            again = state_program(circuit_of_maps(whole), some)
            assert again.wires == whole.wires
            assert _unnamed(again) == _unnamed(whole)


def _block(experiment, offers):
    (block,) = (s for s in block_program(experiment, offers, "inverse").instructions if isinstance(s, Block))
    return [
        replace(s, wires=tuple(sorted(s.wires))) if hasattr(s, "wires") and "cphase" in s.name else s
        for s in block.instructions
    ]


def test_what_is_no_circuit_of_maps_is_refused():
    for text in (
        "prepare X1 = 0\nfourier 1\ndisplace X1 by 1",
        "prepare X1 = 0\nprepare X1 = 0\nfourier 1",
        "prepare X1 = 0",
    ):
        with pytest.raises(CannotRun):
            maps_in_gates(parse_experiment(f"system 1 trit\n{text}"), Offers())
    with pytest.raises(CannotRun, match="gates and displacements"):
        circuit_of_maps(program_of(parse_experiment("system 1 trit\nprepare X1 = 0\nmeasure X1")))
