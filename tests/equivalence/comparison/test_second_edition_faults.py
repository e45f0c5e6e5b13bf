"""Faults planted in each pass of lowering and in following branches are caught; other ways to do the same are not."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

import numpy as np
import pytest
from by_trees import Told
from modes_by_hand import by_hand, numbers
from second_edition import followed, wrong

from equivalence.comparison import branches, whole
from toytheory.backend import MODE_STEPS
from toytheory.continuous.backends.liouville import LiouvilleBackend
from toytheory.discrete.backends.epistemic import EpistemicBackend
from toytheory.errors import InputError
from toytheory.language.bookkeeping import Flip, Let, Random, Repeat, indexed
from toytheory.language.lowering import lower, optics, unroll
from toytheory.language.lowering.classical import Classical
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import (
    Discard,
    Displace,
    GaussianNoise,
    Measure,
    Noise,
    OutcomeExpression,
    PrepareGaussian,
)
from toytheory.outcomes.readout import mixed
from toytheory.phase_space.variables import Variable

BRANCHES = """\
system 1 trit
random basis
random coin by 0: 1/2, 1: 1/3, 2: 1/6
prepare X = 1
when basis = 0
  measure X as alice
otherwise when coin = 1
  measure P as alice
otherwise
  random alice by 0: 1/4, 1: 3/4
end
let diff = 2alice - coin + 1
displace X by diff
measure X as last
"""
GIVEN = BRANCHES + "condition diff = 1\n"
TOLD = BRANCHES + "report diff, last, coin\n"
ROUNDS = """\
system 1 trit
prepare X = 1
measure X as bob flip 1: 1/5
repeat 2
  measure X as s flip 1: 1/7
  let memory = memory[-1] + s - 2s[-1] + 1
  detector s - s[-1] as d
  displace X by s + 1
end
displace X by memory[2]
measure X as last
observable last - 2s[2] + bob as logical
"""
TEXTS = (BRANCHES, GIVEN, TOLD, ROUNDS)


@cache
def runs(text: str) -> Told:
    return followed(parse_experiment(text), "toy")


def verdicts() -> list[str | None]:
    return [wrong(parse_experiment(text), EpistemicBackend(), runs(text)) for text in TEXTS]


def test_nothing_is_wrong_without_a_fault() -> None:
    assert verdicts() == [None] * len(TEXTS)


RIGHT = {name: getattr(Classical, name) for name in ("random", "flip", "derive", "substituted")}


def rounds_of_this(step: Repeat) -> list[Any]:
    """s[-1] is this round's."""
    body = unroll._written_out(step.steps)
    inside = [name for each in body for name in each.makes]
    result: list[Any] = []
    for number in range(1, step.count + 1):
        names = {name: indexed(name, number) for name in inside}
        names |= {indexed(name, -1): indexed(name, number) for name in inside}
        # what is not made yet in this round is 0
        result += [Let(indexed(name, 0), OutcomeExpression()) for name in inside] * (number == 1)
        for each in body:
            allowed = {old: new if new in [m for r in result for m in r.makes] else f"{old.split('[')[0]}[0]"
                       for old, new in names.items() if "[-1]" in old}  # fmt: skip
            result.append(each.with_names({**names, **allowed}))
    return result


def rounds_that_forget(step: Repeat) -> list[Any]:
    """s[-1] is always 0."""
    body = unroll._written_out(step.steps)
    inside = [name for each in body for name in each.makes]
    result: list[Any] = [Let(indexed(name, 0), OutcomeExpression()) for name in inside]
    for number in range(1, step.count + 1):
        names = {name: indexed(name, number) for name in inside}
        result += [each.with_names(names | {indexed(n, -1): indexed(n, 0) for n in inside}) for each in body]
    return result


def random_is_zero(self: Classical, step: Random) -> None:
    RIGHT["random"](self, replace(step, weights=((0, Fraction(1)),)))


def random_is_uniform(self: Classical, step: Random) -> None:
    RIGHT["random"](self, replace(step, weights=None))


def flip_subtracts(self: Classical, step: Flip) -> None:
    weights = tuple((tuple(-value % 3 for value in values), weight) for values, weight in step.weights)
    RIGHT["flip"](self, replace(step, weights=weights))


