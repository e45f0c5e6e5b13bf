"""What is known after each step of an experiment: a picture, the known variables and the entropy of every step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from toytheory.backend import DISCRETE_STEPS
from toytheory.discrete.entropy import mixed_entropy
from toytheory.discrete.epistemic import EpistemicState
from toytheory.drawing import Page, experiment_page
from toytheory.drawing.following import chosen_outcomes, follow
from toytheory.drawing.mode_strips import follow_modes
from toytheory.drawing.pages import Key
from toytheory.drawing.panel_layout import look
from toytheory.drawing.vector import page_svg
from toytheory.errors import CannotRun
from toytheory.language.bookkeeping import Random, flat
from toytheory.language.experiment import Experiment
from toytheory.language.lowering.unroll import unrolled
from toytheory.language.steps import Measure
from toytheory.language.writing import normal_form

from . import ellipses
from .limits import STEPS


def pictures(experiment: Experiment, outcomes: Mapping[str, float]) -> dict[str, Any]:
    r"""The steps of an experiment, one run of which is followed.

    Parameters
    ----------
    outcomes : by name, those to be followed.

    Raises
    ------
    InputError : for outcomes that cannot occur; CannotRun where there is nothing to be drawn.

    >>> from toytheory.language.reading import parse_experiment
    >>> made = pictures(parse_experiment("system 1 trit\nprepare X = 1\nmeasure P as p"), {"p": 2})
    >>> [(step["line"], step["known"], step["entropy"]) for step in made["steps"]], made["followed"]
    ([(2, 'X1 = 1', '0'), (3, 'P1 = 2', '0')], {'p': 2})
    """
    if len(experiment.steps) > STEPS:
        raise CannotRun(f"{len(experiment.steps)} steps are too many to be drawn here; at most {STEPS}")
    if experiment.system.d is None:
        moments = follow_modes(experiment, outcomes)
        told = ellipses.steps(experiment, moments)
        for step, line in zip(told, lines(experiment, len(moments)), strict=True):
            step["line"] = line
        return {
            "steps": told if experiment.steps else [],
            "followed": dict(outcomes),
            "choices": list(experiment.outcomes),
        }
    return _discrete(experiment, {name: int(value) for name, value in outcomes.items()})


def _discrete(experiment: Experiment, outcomes: Mapping[str, int]) -> dict[str, Any]:
    plain = all(type(step) in DISCRETE_STEPS for step in experiment.steps)
    chosen = chosen_outcomes(experiment, outcomes) if plain else dict(outcomes)
    page = experiment_page(experiment, chosen)
    moments = follow(experiment, chosen)
    told = []
    for line, block, moment in zip(lines(experiment, len(moments)), page.blocks, moments, strict=True):
        states = list(moment.after)
        told.append(
            {
                "line": line,
                "statement": moment.statement,
                "told": moment.told,
                "known": str(states[0]) if len(states) == 1 else f"a mixture of {len(states)} states",
                "entropy": entropy(moment.after),
                "svg": page_svg(
                    Page((replace(block, title="", note=""),), small=len(block.panels) > 1), moment.statement
                ),
            }
        )
    followed = moments[-1].outcomes if moments else chosen
    choices = [name for name in experiment.outcomes if name in followed] if plain else _choices(experiment, followed)
    return {
        "steps": told,
        "followed": {name: followed[name] for name in choices},
        "choices": choices,
        "legend": [_sample(key) for key in page.legend],
    }


def _choices(experiment: Experiment, followed: Mapping[str, int]) -> list[str]:
    """What is found, drawn or happens by chance in the run that is followed, in its order: the rest follows from it."""
    steps = flat(unrolled(normal_form(experiment).steps))
    made = [name for step in steps if isinstance(step, Measure | Random) for name in step.makes]
    return [name for name in dict.fromkeys(made) if name in followed]


def entropy(states: Mapping[EpistemicState, Fraction]) -> str:
    """In units of log d: exact of one state, four digits of a mixture.

    >>> entropy({EpistemicState.unknown(3, 2): Fraction(1)})
    '2'
    """
    first = next(iter(states))
    return str(first.entropy()) if len(states) == 1 else f"{mixed_entropy(states):.4g}"


def lines(experiment: Experiment, moments: int) -> list[int | None]:
    """The line of the statement of each moment, where every statement has one."""
    if moments != len(experiment.steps):
        return [None] * moments
    return [step.place.line if step.place is not None else None for step in experiment.steps]


def _sample(key: Key) -> dict[str, str]:
    """An entry of the legend."""
    painted = look(key.cell, key.partition, False)
    return {"text": key.text, "colour": painted.colour, "hatch": painted.hatch, "ink": painted.ink}
