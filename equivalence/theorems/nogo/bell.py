"""GHZ and Mermin: from three qubits on, local observables have no local values that fit one state.

The state |000> + |111> gives XXX = 1 and XYY = YXY = YYX = -1 with certainty. Local values x_k, y_k of the three
systems would have x1 + x2 + x3 = 0, x1 + y2 + y3 = 1 and so on, which add up to 0 = 1. N. D. Mermin, Am. J. Phys. 58,
731 and Phys. Rev. Lett. 65, 1838 (1990). Slide "Qubit stabilizer theory is nonlocal and contextual (e.g. GHZ)".
docs/nogo.md, "Three systems".
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from equivalence.engine.checks import decided
from equivalence.engine.parts import Evidence
from equivalence.engine.verdict import Check
from equivalence.experiments.agreement import SHOTS, answers
from toytheory.backend import Backend
from toytheory.language.reading import parse_experiment
from toytheory.phase_space.space import PhaseSpace

from .equations import Equations
from .observables import eigenvalue, notation, toy_value

STATE = (1, 0, 0, 0, 0, 0, 0, 1)
"""|000> + |111>, not normalised."""

KNOWN = ("XXX", "ZZI", "IZZ")
"""Its generators, all with sign +: what the toy theory prepares as P1 + P2 + P3 = 0, X1 + X2 = 0, X2 + X3 = 0."""

PRODUCTS = ("XXX", "XYY", "YXY", "YYX")
WEIGHTS = (1, -1, -1, -1)
"""Mermin's sum XXX - XYY - YXY - YYX."""

Eigenvalue = Callable[[str, Sequence[int]], int | None]


def local_equations(names: Sequence[str], state: Sequence[int], value: Eigenvalue = eigenvalue) -> Equations:
    """What local values must satisfy to give the certain values of these products; ArithmeticError where one is not."""
    signs = [value(name, state) for name in names]
    if None in signs:
        raise ArithmeticError("a product has no certain value in this state")
    unknowns = tuple(tuple((k + 1, letter) for k, letter in enumerate(name) if letter != "I") for name in names)
    return Equations(unknowns, tuple(s for s in signs if s is not None))


def ghz_refuted(names: Sequence[str] = PRODUCTS, value: Eigenvalue = eigenvalue) -> Check:
    """The four certain values add up to 0 = 1; all 64 local assignments violate at least one."""
    system = local_equations(names, STATE, value)
    combination = system.refutation()
    least = min(len(system.violated(values)) for values in system.assignments())
    wrong = None
    if combination is None or least < 1:
        wrong = {"combination": combination, "fewest violated": least}
    example = {"products": list(names), "signs": list(system.right), "combination": list(combination or ())}
    scope = "n = 3: the four products, all 64 local assignments (every n >= 3: docs/nogo.md, lemma 1)"
    return decided("ghz", "exhaustive", scope, 64, wrong, example)


def toy_support() -> list[tuple[int, ...]]:
    """The ontic states of the toy theory's counterpart of the GHZ state."""
    points = PhaseSpace(2, 3).points().tolist()
    return [tuple(m) for m in points if not any(toy_value(name, m) for name in KNOWN)]


def toy_violates(names: Sequence[str] = PRODUCTS, value: Eigenvalue = eigenvalue) -> Check:
    """The toy theory's ontic states are local values: they fit XXX = 1 and violate the three others, each of them."""
    system = local_equations(names, STATE, value)
    support = toy_support()
    wrong = None
    for point in support:
        violated = [i for i, name in enumerate(names) if toy_value(name, point) != system.right[i]]
        if wrong is None and violated != [1, 2, 3]:
            wrong = {"ontic": list(point), "violated": violated}
    example = {
        "known": ", ".join(f"{notation(name)} = 0" for name in KNOWN),
        "ontic": list(support[0]),
        "violated": [f"{name} = -1" for name in names[1:]],
    }
    scope = f"n = 3: all {len(support)} ontic states of {example['known']}"
    return decided("ghz-toy", "exhaustive", scope, len(support), wrong, example)


