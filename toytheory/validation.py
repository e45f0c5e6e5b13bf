"""What makes an experiment valid: the checks behind `Experiment`, one a step.

Each refusal is an InputError with a place (where the step came from a file) and a mend.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from .brackets import first_noncommuting_pair
from .errors import InputError
from .modular import howell, module_size, pivots
from .phase_space import bracket_rows, coordinate_name, symplectic_form
from .steps import Condition, Discard, Displace, Measure, Noise, Prepare, Step, System, Transform
from .variables import Variable, coefficient_matrix

KEYWORDS = frozenset(
    "system bits bit trits trit dits dit modes mode hbar prepare transform fourier phase sum cphase swap multiply "
    "displace by measure as noise condition discard vacuum gaussian means covariance variance rotate squeeze "
    "beamsplitter shear loss thermal amplify heterodyne repeat end detector observable".split()
)
"""Words that cannot name an outcome, those of planned statements included."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]*\Z")
_COORDINATE_LIKE = re.compile(r"[XP][0-9]*\Z")


def check_outcome_name(name: str) -> None:
    """InputError unless the name is an identifier, no keyword and no word like X1."""
    if not _NAME.match(name):
        raise InputError(f"{name!r} cannot name an outcome", "use a letter followed by letters, digits or _")
    if name in KEYWORDS:
        raise InputError(f"the keyword {name!r} cannot name an outcome", f"choose another name, such as {name}1")
    if _COORDINATE_LIKE.match(name):
        raise InputError(f"{name!r} is a coordinate and cannot name an outcome", "choose a name such as a or m1")


