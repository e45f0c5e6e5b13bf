"""What is known after each step of an experiment: a picture, the known variables and the entropy of every step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from toytheory.backend import DISCRETE_STEPS
from toytheory.drawing.pages import Key
from toytheory.drawing.panel_layout import look
from toytheory.errors import CannotRun, InputError
from toytheory.language.experiment import Experiment
from toytheory.language.lowering.lower import lower

from . import ellipses
from .limits import STEPS


def pictures(experiment: Experiment, outcomes: Mapping[str, float]) -> dict[str, Any]:
    r"""The steps of an experiment, one run of which is followed.

    Parameters
    ----------
    outcomes : by name, those to be followed; of modes, values to be conditioned on.

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
        return {"steps": ellipses.steps(experiment, outcomes), "followed": dict(outcomes)}
    return _discrete(experiment, {name: int(value) for name, value in outcomes.items()})


def _discrete(experiment: Experiment, outcomes: Mapping[str, int]) -> dict[str, Any]:
    from toytheory.drawing import Page, experiment_page
    from toytheory.drawing.following import chosen_outcomes, follow
    from toytheory.drawing.vector import page_svg

    core = _core(experiment)
    chosen = chosen_outcomes(core, {name: value for name, value in outcomes.items() if name in core.outcomes})
    page = experiment_page(core, chosen)
    told = []
    for step, block, moment in zip(core.steps, page.blocks, follow(core, chosen), strict=True):
        states = list(moment.after)
        told.append(
            {
                "line": step.place.line if step.place is not None else None,
                "statement": moment.statement,
                "told": moment.told,
                "known": str(states[0]) if len(states) == 1 else f"a mixture of {len(states)} states",
                "entropy": str(states[0].entropy()) if len(states) == 1 else "",
                "svg": page_svg(
                    Page((replace(block, title="", note=""),), small=len(block.panels) > 1), moment.statement
                ),
            }
        )
    return {"steps": told, "followed": chosen, "legend": [_sample(key) for key in page.legend]}


def _sample(key: Key) -> dict[str, str]:
    """An entry of the legend."""
    painted = look(key.cell, key.partition, False)
    return {"text": key.text, "colour": painted.colour, "hatch": painted.hatch, "ink": painted.ink}


def _core(experiment: Experiment) -> Experiment:
    """The experiment in the statements that can be drawn."""
    from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Transform

    drawn = frozenset({Prepare, Transform, Measure, Displace, Noise, Condition, Discard}) & DISCRETE_STEPS
    lowered = lower(experiment, drawn)
    if lowered.core.n > experiment.n:
        names = ", ".join(lowered.count)
        raise InputError(f"{names} takes systems that are not drawn", "look at the distributions, which have it")
    return lowered.core
