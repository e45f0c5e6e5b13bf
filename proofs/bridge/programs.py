"""Experiments of the project as programs of `proofs/programs.v`, and what Coq says of them, read back.

`python proofs/bridge/programs.py` writes `examples.v` beside this file: the discrete files of `examples/`, some of its
own for the steps that these lack, and the named maps on unit vectors. Coq runs it (`make -C proofs tables`); its output
is kept in `tables.txt`.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import lcm
from pathlib import Path

from toytheory.language.experiment import Experiment
from toytheory.language.maps.discrete import NAMED_MAPS, named_transform
from toytheory.language.reading import load_experiment, parse_experiment
from toytheory.language.steps import (
    Condition,
    Discard,
    Displace,
    Measure,
    Noise,
    OutcomeExpression,
    Prepare,
    Step,
    Transform,
)
from toytheory.phase_space.variables import Variable

HERE = Path(__file__).parent
EXAMPLES = HERE.parent.parent / "examples"

CONSTRUCTORS = {
    "fourier": "Fourier",
    "phase": "Phase",
    "multiply": "Multiply",
    "sum": "Sum",
    "cphase": "CPhase",
    "swap": "Swap",
}

OWN = {
    "named-maps": """system 2 trits
prepare X1 = 1, X2 = 1
sum 1 2
fourier 2
fourier 1
phase 1
cphase 2 1
swap 1 2
multiply 2 by 2
measure P1 - 2X2 as a
measure 2P2 - X1 - 2X2 as b
measure P2 as c
""",
    "disturbed": "system 1 dit (d=5)\nprepare X = 3\nmeasure 2X + 1 as a\nmeasure X + 2P as b\nmeasure X as c\n",
    "composite": """system 1 dit (d=9)
prepare 3X = 6
measure 3P as a
measure X as b
condition a = 3
measure 3X as c
""",
    "fed-forward": """system 2 trits
prepare X1 = 1
measure P1 as a
measure X2 as b
displace X1 by a + 2b + 1, P2 by -a
noise X2, P1 by 0,0: 1/2, 1,2: 1/3, 2,0: 1/6
discard 1
measure X2 as c
""",
}
"""Experiments with what the examples lack: every named map, disturbance, values of a module, all of feed-forward."""

MAP_DIMENSIONS = (2, 3, 5, 9)


def listed(items: Sequence[object]) -> str:
    """A list in MathComp's notation."""
    return f"[:: {'; '.join(map(str, items))}]" if items else "[::]"


def point(vector: Sequence[int]) -> str:
    """Coefficients or coordinates x1, p1, x2, ... as the pair of all x and all p."""
    return f"({listed(vector[0::2])}, {listed(vector[1::2])})"


def variable(found: Variable, n: int) -> str:
    """The coefficients of a variable; its constant is written apart."""
    return point([int(c) for c in found.vector(n)])


