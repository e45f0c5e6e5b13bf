"""Runs that go on from a copy, against runs from the start: equal to the last bit, and what a bad copy would do."""

from __future__ import annotations

import copy
from collections.abc import Callable

import numpy as np
import pytest
from mode_text import modes

from quantum_ref.plan.measurements import plan
from quantum_ref.strawberryfields import runs as module
from quantum_ref.strawberryfields.backend import StrawberryFieldsBackend
from quantum_ref.strawberryfields.circuit import EPS, SFCircuit
from quantum_ref.strawberryfields.run import Run, Runner
from quantum_ref.strawberryfields.runs import runs
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment

N = 4
ROUNDS = 5


def random_experiment(seed: int) -> Experiment:
    """Gates, channels, measurements of one outcome and of two, and what is done with the outcomes.

    Mode 4 is measured once, after a rotation, and not prepared again; what is measured last is read off.
    """
    rng = np.random.default_rng(seed)
    lines = ["prepare vacuum 1, 2, 3, 4", "two-mode-squeeze 1 2 by 0.4", "squeeze 3 by -0.3"]
    names: list[str] = []
    for k in range(8):
        one, two = (1 + rng.permutation(N - 1)[:2]).tolist()
        by = f"{rng.uniform(0.1, 0.9):.3f}"
        lines.append(
            str(
                rng.choice(
                    [
                        f"rotate {one} by {by}",
                        f"sum {one} {two} by {by}",
                        f"beamsplitter {one} {two} by {by}",
                        f"amplify {one} by 1{by[1:]}",
                        f"noise X{one} variance {by}",
                    ]
                )
            )
        )
        match rng.integers(3):
            case 0:
                lines += [f"measure X{one} + {by}*P{two} + 0.1 as a{k}", f"prepare vacuum {one}, {two}"]
                names.append(f"a{k}")
            case 1:
                lines += [f"heterodyne {one} as b{k}, c{k}", f"prepare vacuum {one}", f"displace X{one} by 0.5*b{k}"]
                names += [f"b{k}", f"c{k}"]
        if names:
            lines.append(f"displace P{two} by {by}*{rng.choice(names)} - 0.2")
    lines += ["rotate 4 by 0.3", "sum 4 1 by 0.2", "measure P4 as d", "displace P1 by d"]
    return modes(N, *lines, "heterodyne 1 as f, g", "measure X2 - X3 as h")


def from_the_start(experiment: Experiment, given: dict[str, float]) -> Run:
    runner = Runner(experiment, plan(experiment), EPS)
    runner.given = given
    return runner.finish()


def numbers(run: Run) -> list[np.ndarray]:
    return [*run.means, *run.covariances, *run.read, run.flat, *run.unmasked, *run.errors, np.array(run.angle)]


def the_same(experiment: Experiment) -> bool:
    """Whether the runs are those from the start, to the last bit."""
    base, moved, units = runs(experiment, plan(experiment), EPS)
    pairs = [(base, from_the_start(experiment, {}))]
    for name, unit, other in zip(base.names, units.tolist(), moved, strict=True):
        pairs.append((other, from_the_start(experiment, base.values | {name: base.values[name] + unit})))
    assert len(pairs) > 2
    return all(
        one.names == two.names
        and one.values == two.values
        and one.read_names == two.read_names
        and all(np.array_equal(a, b) for a, b in zip(numbers(one), numbers(two), strict=True))
        for one, two in pairs
    )


@pytest.mark.parametrize("kept", [2**20, 60, 1])
def test_copied_runs_are_those_from_the_start_to_the_last_bit(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KEPT", kept)  # all copies, a few, one
    assert all(the_same(random_experiment(seed)) for seed in range(ROUNDS))


def shares_the_state(circuit: SFCircuit) -> SFCircuit:
    return copy.copy(circuit)


def shares_the_means(circuit: SFCircuit) -> SFCircuit:
    twin = copy.copy(circuit)
    twin._backend = copy.copy(circuit._backend)
    twin._backend.circuit = copy.copy(circuit._backend.circuit)
    return twin


def forgets_the_means(circuit: SFCircuit) -> SFCircuit:
    twin = copy.copy(circuit)
    twin._backend = copy.deepcopy(circuit._backend)
    twin._backend.circuit.mean[:] = 0
    return twin


@pytest.mark.parametrize("fault", [shares_the_state, shares_the_means, forgets_the_means])
def test_a_bad_copy_of_the_simulator_is_found(
    fault: Callable[[SFCircuit], SFCircuit], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SFCircuit, "copy", fault)
    assert not all(the_same(random_experiment(seed)) for seed in range(ROUNDS))


@pytest.mark.parametrize("part", ["unknown", "rounding", "found", "wrong", "missed", "forms"])
def test_a_part_of_a_run_that_copies_share_is_found(part: str, monkeypatch: pytest.MonkeyPatch) -> None:
    good = Runner.copy

    def sharing(self: Runner) -> Runner:
        twin = good(self)
        setattr(twin, part, getattr(self, part))
        return twin

    def differs(seed: int) -> bool:
        try:
            return not the_same(random_experiment(seed))
        except (CannotRun, ValueError):  # of a run that another has spoilt
            return True

    monkeypatch.setattr(Runner, "copy", sharing)
    assert any(differs(seed) for seed in range(ROUNDS))


def test_the_answer_takes_as_many_runs_as_outcomes_are_measured_and_one(monkeypatch: pytest.MonkeyPatch) -> None:
    done = []
    finish = Runner.finish

    def counted(self: Runner) -> Run:
        done.append(self.given)
        return finish(self)

    monkeypatch.setattr(Runner, "finish", counted)
    lines = ["prepare vacuum 1, 2", "heterodyne 1 as a, b", "measure X2 as c", "prepare vacuum 1", "displace X1 by a"]
    StrawberryFieldsBackend().distribution(modes(2, *lines, "displace P1 by c"))
    assert [len(given) for given in done] == 2 * [0, 3, 3, 3]  # the second time with another eps
