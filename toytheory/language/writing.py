"""Experiments written in the experiment language, in one fixed way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from toytheory.errors import InputError
from toytheory.language.maps.discrete import named_transform
from toytheory.phase_space.space import coordinate_name, coordinates_of
from toytheory.phase_space.variables import Variable

from .experiment import Experiment
from .mode_formatting import MODE_WRITERS, normal_mode_step
from .steps import Condition, Discard, Displace, Measure, Noise, OutcomeExpression, Prepare, Step, System, Transform


def normal_form(experiment: Experiment) -> Experiment:
    r"""The same experiment with its records as `parse_experiment` makes them.

    Integers are reduced modulo d (on modes numbers become floats), systems ascend (except in named maps,
    discards), repeated outcomes in an expression are added up. Experiments read from a text are in this form already.

    >>> from toytheory.language.reading import parse_experiment
    >>> experiment = parse_experiment("system 2 bits\nsum 2 1\nmeasure X1")
    >>> normal_form(experiment) == experiment
    True
    """
    if experiment.system.d is None:
        return replace(experiment, steps=tuple(map(normal_mode_step, experiment.steps)))
    steps = tuple(_normal_step(step, experiment.system.d) for step in experiment.steps)
    return replace(experiment, steps=steps)


def _reduced(values: tuple[int, ...], d: int) -> tuple[int, ...]:
    return tuple(int(value) % d for value in values)


def _normal_variable(variable: Variable, d: int) -> Variable:
    return Variable.of(variable.terms, d, variable.constant)


def _normal_expression(expression: OutcomeExpression, d: int) -> OutcomeExpression:
    total: dict[str, int] = {}
    for name, coefficient in expression.terms:
        total[name] = (total.get(name, 0) + int(coefficient)) % d
    return OutcomeExpression(tuple(total.items()), int(expression.constant) % d)


def _normal_transform(step: Transform, d: int) -> Transform:
    if step.name is not None:
        return named_transform(step.name, step.systems, d, step.parameter)
    order = sorted(range(len(step.systems)), key=lambda k: step.systems[k])
    old = coordinates_of(order).tolist()
    rows = tuple(tuple(int(step.matrix[i][j]) % d for j in old) for i in old)
    shift = _reduced(tuple(step.shift[i] for i in old), d)
    return Transform(tuple(step.systems[k] for k in order), rows, shift)


def _normal_step(step: Any, d: int) -> Step:
    match step:
        case Prepare():
            variables = tuple(_normal_variable(v, d) for v in step.variables)
            return Prepare(variables, _reduced(step.values, d), tuple(sorted(set(step.systems))))
        case Transform():
            return _normal_transform(step, d)
        case Measure():
            return Measure(tuple(_normal_variable(v, d) for v in step.variables), step.names)
        case Displace():
            return Displace(tuple((index, _normal_expression(e, d)) for index, e in step.shifts))
        case Noise():
            return Noise(step.coordinates, tuple((_reduced(shifts, d), weight) for shifts, weight in step.weights))
        case Condition():
            return Condition(step.name, int(step.value) % d)
        case Discard():
            return step
    raise InputError(f"the language has no statement for the step {type(step).__name__}", "use steps of the language")


def _system(system: System) -> str:
    kind = system.kind[:-1] if system.n == 1 else system.kind
    setting = {"dits": f" d={system.d}", "modes": f" (hbar={float(system.hbar or 1)!r})"}.get(system.kind, "")
    return f"system {system.n} {kind}{setting}"


def _prepare(step: Prepare) -> str:
    named = {system for variable in step.variables for system in variable.systems}
    resets = "".join(f" + 0X{system + 1}" for system in step.systems if system not in named)
    knowns = [f"{variable} = {value}" for variable, value in zip(step.variables, step.values, strict=True)]
    knowns[0] = knowns[0].replace(" =", f"{resets} =")  # named, so reset, though nothing is known of them
    return "prepare " + ", ".join(knowns)


def _map(step: Transform) -> str:
    systems = " ".join(str(system + 1) for system in step.systems)
    return f"{step.name} {systems}" + (f" by {step.parameter}" if step.parameter is not None else "")


def _transform(step: Transform, d: int) -> str:
    if step.name is not None:
        return _map(step)
    names = coordinates_of(step.systems).tolist()
    images: dict[int, str] = {}
    mentioned: set[int] = set()
    for row, name in enumerate(names):
        terms = [(old, c) for old, c in zip(names, step.matrix[row], strict=True) if c]
        if terms != [(name, 1)] or step.shift[row]:
            images[name] = str(Variable.of(terms, d, step.shift[row]))
            mentioned.update(index // 2 for index in (name, *dict(terms)))
    for system in step.systems:
        if system not in mentioned:
            images[2 * system] = coordinate_name(2 * system)  # X -> X: named, though it stays
    return "transform " + ", ".join(f"{coordinate_name(i)} -> {images[i]}" for i in sorted(images))


def _expression(expression: OutcomeExpression, d: int) -> str:
    text = ""
    for coefficient, name in [*((c, name) for name, c in expression.terms), (expression.constant, "")]:
        size, sign = (d - coefficient, " - ") if 2 * coefficient > d else (coefficient, " + ")
        if name or size or not text:
            text += sign + (name if name and size == 1 else f"{size}{name}")
    return text[3:] if text.startswith(" + ") else "-" + text[3:]


def _displace(step: Displace, d: int) -> str:
    return "displace " + ", ".join(f"{coordinate_name(i)} by {_expression(e, d)}" for i, e in step.shifts)


def _measure(step: Measure) -> str:
    variables = (str(v) if v.terms else f"0X1 + {v.constant}" for v in step.variables)
    return f"measure {', '.join(variables)} as {', '.join(step.names)}"


def _noise(step: Noise) -> str:
    coordinates = ", ".join(coordinate_name(index) for index in step.coordinates)
    weights = ", ".join(f"{','.join(map(str, shifts))}: {weight}" for shifts, weight in step.weights)
    return f"noise {coordinates} by {weights}"


def _condition(step: Condition) -> str:
    return f"condition {step.name} = {step.value}"


def _discard(step: Discard) -> str:
    return "discard " + ", ".join(str(system + 1) for system in step.systems)


_WRITERS: dict[type[Step], Callable[[Any, int], str]] = {
    Prepare: lambda step, d: _prepare(step),
    Transform: _transform,
    Measure: lambda step, d: _measure(step),
    Displace: _displace,
    Noise: lambda step, d: _noise(step),
    Condition: lambda step, d: _condition(step),
    Discard: lambda step, d: _discard(step),
}


def format_experiment(experiment: Experiment) -> str:
    r"""The text of an experiment: what `parse_experiment` reads back as its normal form.

    Named maps are written by name, coordinates that a map keeps are left out, every outcome is named.

    Raises
    ------
    InputError : where a step is none of the language's.

    >>> from toytheory.language.reading import parse_experiment
    >>> experiment = parse_experiment("system 1 trit\nprepare X = -1\nfourier 1\nmeasure P + 2X")
    >>> print(format_experiment(experiment), end="")
    system 1 trit
    prepare X1 = 2
    fourier 1
    measure -X1 + P1 as m1
    """
    lines = [_system(experiment.system)]
    d, steps = experiment.system.d, normal_form(experiment).steps
    if d is None:
        lines += [MODE_WRITERS[type(step)](step) for step in steps]
    else:
        lines += [_WRITERS[type(step)](step, d) for step in steps]
    return "\n".join(lines) + "\n"
