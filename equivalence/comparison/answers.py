"""What one backend answers about one experiment: asked carefully, and believed only if well formed.

A backend may be a third party's. Whatever it raises or returns becomes a `Result`; a malformed
answer is an error of that backend with a reason that says what is wrong, never a traceback.
"""

from __future__ import annotations

import contextlib
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from equivalence.engine.decide import explain
from toytheory.backend import Backend, Side
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.outcomes.densities import ContinuousDistribution, ContinuousSamples
from toytheory.outcomes.distributions import Distribution, Samples

from .densities import canonical_density, draws_record, well_formed_draws
from .well_formed import Malformed, joined
from .whole import Parts, computed, drawn, lowered_for

Fate = Literal["raised", "died", "late"]


@dataclass(frozen=True)
class Result:
    """An answer: computed, drawn, a reason or an error.

    Attributes
    ----------
    backend, side : whose; the side is None of a backend that could not be loaded.
    distribution : exact, in canonical form: listed up to 4096 outcomes, an affine set beyond.
    samples : drawn.
    skipped : why the backend does not run this experiment.
    error : what was wrong with the backend's answer.
    density, draws : of experiments on modes, what `distribution` and `samples` are of the others.
    parts : of single outcomes; with no joint distribution beside them where all outcomes together are too many.
    lowered : statement -> how often it was lowered for this backend.
    state : what is known at the end, where it was asked for and the backend tells it.
    fate : of a backend that did not come to an answer: it raised, its process died, or it took too long.
    """

    backend: str
    side: Side | None
    distribution: Distribution | None = None
    samples: Samples | None = None
    skipped: str | None = None
    error: str | None = None
    density: ContinuousDistribution | None = None
    draws: ContinuousSamples | None = None
    parts: Parts = field(default_factory=Parts)
    lowered: Mapping[str, int] = field(default_factory=dict)
    state: Mapping[str, Any] | None = None
    fate: Fate | None = None

    @property
    def answered(self) -> bool:
        """Whether there is something to compare."""
        return self.exact or self.drawn

    @property
    def exact(self) -> bool:
        """Whether the answer was computed."""
        return self.distribution is not None or self.density is not None or (bool(self.parts) and not self.drawn)

    @property
    def drawn(self) -> bool:
        """Whether the answer was drawn."""
        return self.samples is not None or self.draws is not None

    @property
    def condition_probability(self) -> Fraction | None:
        """Of all conditions being met, in an exact answer; every part of it says the same."""
        told = (self.distribution, *self.parts.all.values())
        return next((each.condition_probability for each in told if isinstance(each, Distribution)), None)

    def record(self) -> dict[str, Any]:
        """The entry of `toytheory run --json`."""
        entry: dict[str, Any] = {"backend": self.backend}
        if self.side is not None:
            entry["side"] = self.side
        if self.distribution is not None:
            entry |= distribution_record(self.distribution)
        elif self.samples is not None:
            entry |= counts_record(self.samples)
            entry |= {"shots": self.samples.shots, "seed": self.samples.seed}
        elif self.density is not None:
            entry |= self.density.record()
        elif self.draws is not None:
            entry |= draws_record(self.draws)
        elif not self.parts:
            return entry | ({"skipped": self.skipped} if self.skipped is not None else {"error": self.error})
        for key, told in vars(self.parts).items():
            if told:
                entry[key] = {name: part_record(part) for name, part in told.items()}
        if self.condition_probability is not None:
            entry["condition_probability"] = str(self.condition_probability)
        if self.state is not None:
            entry["state"] = dict(self.state)
        return entry | ({"lowered": dict(sorted(self.lowered.items()))} if self.lowered else {})


def counts_record(samples: Samples) -> dict[str, Any]:
    """How often which outcome was drawn, as JSON data."""
    return {"counts": {joined(key): count for key, count in samples.counts().items()}}


def part_record(part: Distribution | Samples) -> dict[str, Any]:
    """What is told of one outcome, as JSON data: value -> probability, or value -> count."""
    if isinstance(part, Samples):
        return dict(counts_record(part)["counts"])
    return {joined(key): str(p) for key, p in (part.probabilities or {}).items()}


def distribution_record(distribution: Distribution) -> dict[str, Any]:
    """An exact distribution as JSON data; fractions in lowest terms."""
    condition = {"condition_probability": str(distribution.condition_probability)}
    if distribution.affine is not None:
        affine = distribution.affine
        return {"affine": {"offset": affine.offset.tolist(), "directions": affine.directions.tolist()}} | condition
    listed = distribution.probabilities or {}
    return {"probabilities": {joined(key): str(p) for key, p in listed.items()}} | condition


