"""How often codes fail, exactly where all errors can be listed and from samples where not, for bits and trits.

The noise displaces X of each system with probability p, by each value that is not 0 alike; checks of X are read
without fault (code capacity). The decoder is told the checks alone and undoes the lightest displacement that explains
them; which one of several is found first. The samples are runs of the toy theory; that quantum theory has the same
detection events is the equivalence.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from equivalence.engine.checks import decided
from equivalence.engine.verdict import Check
from toytheory.discrete.sampling import compile_detector_sampler
from toytheory.language.experiment import Experiment
from toytheory.language.reading import parse_experiment
from toytheory.phase_space.modular import Matrix


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


@lru_cache(maxsize=16)
def _powers(d: int, m: int) -> Matrix:
    return np.asarray(d ** np.arange(m, dtype=np.int64))


@lru_cache(maxsize=16)
def decoding_table(code: Code) -> NDArray[np.int8]:
    """What the lightest displacement adds to the logical value, for every syndrome, (d^m,): breadth first.

    >>> decoding_table(repetition(2, 3)).tolist()      # the checks (1, 0) say that X1 was displaced
    [0, 1, 0, 0]
    """
    d, powers = code.d, _powers(code.d, len(code.checks))
    table = np.full(d ** len(code.checks), -1, dtype=np.int8)
    table[0] = 0
    frontier = np.zeros(1, dtype=np.int64)
    moves = [
        (a * code.checks[:, k] % d, a * code.logical[k] % d) for k in range(len(code.logical)) for a in range(1, d)
    ]
    while frontier.size:
        reached = []
        digits = frontier[:, None] // powers % d
        for added, value in moves:  # a move takes different syndromes to different ones
            there = (digits + added) % d @ powers
            new = table[there] < 0
            table[there[new]] = (table[frontier[new]] + value) % d
            reached.append(there[new])
        frontier = np.concatenate(reached)
    return table


def failures(code: Code) -> list[int]:
    """How many displacements of each number of systems are decoded wrongly, all of them listed: (n + 1,)."""
    d, n = code.d, len(code.logical)
    table, powers = decoding_table(code), _powers(d, len(code.checks))
    errors = np.arange(d**n)[:, None] // _powers(d, n) % d
    wrong = table[errors @ code.checks.T % d @ powers] != errors @ code.logical % d
    counts: list[int] = np.bincount((errors[wrong] != 0).sum(axis=1), minlength=n + 1).tolist()
    return counts


def exact_rate(code: Code, p: Fraction) -> Fraction:
    """The chance of a failure.

    >>> exact_rate(repetition(2, 3), Fraction(1, 10))
    Fraction(7, 250)
    """
    n, d = len(code.logical), code.d
    counts = failures(code)
    return sum((c * (p / (d - 1)) ** w * (1 - p) ** (n - w) for w, c in enumerate(counts)), Fraction(0))


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
    told = compile_detector_sampler(experiment(code, p), threads=1).sample(shots, seed).astype(np.int64)
    m = len(code.checks)
    wrong = decoding_table(code)[told[:, :m] @ _powers(code.d, m)] != told[:, m]
    rate = float(wrong.mean())
    return rate, float(np.sqrt(max(rate * (1 - rate), 1 / shots) / shots))


def crossing(d: int, below: Fraction, above: Fraction, shots: int, seed: int) -> Check:
    """Surface codes of 3 x 3 and 5 x 5 systems: the larger fails less often at one rate, more often at another.

    The small one exactly, the large one from samples; each difference is larger than six standard errors.
    """
    wrong, told = None, []
    for p, sign in ((below, 1), (above, -1)):
        small = float(exact_rate(surface(d, 3), p))
        large, error = sampled_rate(surface(d, 5), p, shots, seed)
        told.append(f"p = {p}: {small:.4f} and {large:.4f} +- {error:.4f}")
        if sign * (small - large) < 6 * error and wrong is None:
            wrong = {"p": str(p), "small": small, "large": large, "error": error}
    scope = f"d = {d}, {shots} runs, seed {seed}, chance of a false alarm below 1e-8: " + "; ".join(told)
    return decided(f"crossing-{d}", "sampled", scope, 2 * shots, wrong)
