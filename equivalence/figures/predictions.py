"""A strip that follows the toy theory, with what quantum theory predicts of the same run where the two differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from equivalence.comparison.answers import ask_all
from equivalence.comparison.compare import compare
from equivalence.comparison.installed import installed_backends
from toytheory.backend import DISCRETE_STEPS
from toytheory.drawing import Page, experiment_page
from toytheory.drawing.following import chosen_outcomes
from toytheory.drawing.pages import Bars, Block
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Measure
from toytheory.outcomes.distributions import Distribution

THEORIES = ("toy theory", "quantum theory")

BACKENDS = ("epistemic", "stim")
"""One of each side; that those of a side agree is what `toytheory run` checks."""

MOST = 8
"""Outcomes that are drawn; those that differ most come first."""


def predicted_page(experiment: Experiment, outcomes: Mapping[str, int] | None = None) -> Page:
    r"""The strip of a discrete experiment; on bits, with both theories' predictions where they differ.

    For odd d they are equal (docs/proof.md) and for other d there is no quantum counterpart.

    >>> from toytheory.language.reading import parse_experiment
    >>> page = predicted_page(parse_experiment("system 1 bit\nprepare P = 0\nphase 1\nphase 1\nmeasure P as p"))
    >>> page.bars.rows
    (('p = 0', (Fraction(1, 1), Fraction(0, 1))), ('p = 1', (Fraction(0, 1), Fraction(1, 1))))
    >>> page.blocks[-1].title.split("\n")[-1]
    'quantum theory: cannot occur'
    """
    page = experiment_page(experiment, outcomes)
    if experiment.d != 2 or not experiment.outcomes:
        return page
    found = ask_all(installed_backends(BACKENDS), experiment, 0, 0)
    toy, quantum = (result.distribution for result in found)
    if toy is None or quantum is None or compare(found).verdict != "disagree":
        return page
    blocks = page.blocks
    if {type(step) for step in experiment.steps} <= DISCRETE_STEPS:  # else there are other frames than steps asked
        blocks = _told(page, experiment, chosen_outcomes(experiment, outcomes or {}))
    remark = "The grids show the toy theory. Quantum theory predicts something else of this experiment."
    caption = (*page.caption, remark)
    return replace(page, blocks=blocks, caption=caption, bars=_bars(toy, quantum))


def _told(page: Page, experiment: Experiment, run: Mapping[str, int]) -> tuple[Block, ...]:
    """The frames, with the chance of the outcome followed in quantum theory where it is not that of the toy theory."""
    unconditioned = replace(
        experiment, steps=tuple(step for step in experiment.steps if not isinstance(step, Condition))
    )
    found = ask_all(installed_backends(BACKENDS), unconditioned, 0, 0)
    laws = [result.distribution for result in found]
    before: list[str] = []
    blocks = list(page.blocks)
    for i, step in enumerate(experiment.steps):
        if isinstance(step, Measure):
            chances = [_chance(law, before, step.names, run) for law in laws]
            if chances[0] != chances[1]:
                blocks[i] = replace(blocks[i], title=f"{blocks[i].title}\n{_sentence(chances[1])}")
            before += step.names
    return tuple(blocks)


def _chance(
    law: Distribution | None, before: Sequence[str], names: Sequence[str], run: Mapping[str, int]
) -> Fraction | None:
    """Of the outcomes of one measurement, given those before; None where these cannot occur or nothing is listed."""
    if law is None or law.probabilities is None:
        return None
    given = law.marginal(before).probabilities or {}
    both = law.marginal([*before, *names]).probabilities or {}
    earlier = given.get(tuple(run[name] for name in before), Fraction(0))
    return both.get(tuple(run[name] for name in (*before, *names)), Fraction(0)) / earlier if earlier else None


def _sentence(chance: Fraction | None) -> str:
    if chance is None:
        return "quantum theory: this run does not come so far"
    return f"quantum theory: {'cannot occur' if not chance else 'certain' if chance == 1 else f'probability {chance}'}"


def _bars(toy: Distribution, quantum: Distribution) -> Bars | None:
    """The outcomes on which the predictions differ most, in their order."""
    if toy.probabilities is None or quantum.probabilities is None:
        return None
    left, right = toy.probabilities, quantum.probabilities
    zero = Fraction(0)
    keys = sorted({*left, *right}, key=lambda key: (-abs(left.get(key, zero) - right.get(key, zero)), key))
    shown = sorted(keys[:MOST])
    rows = tuple(
        (", ".join(f"{name} = {value}" for name, value in zip(toy.names, key, strict=True)),
         (left.get(key, zero), right.get(key, zero)))
        for key in shown
    )  # fmt: skip
    more = f" ({len(keys) - MOST} more outcomes are not shown)" if len(keys) > MOST else ""
    return Bars(f"What the two theories predict{more}", THEORIES, rows)
