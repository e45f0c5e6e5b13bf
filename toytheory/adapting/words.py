"""Symplectic maps as words in three gates: `fourier`, `phase` and `sum`, each with a power.

Gates act on coordinates as `toytheory.language.maps.discrete` says. Words are found by Euclid's algorithm on
coefficients, so they exist for composite d, too. On bits a word's unitary sends coordinates to Pauli products with
signs of its own (`sign_of`): composition is not the counterpart of the composite (docs/bits.md), so whoever lowers a
map to a word must mend the signs, as `toytheory.adapting.lowering` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from toytheory.errors import CannotRun
from toytheory.phase_space.modular import Matrix, inverse


@dataclass(frozen=True, slots=True)
class Gate:
    """A gate on wires, `times` times (1 to d - 1)."""

    name: str
    wires: tuple[int, ...]
    times: int = 1
    parameter: int | None = None


Word = tuple[Gate, ...]


def order(name: str, d: int) -> int:
    """After how many times a gate is the identity: on bits `phase`, which is S^dagger, after four."""
    return 4 if name == "fourier" or (name == "phase" and d == 2) else d


def inverted(word: Sequence[Gate], d: int) -> Word:
    """The word that undoes a word."""
    return tuple(gate for each in reversed(word) for gate in _undo(each, d))


def _undo(gate: Gate, d: int) -> Iterable[Gate]:
    match gate.name:
        case "multiply":
            assert gate.parameter is not None
            yield Gate("multiply", gate.wires, gate.times, inverse(gate.parameter, d))
        case "swap":
            yield gate
        case _:
            yield Gate(gate.name, gate.wires, -gate.times % order(gate.name, d))


class Rows:
    """Variables (k, 2n), followed through gates: what each is called in the coordinates after them.

    Attributes
    ----------
    rows : the variables now.
    word : the gates so far.
    """

    def __init__(self, rows: Matrix, d: int) -> None:
        self.rows, self.d = np.array(rows, dtype=np.int64) % d, d
        self.word: list[Gate] = []

    def _note(self, name: str, wires: tuple[int, ...], times: int) -> None:
        if times % (4 if name == "fourier" else self.d):
            self.word.append(Gate(name, wires, times % order(name, self.d)))

    def phase(self, k: int, t: int) -> None:
        """P_k -> P_k + t X_k."""
        self._note("phase", (k,), t)
        self.rows[:, 2 * k] = (self.rows[:, 2 * k] - t * self.rows[:, 2 * k + 1]) % self.d

    def fourier(self, k: int) -> None:
        """X_k -> P_k, P_k -> -X_k."""
        self._note("fourier", (k,), 1)
        a, b = self.rows[:, 2 * k].copy(), self.rows[:, 2 * k + 1].copy()
        self.rows[:, 2 * k], self.rows[:, 2 * k + 1] = b, -a % self.d

    def sum(self, j: int, k: int, t: int) -> None:
        """X_k -> X_k + t X_j, P_j -> P_j - t P_k."""
        self._note("sum", (j, k), t)
        self.rows[:, 2 * j] = (self.rows[:, 2 * j] - t * self.rows[:, 2 * k]) % self.d
        self.rows[:, 2 * k + 1] = (self.rows[:, 2 * k + 1] + t * self.rows[:, 2 * j + 1]) % self.d

    def to_x(self, row: int, k: int) -> None:
        """Make a variable depend on X_k of system k alone."""
        while self.rows[row, 2 * k + 1]:
            a, b = int(self.rows[row, 2 * k]), int(self.rows[row, 2 * k + 1])
            if a and a % b:
                self.phase(k, a // b)  # a becomes the rest of a modulo b
            elif a:
                self.phase(k, a // b)
            self.fourier(k)  # (a, b) becomes (b, -a)
            if self.rows[row, 2 * k + 1]:
                self.fourier(k)
                self.fourier(k)

    def gather(self, row: int, target: int, others: Sequence[int]) -> None:
        """Make a variable of X alone depend on X of one of some systems."""
        for k in others:
            while self.rows[row, 2 * k]:
                a, b = int(self.rows[row, 2 * target]), int(self.rows[row, 2 * k])
                if a and a <= b:
                    self.sum(k, target, b // a)  # b becomes the rest
                else:
                    self.sum(target, k, a // b)
                    if not self.rows[row, 2 * target]:
                        self.sum(target, k, -1)
                        self.sum(k, target, 1)


def diagonalised(rows: Matrix, d: int) -> tuple[Word, Matrix]:
    """A word after which commuting variables (k, 2n) are combinations of X of the first systems, and these (k, n).

    CannotRun for a multiple such as 3X at d = 9, which no reading of X tells without telling more.
    """
    follow = Rows(rows, d)
    n = follow.rows.shape[1] // 2
    used = 0
    for row in range(len(follow.rows)):
        free = [k for k in range(used, n) if follow.rows[row, 2 * k : 2 * k + 2].any()]
        for k in free:
            follow.to_x(row, k)
        if not free:
            continue
        target = free[0]
        follow.gather(row, target, free[1:])
        if np.gcd(int(follow.rows[row, 2 * target]), d) != 1:
            raise CannotRun(
                "a multiple of a variable, such as 3X for d = 9, is not read by gates and measurements of X"
            )
        if target != used:
            follow.sum(target, used, 1)
            follow.sum(used, target, -1)
            follow.sum(target, used, 1)
        used += 1
    return tuple(follow.word), follow.rows[:, ::2]


def word_of(matrix: Matrix, d: int) -> Word:
    """A word that does m -> S m, for S (2n, 2n) symplectic.

    >>> word_of(np.array([[0, 1], [2, 0]]), 3)
    (Gate(name='fourier', wires=(0,), times=1, parameter=None),)
    """
    follow = Rows(matrix, d)  # row i is the new coordinate i in terms of the old; the word makes it coordinate i
    n = len(follow.rows) // 2
    for j in range(n):
        rest = range(j, n)
        for k in rest:
            follow.to_x(2 * j, k)
        follow.gather(2 * j, j, [k for k in rest if k != j])
        _scale(follow, 2 * j, j)
        for k in range(j + 1, n):  # now X_j is right, and P_j is P_j and something that commutes with X_j
            follow.to_x(2 * j + 1, k)
            a = int(follow.rows[2 * j + 1, 2 * k])
            if a:  # P_j + a X_k: cphase with strength a makes that P_j, and P_k + a X_j is P_k
                for _ in range(3):
                    follow.fourier(k)
                follow.sum(j, k, -a)
                follow.fourier(k)
        follow.phase(j, int(follow.rows[2 * j + 1, 2 * j]))
    if not np.array_equal(follow.rows, np.eye(2 * n, dtype=np.int64)):
        raise ValueError("the matrix is not symplectic")
    return _joined(follow.word, d)


def _scale(follow: Rows, row: int, k: int) -> None:
    """X -> X/g, where the variable is g X."""
    g = int(follow.rows[row, 2 * k])
    if g != 1:
        for gate in multiplier(k, g, follow.d):
            for _ in range(gate.times if gate.name == "fourier" else 1):
                follow.fourier(k) if gate.name == "fourier" else follow.phase(k, gate.times)


def multiplier(k: int, a: int, d: int) -> Word:
    """X -> aX, P -> P/a in fourier and phase."""
    back = Gate("fourier", (k,), 3)

    def mix(t: int) -> Word:  # X -> X + tP
        return Gate("fourier", (k,)), Gate("phase", (k,), -t % d), back

    return back, *mix(a), Gate("phase", (k,), -inverse(a % d, d) % d), *mix(a)


def _joined(word: Sequence[Gate], d: int) -> Word:
    """Equal neighbours as one gate."""
    joined: list[Gate] = []
    for gate in word:
        if joined and (joined[-1].name, joined[-1].wires) == (gate.name, gate.wires):
            times = (joined.pop().times + gate.times) % order(gate.name, d)
            if times:
                joined.append(Gate(gate.name, gate.wires, times))
        else:
            joined.append(gate)
    return tuple(joined)


def sign_of(word: Sequence[Gate], variable: Matrix) -> int:
    """On bits: the sign with which a word's unitary U makes U^dagger T_F U of the Pauli product T_F; 0 is +, 1 is -.

    `fourier` is H, `phase` S^dagger, `sum` CX; docs/conventions.md.
    """
    row, sign = np.array(variable, dtype=np.int64) % 2, 0
    for gate in reversed(word):
        for _ in range(gate.times):
            if gate.name == "sum":
                c, t = gate.wires
                sign ^= int(row[2 * c + 1] & row[2 * t] & (row[2 * t + 1] ^ row[2 * c] ^ 1))
                row[2 * t + 1] ^= row[2 * c + 1]
                row[2 * c] ^= row[2 * t]
            else:
                (k,) = gate.wires
                a, b = int(row[2 * k]), int(row[2 * k + 1])
                sign ^= a & b
                row[2 * k : 2 * k + 2] = (b, a) if gate.name == "fourier" else (a ^ b, b)
    return sign
