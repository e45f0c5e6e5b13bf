"""What makes an experiment valid: the checks behind `Experiment`, one a step.

Each refusal is an InputError with a place (where the step came from a file) and a mend. The items
of a step, by which a place is found, are counted as `statements` says.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Callable, Sequence
from fractions import Fraction
from numbers import Rational
from typing import Any

import numpy as np

from toytheory.errors import InputError
from toytheory.language.maps.discrete import named_transform
from toytheory.phase_space.brackets import bracket, first_noncommuting_pair
from toytheory.phase_space.independence import first_dependent
from toytheory.phase_space.modular import Matrix
from toytheory.phase_space.space import bracket_rows, coordinate_name, coordinates_of, symplectic_form
from toytheory.phase_space.variables import Variable

from .mode_steps import MODE_STEPS
from .steps import Condition, Discard, Displace, Measure, Noise, Prepare, Step, System, Transform

MAX_SYSTEMS = 2**20
"""The largest number of systems that can be declared; backends may hold fewer."""

KEYWORDS = frozenset(
    "system bits bit trits trit dits dit modes mode hbar prepare transform fourier phase sum cphase swap multiply "
    "displace by measure as noise condition discard vacuum gaussian means covariance variance rotate squeeze "
    "beamsplitter shear loss thermal amplify heterodyne repeat end detector observable".split()
)
"""Words that cannot name an outcome, those of planned statements included."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z_0-9]*\Z")
_COORDINATE_LIKE = re.compile(r"[XP][0-9]*\Z")


def check_outcome_name(name: str) -> None:
    """InputError unless the name is an identifier, no keyword and no word like X1.

    >>> check_outcome_name("m1")
    """
    if not _NAME.match(name):
        raise InputError(f"{name!r} cannot name an outcome", "use a letter followed by letters, digits or _")
    if name in KEYWORDS:
        raise InputError(f"the keyword {name!r} cannot name an outcome", f"choose another name, such as {name}1")
    if _COORDINATE_LIKE.match(name):
        raise InputError(f"{name!r} is a coordinate and cannot name an outcome", "choose a name such as a or m1")


def _shown(number: Fraction) -> str:
    """A fraction for a message: exact where that is short."""
    if number.numerator.bit_length() + number.denominator.bit_length() < 200:
        return str(number)
    return f"about {float(number):.12g}" if abs(number) < 10**15 else "of more than 15 digits"


