"""Whether two experiments are the same: as they stand, or as operations on whatever comes in; in each theory.

As they stand: the same outcomes with the same probabilities, and the same final state with each of them. The final
state is read by measuring what is known at the end (`final_state`), which disturbs nothing; which variables these are
is the same in both theories, their values are each theory's own.

As operations: every system that is not prepared first is one half of a maximally correlated pair whose other half is
left alone (Choi): the operations are equal on every input exactly if these two experiments are equal.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from toytheory.backend import Backend, Side
from toytheory.discrete.circuits import Circuit, circuit_of
from toytheory.discrete.final_state import FinalState, final_state
from toytheory.errors import CannotRun
from toytheory.language.advice import shorten
from toytheory.language.bookkeeping import When, flat
from toytheory.language.experiment import Experiment
from toytheory.language.one_way import chosen
from toytheory.language.steps import Condition, Measure, OutcomeExpression, Prepare, Step, System
from toytheory.outcomes.distributions import LISTED, Distribution
from toytheory.outcomes.readout import read_out
from toytheory.phase_space.modular import remainder
from toytheory.phase_space.variables import Variable

from .alike import alike
from .answers import ask_all
from .exact import first_difference
from .same_circuits import of_circuits
from .same_dilated import of_dilations
from .same_noisy import of_noisy
from .sameness import THEOREM, Sameness
from .well_formed import joined


def same(
    first: Experiment, second: Experiment, backends: Mapping[str, Backend | str], *, as_maps: bool = False
) -> dict[Side, Sameness]:
    """Whether two discrete experiments are the same, in each theory.

    Parameters
    ----------
    backends : whom to ask, by name; the toy theory needs none.
    as_maps : compare them as operations on the systems that they do not prepare first.

    Errors: InputError where they cannot be compared at all: other systems, or other numbers of outcomes.
    """
    if (circuits := _circuits(first, second)) is not None:
        quick = of_circuits(*circuits, backends, as_maps)
        if quick is not None:
            return quick
    cores = alike(first, second)
    pair = [core.experiment for core in cores]
    inputs: tuple[int, ...] = ()
    if as_maps:
        own = range(max(first.n, second.n))
        inputs = tuple(sorted({k for each in pair for k in inputs_of(each) if k in own}))
    for quickly in (of_dilations, of_noisy):
        if (quick := quickly(cores, inputs, backends, as_maps)) is not None:
            return quick
    if any(core.hidden for core in cores):
        raise CannotRun("has outcomes that nobody sees, and is not on bits with Stim at hand, nor at an odd d")
    if as_maps:
        pair = [with_partners(each, inputs) for each in pair]
    telling = _Telling(inputs, first.n, pair[0].d) if as_maps else None
    cases = [_Case(*both) for both in _cases(pair)]
    toy = _decided([_in_the_toy_theory(case, telling) for case in cases], "toy engine")
    return {"toy": toy, "quantum": _in_quantum_theory(cases, backends, toy, telling)}


def _circuits(first: Experiment, second: Experiment) -> tuple[Circuit, Circuit] | None:
    """Both as preparations followed by maps, where both are that, and prepare the same."""
    if first.system.d is None or first.system.d != second.system.d:
        return None
    n = max(first.n, second.n)
    one = circuit_of(first, n)
    two = circuit_of(second, n) if one is not None else None
    return (one, two) if one is not None and two is not None and one.prepared == two.prepared else None


# making them comparable


def inputs_of(experiment: Experiment) -> tuple[int, ...]:
    r"""The systems that are used, or kept, before anything is prepared on them.

    >>> from toytheory.language.reading import parse_experiment
    >>> inputs_of(parse_experiment("system 3 bits\nprepare X2 = 0\nsum 1 2"))
    (0, 2)
    """
    prepared: set[int] = set()
    used: set[int] = set()
    for step in experiment.steps:
        if isinstance(step, Prepare):
            prepared.update(k for k in step.systems if k not in used)
        else:
            used.update(k for k in step.touched if k not in prepared)
    return tuple(k for k in range(experiment.n) if k not in prepared)


def with_partners(experiment: Experiment, inputs: Sequence[int]) -> Experiment:
    """The experiment on halves of maximally correlated pairs, the other halves behind its own systems."""
    if not inputs:
        return experiment
    d, n = experiment.d, experiment.n
    known = []
    for offset, system in enumerate(inputs):
        partner = n + offset
        known.append(Variable.of({2 * system: 1, 2 * partner: -1}, d))
        known.append(Variable.of({2 * system + 1: 1, 2 * partner + 1: 1}, d))
    pairs = Prepare(tuple(known), (0,) * len(known), (*inputs, *range(n, n + len(inputs))))
    return Experiment(System.of_dimension(d, n + len(inputs)), (pairs, *experiment.steps), experiment.source)


def _cases(pair: Sequence[Experiment]) -> list[tuple[Experiment, Experiment]]:
    """Without branches the two themselves; with branches, the two given each combination of outcomes."""
    if not any(isinstance(step, When) for each in pair for step in flat(each.steps)):
        return [(pair[0], pair[1])]
    d, names = pair[0].d, pair[0].made
    if d ** len(names) > LISTED:
        raise CannotRun(f"branches with more than {LISTED} combinations of outcomes are not followed here")
    cases = []
    for number in range(d ** len(names)):
        values = {name: number // d**i % d for i, name in enumerate(names)}
        cases.append((_given(pair[0], values), _given(pair[1], values)))
    return cases


def _given(experiment: Experiment, values: Mapping[str, int]) -> Experiment:
    """The experiment of the runs with these outcomes: no branch is left, every outcome is a condition."""
    steps: list[Step] = []
    for step in chosen(experiment, values).steps:
        steps.append(step)
        steps += [Condition(name, values[name]) for name in step.makes]
    return replace(experiment, steps=tuple(steps))


# deciding


@dataclass(frozen=True)
class _Case:
    """Two experiments without branches, with as many systems and the same names."""

    first: Experiment
    second: Experiment

    @cached_property
    def ends(self) -> tuple[FinalState, FinalState]:
        """Their ends, which both theories ask for; CannotRun where one is too large."""
        return final_state(self.first), final_state(self.second)


@dataclass(frozen=True)
class _Telling:
    """How a difference of operations is told: the variable of the partners as what is to be prepared."""

    inputs: tuple[int, ...]
    n: int
    d: int

    def told(self, variable: Variable) -> dict[str, str]:
        """A joint variable of outputs and partners as an input to prepare and a variable to measure."""
        behind = self.n
        out = [(i, c) for i, c in variable.terms if i // 2 < behind]
        sent = [
            (2 * self.inputs[i // 2 - behind] + i % 2, c if i % 2 else -c)
            for i, c in variable.terms
            if i // 2 >= behind
        ]
        prepare, measure = Variable.of(sent, self.d), Variable.of(out, self.d)
        return {
            "prepare": f"{shorten(str(prepare), 200)} = 0" if sent else "nothing",
            "measure": shorten(str(measure), 200) if out else "nothing",
        }


def _in_the_toy_theory(case: _Case, telling: _Telling | None) -> Sameness:
    try:
        laws = [end.distribution() for end in case.ends]
    except CannotRun as reason:
        return Sameness("not-decided", str(reason))
    if not any(law.condition_probability for law in laws):
        return Sameness("same", "toy engine")  # neither happens
    return _compared(case.ends, laws, "toy engine", telling)


def _compared(ends: Sequence[FinalState], laws: Sequence[Distribution], by: str, telling: _Telling | None) -> Sameness:
    m = len(laws[0].names) - len(ends[0].known)
    odd = _known_in_one(ends)
    if odd is not None:
        if any(end.joint.noise for end in ends):
            return Sameness("not-decided", "noise leaves states that are known in different variables")
        variable, where = odd
        witness: dict[str, Any] = {"known": shorten(str(variable), 200), "only in": ("first", "second")[where]}
        return Sameness("different", by, witness | (telling.told(variable) if telling is not None else {}))
    apart = first_difference(laws[0], replace(laws[1], names=laws[0].names))
    if apart is None:
        return Sameness("same", by)
    values = {"first": _shown(apart.left), "second": _shown(apart.right)}
    if apart.outcome is None:
        return Sameness("different", by, {"condition_probability": values})
    told: dict[str, Any] = {"outcome": joined(apart.outcome[:m])} if m else {}
    column = _differing_column(laws, m)
    if column is not None:
        variable = ends[0].variables[column]
        told["known"] = f"{shorten(str(variable), 200)} = {apart.outcome[m + column]}"
        told |= telling.told(variable) if telling is not None else {}
    return Sameness("different", by, told | values)


def _known_in_one(ends: Sequence[FinalState]) -> tuple[Variable, int] | None:
    """A variable that is known at the end of one and not of the other, and of which."""
    for where, other in ((0, 1), (1, 0)):
        rest = remainder(ends[where].known, ends[other].known, ends[0].d)
        outside = ends[where].known[rest.any(axis=1)]
        if len(outside):
            return Variable.from_vector(outside[0], ends[0].d), where
    return None


def _differing_column(laws: Sequence[Distribution], m: int) -> int | None:
    """A row of what is known whose value, with the outcomes, is distributed differently; None where outcomes are."""
    first, second = laws[0], replace(laws[1], names=laws[0].names)
    outcomes = [OutcomeExpression(((name, 1),)) for name in first.names[:m]]
    if m and first_difference(*(read_out(law, first.names[:m], outcomes) for law in (first, second))) is not None:
        return None
    columns = list(range(len(first.names) - m))
    if first.affine is not None and second.affine is not None:  # where offsets differ, most likely
        same_there = first.affine.offset == second.affine.offset
        columns.sort(key=lambda j: bool(same_there[m + j]))
    for j in columns:
        asked = [*outcomes, OutcomeExpression(((first.names[m + j], 1),))]
        names = (*first.names[:m], first.names[m + j])
        if first_difference(*(read_out(law, names, asked) for law in (first, second))) is not None:
            return j
    return None


def _shown(value: Any) -> str | None:
    return None if value is None else str(value)


def _in_quantum_theory(
    cases: Sequence[_Case],
    backends: Mapping[str, Backend | str],
    toy: Sameness,
    telling: _Telling | None,
) -> Sameness:
    """By the first exact quantum backend that can measure the final state in every case."""
    reasons = []
    for name, backend in backends.items():
        if isinstance(backend, str) or backend.side != "quantum" or not backend.capabilities.exact:
            continue
        try:
            return _decided([_measured(backend, name, case, telling) for case in cases], name)
        except CannotRun as reason:
            reasons.append(f"{name} {reason}")
    if cases[0].first.d % 2 and toy.answer != "not-decided":
        return Sameness(toy.answer, THEOREM, toy.witness)
    return Sameness("not-decided", "; ".join(reasons) or "there is no exact quantum backend")


def _measured(backend: Backend, name: str, case: _Case, telling: _Telling | None) -> Sameness:
    laws = []
    for each, end in zip((case.first, case.second), case.ends, strict=True):
        names = end.joint.names[len(end.joint.names) - len(end.known) :]
        asked = [Measure(end.variables, names)] if names else []
        laws.append(_law(backend, name, replace(each, steps=(*each.steps, *asked))))
    if not any(law.condition_probability for law in laws):
        return Sameness("same", name)
    return _compared(case.ends, laws, name, telling)


def _law(backend: Backend, name: str, experiment: Experiment) -> Distribution:
    """What a backend answers, in its own process if it has one; CannotRun with its reason."""
    (result,) = ask_all({name: backend}, experiment, 1, 0)
    if result.distribution is None:
        raise CannotRun(result.skipped or result.error or "only draws")
    return result.distribution


def _decided(found: Sequence[Sameness], by: str) -> Sameness:
    """All cases together."""
    for answer in ("different", "not-decided"):
        odd = next((each for each in found if each.answer == answer), None)
        if odd is not None:
            return odd
    return Sameness("same", by)
