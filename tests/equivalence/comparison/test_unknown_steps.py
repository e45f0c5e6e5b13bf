"""A step that no backend knows is a reason on every backend: never an answer, never a traceback."""

from __future__ import annotations

import importlib.util
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from harness_backends import Draws, Says
from places import ROOT

from equivalence.comparison.answers import ask
from equivalence.comparison.certain import check_certain
from equivalence.comparison.run import run_experiment
from toytheory.backend import DISCRETE_STEPS, MODE_STEPS, Capabilities, load_backends
from toytheory.errors import InputError
from toytheory.language import bookkeeping, steps
from toytheory.language.bookkeeping import Branch, Detector, GaussianChannel, Let, Random, Repeat, Report, When
from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import Discard, Measure, OutcomeExpression, Step, System
from toytheory.outcomes.distributions import Distribution
from toytheory.phase_space.variables import Variable


def third_party() -> Any:
    path = ROOT / "examples" / "third_party_backend" / "statevector_backend.py"
    spec = importlib.util.spec_from_file_location("statevector_backend", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.StateVectorBackend()


BACKENDS = {**load_backends(), "statevector": third_party()}


@dataclass(frozen=True, slots=True)
class Teleport(Step):
    """A kind of step of nobody's."""

    system: int = 0

    @property
    def touched(self) -> tuple[int, ...]:
        return (self.system,)


@dataclass(frozen=True, slots=True)
class Forget(Discard):
    """A kind of step derived from one that everybody knows."""


@dataclass(frozen=True, slots=True)
class Guess(Let):
    """A kind of step derived from one that is lowered."""


@dataclass(frozen=True, slots=True)
class Again(Repeat):
    """A kind of step derived from one that is written out."""


def variable(d: int | None) -> Variable:
    return Variable.of({0: 1}, d)


def experiments(system: System) -> dict[str, Experiment]:
    X = variable(system.d)
    first = Measure((X,), ("a",))
    new: dict[str, tuple[Step, ...]] = {
        "of nobody's": (first, Teleport()),
        "derived from a core step": (first, Forget((0,))),
        "derived from sugar": (first, Guess("b", OutcomeExpression((("a", 1),)))),
        "derived from rounds": (first, Again(2, (Random("r"),))) if system.d else (first, Again(2, (Discard((0,)),))),
        "in rounds": (first, Repeat(2, (Teleport(),))),
        "beside sugar": (first, Let("b", OutcomeExpression((("a", 1),))), Teleport(), Report(("b",))),
    }
    if system.d:
        new["in a branch"] = (first, When((Branch((("a", 0),), (Teleport(),)),)))
        new["before a branch"] = (first, Teleport(), When((Branch((("a", 0),), (Discard((0,)),)),)))
        new["before a detector"] = (first, Teleport(), Detector("e", OutcomeExpression((), 0)))
    return {name: Experiment(system, listed) for name, listed in new.items()}


SYSTEMS = [
    System.of_dimension(2, 1),
    System.of_dimension(3, 1),
    System.of_dimension(4, 1),
    System("modes", 1, None, 1.0),
]
CASES = [
    pytest.param(name, experiment, id=f"{name}, {system.kind}, {what}")
    for name in BACKENDS
    for system in SYSTEMS
    for what, experiment in experiments(system).items()
]


@pytest.mark.parametrize(("name", "experiment"), CASES)
def test_an_unknown_step_is_a_reason(name: str, experiment: Experiment) -> None:
    found = ask(name, BACKENDS[name], experiment, 50, 0)
    assert not found.answered
    assert found.error is None
    assert found.skipped


@pytest.mark.parametrize("name", BACKENDS)
def test_a_backend_asked_directly_gives_a_reason_too(name: str) -> None:
    backend: Any = BACKENDS[name]
    if isinstance(backend, str):
        pytest.skip(backend)
    kind = "modes" if "modes" in backend.capabilities.kinds else "bits"
    system = next(system for system in SYSTEMS if system.kind == kind)
    for experiment in experiments(system).values():
        can = backend.can_run(experiment)
        assert isinstance(can, str)
        assert can


@pytest.mark.parametrize("system", SYSTEMS[:3])
def test_the_command_ends_with_the_reasons(system: System) -> None:
    for experiment in experiments(system).values():
        check_certain(experiment)
        with pytest.raises(InputError, match="no toy backend can hold this experiment"):
            run_experiment(experiment, {"epistemic": BACKENDS["epistemic"]}, 50, 0)


# a backend that does not look


def blind(experiment: Experiment) -> Distribution:
    """Answers as if its steps were none of its business."""
    return Distribution(experiment.d, experiment.outcomes, {(0,) * len(experiment.outcomes): 1})


@pytest.mark.parametrize("what", experiments(SYSTEMS[1]))
def test_a_backend_that_ignores_its_steps_is_not_even_asked(what: str) -> None:
    asked: list[Experiment] = []

    def answer(experiment: Experiment) -> Distribution:
        asked.append(experiment)
        return blind(experiment)

    def draw(experiment: Experiment, shots: int, seed: int) -> Any:
        asked.append(experiment)
        return np.zeros((shots, len(experiment.outcomes)), dtype=np.int64)

    experiment = experiments(SYSTEMS[1])[what]
    for backend in (Says("toy", answer), Draws("quantum", draw)):
        assert backend.can_run(experiment)
        found = ask("blind", backend, experiment, 50, 0)
        assert found.skipped
        assert not found.answered
    unknown = {Teleport, Forget, Guess, Again}
    assert not any(type(step) in unknown for each in asked for step in bookkeeping.flat(each.steps))


def test_one_that_declares_a_step_is_asked() -> None:
    backend = Says("toy", blind)
    backend.capabilities = Capabilities(steps=DISCRETE_STEPS | {Teleport})  # type: ignore[misc]
    assert ask("sees", backend, experiments(SYSTEMS[1])["of nobody's"], 50, 0).exact


def test_the_same_with_steps_of_the_language_that_a_backend_does_not_declare() -> None:
    """Each statement of the core left out in turn."""
    text = """\
system 2 trits
prepare X1 = 0
fourier 1
measure X1 as a
displace X1 by 1
noise X1 by 1: 1
condition a = 0
discard 2
"""
    experiment = parse_experiment(text)
    for kind in sorted(DISCRETE_STEPS, key=lambda kind: kind.__name__):
        backend = Says("toy", blind)
        backend.capabilities = Capabilities(steps=DISCRETE_STEPS - {kind})  # type: ignore[misc]
        assert ask("partial", backend, experiment, 50, 0).skipped == f"does not know the step {kind.__name__}"


def test_core_steps_are_listed_one_by_one() -> None:
    """Every kind of step is core, or sugar that something here lowers or follows."""
    kinds = {kind for module in (steps, bookkeeping) for kind in vars(module).values()
             if isinstance(kind, type) and issubclass(kind, Step)}  # fmt: skip
    bases = {Step, steps.OnSystem, steps.OnSystems, bookkeeping.Derived}
    sugar = {Random, Let, Detector, bookkeeping.Observable, bookkeeping.Flip, Report, When, Repeat}
    sugar |= {bookkeeping.RandomNormal, bookkeeping.GeneralDyne, GaussianChannel}
    assert kinds - bases == DISCRETE_STEPS | MODE_STEPS | sugar


class TakesDetectors:
    """Knows `detector` itself, and computes; it has no way to tell a detector by itself."""

    name, side = "detecting", "toy"
    capabilities = Capabilities(steps=DISCRETE_STEPS | {Detector})

    def can_run(self, experiment: Experiment) -> bool:
        return True

    def distribution(self, experiment: Experiment) -> Distribution:
        return Distribution(experiment.d, experiment.outcomes, {(0,): Fraction(1)})


class TellsThem(TakesDetectors):
    """The same, with a way."""

    def marginals(self, experiment: Experiment, asked: Any) -> list[Distribution]:
        return [Distribution(experiment.d, names, {(0,) * len(names): Fraction(1)}) for names, _ in asked]


def test_a_detector_that_is_taken_as_it_is_must_be_told_by_itself_or_is_a_reason() -> None:
    experiment = parse_experiment("system 1 trit\nprepare X = 0\nmeasure X as a\ndetector 2a as b")
    silent = ask("detecting", TakesDetectors(), experiment, 0, 0)
    assert silent.skipped == "takes b as it is written, and has no `marginals` to tell it by itself"
    told = ask("detecting", TellsThem(), experiment, 0, 0)
    assert told.parts.detectors["b"].probabilities == {(0,): Fraction(1)}
    assert told.lowered == {}