class Validator:
    """Walks through steps and remembers what they presuppose: outcomes made, systems discarded."""

    def __init__(self, system: System) -> None:
        if system.n > MAX_SYSTEMS:
            raise InputError(f"{system.n} systems are too many", f"have at most {MAX_SYSTEMS}")
        self.system = system
        self.outcomes: dict[str, None] = {}  # ordered as in the file
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
            if check is None and type(step) in MODE_STEPS:
                raise InputError(f"the step {type(step).__name__} is for modes", "use it on modes", step.place)
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
                many = "systems 1 to" if self.system.n > 1 else "only system"
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
        if not step.variables:
            raise InputError("a preparation without known variables", "know at least one variable")
        if len(step.variables) != len(step.values):
            raise InputError(f"{len(step.variables)} variables but {len(step.values)} values", "give one value each")
        self._systems_exist(step, step.systems)
        for system in step.systems:
            self.discarded.discard(system)
        self._variables_usable(step, step.variables)
        prepared = set(step.systems)
        for item, variable in enumerate(step.variables):
            if not prepared.issuperset(variable.systems):
                raise InputError(f"{variable} is known of a system that is not prepared", "name all its systems")
            self._possible(step, item, variable, step.values[item])
        self._commuting(step, step.variables, "known", "know only variables whose bracket vanishes")
        self._independent(step)

    def _possible(self, step: Prepare, item: int, variable: Variable, value: int) -> None:
        d = self.system.dimension
        divisor = math.gcd(d, *(c for _, c in variable.terms))
        if (value - variable.constant) % divisor:
            allowed = range(variable.constant % divisor, d, divisor)
            listed = ", ".join(map(str, allowed[:8])) + (", ..." if len(allowed) > 8 else "")
            values = f"can only be {listed}" if len(allowed) > 1 else f"is always {listed}"
            raise InputError(
                f"{variable} = {value} is contradictory: modulo {d}, {variable} {values}",
                "give a value that it can take",
                step.item_place(item),
            )

    def _independent(self, step: Prepare) -> None:
        found = first_dependent(step.variables, step.values, self.system.dimension)
        if found is None:
            return
        item, contradictory = found
        last = step.variables[item]
        if contradictory:
            raise InputError(
                f"{last} = {step.values[item]} contradicts the values before it",
                "leave it out: it is determined by the others",
                step.item_place(item),
            )
        what = "depends on the variables before it" if last.terms else f"is a constant modulo {self.system.d}"
        raise InputError(f"{last} {what}: listed variables must be independent", "leave it out", step.item_place(item))

    def transform(self, step: Transform) -> None:
        """The matrix keeps every bracket; systems are different ones; a named map is what its name says."""
        self._systems_usable(step, step.systems)
        d, size = self.system.dimension, 2 * len(step.systems)
        if len(set(step.systems)) != len(step.systems) or not size:
            problem = "a map from a system to itself" if size else "a map of no system"
            raise InputError(problem, "name different systems")
        matrix = self._matrix(step, size, d)
        if step.name is not None:
            named = named_transform(step.name, step.systems, d, step.parameter)
            if matrix.tolist() != [list(row) for row in named.matrix] or any(c % d for c in step.shift):
                raise InputError(f"the map is not {step.name}", "leave out the name, or build it with named_transform")
            return  # symplectic by definition
        pair = _unkept_pair(matrix, d)
        if pair is not None:
            self._not_symplectic(step, matrix, *pair)

    def _matrix(self, step: Transform, size: int, d: int) -> Matrix:
        if len(step.matrix) != size or any(len(row) != size for row in step.matrix) or len(step.shift) != size:
            raise InputError("the map's matrix does not fit its systems", f"make it {size} x {size} with {size} shifts")
        try:
            return np.mod(np.array(step.matrix, dtype=np.int64), d)
        except OverflowError:
            raise InputError("the map's matrix has entries beyond 2^63", f"reduce them modulo {d}") from None

    def _not_symplectic(self, step: Transform, matrix: Matrix, i: int, j: int) -> None:
        d, systems = self.system.dimension, len(step.systems)
        indices = coordinates_of(step.systems).tolist()
        names = [coordinate_name(indices[r]) for r in (i, j)]
        old = [Variable.of([(indices[r], 1)], d) for r in (i, j)]
        new = [Variable.of(zip(indices, matrix[r].tolist(), strict=True), d) for r in (i, j)]
        raise InputError(
            f"the map is not symplectic: [{names[0]}, {names[1]}] = {bracket(*old)}, "
            f"but the new values have [{new[0]}, {new[1]}] = {bracket(*new)}",
            "change the new values so that every bracket is kept; coordinates that are not named stay",
            step.item_place(systems + j),
        )

    def measure(self, step: Measure) -> None:
        """Variables commute; every outcome has a new name."""
        if not step.variables:
            raise InputError("a measurement of no variable", "measure at least one")
        self._variables_usable(step, step.variables)
        count = len(step.variables)
        if len(step.names) != count:
            named = "1 name" if len(step.names) == 1 else f"{len(step.names)} names"
            measured = "1 variable" if count == 1 else f"{count} variables"
            raise InputError(f"{named} for {measured}", "give every variable one name", step.item_place(count))
        for item, name in enumerate(step.names, start=count):
            try:
                self._new_outcome(name)
            except InputError as error:
                raise error.at(step.item_place(item)) from None
        self._commuting(step, step.variables, "measured", "measure them one after the other instead")

    def _new_outcome(self, name: str) -> None:
        check_outcome_name(name)
        if name in self.outcomes:
            raise InputError(f"an outcome named {name} exists already", f"choose another name, such as `as {name}_2`")
        self.outcomes[name] = None

    def _outcome_exists(self, step: Step, item: int, name: str) -> None:
        if name in self.outcomes:
            return
        if _COORDINATE_LIKE.match(name):
            raise InputError(
                f"{name} is a coordinate, not an outcome", "measure it first and use its outcome", step.item_place(item)
            )
        known = list(self.outcomes)
        near = difflib.get_close_matches(name[:40], known[-100:], n=1)
        mend = f"outcomes so far: {', '.join(known[:8]) or 'none'}{', ...' if len(known) > 8 else ''}"
        raise InputError(
            f"there is no outcome named {name} at this point",
            f"did you mean {near[0]}? {mend}" if near else mend,
            step.item_place(item),
        )

    def displace(self, step: Displace) -> None:
        """Coordinates exist and are named once; expressions use outcomes that exist."""
        self._coordinates(step, [index for index, _ in step.shifts])
        item = len(step.shifts)
        for _, expression in step.shifts:
            for name, _ in expression.terms:
                self._outcome_exists(step, item, name)
                item += 1

    def _coordinates(self, step: Step, coordinates: Sequence[int]) -> None:
        if not coordinates:
            raise InputError("a displacement of no coordinate", "name at least one coordinate")
        seen: set[int] = set()
        for item, index in enumerate(coordinates):
            self._systems_usable(step, [index // 2], item)
            if index in seen:
                raise InputError(f"{coordinate_name(index)} is named twice", "name it once", step.item_place(item))
            seen.add(index)

    def noise(self, step: Noise) -> None:
        """Probabilities lie in [0, 1] and add up to one, exactly."""
        self._coordinates(step, step.coordinates)
        count, seen = len(step.coordinates), set()
        for item, (shifts, weight) in enumerate(step.weights, start=count):
            place = step.item_place(item)
            listed = ", ".join(map(str, shifts))
            if len(shifts) != count:
                raise InputError(
                    f"the displacement {listed} has {len(shifts)} of {count} coordinates",
                    "give one integer for each coordinate, as in `noise X1, P1 by 0,0: 9/10, 1,0: 1/10`",
                    place,
                )
            reduced = tuple(s % self.system.dimension for s in shifts)
            if reduced in seen:
                raise InputError(f"the displacement {listed} is listed twice", "list it once", place)
            seen.add(reduced)
            if not isinstance(weight, Rational):
                raise InputError(f"the probability {weight!r} is not exact", "give a Fraction or an int", place)
            if not 0 <= weight <= 1:
                mend = "give numbers from 0 to 1 that add up to 1"
                raise InputError(f"the probability {_shown(Fraction(weight))} is not between 0 and 1", mend, place)
        total = sum((Fraction(weight) for _, weight in step.weights), Fraction(0))
        if total != 1:
            raise InputError(
                f"the probabilities add up to {_shown(total)}, not 1",
                "make them add up to 1 exactly; displacements that are not listed have probability 0",
            )

    def condition(self, step: Condition) -> None:
        """The outcome exists."""
        self._outcome_exists(step, 0, step.name)

    def discard(self, step: Discard) -> None:
        """The systems are there to be discarded, each named once."""
        if not step.systems:
            raise InputError("no system to be discarded", "name at least one system")
        self._systems_usable(step, step.systems)
        seen: set[int] = set()
        for item, system in enumerate(step.systems):
            if system in seen:
                raise InputError(f"system {system + 1} is discarded twice", "name it once", step.item_place(item))
            seen.add(system)
        self.discarded |= seen


def _unkept_pair(matrix: Matrix, d: int) -> tuple[int, int] | None:
    """The first pair of rows (of residues modulo d) whose bracket is not that of their coordinates, or None.

    Large sparse maps are tested through their graph: a map is symplectic exactly when the variables
    (new value) - (old coordinate), the old ones on a mirror system of opposite bracket, all commute.
    """
    size = len(matrix)
    rows, columns = np.nonzero(matrix)
    if size > 256 and rows.size < 32 * size:
        terms: list[list[tuple[int, int]]] = [[] for _ in range(size)]
        for r, c in zip(rows.tolist(), columns.tolist(), strict=True):
            terms[r].append((c, int(matrix[r, c])))
        mirrored = [[*row, (size + r, -1 if r % 2 else 1)] for r, row in enumerate(terms)]
        pair = first_noncommuting_pair([Variable.of(row, d) for row in mirrored])
        return None if pair is None else pair[:2]
    exact = matrix.astype(np.float64) if size * d * d < 2**53 else matrix  # float products are much faster
    wrong = np.argwhere((bracket_rows(exact, exact) - symplectic_form(size // 2)) % d)
    return (int(wrong[0, 0]), int(wrong[0, 1])) if wrong.size else None
