"""How outcomes of a program on points depend on the numbers that it draws, and what conditions make of these.

The program is run on trial points, and beside it copies of it in which every number is moved in its last digit, at
random. What that does to a dependence shows how well the dependence is known: no error is computed, it is seen.
A dependence that is no more than such changes is none.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from toytheory.errors import CannotRun
from toytheory.outcomes.densities import Floats
from toytheory.phase_space.modular import Matrix

COPIES = 4
"""So many times everything is repeated with other last digits."""

SURE = 64.0
"""A number is one if it exceeds what it changes by this factor; that four changes all be so small is no chance."""

CLEAR = 1e4
"""What a condition adds to those before it must exceed what it changes by this factor."""

DIFFERENT = 1e-12
"""A value that differs by this part of the numbers it is computed from is another value."""

_UNIT = float(np.finfo(np.float64).eps)


_ROWS = 32
"""So many outcomes at once."""


class Jitter:
    """Numbers with other last digits, at random; the same ones for the same seed."""

    def __init__(self, seed: int) -> None:
        self.rng = np.random.default_rng(seed)

    def copies(self, numbers: Floats) -> Floats:
        """(1 + copies, ...) the numbers (...), and copies in which each is changed by itself; 0 stays 0."""
        found = np.empty((1 + COPIES, *numbers.shape))
        found[0] = numbers
        found[1:] = self._changes((COPIES, *numbers.shape))
        found[1:] += 1
        found[1:] *= numbers
        return found

    def beside(self, copies: Floats) -> Floats:
        """The same with other last digits in all copies but the first."""
        return np.concatenate([copies[:1], copies[1:] * (1 + self._changes(copies[1:].shape))])

    def together(self, numbers: Floats) -> Floats:
        """As `copies`, for numbers of a matrix that were computed together: relative to the length of their column."""
        changes = self._changes((COPIES, *numbers.shape)) * np.linalg.norm(numbers, axis=0)
        return np.concatenate([numbers[None], numbers + changes])

    def _changes(self, shape: tuple[int, ...]) -> Floats:
        """From 2 to 6 units either way: less would be lost in rounding where a number is a power of 2."""
        changes: Floats = self.rng.random(shape)
        changes -= 0.5
        signs = np.copysign(2 * _UNIT, changes)
        changes *= 8 * _UNIT
        changes += signs
        return changes


@dataclass(frozen=True)
class _Known:
    """Normal numbers z move along a direction: z -= along (along . z - value)."""

    along: Floats
    value: float

    def move(self, known: Floats) -> None:
        known -= np.outer(self.along, self.along @ known - self.value)


@dataclass(frozen=True)
class _Solved:
    """An unknown number takes the value constant + of_known . z + of_unknown . u."""

    number: int
    constant: float
    of_known: Floats
    of_unknown: Floats

    def move(self, known: Floats, unknown: Floats) -> None:
        unknown[self.number] = self.constant + self.of_known @ known + self.of_unknown @ unknown


@dataclass
class Trial:
    """outcomes = base + of_known . (normal numbers) + of_unknown . (unknown numbers), and copies of that.

    Attributes
    ----------
    base : (1 + copies, m) outcomes if all numbers drawn are 0; the first is the program as it is.
    of_known : (1 + copies, m, k).
    of_unknown : (1 + copies, m, u).
    shift : (k,) the mean of the normal numbers, once conditions are met.
    """

    base: Floats
    of_known: Floats
    of_unknown: Floats
    shift: Floats
    _digits: Jitter = field(default_factory=lambda: Jitter(COPIES))
    _moves: list[_Known] = field(default_factory=list)
    _solved: list[_Solved] = field(default_factory=list)

    @property
    def finite(self) -> bool:
        """Whether no number has grown out of range."""
        parts = [part for part in (self.base, self.of_known, self.of_unknown) if part.size]
        return all(math.isfinite(part.min()) and math.isfinite(part.max()) for part in parts)

    def unknown_outcomes(self) -> Matrix:
        """Outcomes that depend on unknown numbers which no condition determines."""
        depends: Matrix = np.flatnonzero(_significant(self.of_unknown).any(axis=1))
        return depends

    def uncertainty(self, kick: float) -> tuple[Floats, NDArray[np.bool_]]:
        """(m,) how far off the outcomes of a run may be by rounding, if unknown numbers are of the size `kick`.

        The second part tells which outcomes are not certain.
        """
        squares, random = _changes(self.base) ** 2, np.zeros(self.base.shape[1], dtype=np.bool_)
        weights = 1 + np.square(self.shift)
        for start in range(0, len(random), _ROWS):  # few at once, so that what is computed on the way stays small
            rows = slice(start, start + _ROWS)
            known, unknown = self.of_known[:, rows], self.of_unknown[:, rows]
            changes = _changes(known)
            random[rows] = (np.abs(known[0]) > SURE * changes).any(axis=1)
            squares[rows] += np.square(changes) @ weights
            squares[rows] += kick**2 * (_changes(unknown) ** 2 + unknown[0] ** 2).sum(axis=1)
        return np.sqrt(squares), random

    def settle(self, conditions: Sequence[tuple[int, float]]) -> bool:
        """Find how to move numbers so that outcomes have given values, one after the other; False where they cannot.

        An unknown number that a condition contains takes the value that it must. Otherwise it is a . z = y for normal
        numbers: z - a (a . z - y) / a^2 is distributed as z is, given a . z = y.
        """
        before = np.abs(self.base[0])
        for position, value in conditions:
            values = self._digits.beside(np.full(len(self.base), value))
            if not self._meet(position, values, abs(value) + float(before[position])):
                return False
        return True

    def _meet(self, position: int, values: Floats, size: float) -> bool:
        of_known, of_unknown = self.of_known[:, position].copy(), self.of_unknown[:, position].copy()
        missing = values - self.base[:, position]
        free = _significant(of_unknown)
        if free.any():
            self._solve(int(np.argmax(np.where(free, np.abs(of_unknown[0]), 0.0))), missing, of_known, of_unknown)
            return True
        if _significant(of_known).any():
            self._shift(missing, of_known)
            return True
        noise = _changes(of_known) ** 2 + of_known[0] ** 2
        doubt = SURE * math.sqrt(float(_changes(missing)) ** 2 + float(noise @ (1 + np.square(self.shift))))
        if abs(missing[0]) > max(4 * doubt, DIFFERENT * size):
            return False
        if abs(missing[0]) > doubt:
            raise CannotRun("a condition on what is certain is off by as little as rounding errors may be")
        return True

    def _solve(self, number: int, missing: Floats, of_known: Floats, of_unknown: Floats) -> None:
        pivot = of_unknown[:, number].copy()
        constant, a, b = missing / pivot, -of_known / pivot[:, None], -of_unknown / pivot[:, None]
        b[:, number] = 0.0
        gain = self._digits.beside(self.of_unknown[:, :, number])
        self.base = self.base + gain * constant[:, None]
        self.of_known = self.of_known + gain[:, :, None] * a[:, None]
        self.of_unknown = self.of_unknown + gain[:, :, None] * b[:, None]
        self.of_unknown[:, :, number] = 0.0
        self._solved.append(_Solved(number, float(constant[0]), a[0], b[0]))

    def _shift(self, missing: Floats, of_known: Floats) -> None:
        lengths = np.linalg.norm(of_known, axis=1)
        if lengths[0] <= CLEAR * float(np.linalg.norm(_changes(of_known))):
            raise CannotRun("rounding errors leave no digits: a condition nearly follows from those before it")
        along, value = of_known / lengths[:, None], missing / lengths
        along, value = self._digits.beside(along), self._digits.beside(value)
        gain = self._digits.beside(np.einsum("cmk,ck->cm", self.of_known, along))
        self.base = self.base + gain * value[:, None]
        self.of_known = self.of_known - gain[:, :, None] * along[:, None]
        self.shift = self.shift + along[0] * value[0]
        self._moves.append(_Known(along[0], float(value[0])))

    def correct(self, known: Floats, unknown: Floats) -> None:
        """Move numbers drawn, (k, runs) and (u, runs), in place, so that every run meets the conditions."""
        for shifted in self._moves:
            shifted.move(known)
        for solved in reversed(self._solved):
            solved.move(known, unknown)


def _changes(copies: Floats) -> Floats:
    """How much numbers change, (...), from copies of them (1 + copies, ...)."""
    moved = copies[1:] - copies[0]
    changes: Floats = np.sqrt(np.einsum("c...,c...->...", moved, moved) / COPIES)
    return changes


def _significant(copies: Floats) -> NDArray[np.bool_]:
    return np.asarray(np.abs(copies[0]) > SURE * _changes(copies), dtype=np.bool_)
