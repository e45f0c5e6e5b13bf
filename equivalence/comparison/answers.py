"""What one backend answers about one experiment: asked carefully, and believed only if well formed.

A backend may be a third party's. Whatever it raises or returns becomes a `Result`; a malformed
answer is an error of that backend with a reason that says what is wrong, never a traceback.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from numbers import Integral, Rational
from typing import Any

import numpy as np

from equivalence.engine.decide import explain
from toytheory.backend import Backend, Side
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.outcomes.densities import ContinuousDistribution, ContinuousSamples
from toytheory.outcomes.distributions import LISTED, AffineSet, Distribution, Key, Samples, uniform_affine

from .densities import canonical_density, draws_record, well_formed_draws
from .well_formed import Malformed


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
        return any(part is not None for part in (self.distribution, self.samples, self.density, self.draws))

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


def joined(key: Key) -> str:
    """An outcome as a key of JSON: values joined by commas without spaces.

    >>> joined((0, 2)), joined(())
    ('0,2', '')
    """
    return ",".join(map(str, key))


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


def canonical(answer: Any, experiment: Experiment) -> Distribution:
    """The distribution in the form in which equal ones are equal; Malformed where it is none.

    CannotRun for more than 4096 outcomes that are not uniform on an affine set.
    """
    if not isinstance(answer, Distribution):
        raise Malformed(f"`distribution` returned a {type(answer).__name__}, not a Distribution")
    if answer.d != experiment.d or tuple(answer.names) != experiment.outcomes:
        raise Malformed(
            f"its outcomes are {', '.join(answer.names) or 'none'} at d = {answer.d}, "
            f"not {', '.join(experiment.outcomes) or 'none'} at d = {experiment.d}"
        )
    condition = answer.condition_probability
    if not isinstance(condition, Rational) or not 0 <= condition <= 1:
        raise Malformed(f"condition_probability is {condition!r}, not an exact number from 0 to 1")
    if condition != 1 and not experiment.conditions:
        raise Malformed(f"condition_probability is {condition}, but nothing is conditioned on")
    listed: dict[Key, Fraction] | None = None
    affine: AffineSet | None = None
    if answer.affine is not None:
        if not condition:
            raise Malformed("it lists outcomes although the conditions cannot be met")
        affine = _canonical_affine(answer.affine, experiment)
        if affine.size <= LISTED:
            listed = dict.fromkeys(sorted(map(_key, affine.points())), Fraction(1, affine.size))
            affine = None
    else:
        listed = _canonical_listing(answer.probabilities or {}, experiment, Fraction(condition))
        if len(listed) > LISTED:
            affine = uniform_affine(listed, experiment.d)
            if affine is None:
                raise CannotRun(f"more than {LISTED} outcomes that are not equally likely on an affine set")
            listed = None
    _conditions_met(listed, affine, experiment)
    return Distribution(experiment.d, experiment.outcomes, listed, affine, Fraction(condition))


def _key(row: Any) -> Key:
    return tuple(int(x) for x in row)


def _canonical_affine(affine: Any, experiment: Experiment) -> AffineSet:
    d, m = experiment.d, len(experiment.outcomes)
    offset, directions = np.asarray(affine.offset), np.asarray(affine.directions)
    if offset.shape != (m,) or directions.ndim != 2 or directions.shape[1] != m:
        raise Malformed(f"its affine set has shapes {offset.shape} and {directions.shape} for {m} outcomes")
    for array in (offset, directions):
        if array.size and (array.dtype.kind not in "iu" or array.min() < 0 or array.max() >= d):
            raise Malformed(f"its affine set has entries that are not integers from 0 to {d - 1}")
    return AffineSet.of(offset, directions, d)


def _canonical_listing(listed: Mapping[Any, Any], experiment: Experiment, condition: Fraction) -> dict[Key, Fraction]:
    d, m = experiment.d, len(experiment.outcomes)
    result: dict[Key, Fraction] = {}
    for key, p in listed.items():
        if (
            not isinstance(key, tuple)
            or len(key) != m
            or not all(isinstance(x, Integral) and 0 <= int(x) < d for x in key)
        ):
            raise Malformed(f"the outcome {key!r} is not a tuple of {m} integers from 0 to {d - 1}")
        if not isinstance(p, Rational):
            raise Malformed(f"the probability {p!r} of {joined(key)!r} is not exact: a {type(p).__name__}")
        if p < 0:
            raise Malformed(f"the probability of {joined(key)!r} is negative: {p}")
        if p:
            result[_key(key)] = Fraction(p)
    total = sum(result.values(), Fraction(0))
    if total != (1 if condition else 0):
        because = "" if condition else " although the conditions cannot be met"
        raise Malformed(f"its probabilities add up to {total}, not {1 if condition else 0}{because}")
    return dict(sorted(result.items()))


def _conditions_met(listed: Mapping[Key, Fraction] | None, affine: AffineSet | None, experiment: Experiment) -> None:
    for position, value in experiment.conditions:
        name = experiment.outcomes[position]
        wanted = value % experiment.d
        if affine is not None:
            met = affine.offset[position] == wanted and not affine.directions[:, position].any()
        else:
            met = all(key[position] == wanted for key in listed or {})
        if not met:
            raise Malformed(f"it lists outcomes without {name} = {wanted}, the condition")


def well_formed(rows: Any, experiment: Experiment, shots: int, seed: int) -> Samples:
    """The samples as int64; Malformed where they are not (kept, m) values in Z_d of at most `shots` runs."""
    d, m = experiment.d, len(experiment.outcomes)
    array = np.asarray(rows)
    if array.ndim != 2 or array.shape[1] != m:
        raise Malformed(f"its samples have shape {array.shape}, not (runs, {m})")
    if array.shape[0] > shots:
        raise Malformed(f"it returned {array.shape[0]} runs of {shots}")
    if array.shape[0] < shots and not experiment.conditions:
        raise Malformed(f"it returned {array.shape[0]} runs of {shots}, but nothing is conditioned on")
    if array.size and array.dtype.kind not in "iub":
        raise Malformed(f"its samples are {array.dtype}, not integers")
    array = array.astype(np.int64)
    if array.size and (array.min() < 0 or array.max() >= d):
        raise Malformed(f"its samples have values outside 0 to {d - 1}")
    for position, value in experiment.conditions:
        if (array[:, position] != value % d).any():
            raise Malformed(f"it kept runs without {experiment.outcomes[position]} = {value % d}, the condition")
    return Samples(d, experiment.outcomes, array, shots, seed)
