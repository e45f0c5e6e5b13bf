"""Steps on modes written in the experiment language, and their normal form; numbers are written to come back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from toytheory.errors import InputError
from toytheory.language.maps.modes import mode_transform
from toytheory.phase_space.space import coordinate_name, coordinates_of
from toytheory.phase_space.variables import Variable, tidy

from .mode_steps import Amplify, GaussianNoise, Heterodyne, Loss, PrepareGaussian, PrepareVacuum, ThermalLoss
from .steps import Condition, Discard, Displace, Measure, OutcomeExpression, Prepare, Step, Transform


def normal_mode_step(step: Any) -> Step:
    """The step as `parse_experiment` makes it: floats, systems of a written map ascending."""
    match step:
        case Prepare():
            values = tuple(float(value) for value in step.values)
            return Prepare(tuple(map(_variable, step.variables)), values, tuple(sorted(set(step.systems))))
        case PrepareGaussian():
            rows = tuple(_floats(row) for row in step.covariance)
            return PrepareGaussian(step.systems, _floats(step.means), rows)
        case Transform():
            return _normal_transform(step)
        case Measure():
            return Measure(tuple(map(_variable, step.variables)), step.names)
        case Displace():
            return Displace(tuple((index, _normal_expression(e)) for index, e in step.shifts))
        case GaussianNoise():
            return GaussianNoise(tuple((index, float(variance)) for index, variance in step.variances))
        case Loss():
            return Loss(step.system, float(step.transmission))
        case ThermalLoss():
            return ThermalLoss(step.system, float(step.transmission), float(step.nbar))
        case Amplify():
            return Amplify(step.system, float(step.gain))
        case Condition():
            return Condition(step.name, float(step.value))
        case PrepareVacuum() | Heterodyne() | Discard():
            return step
    raise InputError(f"the language has no statement for the step {type(step).__name__}", "use steps of the language")


def _floats(numbers: Iterable[Any]) -> tuple[float, ...]:
    return tuple(float(number) for number in numbers)


def _variable(variable: Variable) -> Variable:
    return Variable.of([(i, tidy(c)) for i, c in variable.terms], None, tidy(variable.constant))


def _normal_expression(expression: OutcomeExpression) -> OutcomeExpression:
    total: dict[str, float] = {}
    for name, coefficient in expression.terms:
        total[name] = total.get(name, 0.0) + float(coefficient)
    return OutcomeExpression(tuple(total.items()), float(expression.constant))


def _normal_transform(step: Transform) -> Transform:
    if step.name is not None:
        return mode_transform(step.name, step.systems, step.parameter)
    order = sorted(range(len(step.systems)), key=lambda k: step.systems[k])
    old = coordinates_of(order).tolist()
    rows = tuple(tuple(float(step.matrix[i][j]) for j in old) for i in old)
    return Transform(tuple(step.systems[k] for k in order), rows, tuple(float(step.shift[i]) for i in old))


def _numbers(values: Iterable[Any]) -> str:
    return ", ".join(str(tidy(value)) for value in values)


def _systems(systems: Iterable[int]) -> str:
    return ", ".join(str(system + 1) for system in systems)


def _prepare(step: Prepare) -> str:
    named = {system for variable in step.variables for system in variable.systems}
    knowns = [f"{f} = {tidy(value)}" for f, value in zip(step.variables, step.values, strict=True)]
    resets = "".join(f" + 0X{system + 1}" for system in step.systems if system not in named)
    knowns[0] = knowns[0].replace(" =", f"{resets} =")  # named, so reset, though nothing is known of them
    return "prepare " + ", ".join(knowns)


def _gaussian(step: PrepareGaussian) -> str:
    rows = "; ".join(_numbers(row) for row in step.covariance)
    return f"prepare gaussian {_systems(step.systems)} means {_numbers(step.means)} covariance {rows}"


def _transform(step: Transform) -> str:
    if step.name is not None:
        systems = " ".join(str(system + 1) for system in step.systems)
        return f"{step.name} {systems}" + (f" by {tidy(step.parameter)}" if step.parameter is not None else "")
    names = coordinates_of(step.systems).tolist()
    images: dict[int, str] = {}
    mentioned: set[int] = set()
    for row, (name, shift) in enumerate(zip(names, step.shift, strict=True)):
        terms = [(old, tidy(c)) for old, c in zip(names, step.matrix[row], strict=True) if c]
        if terms != [(name, 1)] or shift:
            images[name] = str(Variable.of(terms, None, tidy(shift)))
            mentioned.update(index // 2 for index in (name, *dict(terms)))
    for system in step.systems:
        if system not in mentioned:
            images[2 * system] = coordinate_name(2 * system)  # X -> X: named, though it stays
    return "transform " + ", ".join(f"{coordinate_name(i)} -> {images[i]}" for i in sorted(images))


def _measure(step: Measure) -> str:
    variables = (str(v) if v.terms else f"0X1 + {v.constant}" for v in step.variables)
    return f"measure {', '.join(variables)} as {', '.join(step.names)}"


def _displace(step: Displace) -> str:
    return "displace " + ", ".join(f"{coordinate_name(i)} by {_expression(e)}" for i, e in step.shifts)


def _expression(expression: OutcomeExpression) -> str:
    text = ""
    for coefficient, name in [*((c, name) for name, c in expression.terms), (expression.constant, "")]:
        number = tidy(coefficient)
        size, sign = (-number, " - ") if number < 0 else (number, " + ")
        if name or size or not text:
            text += sign + (name if name and size == 1 else f"{size}{'*' * bool(name)}{name}")
    return text[3:] if text.startswith(" + ") else "-" + text[3:]


def _noise(step: GaussianNoise) -> str:
    return "noise " + ", ".join(f"{coordinate_name(i)} variance {tidy(v)}" for i, v in step.variances)


MODE_WRITERS: dict[type[Step], Callable[[Any], str]] = {
    Prepare: _prepare,
    PrepareVacuum: lambda step: f"prepare vacuum {_systems(step.systems)}",
    PrepareGaussian: _gaussian,
    Transform: _transform,
    Displace: _displace,
    Loss: lambda step: f"loss {step.system + 1} by {tidy(step.transmission)}",
    ThermalLoss: lambda step: f"thermal-loss {step.system + 1} by {_numbers((step.transmission, step.nbar))}",
    Amplify: lambda step: f"amplify {step.system + 1} by {tidy(step.gain)}",
    GaussianNoise: _noise,
    Measure: _measure,
    Heterodyne: lambda step: f"heterodyne {step.system + 1} as {', '.join(step.names)}",
    Condition: lambda step: f"condition {step.name} = {tidy(step.value)}",
    Discard: lambda step: f"discard {_systems(step.systems)}",
}
"""What writes a step that is in normal form."""
