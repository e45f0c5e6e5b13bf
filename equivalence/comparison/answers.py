"""What one backend answers about one experiment: asked carefully, and believed only if well formed.

A backend may be a third party's. Whatever it raises or returns becomes a `Result`; a malformed
answer is an error of that backend with a reason that says what is wrong, never a traceback.
"""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass
from typing import Any

from equivalence.engine.decide import explain
from toytheory.backend import Backend, Side
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.outcomes.densities import ContinuousDistribution, ContinuousSamples
from toytheory.outcomes.distributions import Distribution, Samples

from .densities import canonical_density, draws_record, well_formed_draws
from .well_formed import Malformed, canonical, joined, well_formed


@dataclass(frozen=True)
class Result:
    """An answer; exactly one of the last six is set.

    Attributes
    ----------
    backend, side : whose; the side is None of a backend that could not be loaded.
    distribution : exact, in canonical form: listed up to 4096 outcomes, an affine set beyond.
    samples : drawn.
    skipped : why the backend does not run this experiment.
    error : what was wrong with the backend's answer.
    density, draws : of experiments on modes, what `distribution` and `samples` are of the others.
    """

    backend: str
    side: Side | None
    distribution: Distribution | None = None
    samples: Samples | None = None
    skipped: str | None = None
    error: str | None = None
    density: ContinuousDistribution | None = None
    draws: ContinuousSamples | None = None

    @property
    def answered(self) -> bool:
        """Whether there is something to compare."""
        return self.exact or self.drawn

    @property
    def exact(self) -> bool:
        """Whether the answer was computed."""
        return self.distribution is not None or self.density is not None

    @property
    def drawn(self) -> bool:
        """Whether the answer was drawn."""
        return self.samples is not None or self.draws is not None

    def record(self) -> dict[str, Any]:
        """The entry of `toytheory run --json`."""
        entry: dict[str, Any] = {"backend": self.backend}
        if self.side is not None:
            entry["side"] = self.side
        if self.distribution is not None:
            return entry | distribution_record(self.distribution)
        if self.samples is not None:
            counts = {joined(key): count for key, count in self.samples.counts().items()}
            return entry | {"counts": counts, "shots": self.samples.shots, "seed": self.samples.seed}
        if self.density is not None:
            return entry | self.density.record()
        if self.draws is not None:
            return entry | draws_record(self.draws)
        return entry | ({"skipped": self.skipped} if self.skipped is not None else {"error": self.error})


def distribution_record(distribution: Distribution) -> dict[str, Any]:
    """An exact distribution as JSON data; fractions in lowest terms."""
    condition = {"condition_probability": str(distribution.condition_probability)}
    if distribution.affine is not None:
        affine = distribution.affine
        return {"affine": {"offset": affine.offset.tolist(), "directions": affine.directions.tolist()}} | condition
    listed = distribution.probabilities or {}
    return {"probabilities": {joined(key): str(p) for key, p in listed.items()}} | condition


def ask(name: str, backend: Backend | str, experiment: Experiment, shots: int, seed: int) -> Result:
    """The backend's answer: exact where it can, samples where it cannot; a backend given as text is skipped for it."""
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
        return Result(name, side, skipped="it ran out of memory")
    except (Exception, SystemExit) as error:  # a third party may raise anything
        return Result(name, side, error=f"it raised {explain(error)}")


def _answer(name: str, side: Side, backend: Any, experiment: Experiment, shots: int, seed: int) -> Result:
    can = backend.can_run(experiment)
    if isinstance(can, str) and can:
        return Result(name, side, skipped=can)
    if can is not True:
        raise Malformed(f"can_run answered {can!r}, neither True nor a reason")
    exact, samples = _offers(backend)
    if experiment.system.kind == "modes":
        return _continuous_answer(name, side, backend, experiment, shots, seed, exact, samples)
    if exact:
        try:
            return Result(name, side, distribution=canonical(backend.distribution(experiment), experiment))
        except CannotRun:
            if not samples:
                raise
    if samples:
        return Result(name, side, samples=well_formed(backend.sample(experiment, shots, seed), experiment, shots, seed))
    raise Malformed("it offers neither `distribution` nor `sample`")


def _continuous_answer(
    name: str, side: Side, backend: Any, experiment: Experiment, shots: int, seed: int, exact: bool, samples: bool
) -> Result:
    if exact:
        try:
            return Result(name, side, density=canonical_density(backend.distribution(experiment), experiment))
        except CannotRun:
            if not samples:
                raise
    if samples:
        rows = backend.sample(experiment, shots, seed)
        return Result(name, side, draws=well_formed_draws(rows, experiment, shots, seed))
    raise Malformed("it offers neither `distribution` nor `sample`")


def _offers(backend: Any) -> tuple[bool, bool]:
    """Whether the backend computes, and whether it draws: what it declares and also has."""
    capabilities = getattr(backend, "capabilities", None)
    exact = callable(getattr(backend, "distribution", None)) and getattr(capabilities, "exact", True)
    samples = callable(getattr(backend, "sample", None)) and getattr(capabilities, "samples", True)
    return bool(exact), bool(samples)
