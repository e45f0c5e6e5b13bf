"""Whether an answer is of the promised form: exact distributions made canonical, samples checked.

A backend may be a third party's: what it returns is either of this form or `Malformed`, with what is wrong in words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from numbers import Integral, Rational
from typing import Any

import numpy as np

from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.outcomes.distributions import LISTED, AffineSet, Distribution, Key, Samples, uniform_affine


class Malformed(Exception):
    """An answer that is not of the promised form; the text says how."""


def joined(key: Key) -> str:
    """An outcome as a key of JSON: values joined by commas without spaces.

    >>> joined((0, 2)), joined(())
    ('0,2', '')
    """
    return ",".join(map(str, key))


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
    listed, affine, condition = _checked(answer, experiment)
    if affine is not None and affine.size <= LISTED:
        listed = dict.fromkeys(sorted(map(_key, affine.points())), Fraction(1, affine.size))
        affine = None
    elif listed is not None and len(listed) > LISTED:
        affine = uniform_affine(listed, experiment.d)
        if affine is None:
            raise CannotRun(f"more than {LISTED} outcomes that are not equally likely on an affine set")
        listed = None
    _conditions_met(listed, affine, experiment)
    return Distribution(experiment.d, experiment.outcomes, listed, affine, condition)


def told_of(answer: Distribution, experiment: Experiment) -> Distribution:
    """What a backend's `marginals` say of some outcomes, listed however many they are; Malformed where it is none."""
    if answer.d != experiment.d:
        raise Malformed(f"its outcomes {', '.join(answer.names)} are at d = {answer.d}, not {experiment.d}")
    return Distribution(answer.d, answer.names, *_checked(answer, experiment))


def compact(answer: Distribution) -> Distribution:
    """The same distribution: more than 4096 outcomes as an affine set, where they are uniform on one."""
    listed = answer.probabilities or {}
    affine = uniform_affine(listed, answer.d) if len(listed) > LISTED else None
    return answer if affine is None else replace(answer, probabilities=None, affine=affine)


def _checked(
    answer: Distribution, experiment: Experiment
) -> tuple[dict[Key, Fraction] | None, AffineSet | None, Fraction]:
    """The parts of a distribution, exact and complete: outcomes listed in order, or an affine set in reduced form."""
    condition = answer.condition_probability
    if not isinstance(condition, Rational) or not 0 <= condition <= 1:
        raise Malformed(f"condition_probability is {condition!r}, not an exact number from 0 to 1")
    if condition != 1 and not experiment.has_conditions:
        raise Malformed(f"condition_probability is {condition}, but nothing is conditioned on")
    d, m = experiment.d, len(answer.names)
    if answer.affine is None:
        return _canonical_listing(answer.probabilities or {}, d, m, Fraction(condition)), None, Fraction(condition)
    if not condition:
        raise Malformed("it lists outcomes although the conditions cannot be met")
    return None, _canonical_affine(answer.affine, d, m), Fraction(condition)


def _key(row: Any) -> Key:
    return tuple(int(x) for x in row)


def _canonical_affine(affine: Any, d: int, m: int) -> AffineSet:
    offset, directions = np.asarray(affine.offset), np.asarray(affine.directions)
    if offset.shape != (m,) or directions.ndim != 2 or directions.shape[1] != m:
        raise Malformed(f"its affine set has shapes {offset.shape} and {directions.shape} for {m} outcomes")
    for array in (offset, directions):
        if array.size and (array.dtype.kind not in "iu" or array.min() < 0 or array.max() >= d):
            raise Malformed(f"its affine set has entries that are not integers from 0 to {d - 1}")
    return AffineSet.of(offset, directions, d)


def _canonical_listing(listed: Mapping[Any, Any], d: int, m: int, condition: Fraction) -> dict[Key, Fraction]:
    result: dict[Key, Fraction] = {}
    for key, p in listed.items():
        if not isinstance(key, tuple) or len(key) != m or not all(_is_value(x, d) for x in key):
            raise Malformed(f"the outcome {key!r} is not a tuple of {m} integers from 0 to {d - 1}")
        if type(p) is not Fraction and not isinstance(p, Rational):
            raise Malformed(f"the probability {p!r} of {joined(key)!r} is not exact: a {type(p).__name__}")
        if p < 0:
            raise Malformed(f"the probability of {joined(key)!r} is negative: {p}")
        if p:
            result[_key(key)] = p if type(p) is Fraction else Fraction(p)
    total = _total(result.values())
    if total != (1 if condition else 0):
        because = "" if condition else " although the conditions cannot be met"
        raise Malformed(f"its probabilities add up to {total}, not {1 if condition else 0}{because}")
    return dict(sorted(result.items()))


def _is_value(x: Any, d: int) -> bool:
    if type(x) is int:  # `isinstance` of an abstract class takes long
        return 0 <= x < d
    return isinstance(x, Integral) and 0 <= int(x) < d


def _total(probabilities: Iterable[Fraction]) -> Fraction:
    """The sum; of equal denominators, which there are few of, the numerators are added first."""
    numerators: dict[int, int] = {}
    for p in probabilities:
        numerators[p.denominator] = numerators.get(p.denominator, 0) + p.numerator
    return sum((Fraction(numerator, below) for below, numerator in numerators.items()), Fraction(0))


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
    if array.shape[0] < shots and not experiment.has_conditions:
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
