"""The epistemic backend: an experiment run once on (V, v), all outcomes at once, exact at any size."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Literal

import numpy as np

from toytheory.backend import Capabilities, Side
from toytheory.errors import CannotRun
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Step, Transform
from toytheory.outcomes.distributions import Distribution, LatentNoise, LatentOutcomes
from toytheory.outcomes.readout import Asked, read_out_latent
from toytheory.phase_space.elimination import small_dtype
from toytheory.phase_space.modular import Matrix, is_prime

from .blocks import Block, blocks_of
from .knowledge import Affine, Knowledge

LARGEST = 2**29
"""Bytes that the known variables, and outcomes as functions of chance, of one block of systems may take."""

LARGEST_ANSWER = 2**26
"""Coefficients that the outcomes, as functions of chance, may have."""

LONGEST = 2**40
"""Coefficients that all steps together may touch: some minutes."""

WORTH_COMPILING, WORTH_RUNNING = 2**24, 2**20
"""Coefficients from which on it pays to load the compiled register (most of a second), and to use it once loaded."""

_REGISTER = "toytheory.discrete.backends.compiled.run"

Forms = tuple[Matrix, Matrix]
"""Outcomes by constant and latent variables, (1 + t, m), and which of the t are uniform (the others are noise)."""


class EpistemicBackend:
    """Isotropic modules and valuations; every d, thousands of systems.

    Parameters
    ----------
    knowledge : the register of what is known; another one serves to plant faults in it.
    compiled : whether to run on the compiled register, for d prime; by default where it pays.

    >>> from toytheory.language.steps import System
    >>> from toytheory.phase_space.variables import Variable
    >>> X = Variable.of({0: 1}, 9)
    >>> steps = (Prepare((3 * X,), (3,), (0,)), Measure((X,), ("a",)))
    >>> found = EpistemicBackend().distribution(Experiment(System.of_dimension(9, 1), steps))
    >>> {outcome: str(p) for outcome, p in found.probabilities.items()}
    {(1,): '1/3', (4,): '1/3', (7,): '1/3'}
    """

    name = "epistemic"
    side: Side = "toy"
    capabilities = Capabilities(exact=True)

    def __init__(self, knowledge: type[Knowledge] = Knowledge, compiled: bool | None = None) -> None:
        self.knowledge, self.compiled = knowledge, compiled

    def can_run(self, experiment: Experiment) -> Literal[True] | str:
        """True, or the reason why not: kinds of systems and steps, or what would not fit or take too long."""
        reason = self.capabilities.reason_against(experiment)
        if reason is not None:
            return reason
        return _too_large(blocks_of(experiment), experiment.d) or True

    def distribution(self, experiment: Experiment) -> Distribution:
        """The exact distribution; CannotRun where noise leaves too many outcomes that are not equally likely."""
        # No step asks whether a condition is met, so the joint law of all outcomes is the same with and
        # without conditions, and they may as well be applied to it at the end.
        found = latent_outcomes(experiment, self.knowledge, self.compiled)
        conditions = [(found.names.index(name), value) for name, value in _conditions(experiment)]
        return found.distribution(conditions)

    def marginals(self, experiment: Experiment, asked: Sequence[Asked]) -> list[Distribution]:
        """The joint distribution of each group of expressions in outcomes, however many others there are."""
        found = latent_outcomes(experiment, self.knowledge, self.compiled)
        return read_out_latent(found, asked, _conditions(experiment))

    def known_at_end(self, experiment: Experiment, systems: int) -> dict[str, Any] | None:
        """What is known at the end of the first systems, given the conditions; None where that is no state (V, v)."""
        from toytheory.discrete.final_state import state_after

        found = state_after(experiment, systems)
        return None if found is None else found[0].record(found[1])


def _conditions(experiment: Experiment) -> list[tuple[str, int]]:
    if Condition not in experiment.kinds:
        return []
    return [(step.name, step.value) for step in experiment.steps if isinstance(step, Condition)]


def _too_large(blocks: list[Block], d: int) -> str | None:
    for block in blocks:
        size = memory(block, d)
        if size > LARGEST:
            return f"would need {size:.2g} bytes for {block.n} systems that interact; at most {LARGEST:.2g}"
    steps = sum(map(work, blocks))
    return (
        f"would change {steps:.2g} coefficients of known variables; at most {LONGEST:.2g}" if steps > LONGEST else None
    )


def memory(block: Block, d: int) -> float:
    """Bytes for the generators of V^⊥, the valuation vector and the outcomes of a block."""
    bits = d.bit_length() if d <= 3 else 8 * small_dtype(d).itemsize
    return ((2 * block.n) ** 2 + (2 * block.n + block.outcomes) * (1 + block.outcomes + block.noisy)) * bits / 8


def work(block: Block) -> float:
    """Coefficients that the steps of a block change: columns of a few rows for a map, of all for a measurement."""
    long = block.n + block.outcomes + block.noisy
    return (4.0 * len(block.steps) + 2 * block.n * block.outcomes) * long


def latent_outcomes(
    experiment: Experiment, knowledge: type[Knowledge] = Knowledge, compiled: bool | None = None
) -> LatentOutcomes:
    """The outcomes of a discrete experiment as an affine function of chance, conditions left aside.

    Parameters
    ----------
    knowledge, compiled : as for `EpistemicBackend`.

    Errors: CannotRun where something is too large, or the outcomes are too many to keep as functions of chance.
    """
    reason = EpistemicBackend.capabilities.reason_against(experiment)
    if reason is not None:
        raise CannotRun(reason)
    d, blocks = experiment.d, blocks_of(experiment)
    reason = _too_large(blocks, d)
    if reason is not None:
        raise CannotRun(reason)
    worth = WORTH_RUNNING if _REGISTER in sys.modules else WORTH_COMPILING
    large = knowledge is Knowledge and sum(map(work, blocks)) > worth
    alike: dict[Any, Forms] = {}  # thousands of systems are mostly treated alike
    forms = []
    for block in blocks:
        if is_prime(d) and (large and block.n > 1 if compiled is None else compiled):
            from .compiled import run

            forms.append(run.forms(block, d))
        else:
            steps = block.renumbered()
            if steps not in alike:
                alike[steps] = Followed(steps, block.n, d, knowledge).forms()
            forms.append(alike[steps])
    return _together(experiment, blocks, forms)


class Followed:
    """The steps of a block, done to what is known."""

    def __init__(self, steps: tuple[Step, ...], n: int, d: int, knowledge: type[Knowledge]) -> None:
        self.d, self.knowledge = d, knowledge(d, n)
        self.outcomes: dict[str, Affine] = {}
        handlers: dict[type[Step], Callable[[Any], object]] = {
            Prepare: self.knowledge.prepare,
            Transform: self.knowledge.transform,
            Measure: self.measure,
            Displace: self.displace,
            Noise: lambda step: self.knowledge.add_noise(step.coordinates),
            Discard: lambda step: self.knowledge.discard(step.systems),
        }
        for step in steps:
            handlers[type(step)](step)

    def measure(self, step: Measure) -> None:
        """A joint measurement of a commuting set is its variables one after the other."""
        for variable, name in zip(step.variables, step.names, strict=True):
            self.outcomes[name] = self.knowledge.measure(variable)

    def displace(self, step: Displace) -> None:
        """Feed-forward: expressions in outcomes are functions of chance too."""
        for coordinate, expression in step.shifts:
            parts = [(self.outcomes[name], factor) for name, factor in expression.terms]
            total = np.zeros(max([1, *(form.size for form, _ in parts)]), dtype=np.int64)
            total[0] = expression.constant
            for form, factor in parts:
                total[: form.size] += factor % self.d * form
            self.knowledge.displace(coordinate, total)

    def forms(self) -> Forms:
        """The outcomes as affine functions of chance, one column each, and which rows are uniform."""
        table = np.zeros((1 + self.knowledge.latents, len(self.outcomes)), dtype=np.int64)
        for column, form in enumerate(self.outcomes.values()):
            table[: form.size, column] = form
        return table, np.array(self.knowledge.uniform, dtype=np.int64)


def _together(experiment: Experiment, blocks: list[Block], forms: list[Forms]) -> LatentOutcomes:
    """The outcomes of all blocks, those of each functions of its own chance."""
    names = experiment.outcomes
    position = {name: i for i, name in enumerate(names)}
    uniform = sum(len(which) for _, which in forms)
    noisy = sum(block.noisy for block in blocks)
    if (uniform + noisy) * len(position) > LARGEST_ANSWER:
        raise CannotRun(
            f"{len(position)} outcomes are too many to keep as functions of {uniform + noisy} random numbers; together "
            f"at most {LARGEST_ANSWER} coefficients"
        )
    offset = np.zeros(len(position), dtype=np.int64)
    directions = np.zeros((uniform if len(blocks) > 1 else 0, len(position)), dtype=np.int64)
    moves: dict[int, Iterator[Matrix]] = {}  # by system, what each noisy coordinate does in turn
    row = 0
    for block, (table, which) in zip(blocks, forms, strict=True):
        columns = [position[name] for step in block.others if isinstance(step, Measure) for name in step.names]
        offset[columns] = table[0]
        if len(blocks) == 1:
            directions = table[1 + which] if block.noisy else table[1:]
        else:
            directions[row : row + len(which), columns] = table[1 + which]
        row += len(which)
        if block.noisy:
            shifts = np.zeros((block.noisy, len(position)), dtype=np.int64)
            shifts[:, columns] = np.delete(table[1:], which, axis=0)
            moves.update(dict.fromkeys(block.local, iter(shifts)))
    noise = (
        LatentNoise(np.array([next(moves[c >> 1]) for c in step.coordinates]), step.weights)
        for step in (experiment.steps if noisy else ())
        if isinstance(step, Noise)
    )
    return LatentOutcomes(experiment.d, names, offset, directions, tuple(noise))