class Writer:
    """Steps of one experiment as Coq text."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment, self.n, self.d = experiment, experiment.n, experiment.d
        self.made: list[str] = []

    def text(self) -> str:
        """The program."""
        steps = [part for step in self.experiment.steps for part in self.step(step)]
        return " ".join(f"(Then {step}" for step in steps) + " Nothing" + ")" * len(steps)

    def step(self, step: Step) -> Iterator[str]:
        """One step, or several; ValueError for a kind that programs do not have."""
        match step:
            case Prepare():
                known = [
                    f"({variable(F, self.n)}, {(v - F.constant) % self.d})"
                    for F, v in zip(step.variables, step.values, strict=True)
                ]
                yield f"(Prepare {listed(step.systems)} {listed(known)})"
            case Transform(name=str(name)):
                numbers = (*step.systems, *([] if step.parameter is None else [step.parameter]))
                yield f"({CONSTRUCTORS[name]} {' '.join(map(str, numbers))})"
            case Transform():
                yield self.written(step)
            case Measure():
                for F, outcome in zip(step.variables, step.names, strict=True):
                    yield f"(Measure {variable(F, self.n)} {F.constant})"
                    self.made.append(outcome)
            case Displace():
                # one system at a time: the expressions of one step know the same outcomes
                for k in step.touched:
                    by = {index % 2: e for index, e in step.shifts if index // 2 == k}
                    yield f"(Displace {k} {self.expression(by.get(0))} {self.expression(by.get(1))})"
            case Noise():
                yield self.noise(step)
            case Condition():
                yield f"(Condition {self.made.index(step.name)} {step.value % self.d})"
            case Discard():
                for k in step.systems:
                    yield f"(Discard {k})"
            case _:
                raise ValueError(f"programs have no {type(step).__name__}")

    def written(self, step: Transform) -> str:
        """A written map, on all systems."""
        rows = [[int(i == j) for j in range(2 * self.n)] for i in range(2 * self.n)]
        shift = [0] * (2 * self.n)
        where = [2 * k + c for k in step.systems for c in (0, 1)]
        for i, row, a in zip(where, step.matrix, step.shift, strict=True):
            rows[i] = [0] * (2 * self.n)
            for j, entry in zip(where, row, strict=True):
                rows[i][j] = entry % self.d
            shift[i] = a % self.d
        points = [point(row) for row in rows]
        return f"(Transform {listed(points[0::2])} {listed(points[1::2])} {point(shift)})"

    def expression(self, e: OutcomeExpression | None) -> str:
        """Places of outcomes with coefficients, and the constant."""
        e = e or OutcomeExpression()
        terms = [f"({self.made.index(name)}, {c % self.d})" for name, c in e.terms]
        return f"({listed(terms)}, {e.constant % self.d})"

    def noise(self, step: Noise) -> str:
        """Weights over one denominator."""
        unit = lcm(*(weight.denominator for _, weight in step.weights))
        cases = []
        for by, weight in step.weights:
            shift = [0] * (2 * self.n)
            for coordinate, amount in zip(step.coordinates, by, strict=True):
                shift[coordinate] = amount % self.d
            cases.append(f"({int(weight * unit)}%N, {point(shift)})")
        return f"(Noise {unit}%N {listed(cases)})"


KINDS = (Condition, Discard, Displace, Measure, Noise, Prepare, Transform)
"""The kinds of steps that are written as programs."""


def experiments() -> dict[str, Experiment]:
    """By name: the discrete examples of the project whose steps programs have, and the ones here."""
    found = {path.stem: load_experiment(path) for path in sorted(EXAMPLES.glob("*.toy"))}
    found |= {name: parse_experiment(text) for name, text in OWN.items()}
    discrete = {name: e for name, e in found.items() if e.system.kind != "modes"}
    return {name: e for name, e in discrete.items() if all(isinstance(step, KINDS) for step in e.steps)}


def maps() -> Iterator[tuple[str, int, tuple[int, ...], int | None]]:
    """Every named map that is compared: name, d, systems (of two), multiplier."""
    for d in MAP_DIMENSIONS:
        for name, named in NAMED_MAPS.items():
            systems = (1, 0) if named.systems == 2 else (1,)
            yield name, d, systems, (2 if d % 2 else 1) if named.takes_parameter else None


def coq() -> str:
    """The text of `examples.v`."""
    lines = [
        "(** Written by programs.py: the experiments of the project, and its named maps on unit vectors. *)",
        "From mathcomp Require Import ssreflect seq.",
        "From Coq Require Import String NArith.",
        "From Toy Require Import programs.",
        "Set Printing Width 120.",
        "",
    ]
    for name, experiment in experiments().items():
        program = Writer(experiment).text()
        lines.append(f'Eval vm_compute in ("{name}"%string, table {experiment.d} {experiment.n} {program}).')
    for name, d, systems, multiplier in maps():
        units = [point([int(i == j) for j in range(4)]) for i in range(4)]
        numbers = " ".join(map(str, (*systems, *([] if multiplier is None else [multiplier]))))
        dimension = "2" if name == "swap" else f"{d} 2"
        lines.append(f'Eval vm_compute in ("{name} d={d}"%string, map ({name} {dimension} {numbers}) {listed(units)}).')
    return "\n".join(lines) + "\n"


def read(text: str) -> dict[str, list[tuple[object, object]]]:
    """The tables that Coq printed, by name."""
    tables = {}
    for printed in re.findall(r"^ +=(.*?)^ +: ", text, re.MULTILINE | re.DOTALL):
        plain = printed.replace("%string", "").replace("%N", "").replace("[::", "[").replace(";", ",")
        name, table = ast.literal_eval(" ".join(plain.split()))
        tables[name] = table
    return tables


def distribution(table: Sequence[tuple[Sequence[int], tuple[int, int]]]) -> dict[tuple[int, ...], Fraction]:
    """The weight of each record that can occur."""
    weights: dict[tuple[int, ...], Fraction] = {}
    for record, (numerator, denominator) in table:
        weights[tuple(record)] = weights.get(tuple(record), Fraction(0)) + Fraction(numerator, denominator)
    return {record: weight for record, weight in weights.items() if weight}


def matrix(images: Sequence[tuple[Sequence[int], Sequence[int]]]) -> list[list[int]]:
    """The matrix of a map from its images of unit vectors, in the talk's order."""
    columns = [[c for pair in zip(x, p, strict=True) for c in pair] for x, p in images]
    return [list(row) for row in zip(*columns, strict=True)]


def matrix_of(name: str, d: int, systems: tuple[int, ...], multiplier: int | None) -> list[list[int]]:
    """The same from the project's table of named maps, on two systems."""
    step = named_transform(name, systems, d, multiplier)
    rows = [[int(i == j) for j in range(4)] for i in range(4)]
    where = [2 * k + c for k in step.systems for c in (0, 1)]
    for i, row in zip(where, step.matrix, strict=True):
        for j, entry in zip(where, row, strict=True):
            rows[i][j] = entry
    return rows


if __name__ == "__main__":
    (HERE / "examples.v").write_text(coq(), encoding="utf-8")