def local_sums(weights: Sequence[int] = WEIGHTS, names: Sequence[str] = PRODUCTS) -> list[int]:
    """Mermin's sum for every assignment of local values: 2^6 numbers."""
    unknowns = sorted({(k, letter) for name in names for k, letter in enumerate(name)})
    sums = []
    for choice in product((1, -1), repeat=len(unknowns)):
        values = dict(zip(unknowns, choice, strict=True))
        total = 0
        for weight, name in zip(weights, names, strict=True):
            for pair in enumerate(name):
                weight *= values[pair]
            total += weight
        sums.append(total)
    return sums


def quantum_sum(weights: Sequence[int] = WEIGHTS, names: Sequence[str] = PRODUCTS) -> int:
    """Mermin's sum in the GHZ state, exactly: each product has a certain value."""
    signs = local_equations(names, STATE).right
    return sum(w * (-1) ** s for w, s in zip(weights, signs, strict=True))


def toy_sum(weights: Sequence[int] = WEIGHTS, names: Sequence[str] = PRODUCTS) -> Fraction:
    """The mean of Mermin's sum over the toy state's ontic states."""
    support = toy_support()
    sums = [sum(w * (-1) ** toy_value(name, m) for w, name in zip(weights, names, strict=True)) for m in support]
    return Fraction(sum(sums), len(sums))


def mermin(bound: int = 2, quantum: int = 4, weights: Sequence[int] = WEIGHTS) -> Check:
    """|Mermin's sum| is at most 2 for local values, which occurs, -2 in the toy theory and 4 in quantum theory.

    By averaging the bound holds for every local model. 4 is the largest value that four products can have at all.
    """
    sums = local_sums(weights)
    found = (min(sums), max(sums), quantum_sum(weights), toy_sum(weights))
    expected = (-bound, bound, quantum, Fraction(-2))
    wrong = (
        None if found == expected else {"lowest": found[0], "largest": found[1], "quantum": found[2], "toy": found[3]}
    )
    example = {"local bound": bound, "quantum": quantum, "toy": -2}
    return decided("mermin", "exhaustive", f"n = 3: all {len(sums)} local assignments", len(sums), wrong, example)


def ghz_text(name: str) -> str:
    """The experiment: prepare, then measure one variable of each system.

    >>> ghz_text("XYY").splitlines()[2]
    'measure P1, X2 + P2, X3 + P3 as a, b, c'
    """
    local = (notation("I" * k + letter + "I" * (2 - k)) for k, letter in enumerate(name))
    known = ", ".join(f"{notation(row)} = 0" for row in KNOWN)
    return f"system 3 bits\nprepare {known}\nmeasure {', '.join(local)} as a, b, c\n"


def on_backends(backends: Mapping[str, Backend | str]) -> Check:
    """The four experiments on every backend: outcomes a + b + c that are certain, the toy's 0 and quantum theory's.

    Of a backend that samples, some runs are looked at: then the check is a sample.
    """
    wrong: dict[str, Any] | None = None
    cases, answered, drawn = 0, set(), set()
    failing: set[str] = set()
    right = local_equations(PRODUCTS, STATE).right
    for name, sign in zip(PRODUCTS, right, strict=True):
        experiment = parse_experiment(ghz_text(name))
        for result in answers(experiment, backends, 0):
            if result.distribution is not None:
                seen = {sum(key) % 2 for key in result.distribution.probabilities or {}}
            elif result.samples is not None:
                seen = {sum(key) % 2 for key in result.samples.counts()}
                drawn.add(result.backend)
            else:
                continue
            cases += 1
            answered.add(result.backend)
            right_one = seen == {sign if result.side == "quantum" else 0}
            failing |= set() if right_one else {result.backend}
            if wrong is None and not right_one:
                wrong = {"toy_file": ghz_text(name), "backend": result.backend, "parities": sorted(seen)}
    scope = f"n = 3: four experiments on {', '.join(sorted(answered)) or 'no backend'}"
    scope += f"; {SHOTS} runs, seed 0, of {', '.join(sorted(drawn))}" if drawn else ""
    if not cases:
        return Check("exhaustive", scope, 0, "skipped", "ghz-on-backends", reason="no backend runs them")
    odd = min(failing) if len(failing) == 1 else None
    level: Evidence = "sampled" if drawn else "exhaustive"
    return decided("ghz-on-backends", level, scope, cases, wrong, {"toy_file": ghz_text("XYY")}, odd)