def flip_moves_the_system(self: Classical, step: Flip) -> None:
    measure = self.steps[-1]
    assert isinstance(measure, Measure)
    self.steps.insert(-1, Noise((2 * measure.touched[0],), step.weights))


def no_flip(self: Classical, step: Flip) -> None:
    pass


def without_constant(self: Classical, expression: OutcomeExpression) -> OutcomeExpression:
    return replace(RIGHT["substituted"](self, expression), constant=0)


def first_term_only(self: Classical, expression: OutcomeExpression) -> OutcomeExpression:
    found = RIGHT["substituted"](self, expression)
    return replace(found, terms=found.terms[:1])


def condition_on_another(self: Classical, step: Any) -> None:
    RIGHT["derive"](self, step)
    if step.name in self.asked:
        (at,) = (i for i, each in enumerate(self.steps) if each.makes == (step.name,))
        displace = self.steps[at - 1]
        assert isinstance(displace, Displace)
        ((index, e),) = displace.shifts
        self.steps[at - 1] = Displace(((index, replace(e, constant=(e.constant + 1) % 3)),))


branches_right = branches._chosen


def otherwise_forgets(listed: Any, values: dict[str, int], d: int) -> Any:
    """Where no condition holds the first branch happens."""
    return branches_right(listed[:-1], values, d) or listed[0].steps


def last_branch(listed: Any, values: dict[str, int], d: int) -> Any:
    return listed[-1].steps


def first_condition_only(listed: Any, values: dict[str, int], d: int) -> Any:
    return branches_right([replace(b, conditions=b.conditions[:1]) for b in listed], values, d)


def equal_weights(parts: Any, d: int, names: Any) -> Any:
    return mixed([(Fraction(1, len(parts)), part) for _, part in parts], d, names)


def weights_exchanged(parts: Any, d: int, names: Any) -> Any:
    weights = [weight for weight, _ in parts]
    return mixed([(w, part) for w, (_, part) in zip(weights[1:] + weights[:1], parts, strict=True)], d, names)


def exchanged(self: Any, names: Any) -> Any:
    return [self.lowered.readout[name] for name in [*names[1:], *names[:1]]]


