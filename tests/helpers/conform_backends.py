"""Backends for batteries: small sound ones, and such that die, hang, leak state or share seeds between runs."""

from __future__ import annotations

import itertools
import os
import signal
import time
from pathlib import Path
from typing import Any, Literal

import numpy as np

from toytheory.backend import Capabilities, Side
from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.discrete.backends.ontic import OnticBackend
from toytheory.language.steps import Heterodyne, Transform


class Few(EpistemicBackend):
    """The toy theory, of trits only."""

    name = "few"
    capabilities = Capabilities(kinds=frozenset({"trits"}), largest_n=70)


class Slow(Few):
    """It asks for a quarter of the cases, and notes what it is asked."""

    name = "slow"
    capabilities = Capabilities(kinds=frozenset({"trits"}), largest_n=70, share=0.25)

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Any] = []

    def distribution(self, experiment: Any) -> Any:
        self.asked.append(experiment)
        return super().distribution(experiment)


class Phaseless(Few):
    """It leaves `phase` out, and exchanges the systems of `sum`."""

    name = "phaseless"

    def distribution(self, experiment: Any) -> Any:
        from dataclasses import replace

        steps = []
        for step in experiment.steps:
            if isinstance(step, Transform) and step.name == "phase":
                continue
            if isinstance(step, Transform) and step.name == "sum":
                from toytheory.language.maps.discrete import named_transform

                step = named_transform("sum", step.systems[::-1], experiment.d)
            steps.append(step)
        return super().distribution(replace(experiment, steps=tuple(steps)))


class Dying(Few):
    """Its process ends on `swap`; it never comes back from `cphase`."""

    name = "dying"

    def distribution(self, experiment: Any) -> Any:
        names = {step.name for step in experiment.steps if isinstance(step, Transform)}
        if "swap" in names:
            os._exit(3)
        if "cphase" in names:
            time.sleep(60)
        return super().distribution(experiment)


class Leaking(Few):
    """From the second question on it knows nothing of the values that were prepared."""

    name = "leaking"

    def __init__(self) -> None:
        super().__init__()
        self.asked = 0

    def distribution(self, experiment: Any) -> Any:
        self.asked += 1
        if self.asked % 3 == 0:
            raise RuntimeError("a third question")
        return super().distribution(experiment)


class Sampling(OnticBackend):
    """Samples of trits."""

    name = "sampling"
    side: Side = "toy"
    capabilities = Capabilities(kinds=frozenset({"trits"}), exact=False, samples=True, largest_n=4)


class SameSeed(Sampling):
    """Whatever the seed is, it is 0."""

    name = "same-seed"

    def sample(self, experiment: Any, shots: int, seed: int) -> Any:
        return super().sample(experiment, shots, 0)


class NoSeed(Sampling):
    """Equal seeds give different samples."""

    name = "no-seed"
    runs = 0

    def sample(self, experiment: Any, shots: int, seed: int) -> Any:
        NoSeed.runs += 1
        return super().sample(experiment, shots, seed + 1000 * NoSeed.runs)


class ByProcess(Sampling):
    """Seeds mean something else in each process."""

    name = "by-process"

    def sample(self, experiment: Any, shots: int, seed: int) -> Any:
        return super().sample(experiment, shots, seed + 10_000 * os.getpid())


class ByThreads(Sampling):
    """Seeds mean something else where there are more threads."""

    name = "by-threads"

    def sample(self, experiment: Any, shots: int, seed: int) -> Any:
        return super().sample(experiment, shots, seed + 10_000 * int(os.environ.get("OMP_NUM_THREADS", "1")))


class DyingSampler(Sampling):
    """Its process ends when it is to draw."""

    name = "dying-sampler"

    def sample(self, experiment: Any, shots: int, seed: int) -> Any:
        os._exit(3)


class Repeating(Sampling):
    """Every run twice."""

    name = "repeating"

    def sample(self, experiment: Any, shots: int, seed: int) -> Any:
        return np.repeat(super().sample(experiment, shots, seed), 2, axis=0)[:shots]


