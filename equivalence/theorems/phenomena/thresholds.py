"""How often small codes fail with the best decoder, exactly and from samples, for bits and trits.

The noise displaces X of each system with probability p, by each value that is not 0 alike; checks of X are read
without fault (code capacity). The decoder is told the checks alone and answers with the most likely value of what is
kept. The samples are runs of the toy theory; that quantum theory has the same detection events is the equivalence.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.discrete.sampling import compile_detector_sampler
from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment
from toytheory.phase_space.modular import Matrix

if TYPE_CHECKING:
    from toytheory.discrete.decoding.lookup import LookupDecoder


@dataclass(frozen=True, eq=False)
class Code:
    """What the decoder of X displacements needs.

    Attributes
    ----------
    d : prime or not.
    checks : (m, n) coefficients of X in the checks.
    logical : (n,) coefficients of X in what is kept.
    """

    d: int
    checks: Matrix
    logical: Matrix


@lru_cache(maxsize=32)
def repetition(d: int, n: int) -> Code:
    """X_k - X_(k+1) are checked and X1 is kept."""
    checks = np.eye(n, dtype=np.int64)[:-1] - np.eye(n, k=1, dtype=np.int64)[:-1]
    return Code(d, checks, np.eye(n, dtype=np.int64)[0])


@lru_cache(maxsize=32)
def surface(d: int, size: int, of_p: bool = False) -> Code:
    """The rotated surface code of size x size systems, size odd: its checks of X, or of P.

    A square touches four systems. The X of its right column have the sign -, the P of its lower row: squares of the
    two kinds share two systems, whose brackets cancel, for every d. Squares cut by the edge above or below check X,
    left or right P.
    """
    rows = []
    for r in range(-1, size):
        for c in range(-1, size):
            inside = [(r + i, c + j, i, j) for i in (0, 1) for j in (0, 1) if 0 <= r + i < size and 0 <= c + j < size]
            kind = (r + c) % 2  # 0 checks X
            edge = (0 if r in (-1, size - 1) else 1) if len(inside) == 2 else kind
            if len(inside) < 2 or edge != kind or kind != of_p:
                continue
            row = np.zeros(size * size, dtype=np.int64)
            for i, j, below, right in inside:
                row[i * size + j] = -1 if (below if of_p else right) else 1
            rows.append(row)
    line = np.zeros((size, size), dtype=np.int64)
    if of_p:
        line[0, :] = 1
    else:
        line[:, 0] = 1
    return Code(d, np.array(rows), line.reshape(-1))


@lru_cache(maxsize=8)
def decoder(code: Code, p: Fraction) -> LookupDecoder:
    """The best one, of which nothing is left out."""
    from toytheory.discrete.decoding import error_model  # with Numba
    from toytheory.discrete.decoding.lookup import LookupDecoder

    return LookupDecoder(error_model(experiment(code, p)))


def exact_rate(code: Code, p: Fraction) -> float:
    """The chance of a failure, up to rounding.

    >>> round(exact_rate(repetition(2, 3), Fraction(1, 10)), 12)
    0.028
    """
    return decoder(code, p).failure


def experiment(code: Code, p: Fraction) -> Experiment:
    """Noise, checks and what is kept, as an experiment with detectors."""
    n, m, d = len(code.logical), len(code.checks), code.d
    form = [" + ".join(f"{a}X{k + 1}" for k, a in enumerate(row % d) if a) for row in (*code.checks, code.logical)]
    weights = ", ".join([f"0: {1 - p}", *(f"{a}: {p / (d - 1)}" for a in range(1, d))])
    lines = [
        f"system {n} dits d={d}",
        f"prepare X1..X{n} = 0",
        f"noise each X of 1..{n} by {weights}",
        f"measure {', '.join(form)} as {', '.join(f's{k + 1}' for k in range(m))}, kept",
        *(f"detector s{k + 1}" for k in range(m)),
        "observable kept",
    ]
    return parse_experiment("\n".join(lines))


def sampled_rate(code: Code, p: Fraction, shots: int, seed: int) -> tuple[float, float]:
    """The fraction of failures among runs of the toy theory, and its standard error."""
    told = compile_detector_sampler(experiment(code, p), threads=1).sample(shots, seed)
    m = len(code.checks)
    rate = float((decoder(code, p).decode(told[:, :m]) != told[:, m:]).any(axis=1).mean())
    return rate, float(np.sqrt(max(rate * (1 - rate), 1 / shots) / shots))


def crossing(d: int, below: Fraction, above: Fraction, shots: int, seed: int) -> Check:
    """Surface codes of 3 x 3 and 5 x 5 systems: the larger fails less often at one rate, more often at another.

    The small one exactly, the large one from samples; each difference is larger than six standard errors.
    """
    wrong, told = None, []
    for p, sign in ((below, 1), (above, -1)):
        small = exact_rate(surface(d, 3), p)
        large, error = sampled_rate(surface(d, 5), p, shots, seed)
        told.append(f"p = {p}: {small:.4f} and {large:.4f} +- {error:.4f}")
        if sign * (small - large) < 6 * error and wrong is None:
            wrong = {"p": str(p), "small": small, "large": large, "error": error}
    scope = f"d = {d}, {shots} runs, seed {seed}, chance of a false alarm below 1e-8: " + "; ".join(told)
    return decided(f"crossing-{d}", "sampled", scope, 2 * shots, wrong)
