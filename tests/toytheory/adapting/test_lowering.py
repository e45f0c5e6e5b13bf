"""Experiments lowered to gates and readings: a simulator of gates alone agrees with the oracle on all that is asked."""

from __future__ import annotations

import numpy as np
import pytest

from equivalence.conform.battery import conform
from equivalence.conform.scaffold import adapter_text
from toytheory.adapting import BASIC, Gate, GateAdapter, Offers, Read, Scatter, Shift, program_of
from toytheory.errors import CannotRun
from toytheory.language.reading import parse_experiment

SPACE: dict = {}
exec(compile(adapter_text("example"), "example.py", "exec"), SPACE)


class AtTheEnd(GateAdapter):
    """Gates and readings at the end only: all probabilities of a state vector."""

    name, dimensions = "at-the-end", frozenset({2, 3})
    midway, resets, wires, largest_space = False, False, 9, 3**9

    def probabilities(self, program):
        register = SPACE["Register"](program.wires, program.d, None)
        reads = []
        for step in program.instructions:
            match step:
                case Gate(name="sum"):
                    register.add(*step.wires)
                case Gate():
                    getattr(register, step.name)(*step.wires)
                case Shift():
                    (register.x_shift if step.side == "X" else register.z_shift)(step.wire, step.constant)
                case Read():
                    reads.append(step.wire)
        found: dict = {}
        for key in np.argwhere(abs(register.psi) ** 2 > 1e-12):
            told = tuple(int(key[wire]) for wire in reads)
            found[told] = found.get(told, 0.0) + abs(register.psi[tuple(key)]) ** 2
        return found


class WithInverses(SPACE["Adapter"]):
    """Inverse gates are gates of their own."""

    gates = BASIC | {"fourier-inverse", "phase-inverse", "sum-inverse"}

    def one_run(self, program, rng):
        from dataclasses import replace

        steps = []
        for step in program.instructions:
            if isinstance(step, Gate) and step.name.endswith("-inverse"):
                name = step.name.removesuffix("-inverse")
                times = 3 if name == "fourier" or program.d == 2 else program.d - 1
                steps += [Gate(name, step.wires)] * times
            else:
                steps.append(step)
        return super().one_run(replace(program, instructions=tuple(steps)), rng)


FEATURES = (
    "prepare-mixture prepare-sets prepare-nothing map-inverse map-written map-sequence measure-products "
    "measure-jointly measure-midway measure-partner reset feed-forward branches conditions"
).split()


@pytest.mark.parametrize("feature", FEATURES)
@pytest.mark.parametrize("adapter", [AtTheEnd, WithInverses])
def test_what_is_asked_by_lowering_is_right(adapter, feature):
    class Small(adapter):
        dimensions = frozenset({2, 3})

    statuses = {check.status for check in conform(Small(), feature, size=0.1)}
    sampled = feature == "branches" and adapter is WithInverses  # a sampler takes no branches
    assert statuses == {"skipped" if sampled else "holds"}


def test_signs_that_are_left_out_are_seen(monkeypatch, not_shrunk):
    monkeypatch.setattr("toytheory.adapting.lowering.sign_of", lambda word, variable: 0)
    assert "fails" in {check.status for check in conform(AtTheEnd(), "map-written", size=0.5)}


@pytest.mark.parametrize(
    ("text", "offers", "reason"),
    [
        ("measure X1 as a\ndisplace X2 by a\nmeasure X2", Offers(), "feeds no outcomes forward"),
        ("noise X1 by 1: 1/2, 0: 1/2\nmeasure X1", Offers(), "has no noise"),
        ("measure X1, X2", Offers(midway=False, wires=3), "takes 4 wires"),
    ],
)
def test_what_cannot_be_lowered_is_a_reason(text, offers, reason):
    with pytest.raises(CannotRun, match=reason):
        program_of(parse_experiment(f"system 2 bits\n{text}"), offers)


def test_native_gates_noise_and_feed_forward_stay():
    text = "system 2 trits\nprepare X1 = 0\nswap 1 2\nnoise X1 by 1: 1/2, 0: 1/2\nmeasure X1 as a\ndisplace P2 by 2a"
    program = program_of(parse_experiment(text), Offers(BASIC | {"swap"}, feed_forward=True, noise=True))
    assert [type(s).__name__ for s in program.instructions[-4:]] == ["Gate", "Scatter", "Read", "Shift"]
    assert isinstance(program.instructions[-3], Scatter)
    assert program.instructions[-1].terms == ((program.reads[-1], 2),)


def test_readings_and_probabilities_that_are_malformed_are_refused():
    program = program_of(parse_experiment("system 1 trit\nprepare X = 1\nmeasure X as a"))
    with pytest.raises(ValueError, match="shape"):
        program.outcomes(np.zeros((5, 2), dtype=int))
    with pytest.raises(ValueError, match="multiple"):
        program.distribution({(0,): 0.4, (1,): 0.6})


def test_an_adapter_says_what_it_lacks():
    adapter = AtTheEnd()
    wide = parse_experiment("system 9 trits\nmeasure X1, X2")
    assert "too many" in adapter.can_run(wide) or "wires" in adapter.can_run(wide)
    assert "Noise" in adapter.can_run(parse_experiment("system 1 bit\nnoise X by 1: 1\nmeasure X"))
    with pytest.raises(CannotRun, match="no scripts"):
        adapter.script(wide)
    with pytest.raises(NotImplementedError):
        GateAdapter().run(None, 1, 0)
    with pytest.raises(NotImplementedError):
        GateAdapter().probabilities(None)
