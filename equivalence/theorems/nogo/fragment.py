"""The experiments on bits in which the toy theory is exact for a reason that can be read off: CSS in local frames.

With a frame on every system, products of first lines are one kind of variables, products of second lines the other.
An experiment is *inside* if frames can be given to its systems from moment to moment so that only variables of one kind
are prepared and measured, and maps take each kind to itself. Displacements, noise, feed-forward, conditions and
discarding are free, and so is the frame of a system that has been prepared, or of which one variable of its own has
just been measured. Signs are carried along, and a measured variable must have sign +. For every number of systems both
theories then predict the same (docs/nogo.md, "Where bits are exact"; certificate `exact-family`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from toytheory.backend import DISCRETE_STEPS
from toytheory.errors import CannotRun, InputError
from toytheory.language.experiment import Experiment
from toytheory.language.lowering.lower import lower
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Step, Transform
from toytheory.phase_space.variables import Variable

from .frames import Contradiction, Equations, Frame, Line, pulled

if TYPE_CHECKING:
    import stim

FREE = (Displace, Noise, Condition, Discard)
"""Steps that do nothing to frames."""


@dataclass(frozen=True)
class Framing:
    """Frames of all systems at all moments, as changes.

    Attributes
    ----------
    changes : entry 0 has the frame of every system at the start, entry t those that are new after the t-th step.
        Two framed experiments in sequence are framed if the second begins with the frames with which the first ends.
    """

    changes: tuple[Mapping[int, Frame], ...]


def inside(experiment: Experiment | stim.Circuit) -> Literal[True] | str:
    r"""Whether an experiment lies in the exact family: True, or the reason why not.

    True means that both theories predict the same. Outside they may still agree; `defect.sign_defect` decides that of a
    single experiment.

    Raises
    ------
    InputError : not on bits, or a circuit that the language cannot say.
    CannotRun : a step that is not of the discrete language, and branches.

    What the language adds about outcomes (`random`, `flip`, `let`, `detector`, rounds) is lowered before it is decided:
    the theories agree about it where they agree about what it is lowered to, of which reasons number the statements.

    >>> from toytheory.language.reading import parse_experiment
    >>> inside(parse_experiment("system 2 bits\nprepare X1 = 0, P2 = 0\nsum 2 1\nmeasure X1 + X2"))
    True
    >>> inside(parse_experiment("system 1 bit\nprepare X + P = 0\nfourier 1\nmeasure X + P"))
    'statement 3 of 3: X1 + P1 would have the other sign in quantum theory'
    """
    whole = lower(as_experiment(experiment), DISCRETE_STEPS).core
    frames = find_frames(whole)
    return frames if isinstance(frames, str) else check_frames(whole, frames)


def as_experiment(experiment: Experiment | stim.Circuit) -> Experiment:
    """The experiment that a circuit describes; InputError where it is not one on bits."""
    if not isinstance(experiment, Experiment):
        from quantum_ref.stim.reading import from_stim

        experiment = from_stim(experiment)
    if experiment.system.d != 2:
        raise InputError("only experiments on bits can lie inside the exact family", "write `system 2 bits`")
    return experiment


def lines_of(variable: Variable) -> dict[int, Line]:
    """The line of each system on which a variable depends.

    >>> lines_of(Variable.from_vector([1, 0, 1, 1], 2))
    {0: 1, 1: 3}
    """
    lines: dict[int, Line] = {}
    for index, _ in variable.terms:
        lines[index // 2] = lines.get(index // 2, 0) + 1 + index % 2
    return lines


def _reason(step: int, experiment: Experiment, text: object) -> str:
    return f"statement {step + 1} of {len(experiment.steps)}: {text}"


# Finding the frames


def find_frames(experiment: Experiment) -> Framing | str:
    """Frames with which all variables are of one kind, or why there are none; signs are left to `check_frames`.

    The cost grows with the square of the number of systems that one statement touches, otherwise linearly.
    """
    search = _Search(experiment)
    for stage in (search.read, search.require):
        for number, step in enumerate(experiment.steps):
            try:
                stage(number, step)
            except Contradiction as reason:
                return _reason(number, experiment, reason)
    return Framing(tuple({k: search.equations.solved(f) for k, f in moment.items()} for moment in search.moments))


class _Search:
    """Sets up the equations between frames in two passes: what moves frames, then what lines are needed."""

    def __init__(self, experiment: Experiment) -> None:
        self.equations = Equations()
        self.now = {k: self.equations.new() for k in range(experiment.n)}
        self.moments: list[dict[int, int]] = [dict(self.now)]
        self.needs: list[list[tuple[tuple[int, Line], tuple[int, Line], int]]] = []

    def read(self, _: int, step: Step) -> None:
        """Number the frames and move them; keep what is needed for `require`."""
        new: dict[int, int] = {}
        needs: list[tuple[tuple[int, Line], tuple[int, Line], int]] = []
        match step:
            case Prepare():
                new = {k: self.equations.new() for k in step.systems}
                self.now |= new
                for variable in step.variables:
                    needs += self._one_kind(variable)
            case Transform():
                new = {k: self.equations.new() for k in step.systems}
                for i, k, table in pulled(step.matrix).blocks:
                    after, before = new[step.systems[i]], self.now[step.systems[k]]
                    if table.count(0) == 1:
                        self.equations.move(after, before, table)
                    else:  # lost is the line that involves nothing of the other system, the others become `seen`
                        lost, seen = table.index(0, 1), max(table)
                        needs.append(((after, lost), (before, seen), 1))
                self.now |= new
            case Measure():
                for variable in step.variables:
                    needs += self._one_kind(variable)
                    for k, line in lines_of(variable).items() if len(variable.systems) == 1 else ():
                        self.now[k] = new[k] = self.equations.new()
                        needs.append(((new[k], line), (new[k], line), 0))
            case _ if not isinstance(step, FREE):
                raise CannotRun(f"the exact family does not know the step {type(step).__name__}")
        self.moments.append(new)
        self.needs.append(needs)

    def _one_kind(self, variable: Variable) -> list[tuple[tuple[int, Line], tuple[int, Line], int]]:
        lines = [(self.now[k], line) for k, line in lines_of(variable).items()]
        return [(lines[0], other, 0) for other in lines]

    def require(self, number: int, _: Step) -> None:
        """Lines that belong to frames, with the same place or with different ones."""
        for one, other, differ in self.needs[number]:
            self.equations.relate(self.equations.choose(*one), self.equations.choose(*other), differ)


# Checking frames, by the definition


def check_frames(experiment: Experiment, frames: Framing) -> Literal[True] | str:
    """Whether with these frames every statement is allowed and every measured variable has sign +; or which is not."""
    if len(frames.changes) != len(experiment.steps) + 1 or set(frames.changes[0]) != set(range(experiment.n)):
        return "the frames do not belong to the experiment"
    if any(a == b or not {a, b} <= {1, 2, 3} for moment in frames.changes for a, b in moment.values()):
        return "a frame is a pair of two different lines"
    now = dict(frames.changes[0])
    signs: dict[int, tuple[int, int]] = dict.fromkeys(now, (0, 0))
    for number, step in enumerate(experiment.steps):
        wrong = _follow(step, now, signs, frames.changes[number + 1])
        if wrong is not None:
            return _reason(number, experiment, wrong)
    return True


Signs = dict[int, tuple[int, int]]
"""Of the two lines of each system: whether quantum theory has the other sign."""


def _follow(step: Step, now: dict[int, Frame], signs: Signs, new: Mapping[int, Frame]) -> str | None:
    """Carry frames and signs over a step; what is wrong with it."""
    allowed: set[int] = set()
    if isinstance(step, Prepare | Transform):
        allowed = set(step.systems)
    elif isinstance(step, Measure):
        allowed = {v.systems[0] for v in step.variables if len(v.systems) == 1}
    if not (set(new) == allowed if isinstance(step, Prepare | Transform) else set(new) <= allowed):
        return "the frames change where they may not"
    match step:
        case Transform():
            return _transform(step, now, signs, new)
        case Prepare():
            now.update(new)
            signs.update(dict.fromkeys(new, (0, 0)))
            return next((w for v in step.variables if (w := _kind(v, now, signs))), None)
        case Measure():
            return next((w for v in step.variables if (w := _measure(v, now, signs, new))), None)
    return None


def _kind(variable: Variable, now: Mapping[int, Frame], signs: Signs) -> str | None:
    """What is wrong with a variable: it is of neither kind, or its sign is not +."""
    lines = lines_of(variable)
    for place in (0, 1):
        if all(now[k][place] == line for k, line in lines.items()):
            if sum(signs[k][place] for k in lines) % 2:
                return f"{variable} would have the other sign in quantum theory"
            return None
    return f"{variable} is of neither kind"


def _measure(variable: Variable, now: dict[int, Frame], signs: Signs, new: Mapping[int, Frame]) -> str | None:
    wrong = _kind(variable, now, signs)
    if wrong is None and len(variable.systems) == 1 and (k := variable.systems[0]) in new:
        now[k], signs[k] = new[k], (0, 0)
        wrong = _kind(variable, now, signs)  # the measured line must belong to the new frame
    return wrong


def _transform(step: Transform, now: dict[int, Frame], signs: Signs, new: Mapping[int, Frame]) -> str | None:
    """Lines of the new frames are pulled back to products of lines of the old ones with the same place."""
    shape = pulled(step.matrix)
    after = [[shape.signs[i] * (line == 3) for line in new[k]] for i, k in enumerate(step.systems)]
    for i, k, table in shape.blocks:
        system = step.systems[k]
        for place in (0, 1):
            line = table[new[step.systems[i]][place]]
            if line not in (0, now[system][place]):
                return "the map mixes the two kinds"
            after[i][place] ^= signs[system][place] * bool(line)
    now.update(new)
    signs.update((k, (pair[0], pair[1])) for k, pair in zip(step.systems, after, strict=True))
    return None
