"""What one run costs: an ordinary computer follows what is known with a number of multiplications that grows as n^2.

What is kept, for n systems of prime d: generators of the complement of V, at most 2n of 2n numbers, and one ontic
state m that has the known values. A map of k systems changes 2k numbers of each. Measuring F: the brackets of F with
all generators; if all are 0, F is known and F(m) the outcome. If not, multiples of one generator G are taken off the
others, F takes its place, an outcome is drawn, and m moves along the flow of G until F has it, which changes no known
value. With each multiplication counted that is no more than `a_measurement(n)`, whatever was done before.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.discrete.epistemic import EpistemicState
from toytheory.discrete.transformations import SymplecticMap
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import bracket_rows, coordinates_of, flow
from toytheory.phase_space.variables import Variable

MAPS = ("fourier", "phase", "sum", "cphase")


def a_measurement(n: int) -> int:
    """The most multiplications of a measurement: brackets, generators, F(m) and the step of m."""
    return 2 * n * 2 * n + (2 * n - 1) * (2 * n + 1) + 2 * n + 2 * n + 2


def a_map(n: int) -> int:
    """The most multiplications of a map of two systems: four numbers of 2n generators and of m."""
    return 16 * (2 * n + 1)


class Followed:
    """A run of the toy theory, prime d, at first with nothing known.

    Attributes
    ----------
    multiplications : how many there were so far.
    """

    def __init__(self, d: int, n: int, learns: bool = True) -> None:
        self.d, self.n, self.learns = d, n, learns
        self.generators: Matrix = np.eye(2 * n, dtype=np.int64)
        self.point: Matrix = np.zeros(2 * n, dtype=np.int64)
        self.multiplications = 0

    def transform(self, matrix: Matrix, inverse: Matrix, systems: list[int]) -> None:
        """m -> S m, G -> G S^-1, on the systems of the map."""
        where = coordinates_of(systems)
        self.point[where] = matrix @ self.point[where] % self.d
        self.generators[:, where] = self.generators[:, where] @ inverse % self.d
        self.multiplications += (len(self.generators) + 1) * len(where) ** 2

    def measure(self, F: Matrix, drawn: int) -> int:
        """The outcome: the known value, or else the one that was drawn."""
        d, value = self.d, int(F @ self.point % self.d)
        brackets = bracket_rows(F[None, :], self.generators)[0] % d
        self.multiplications += len(F) + self.generators.size
        if not brackets.any():
            return value
        at = int(brackets.argmax())
        taken, inverse = self.generators[at].copy(), pow(int(brackets[at]), -1, d)
        others = np.flatnonzero(brackets)
        others = others[others != at]
        factors = brackets[others] * inverse % d
        self.generators[others] = (self.generators[others] - factors[:, None] * taken) % d
        self.multiplications += len(others) * (1 + len(F))
        if self.learns:
            self.generators[at] = F
        self.point = (self.point + (drawn - value) * inverse * flow(taken)) % d
        self.multiplications += 2 + len(F)
        return drawn


def one_run_counted(
    rng: np.random.Generator,
    sizes: tuple[int, ...] = (2, 4, 8, 16),
    compared: int = 4,
    allowed: Callable[[int], int] = a_measurement,
    learns: bool = True,
) -> Check:
    """Drawn maps and measurements: every outcome as the engine says, every step within what is allowed.

    Parameters
    ----------
    sizes, compared : numbers of systems, and the largest for which the engine's own states are followed beside it.
    allowed : n -> multiplications of a measurement.
    learns : False is a planted fault: what was found is forgotten.

    >>> one_run_counted(np.random.default_rng(0), (2, 4)).status
    'holds'
    """
    wrong: dict[str, Any] | None = None
    most, cases = dict[int, int](), 0
    for d in (2, 3):
        for n in sizes:
            run = Followed(d, n, learns)
            state = EpistemicState.unknown(d, n) if n <= compared else None
            F = _drawn(rng, d, n)
            for turn in range(3 * n):
                if turn % 3:  # every third measurement is the one before once more
                    state = _mapped(run, state, str(rng.choice(MAPS)), rng.permutation(n)[:2].tolist(), a_map(n))
                    F = _drawn(rng, d, n)
                before, drawn = run.multiplications, int(rng.integers(d))
                outcome = run.measure(F, drawn)
                spent, cases = run.multiplications - before, cases + 1
                most[n] = max(most.get(n, 0), spent)
                expected = outcome
                if state is not None:
                    variable = Variable.from_vector(F.tolist(), d)
                    known = state.value_of(variable)
                    expected = drawn if known is None else known
                    state = state.measured([variable], [expected])
                if (spent > allowed(n) or outcome != expected) and wrong is None:
                    wrong = {"d": d, "n": n, "multiplications": spent, "outcome": outcome, "engine": expected}
    told = ", ".join(f"{spent} of {allowed(n)} (n = {n})" for n, spent in most.items())
    scope = (
        f"d = 2, 3: {cases} measurements between drawn maps (n up to {compared}: outcomes as the engine has them), the "
    )
    scope += f"most multiplications of one: {told}"
    return decided("operations", "sampled", scope, cases, wrong)


def _drawn(rng: np.random.Generator, d: int, n: int) -> Matrix:
    """A variable other than 0."""
    F = rng.integers(0, d, 2 * n)
    F[rng.integers(2 * n)] = 1
    return np.asarray(F, dtype=np.int64)


@lru_cache(maxsize=64)
def _matrices(name: str, d: int, systems: int) -> tuple[Matrix, Matrix]:
    """Of a named map on the first systems, and of its inverse."""
    here = SymplecticMap.named(name, list(range(systems)), d, systems)
    return here.matrix, here.inverse().matrix


def _mapped(run: Followed, state: EpistemicState | None, name: str, pair: list[int], allowed: int) -> Any:
    """A map of one or two systems, done in both descriptions."""
    systems = pair if name in ("sum", "cphase") else pair[:1]
    before = run.multiplications
    run.transform(*_matrices(name, run.d, len(systems)), systems)
    if run.multiplications - before > allowed:
        raise ArithmeticError("a map that costs more than is said")
    return None if state is None else state.transformed(SymplecticMap.named(name, systems, run.d, run.n))