class ModesChanged:
    """The Liouville backend with steps changed before it is asked; a quantum one, as far as anybody knows.

    Parameters
    ----------
    change : a step -> the steps that are done instead.
    """

    name = "modes-changed"
    side: Side = "quantum"

    def __init__(self, change: Any = None, fault: Any = None) -> None:
        from toytheory.continuous.backends.liouville import LiouvilleBackend

        self.inner, self.change, self.fault = LiouvilleBackend(), change or (lambda step: [step]), fault
        self.capabilities = self.inner.capabilities

    def can_run(self, experiment: Any) -> Literal[True] | str:
        return self.inner.can_run(experiment)

    def distribution(self, experiment: Any) -> Any:
        from dataclasses import replace

        steps = tuple(new for step in experiment.steps for new in self.change(step))
        return self.inner.distribution(replace(experiment, steps=steps))

    def questions(self) -> tuple[str, ...]:
        from equivalence.conform.questions.question import questions

        return tuple(question.name for kind in ("modes", "mode_circuits") for question in questions(kind))

    def answers(self, experiment: Any, asked: Any) -> list[Any]:
        return [self.answer(name, experiment, *arguments) for name, arguments in asked]

    def answer(self, name: str, experiment: Any, *arguments: Any) -> Any:
        from equivalence.conform.questions.modes.state import State
        from equivalence.conform.questions.question import questions

        if name == "adjoint":
            return self.undone(experiment)
        found = self.inner.distribution(experiment)
        state = State(found.state.means, found.state.covariance, found.hbar)
        (question,) = (each for each in questions("modes") if each.name == name)
        right = question.right(state, *arguments)
        if name in ("photon-samples", "click-samples"):  # what is right are the probabilities of patterns
            right = patterns(right, *arguments)
        elif name.endswith("-samples"):  # what is right is a law: means and covariance
            k = next(k for k in range(1, len(right)) if k + k * k == len(right))
            law = right[:k], right[k:].reshape(k, k)
            right = np.random.default_rng(3).multivariate_normal(*law, arguments[-1], check_valid="ignore")
        return self.fault(name, right) if self.fault is not None else right

    def undone(self, experiment: Any) -> Any:
        """Moments after the preparations and the inverse of what follows; each inverse is changed as steps are."""
        from dataclasses import replace

        from equivalence.conform.questions.mode_circuits.adjoint import rewritten
        from toytheory.language.steps import Displace

        circuit = [step for step in experiment.steps if isinstance(step, Transform | Displace)]
        back = [new for step in circuit for new in self.change(step)]
        prepared = experiment.steps[: len(experiment.steps) - len(circuit)]
        found = self.inner.distribution(replace(experiment, steps=(*prepared, *rewritten(back)))).state
        return np.concatenate([found.means, found.covariance.ravel()])


def patterns(probabilities: Any, modes: Any, shots: int) -> Any:
    """Samples (shots, modes) with these probabilities of patterns of small numbers; all others are nines."""
    levels = round(len(probabilities) ** (1 / len(modes)))
    rows = [*itertools.product(range(levels), repeat=len(modes)), (9,) * len(modes)]
    chances = np.clip([*probabilities, 1 - sum(probabilities)], 0, 1)
    chosen = np.random.default_rng(3).choice(len(rows), shots, p=chances / chances.sum())
    return np.array(rows)[chosen]


def heterodyne_without_noise(step: Any) -> list[Any]:
    """x of the mode, and x again."""
    from toytheory.language.steps import Measure
    from toytheory.phase_space.variables import Variable

    if isinstance(step, Heterodyne):
        X = Variable.of({2 * step.system: 1.0}, None)
        return [Measure((X, X), step.names)]
    return [step]


class Killing(Few):
    """The first time that it is asked for `phase`, it kills the program that asks; a file notes that."""

    name = "killing"

    def distribution(self, experiment: Any) -> Any:
        note = Path(os.environ["HARNESS_KILLED"])
        names = {step.name for step in experiment.steps if isinstance(step, Transform)}
        if "phase" in names and not note.exists():
            note.touch()
            os.kill(os.getppid(), signal.SIGKILL)
        return super().distribution(experiment)
