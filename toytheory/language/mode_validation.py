"""What makes an experiment on modes valid: the checks of `validation` over the real numbers, and of the steps of modes.

The items of a step, by which a place is found: prepare vacuum - systems; prepare gaussian - systems, means,
covariance row by row; named maps and channels - systems, then numbers; noise - coordinates, then variances;
heterodyne - the system, then names; otherwise as `statements` says.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from toytheory.errors import InputError
from toytheory.language.maps.modes import mode_transform
from toytheory.phase_space.space import bracket_rows, coordinate_name, coordinates_of, symplectic_form
from toytheory.phase_space.uncertainty import Floats, check_covariance
from toytheory.phase_space.variables import Variable, tidy

from .checking import Validator
from .mode_steps import Amplify, GaussianNoise, Heterodyne, Loss, PrepareGaussian, PrepareVacuum, ThermalLoss
from .steps import Condition, Discard, Displace, Measure, Noise, Prepare, Step, System, Transform

LARGEST = 1e100
"""Numbers beyond this would overflow when they are multiplied."""

TOLERANCE = 1e-9
"""Brackets may be wrong by this, relative to the products that they are sums of: ten correct digits are enough."""

_NUMBER_LIKE = re.compile(r"(?:[eE][0-9]+|pi)\Z")


class ModeValidator(Validator):
    """Walks through the steps of an experiment on modes."""

    def __init__(self, system: System) -> None:
        super().__init__(system)
        self.hbar = float(system.hbar or 0.0)
        self.checks = {
            Prepare: self.prepare,
            PrepareVacuum: self.prepare_vacuum,
            PrepareGaussian: self.prepare_gaussian,
            Transform: self.transform,
            Measure: self.measure,
            Heterodyne: self.heterodyne,
            Displace: self.displace,
            Noise: self.noise,
            GaussianNoise: self.gaussian_noise,
            Loss: self.loss,
            ThermalLoss: self.thermal_loss,
            Amplify: self.amplify,
            Condition: self.condition,
            Discard: self.discard,
        }

    # numbers

    def _number(self, step: Step, item: int, value: Any, what: str) -> float:
        try:
            number = float(value)
        except (TypeError, ValueError, OverflowError):
            number = math.nan
        if not math.isfinite(number):
            raise InputError(f"{what} is {value!r}, not a finite number", "give a finite number", step.item_place(item))
        if abs(number) > LARGEST:
            raise InputError(f"{what} is {number:g}", f"give a number up to {LARGEST:g}", step.item_place(item))
        return number

    def _variables_usable(self, step: Step, variables: Sequence[Variable]) -> None:
        for item, variable in enumerate(variables):
            if variable.d is not None:
                raise InputError(f"{variable} is a variable for d = {variable.d}", "give it real coefficients (d=None)")
            for number in (variable.constant, *dict(variable.terms).values()):
                self._number(step, item, number, f"a coefficient of {variable}")
            self._systems_usable(step, variable.systems, item)

    def _commuting(self, step: Step, variables: Sequence[Variable], verb: str, mend: str) -> None:
        pair = first_real_noncommuting_pair(variables)
        if pair is not None:
            i, j, value = pair
            raise InputError(
                f"{variables[i]} and {variables[j]} cannot be {verb} together: "
                f"[{variables[i]}, {variables[j]}] = {value:.9g}, not 0",
                mend,
                step.item_place(j),
            )

    # preparations

    def _prepared(self, step: Step, systems: Sequence[int]) -> None:
        if not systems:
            raise InputError("a preparation of no system", "name at least one")
        self._systems_exist(step, systems)
        for item, system in enumerate(systems):
            if system in systems[:item]:
                place = step.item_place(item)
                raise InputError(f"system {system + 1} is prepared twice at once", "name it once", place)
        self.discarded.difference_update(systems)

    def _possible(self, step: Prepare, item: int, variable: Variable, value: Any) -> None:
        self._number(step, item, value, f"the value of {variable}")

    def _independent(self, step: Prepare) -> None:
        """Rows of length one are dependent where what is left of one, without its part along those before, is small."""
        where = sorted({index for variable in step.variables for index, _ in variable.terms})
        position = {index: i for i, index in enumerate(where)}
        rows = np.zeros((len(step.variables), len(where) + 1))
        for row, variable, value in zip(rows, step.variables, step.values, strict=True):
            for index, coefficient in variable.terms:
                row[position[index]] = coefficient
            length = np.linalg.norm(row)
            row[-1] = value - variable.constant
            row /= length or 1.0
        for item, variable in enumerate(step.variables):
            if not variable.terms:
                raise InputError(f"{variable} is a constant", "leave it out", step.item_place(item))
        linear = rows[:, :-1]
        remains = np.abs(np.diagonal(np.linalg.qr(linear.T, mode="r")))
        few = np.flatnonzero(remains <= TOLERANCE)
        if few.size or len(rows) > len(where):
            item = int(few[0]) if few.size else len(where)
            factors = np.linalg.lstsq(linear[:item].T, linear[item], rcond=None)[0]
            expected = float(factors @ rows[:item, -1])
            last = step.variables[item]
            if abs(expected - rows[item, -1]) > TOLERANCE * max(1.0, abs(expected)):
                problem = f"{last} = {step.values[item]} contradicts the values before it"
                raise InputError(problem, "leave it out: it is determined by the others", step.item_place(item))
            problem = f"{last} depends on the variables before it: listed variables must be independent"
            raise InputError(problem, "leave it out", step.item_place(item))

    def prepare_vacuum(self, step: PrepareVacuum) -> None:
        """The systems exist and are named once."""
        self._prepared(step, step.systems)

    def prepare_gaussian(self, step: PrepareGaussian) -> None:
        """Means and covariance fit the systems; the covariance obeys the uncertainty principle."""
        self._prepared(step, step.systems)
        k, size = len(step.systems), 2 * len(step.systems)
        if len(step.means) != size:
            place = step.item_place(k)
            raise InputError(f"{len(step.means)} means for {k} modes", f"give {size}: x and p of each mode", place)
        for item, mean in enumerate(step.means, start=k):
            self._number(step, item, mean, f"mean {item - k + 1}")
        item = k + size
        for number, row in enumerate(step.covariance, start=1):
            if len(row) != size:
                problem = f"row {number} of the covariance has {len(row)} of {size} numbers"
                raise InputError(problem, f"give {size} rows of {size} numbers", step.item_place(item))
            for column, value in enumerate(row, start=1):
                self._number(step, item, value, f"entry {number}, {column} of the covariance")
                item += 1
        if len(step.covariance) != size:
            rows = "1 row" if len(step.covariance) == 1 else f"{len(step.covariance)} rows"
            problem = f"a covariance with {rows} for {size} coordinates"
            raise InputError(problem, "separate rows by `;`", step.item_place(k + size))
        try:
            check_covariance(step.covariance, self.hbar)
        except InputError as error:
            raise error.at(step.item_place(k + size)) from None

    # maps and channels

    def transform(self, step: Transform) -> None:
        """The matrix keeps every bracket; systems are different ones; a named map is what its name says."""
        self._systems_usable(step, step.systems)
        size = 2 * len(step.systems)
        if len(set(step.systems)) != len(step.systems) or not size:
            problem = "a map from a system to itself" if size else "a map of no system"
            raise InputError(problem, "name different systems")
        if step.name is not None:
            if step.parameter is not None:
                self._number(step, len(step.systems), step.parameter, f"the number of {step.name}")
            named = mode_transform(step.name, step.systems, step.parameter)
            if step != named:
                raise InputError(f"the map is not {step.name}", "leave out the name, or build it with mode_transform")
            return  # symplectic by definition
        if len(step.matrix) != size or any(len(row) != size for row in step.matrix) or len(step.shift) != size:
            raise InputError("the map's matrix does not fit its systems", f"make it {size} x {size} with {size} shifts")
        for item, (row, shift) in enumerate(zip(step.matrix, step.shift, strict=True), start=len(step.systems)):
            for number in (*row, shift):
                self._number(step, item, number, "a coefficient of the map")
        self._symplectic(step)

    def _symplectic(self, step: Transform) -> None:
        matrix = np.array(step.matrix, dtype=np.float64)
        wrong = np.argwhere(symplectic_defects(matrix) > TOLERANCE)
        if not wrong.size:
            return
        i, j = (int(k) for k in wrong[0])
        indices = coordinates_of(step.systems).tolist()
        old = [coordinate_name(indices[r]) for r in (i, j)]
        new = [Variable.of(zip(indices, map(tidy, matrix[r]), strict=True), None) for r in (i, j)]
        value = bracket_rows(matrix[i : i + 1], matrix[j : j + 1])[0, 0]
        raise InputError(
            f"the map is not symplectic: [{old[0]}, {old[1]}] = {symplectic_form(len(indices) // 2)[i, j]}, "
            f"but the new values have [{new[0]}, {new[1]}] = {value:.12g}",
            f"change the new values so that every bracket is kept to a relative {TOLERANCE:g} (give enough digits); "
            "coordinates that are not named stay",
            step.item_place(len(step.systems) + j),
        )

    def _fraction(self, step: Loss | ThermalLoss) -> None:
        self._systems_usable(step, [step.system])
        if not 0 <= self._number(step, 1, step.transmission, "the transmitted fraction") <= 1:
            problem = f"the transmitted fraction {step.transmission:g} is not between 0 and 1"
            raise InputError(problem, "give T from 0 to 1; `amplify` has gains above 1", step.item_place(1))

    def loss(self, step: Loss) -> None:
        """T lies in [0, 1]."""
        self._fraction(step)

    def thermal_loss(self, step: ThermalLoss) -> None:
        """T lies in [0, 1], nbar is not negative."""
        self._fraction(step)
        if self._number(step, 2, step.nbar, "nbar") < 0:
            raise InputError(f"nbar = {step.nbar:g} is negative", "give nbar >= 0", step.item_place(2))

    def amplify(self, step: Amplify) -> None:
        """G is at least 1."""
        self._systems_usable(step, [step.system])
        if self._number(step, 1, step.gain, "the gain") < 1:
            problem = f"the gain {step.gain:g} is below 1"
            raise InputError(problem, "give G >= 1; `loss` has transmitted fractions below 1", step.item_place(1))

    def gaussian_noise(self, step: GaussianNoise) -> None:
        """Coordinates are named once, variances are not negative."""
        self._coordinates(step, [index for index, _ in step.variances])
        for item, (_, variance) in enumerate(step.variances, start=len(step.variances)):
            if self._number(step, item, variance, "the variance") < 0:
                raise InputError(f"the variance {variance:g} is negative", "give v >= 0", step.item_place(item))

    def noise(self, step: Noise) -> None:
        """Random displacements from a list are for discrete systems."""
        mend = "write for instance `noise X1 variance 0.1`"
        raise InputError("noise with listed displacements is not for modes", mend)

    # measurements and what follows from them

    def heterodyne(self, step: Heterodyne) -> None:
        """The system can be used; both outcomes have new names."""
        self._systems_usable(step, [step.system])
        if len(step.names) != 2:
            named = "1 name" if len(step.names) == 1 else f"{len(step.names)} names"
            raise InputError(f"{named} for x and p", "give two names, as in `heterodyne 1 as a, b`", step.item_place(1))
        for item, name in enumerate(step.names, start=1):
            try:
                self._new_outcome(name)
            except InputError as error:
                raise error.at(step.item_place(item)) from None

    def _new_outcome(self, name: str) -> None:
        if _NUMBER_LIKE.match(name):
            raise InputError(f"{name!r} reads as a number and cannot name an outcome", "choose a name such as a or m1")
        super()._new_outcome(name)

    def displace(self, step: Displace) -> None:
        """Coordinates exist and are named once; expressions use outcomes that exist, with finite numbers."""
        super().displace(step)
        for item, (_, expression) in enumerate(step.shifts):
            for number in (expression.constant, *dict(expression.terms).values()):
                self._number(step, item, number, "a number of the displacement")

    def condition(self, step: Condition) -> None:
        """The outcome exists, the value is finite."""
        super().condition(step)
        self._number(step, 0, step.value, f"the value of {step.name}")


def symplectic_defects(matrix: Floats) -> Floats:
    """How much each bracket of the rows misses what it should be, relative to the products it is a sum of, (k, k)."""
    exact = symplectic_form(len(matrix) // 2)
    size = np.abs(matrix)
    products = size[:, 0::2] @ size[:, 1::2].T
    missed: Floats = np.abs(bracket_rows(matrix, matrix) - exact) / np.maximum(products + products.T, 1.0)
    return missed


def first_real_noncommuting_pair(variables: Sequence[Variable]) -> tuple[int, int, float] | None:
    """(i, j, [F_i, F_j]) of the first pair (by j, then i) whose bracket is not 0 up to `TOLERANCE`, or None.

    >>> X, P = Variable.of({0: 1.0}, None), Variable.of({1: 2.0}, None)
    >>> first_real_noncommuting_pair([X, P])
    (0, 1, 2.0)
    """
    holders: dict[int, list[tuple[int, float]]] = {}  # coordinate -> (variable, coefficient) so far
    for j, variable in enumerate(variables):
        totals: dict[int, tuple[float, float]] = {}
        for index, coefficient in variable.terms:
            sign = 1.0 if index % 2 else -1.0
            for i, other in holders.get(index ^ 1, ()):
                value, size = totals.get(i, (0.0, 0.0))
                product = coefficient * other
                totals[i] = value + sign * product, size + abs(product)
        for i in sorted(totals):
            value, size = totals[i]
            if abs(value) > TOLERANCE * size:
                return i, j, value
        for index, coefficient in variable.terms:
            holders.setdefault(index, []).append((j, coefficient))
    return None
