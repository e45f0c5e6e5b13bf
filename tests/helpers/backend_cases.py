"""Experiments with known answers, and helpers shared by the tests of the quantum backends."""

from __future__ import annotations

from fractions import Fraction

from scipy.stats import binom

from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment
from toytheory.language.steps import Discard, Displace, Measure, Noise, Prepare, System, Transform
from toytheory.outcomes.distributions import Distribution
from toytheory.phase_space.variables import Variable

BITS_WITH_CERTAIN_OUTCOMES = {
    "fourier sends Y to -Y": ("system 1 bit\nprepare X1 + P1 = 0\nfourier 1\nmeasure X1 + P1", (1,)),
    "fourier exchanges X and P": ("system 1 bit\nprepare X1 = 1\nfourier 1\nmeasure P1", (1,)),
    "phase is S^dagger": ("system 1 bit\nprepare P1 = 0\nphase 1\nmeasure X1 + P1", (1,)),
    "phase sends Y to X": ("system 1 bit\nprepare X1 + P1 = 0\nphase 1\nmeasure P1", (0,)),
    "P -> P + X has the image +Y": ("system 1 bit\nprepare X1 + P1 = 0\ntransform P1 -> P1 + X1\nmeasure P1", (0,)),
    "a constant is a sign": ("system 1 bit\nprepare X1 + P1 = 0\ntransform P1 -> P1 + X1 + 1\nmeasure P1", (1,)),
    "X -> X + P has the image +Y": ("system 1 bit\nprepare X1 + P1 = 0\ntransform X1 -> X1 + P1\nmeasure X1", (0,)),
    "a cycle of the Pauli operators": (
        "system 1 bit\nprepare X1 + P1 = 1\ntransform X1 -> X1 + P1, P1 -> X1\nmeasure X1",
        (1,),
    ),
    "sum goes from the first to the second": ("system 2 bits\nprepare X1 = 1, X2 = 0\nsum 1 2\nmeasure X1, X2", (1, 1)),
    "sum kicks P back": ("system 2 bits\nprepare P1 = 0, P2 = 1\nsum 1 2\nmeasure P1, P2", (1, 1)),
    "cphase": ("system 2 bits\nprepare P1 = 0, X2 = 1\ncphase 1 2\nmeasure P1, X2", (1, 1)),
    "swap": ("system 2 bits\nprepare X1 = 1, P2 = 0\nswap 1 2\nmeasure X2, P1", (1, 0)),
    "multiply by 1": ("system 1 bit\nprepare X1 + P1 = 1\nmultiply 1 by 1\nmeasure X1 + P1", (1,)),
    "displacing X adds to X": ("system 1 bit\nprepare X1 = 0\ndisplace X1 by 1\nmeasure X1", (1,)),
    "displacing X flips Z and Y": ("system 1 bit\nprepare X1 + P1 = 0\ndisplace X1 by 1\nmeasure X1 + P1", (1,)),
    "displacing both keeps Y": ("system 1 bit\nprepare X1 + P1 = 0\ndisplace X1 by 1, P1 by 1\nmeasure X1 + P1", (0,)),
    "XX = ZZ = 0 means YY = 1": (
        "system 2 bits\nprepare X1 + X2 = 0, P1 + P2 = 0\nmeasure X1 + P1 + X2 + P2",
        (1,),
    ),
    "a dependent set": (
        "system 2 bits\nprepare X1 + X2 = 0, P1 + P2 = 0\nmeasure X1 + X2, P1 + P2, X1 + P1 + X2 + P2 + 1",
        (0, 0, 0),
    ),
    "a variable of nothing": ("system 1 bit\nmeasure X1 - X1, X1 + X1 + 1", (0, 1)),
    "a known constant": ("system 1 bit\nprepare P1 + 1 = 0\nmeasure P1, P1 + 1", (1, 0)),
    "Mermin: XYY is -1 where XXX is +1": (
        "system 3 bits\nprepare X1 + X2 = 0, X2 + X3 = 0, P1 + P2 + P3 = 0\nmeasure P1 + X2 + P2 + X3 + P3",
        (1,),
    ),
}

TELEPORTATION = """
prepare X2 - X3 = 0, P2 + P3 = 0
measure X1 - X2 as a
measure P1 + P2 as b
displace X3 by a, P3 by b
"""


def listed(text: str) -> Experiment:
    return parse_experiment(text)


def uniform_on(keys, d, names) -> Distribution:
    keys = sorted(set(keys))
    return Distribution(d, tuple(names), {key: Fraction(1, len(keys)) for key in keys})


def relabelled(experiment: Experiment, places: tuple[int, ...], n: int) -> Experiment:
    """The same experiment on other systems among n."""

    def variable(v: Variable) -> Variable:
        return Variable.of([(coordinate(i), c) for i, c in v.terms], v.d, v.constant)

    def coordinate(index: int) -> int:
        return 2 * places[index // 2] + index % 2

    def systems(old):
        return tuple(places[s] for s in old)

    def step(s):
        match s:
            case Prepare():
                return Prepare(tuple(map(variable, s.variables)), s.values, systems(s.systems))
            case Transform():
                return Transform(systems(s.systems), s.matrix, s.shift, s.name, s.parameter)
            case Measure():
                return Measure(tuple(map(variable, s.variables)), s.names)
            case Displace():
                return Displace(tuple((coordinate(i), e) for i, e in s.shifts))
            case Noise():
                return Noise(tuple(map(coordinate, s.coordinates)), s.weights)
            case Discard():
                return Discard(systems(s.systems))
        return s

    return Experiment(System.of_dimension(experiment.d, n), tuple(map(step, experiment.steps)))


def improbable(counts: dict, shots: int, distribution: Distribution, alarm: float = 1e-9) -> list:
    """Outcomes counted so often, or so seldom, that the exact binomial test at `alarm` altogether rejects them."""
    found = []
    keys = set(counts) | set(distribution.probabilities)
    for key in keys:
        p, k = float(distribution.probabilities.get(key, 0)), counts.get(key, 0)
        tail = min(binom.cdf(k, shots, p), binom.sf(k - 1, shots, p))
        if tail < alarm / (2 * len(keys)):
            found.append((key, k, p))
    return found