class Validator:
    """Walks through steps and remembers what they presuppose: outcomes made, systems discarded."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.outcomes: set[str] = set()
        self.discarded: set[int] = set()
        self.checks: dict[type[Step], Callable[[Any], None]] = {
            Prepare: self.prepare,
            Transform: self.transform,
            Measure: self.measure,
            Displace: self.displace,
            Noise: self.noise,
            Condition: self.condition,
            Discard: self.discard,
        }

    def check(self, steps: Sequence[Step]) -> None:
        """InputError at the first step that is not valid; steps of unknown kinds are left to the backends."""
        for step in steps:
            check = self.checks.get(type(step))
            if check is not None:
                try:
                    check(step)
                except InputError as error:
                    raise error.at(step.place) from None

    # what systems may be used

    def _systems_exist(self, step: Step, systems: Sequence[int], item: int | None = None) -> None:
        for offset, system in enumerate(systems):
            if not 0 <= system < self.system.n:
                place = step.item_place(offset if item is None else item)
                many = "systems 1 to" if self.system.n > 1 else "system"
                raise InputError(
                    f"there is no system {system + 1}", f"the experiment has {many} {self.system.n}", place
                )

    def _systems_usable(self, step: Step, systems: Sequence[int], item: int | None = None) -> None:
        self._systems_exist(step, systems, item)
        for offset, system in enumerate(systems):
            if system in self.discarded:
                place = step.item_place(offset if item is None else item)
                raise InputError(f"system {system + 1} has been discarded", "prepare it before using it again", place)

    def _variables_usable(self, step: Step, variables: Sequence[Variable]) -> None:
        for item, variable in enumerate(variables):
            if variable.d != self.system.d:
                raise InputError(f"{variable} is a variable for d = {variable.d}", f"use d = {self.system.d}")
            self._systems_usable(step, variable.systems, item)

    def _commuting(self, step: Step, variables: Sequence[Variable], verb: str, mend: str) -> None:
        pair = first_noncommuting_pair(variables)
        if pair is not None:
            i, j, value = pair
            raise InputError(
                f"{variables[i]} and {variables[j]} cannot be {verb} together: "
                f"[{variables[i]}, {variables[j]}] = {value}, not 0",
                mend,
                step.item_place(j),
            )

    # one check a step

    def prepare(self, step: Prepare) -> None:
        """Known variables commute, are independent, and their values are possible."""
        self._systems_exist(step, step.systems)
        for system in step.systems:
            self.discarded.discard(system)
        if len(step.variables) != len(step.values):
            raise InputError(f"{len(step.variables)} variables but {len(step.values)} values", "give one value each")
        self._variables_usable(step, step.variables)
        for item, variable in enumerate(step.variables):
            if not set(variable.systems) <= set(step.systems):
                raise InputError(f"{variable} is known of a system that is not prepared", "name all its systems")
            self._possible(step, item, variable, step.values[item])
        self._commuting(step, step.variables, "known", "know only variables whose bracket vanishes")
        self._independent(step)

    def _possible(self, step: Prepare, item: int, variable: Variable, value: int) -> None:
        d = self.system.dimension
        divisor = math.gcd(d, *(c for _, c in variable.terms))
        if (value - variable.constant) % divisor:
            allowed = sorted((variable.constant + k) % d for k in range(0, d, divisor))
            listed = ", ".join(map(str, allowed[:8])) + (", ..." if len(allowed) > 8 else "")
            values = f"can only be {listed}" if len(allowed) > 1 else f"is always {listed}"
            raise InputError(
                f"{variable} = {value} is contradictory: modulo {d}, {variable} {values}",
                "give a value that it can take",
                step.item_place(item),
            )

    def _independent(self, step: Prepare) -> None:
        d, rows = self.system.dimension, coefficient_matrix(step.variables, self.system.n)
        sizes = [d // math.gcd(d, *(c for _, c in variable.terms)) for variable in step.variables]
        used = np.flatnonzero(rows.any(axis=0))
        if module_size(howell(rows[:, used], d), d) == math.prod(sizes) and 1 not in sizes:
            return
        values = np.array([v - f.constant for f, v in zip(step.variables, step.values, strict=True)], dtype=np.int64)
        count = next(  # the shortest dependent beginning: its last variable is to blame
            k
            for k in range(1, len(sizes) + 1)
            if sizes[k - 1] == 1 or module_size(howell(rows[:k, used], d), d) < math.prod(sizes[:k])
        )
        augmented = howell(np.hstack([rows[:count, used], values[:count, None]]), d)
        last = step.variables[count - 1]
        if any(column == used.size for column, _ in pivots(augmented)):
            raise InputError(
                f"{last} = {step.values[count - 1]} contradicts the values before it",
                "leave it out: it is determined by the others",
                step.item_place(count - 1),
            )
        what = "does not depend on any coordinate" if sizes[count - 1] == 1 else "depends on the variables before it"
        raise InputError(
            f"{last} {what}: listed variables must be independent", "leave it out", step.item_place(count - 1)
        )

    def transform(self, step: Transform) -> None:
        """The matrix keeps every bracket; systems are different ones."""
        self._systems_usable(step, step.systems)
        if len(set(step.systems)) != len(step.systems):
            raise InputError("a map from a system to itself", "name different systems")
        d, size = self.system.dimension, 2 * len(step.systems)
        matrix = np.array(step.matrix, dtype=np.int64)
        if matrix.shape != (size, size) or len(step.shift) != size:
            raise InputError(
                f"the map's matrix has shape {matrix.shape}", f"make it {size} x {size} with {size} shifts"
            )
        wrong = np.argwhere((bracket_rows(matrix, matrix) - symplectic_form(len(step.systems))) % d)
        if wrong.size:
            i, j = sorted(int(k) for k in wrong[0])
            names = [coordinate_name(2 * step.systems[k // 2] + k % 2) for k in range(size)]
            images = [
                Variable.of([(2 * step.systems[c // 2] + c % 2, int(matrix[r, c])) for c in range(size)], d)
                for r in (i, j)
            ]
            was = int(symplectic_form(len(step.systems))[i, j]) % d
            now = int(bracket_rows(matrix[[i]], matrix[[j]])[0, 0]) % d
            raise InputError(
                f"the map is not symplectic: [{names[i]}, {names[j]}] = {was}, "
                f"but the new values have [{images[0]}, {images[1]}] = {now}",
                "change the new values so that every bracket is kept",
                step.place,
            )

    def measure(self, step: Measure) -> None:
        """Variables commute; every outcome has a new name."""
        self._variables_usable(step, step.variables)
        if len(step.names) != len(step.variables):
            raise InputError(
                f"{len(step.names)} name(s) for {len(step.variables)} variable(s)", "give every variable one name"
            )
        for name in step.names:
            check_outcome_name(name)
            if name in self.outcomes:
                raise InputError(f"an outcome named {name} exists already", f"choose another name, such as {name}_2")
            self.outcomes.add(name)
        self._commuting(step, step.variables, "measured", "measure them one after the other instead")

    def _outcome_exists(self, name: str) -> None:
        if name not in self.outcomes:
            known = ", ".join(sorted(self.outcomes)[:8]) or "none yet"
            raise InputError(f"there is no outcome named {name} at this point", f"outcomes so far: {known}")

    def displace(self, step: Displace) -> None:
        """Coordinates exist and are named once; expressions use outcomes that exist."""
        coordinates = [index for index, _ in step.shifts]
        self._coordinates(step, coordinates)
        for item, (_, expression) in enumerate(step.shifts):
            for name, _ in expression.terms:
                try:
                    self._outcome_exists(name)
                except InputError as error:
                    raise error.at(step.item_place(item)) from None

    def _coordinates(self, step: Step, coordinates: Sequence[int]) -> None:
        for item, index in enumerate(coordinates):
            self._systems_usable(step, [index // 2], item)
            if index in coordinates[:item]:
                raise InputError(f"{coordinate_name(index)} is named twice", "name it once", step.item_place(item))

    def noise(self, step: Noise) -> None:
        """Probabilities lie in [0, 1] and add up to one, exactly."""
        self._coordinates(step, step.coordinates)
        seen: set[tuple[int, ...]] = set()
        for shifts, weight in step.weights:
            if len(shifts) != len(step.coordinates):
                raise InputError(
                    f"{len(shifts)} displacement(s) for {len(step.coordinates)} coordinate(s)", "give one for each"
                )
            reduced = tuple(s % self.system.dimension for s in shifts)
            if reduced in seen:
                raise InputError(f"the displacement {', '.join(map(str, shifts))} is listed twice", "list it once")
            seen.add(reduced)
            if not 0 <= weight <= 1:
                raise InputError(f"the probability {weight} is not between 0 and 1", "give numbers from 0 to 1")
        total = sum(weight for _, weight in step.weights)
        if total != 1:
            raise InputError(f"the probabilities add up to {total}, not 1", "make them add up to 1 exactly")

    def condition(self, step: Condition) -> None:
        """The outcome exists."""
        self._outcome_exists(step.name)

    def discard(self, step: Discard) -> None:
        """The systems are there to be discarded, each named once."""
        self._systems_usable(step, step.systems)
        if len(set(step.systems)) != len(step.systems):
            raise InputError("a system is discarded twice", "name it once")
        self.discarded.update(step.systems)