class Elsewhere(ABC):
    """A backend that is asked somewhere else and answers in its own time (`equivalence.comparison.isolated`)."""

    @abstractmethod
    def begin(self, experiment: Experiment, shots: int, seed: int) -> None:
        """Ask."""

    @abstractmethod
    def finish(self) -> Result:
        """The answer to what was asked."""


Asking = Callable[[str], None]
"""Called with the name of the backend that is asked, or waited for."""


def ask_all(
    backends: Mapping[str, Backend | str],
    experiment: Experiment,
    shots: int,
    seed: int,
    told: Asking = lambda name: None,
) -> list[Result]:
    """What every backend answers, in their order; those that are asked elsewhere work meanwhile."""
    elsewhere = {name: backend for name, backend in backends.items() if isinstance(backend, Elsewhere)}
    for backend in elsewhere.values():
        backend.begin(experiment, shots, seed)
    answers: dict[str, Result] = {}
    for name, backend_or_reason in backends.items():
        if name not in elsewhere:
            told(name)
            answers[name] = ask_here(name, backend_or_reason, experiment, shots, seed)
    for name, backend in elsewhere.items():
        told(name)
        answers[name] = backend.finish()
    return [answers[name] for name in backends]


def ask(name: str, backend: Backend | str, experiment: Experiment, shots: int, seed: int) -> Result:
    """The backend's answer: exact where it can, samples where it cannot; a backend given as text is skipped for it."""
    return ask_all({name: backend}, experiment, shots, seed)[0]


def ask_here(name: str, backend: Backend | str, experiment: Experiment, shots: int, seed: int) -> Result:
    """The same of a backend in this process."""
    if isinstance(backend, str):
        return Result(name, None, skipped=backend)
    side = getattr(backend, "side", None)
    if side not in ("toy", "quantum"):
        return Result(name, None, error=f"its side is {side!r}, neither 'toy' nor 'quantum'")
    try:
        with contextlib.redirect_stdout(sys.stderr):  # standard output belongs to the report
            return _answer(name, side, backend, experiment, shots, seed)
    except CannotRun as reason:
        return Result(name, side, skipped=str(reason))
    except Malformed as fault:
        return Result(name, side, error=str(fault))
    except MemoryError:
        return Result(name, side, skipped="it ran out of memory", fate="died")
    except ImportError as error:  # of the simulator that it drives
        return Result(name, side, skipped=lacking(str(error)))
    except (Exception, SystemExit) as error:  # a third party may raise anything
        return Result(name, side, error=f"it raised {explain(error)}", fate="raised")


def lacking(said: str) -> str:
    """The reason of a backend whose simulator cannot be imported, from what the import said."""
    return f"what it needs cannot be imported: {said}"


def _answer(name: str, side: Side, backend: Any, experiment: Experiment, shots: int, seed: int) -> Result:
    exact, samples = _offers(backend)
    kinds = getattr(getattr(backend, "capabilities", None), "kinds", None)
    if kinds is not None and experiment.system.kind not in kinds:
        return Result(name, side, skipped=f"does not do {experiment.system.kind}")
    if experiment.system.kind == "modes":
        return _continuous_answer(name, side, backend, experiment, shots, seed, exact, samples)
    if exact:
        try:
            found = computed(backend, experiment)
            joint = found.joint if isinstance(found.joint, Distribution) else None
            return Result(name, side, distribution=joint, parts=found.parts, lowered=found.lowered)
        except CannotRun:
            if not samples:
                raise
    if samples:
        found = drawn(backend, experiment, shots, seed)
        assert isinstance(found.joint, Samples)
        return Result(name, side, samples=found.joint, parts=found.parts, lowered=found.lowered)
    lowered_for(backend, experiment)
    raise Malformed("it offers neither `distribution` nor `sample`")


def _continuous_answer(
    name: str, side: Side, backend: Any, experiment: Experiment, shots: int, seed: int, exact: bool, samples: bool
) -> Result:
    lowered = lowered_for(backend, experiment)
    core, names = lowered.core, experiment.outcomes
    if exact:
        try:
            density = canonical_density(backend.distribution(core), core).restricted(names, experiment.n)
            return Result(name, side, density=density, lowered=lowered.count)
        except CannotRun:
            if not samples:
                raise
    if samples:
        draws = well_formed_draws(backend.sample(core, shots, seed), core, shots, seed).restricted(names)
        return Result(name, side, draws=draws, lowered=lowered.count)
    raise Malformed("it offers neither `distribution` nor `sample`")


def _offers(backend: Any) -> tuple[bool, bool]:
    """Whether the backend computes, and whether it draws: what it declares and also has."""
    capabilities = getattr(backend, "capabilities", None)
    exact = callable(getattr(backend, "distribution", None)) and getattr(capabilities, "exact", True)
    samples = callable(getattr(backend, "sample", None)) and getattr(capabilities, "samples", True)
    return bool(exact), bool(samples)