FAULTS = {
    "s[-1] is this round's": (unroll, "_rounds", rounds_of_this),
    "s[-1] is always 0": (unroll, "_rounds", rounds_that_forget),
    "a random number is always 0": (Classical, "random", random_is_zero),
    "weights of random numbers are ignored": (Classical, "random", random_is_uniform),
    "a flip subtracts": (Classical, "flip", flip_subtracts),
    "a flip moves the system": (Classical, "flip", flip_moves_the_system),
    "a flip does nothing": (Classical, "flip", no_flip),
    "constants of named values are lost": (Classical, "substituted", without_constant),
    "only one outcome of an expression counts": (Classical, "substituted", first_term_only),
    "a condition on a named value asks for another value": (Classical, "derive", condition_on_another),
    "`otherwise` is forgotten": (branches, "_chosen", otherwise_forgets),
    "the last branch is always chosen": (branches, "_chosen", last_branch),
    "all branches are equally likely": (whole, "mixed", equal_weights),
    "weights of branches are exchanged": (whole, "mixed", weights_exchanged),
    "reported outcomes change places": (whole._Asking, "expressions", exchanged),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_caught(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*FAULTS[fault])
    assert any(verdict is not None for verdict in verdicts())


def test_a_when_of_which_only_one_condition_is_met_is_caught(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "system 1 bit\nrandom a\nrandom b\nprepare X = 0\nwhen a = 1, b = 1\n  displace X by 1\nend\nmeasure X as c"
    assert wrong(parse_experiment(text), EpistemicBackend()) is None
    monkeypatch.setattr(branches, "_chosen", first_condition_only)
    assert "the outcomes" in (wrong(parse_experiment(text), EpistemicBackend()) or "")


# other ways to do the same


def random_by_noise(self: Classical, step: Random) -> None:
    """Uniform numbers as noise on a known X, weighted ones on a known P of which X is made."""
    weights = step.weights or tuple((value, Fraction(1, 3)) for value in range(3))
    RIGHT["random"](self, replace(step, weights=tuple(reversed(weights))))


def flip_in_two_parts(self: Classical, step: Flip) -> None:
    """The noise of the record split into a certain move there and a random one back."""
    if len(step.names) == 1:
        there = tuple((((values[0] + 1) % 3,), weight) for values, weight in step.weights)
        RIGHT["flip"](self, replace(step, weights=there))
        at = max(i for i, each in enumerate(self.steps) if isinstance(each, Noise))
        (index,) = self.steps[at].coordinates  # type: ignore[attr-defined]
        self.steps.insert(at, Displace(((index, OutcomeExpression((), 2)),)))
    else:
        RIGHT["flip"](self, step)


def rounds_with_all_zeros(step: Repeat) -> list[Any]:
    """The round before the first written out for every name, asked for or not."""
    listed = right_rounds(step)
    there = {step.name for step in listed if unroll.before_the_first(step)}
    inside = [name for each in unroll._written_out(step.steps) for name in each.makes]
    more = [Let(indexed(name, 0), OutcomeExpression()) for name in inside if indexed(name, 0) not in there]
    return [*more, *listed]


right_rounds = unroll._rounds


def derive_always_records(self: Classical, step: Any) -> None:
    self.asked.add(step.name)
    RIGHT["derive"](self, step)


def in_another_order(parts: Any, d: int, names: Any) -> Any:
    return mixed(list(reversed(parts)), d, names)


REWRITES = {
    "random numbers as noise": (Classical, "random", random_by_noise),
    "flips in two parts": (Classical, "flip", flip_in_two_parts),
    "zeros for all names": (unroll, "_rounds", rounds_with_all_zeros),
    "all named values recorded": (Classical, "derive", derive_always_records),
    "branches in another order": (whole, "mixed", in_another_order),
}


@pytest.mark.parametrize("rewrite", REWRITES)
def test_a_rewrite_is_no_fault(rewrite: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*REWRITES[rewrite])
    assert verdicts() == [None] * len(TEXTS)


# modes


ON_MODES = """\
system 2 modes (hbar=2)
prepare gaussian 1, 2 means 1, 0, 0, 2 covariance 2, 0.3, 0.5, 0; 0.3, 3, 0, 0.2; 0.5, 0, 2, 0; 0, 0.2, 0, 4
random a normal 0.5, 0.3
channel 1 matrix 0.5, 0.2; -0.1, 0.8 noise 1.5, 0.1; 0.1, 1
channel 1,2 matrix 1,0,0,0; 0,1,0,0; 0,0,1,0; 0.3,0,0,1 noise 2, 0, 0, 0; 0, 2, 1, 0; 0, 1, 2, 0; 0, 0, 0, 2
displace X1 by a, P2 by 0.5a
general-dyne 1 covariance 1.5, 0.4; 0.4, 2 as x, p
let total = x - 2p + a/2 + 1
displace X2 by 0.5total
interferometer 1, 2 matrix 0.6, -0.8; 0.8, 0.6
homodyne 2 at pi/3 as q
"""


def wrong_on_modes() -> str | None:
    experiment = parse_experiment(ON_MODES)
    core = lower.lower(experiment, MODE_STEPS).core
    found = LiouvilleBackend().distribution(core).restricted(experiment.outcomes, experiment.n).outcomes
    hand = by_hand(experiment)
    wanted = numbers([hand.outcomes[name] for name in experiment.outcomes])
    known = ~np.isnan(wanted.means)
    if (found.unknown == known).any():
        return "unknown"
    apart = [np.abs(found.means - wanted.means)[known].max()]
    apart.append(np.abs(found.covariance - wanted.covariance)[np.ix_(known, known)].max())
    return None if max(apart) < 1e-9 else f"off by {max(apart):.3g}"


def test_nothing_is_wrong_on_modes_without_a_fault() -> None:
    assert wrong_on_modes() is None


RIGHT_OPTICS = {name: getattr(optics, name) for name in ("lowered_random", "lowered_dyne", "dilation")}


def seed_not_mirrored(step: Any, spare: Any) -> Any:
    seed, *rest = RIGHT_OPTICS["lowered_dyne"](step, spare)
    return [replace(seed, covariance=step.covariance), *rest]


def seed_in_vacuum(step: Any, spare: Any) -> Any:
    seed, *rest = RIGHT_OPTICS["lowered_dyne"](step, spare)
    return [replace(seed, covariance=((1.0, 0.0), (0.0, 1.0))), *rest]


def noise_halved(matrix: Any, noise: Any, hbar: float) -> Any:
    found = RIGHT_OPTICS["dilation"](matrix, noise, hbar)
    found[: len(matrix), len(matrix) :] /= np.sqrt(2)
    return found


def transposed(matrix: Any, noise: Any, hbar: float) -> Any:
    return RIGHT_OPTICS["dilation"](matrix.T, noise, hbar)


def another_hbar(matrix: Any, noise: Any, hbar: float) -> Any:
    return RIGHT_OPTICS["dilation"](matrix, noise, 1.0)


def deviation_for_variance(step: Any, spare: Any, hbar: float) -> Any:
    return RIGHT_OPTICS["lowered_random"](replace(step, variance=step.variance**0.5), spare, hbar)


def no_mean(step: Any, spare: Any, hbar: float) -> Any:
    return RIGHT_OPTICS["lowered_random"](replace(step, mean=0.0), spare, hbar)


OPTICAL_FAULTS = {
    "the seed is not mirrored": (optics, "lowered_dyne", seed_not_mirrored),
    "the seed is the vacuum": (optics, "lowered_dyne", seed_in_vacuum),
    "the noise of a channel is halved": (optics, "dilation", noise_halved),
    "a channel is transposed": (optics, "dilation", transposed),
    "the environment has another hbar": (optics, "dilation", another_hbar),
    "deviation for variance": (optics, "lowered_random", deviation_for_variance),
    "random numbers have no mean": (optics, "lowered_random", no_mean),
    "constants of named values are lost": (Classical, "substituted", without_constant),
}


@pytest.mark.parametrize("fault", OPTICAL_FAULTS)
def test_a_fault_on_modes_is_caught(fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*OPTICAL_FAULTS[fault])
    try:
        found = wrong_on_modes()
    except InputError as error:  # a dilation that is not symplectic any more is refused before it is computed
        found = error.problem
        assert "the map is not symplectic" in found
    assert found is not None


def mirrored_in_x(step: Any, spare: Any) -> Any:
    """X1 + X2 and P1 - P2 with the seed mirrored the other way."""
    (mode,) = spare.take(1)
    (xx, xp), (_, pp) = step.covariance
    x, p = 2 * step.system, 2 * mode
    variables = (Variable.of({x: 1, p: 1}, None), Variable.of({x + 1: 1, p + 1: -1}, None))
    seed = PrepareGaussian((mode,), (0.0, 0.0), ((xx, -xp), (-xp, pp)))
    return [seed, Measure(variables, step.names), Discard((mode,))]


def environment_rotated(matrix: Any, noise: Any, hbar: float) -> Any:
    """The vacuum looks the same after a rotation."""
    found = RIGHT_OPTICS["dilation"](matrix, noise, hbar)
    size, c, s = len(matrix), np.cos(0.7), np.sin(0.7)
    found[:, size:] = found[:, size:] @ np.kron(np.eye(size), [[c, -s], [s, c]])
    return found


def by_noise(step: Any, spare: Any, hbar: float) -> Any:
    (mode,) = spare.take(1)
    known = spare.known([mode], 0, step.mean)
    measure = Measure((spare.variable({2 * mode: 1}),), (step.name,))
    return [known, GaussianNoise(((2 * mode, step.variance),)), measure]


OPTICAL_REWRITES = {
    "mirrored in X": (optics, "lowered_dyne", mirrored_in_x),
    "an environment that is rotated": (optics, "dilation", environment_rotated),
    "normal numbers as noise": (optics, "lowered_random", by_noise),
}


@pytest.mark.parametrize("rewrite", OPTICAL_REWRITES)
def test_a_rewrite_on_modes_is_no_fault(rewrite: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(*OPTICAL_REWRITES[rewrite])
    assert wrong_on_modes() is None
