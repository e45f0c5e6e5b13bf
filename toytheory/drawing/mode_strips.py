"""An experiment on modes as a strip: what is known after each statement of one run.

A frame has the phase space of every mode, and the planes of two modes that are correlated at some step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from toytheory.backend import MODE_STEPS
from toytheory.continuous.backends.liouville import LiouvilleBackend, coordinates_after
from toytheory.errors import CannotRun, InputError
from toytheory.language.bookkeeping import Report
from toytheory.language.experiment import Experiment
from toytheory.language.lowering.lower import lower
from toytheory.language.lowering.unroll import before_the_first, unrolled
from toytheory.language.ring import Ring
from toytheory.language.steps import Condition, Step
from toytheory.language.writing import normal_form, written_lines
from toytheory.outcomes.densities import Moments

from .curves import APART, HIGH, UNDER, WIDE, Curves, draw_curves
from .modes import READING, draw_panel, span_of
from .painting import shown, styled
from .scene import wrapped
from .typeset import typeset

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST = 120
"""Panels of a strip."""

WIDTH, WIDEST = 10.5, 13.2
"""Inches: what pages are filled up to, and the width of a slide, which none exceeds."""

SIDE, SMALLEST_SIDE, LEFT, BELOW, GAP, EDGE = 1.3, 0.7, 0.5, 0.42, 0.12, 0.2
"""Inches: of a panel and at least, for its labels at the left and below, between frames, at the edges of the page."""

Plane = tuple[int, int]
"""Positions of the horizontal and the vertical coordinate."""


@dataclass(frozen=True)
class ModeMoment:
    """What is known after a step, with the step in notation and what happened in the run that is followed."""

    statement: str
    told: str
    after: Moments


def follow_modes(experiment: Experiment, given: Mapping[str, float] | None = None) -> list[ModeMoment]:
    r"""The moments of one run.

    Parameters
    ----------
    given : outcomes by name. The others are their mean where they are certain, one deviation more where they are not,
        and 1 where every value is equally likely, so that something is seen of what follows from them.

    Raises
    ------
    InputError : for outcomes that do not exist or cannot occur.

    >>> from toytheory.language.reading import parse_experiment
    >>> pair = parse_experiment("system 2 modes\nprepare X1 - X2 = 0.5, P1 + P2 = 0\nmeasure X1 as a\nmeasure X2 as b")
    >>> [moment.told for moment in follow_modes(pair)]
    ['', 'a = 1, any value equally likely', 'b = 0.5, certain']
    """
    experiment = _written_out(experiment)
    for name in given or {}:
        if name not in experiment.made:
            names = ", ".join(name for name in experiment.made if "[0]" not in name)
            raise InputError(f"there is no outcome named {name}", f"use {names or 'none'}")
    asked = {step.name for step in experiment.steps if isinstance(step, Condition)}
    met = [step for step in experiment.steps if isinstance(step, Condition)]
    met += [Condition(name, float(value)) for name, value in (given or {}).items() if name not in asked]
    done = [step for step in experiment.steps if not isinstance(step, Condition)]
    moments: list[ModeMoment] = []
    known: tuple[str, ...] = ()
    steps: list[Step] = []
    for step in experiment.steps:
        steps += [] if isinstance(step, Condition) else [step]
        here = replace(experiment, steps=tuple(steps))
        told = []
        for name in here.made[len(known) :]:
            so_far = [c for c in met if c.name in here.made and c.name != name]
            value, text = _value(replace(here, steps=(*steps, *so_far)), replace(experiment, steps=(*done, *met)), name)
            told.append(text)
            met += [] if any(c.name == name for c in met) else [Condition(name, value)]
        known = here.made
        if before_the_first(step):
            continue
        statement = " ".join(written_lines([step], Ring.of(experiment.system)))
        conditions = [c for c in met if c.name in known]
        moments.append(ModeMoment(statement, "; ".join(told), _after(replace(here, steps=(*steps, *conditions)))))
    return moments or [ModeMoment("nothing is done", "", _after(experiment))]


def _written_out(experiment: Experiment) -> Experiment:
    """With its rounds written out, without reports; the values of 0 before the first round go to the front."""
    try:
        steps = unrolled(normal_form(experiment).steps)
    except CannotRun as reason:
        raise InputError(str(reason), "draw a shorter experiment") from None
    return replace(experiment, steps=tuple(step for step in steps if not isinstance(step, Report)))


def _after(experiment: Experiment) -> Moments:
    """What is known of the coordinates of its modes; those that its statements need beside them are left out."""
    try:
        core = lower(experiment, MODE_STEPS).core
    except CannotRun as reason:
        raise InputError(f"the picture {reason}", "draw a shorter experiment") from None
    return coordinates_after(core).restricted(range(2 * experiment.n))


def _value(so_far: Experiment, whole: Experiment, name: str) -> tuple[float, str]:
    """The value of an outcome in the run that is followed, chosen so that later conditions are met, and its chance."""
    mean, deviation = _law(whole, name)
    value = 1.0 if mean is None else mean if not deviation else float(f"{mean + deviation:.3g}")
    mean, deviation = _law(so_far, name)
    if mean is None:
        return value, f"{name} = {value:.4g}, any value equally likely"
    return value, f"{name} = {value:.4g}, " + (f"of {mean:.3g} ± {deviation:.3g}" if deviation else "certain")


def _law(experiment: Experiment, name: str) -> tuple[float | None, float]:
    """Mean and deviation of an outcome: None where every value is equally likely, deviation 0 where it is certain."""
    try:
        lowered = lower(experiment, MODE_STEPS)
        law = LiouvilleBackend().distribution(lowered.core)
    except CannotRun as reason:
        raise InputError(f"no outcome can be chosen: {reason}", "draw a shorter experiment") from None
    if not law.possible:
        mend = "condition on outcomes that can occur"
        raise InputError("the conditions cannot be met", mend)
    expression, form = lowered.readout[name], np.zeros(len(law.names))
    for outcome, factor in expression.terms:
        form[law.names.index(outcome)] += factor
    if not law.outcomes.known(form):
        return None, 0.0
    mean = law.outcomes.mean(form) + expression.constant
    deviation = max(law.outcomes.variance(form), 0.0) ** 0.5
    return mean, deviation if deviation > 1e-7 * max(1.0, abs(mean)) else 0.0


def _correlated(moments: Moments, i: int, j: int) -> bool:
    """Whether anything is known of two coordinates together that is not known of each alone."""
    if moments.known(np.eye(moments.size)[i]) and moments.known(np.eye(moments.size)[j]):
        scale = float(np.sqrt(max(moments.covariance[i, i] * moments.covariance[j, j], 0.0)))
        return abs(float(moments.covariance[i, j])) > 1e-9 * max(scale, 1e-30)
    pair = moments.restricted([i, j])
    return len(pair.flat) == 1 and bool(pair.unknown.all())


def planes(moments: list[ModeMoment]) -> list[Plane]:
    """The phase space of every mode, then the planes in which two modes are correlated at some step.

    >>> from toytheory.continuous.gaussian import two_mode_squeezed_vacuum
    >>> planes([ModeMoment("", "", two_mode_squeezed_vacuum(1.0).moments)])
    [(1, 0), (3, 2), (2, 0), (3, 1)]
    """
    size = moments[0].after.size
    alone = [(x + 1, x) for x in range(0, size, 2)]
    together = [
        (second, first)
        for first, second in combinations(range(size), 2)
        if first // 2 != second // 2 and any(_correlated(moment.after, first, second) for moment in moments)
    ]
    return alone + together


def draw_experiment(
    experiment: Experiment,
    outcomes: Mapping[str, float] | None = None,
    predicted: Sequence[Curves] = (),
    remarks: Sequence[str] = (),
) -> Figure:
    r"""The strip of an experiment on modes.

    Parameters
    ----------
    outcomes : by name, those to be followed; `follow_modes` says which the others are.
    predicted : what theories say of outcomes, drawn below the strip.
    remarks : sentences about it, below the picture.

    Raises
    ------
    InputError : for experiments that are not on modes, or too long for one picture, and for outcomes that do not exist
        or cannot occur.

    >>> from toytheory.language.reading import parse_experiment
    >>> figure = draw_experiment(parse_experiment("system 2 modes\nprepare X1 - X2 = 0, P1 + P2 = 0"))
    >>> [axes.get_ylabel() + axes.get_xlabel() for axes in figure.axes]
    ['X₁P₁', 'X₂P₂', 'X₁X₂', 'P₁P₂']
    """
    if experiment.system.kind != "modes":
        raise InputError("phase spaces are drawn of modes", "use `toytheory draw` as for bits")
    if len(experiment.steps) * experiment.n > MOST:
        raise _too_many(experiment)
    try:
        frames = follow_modes(experiment, outcomes)
    except InputError as error:
        met = "cannot be met" in error.problem and not outcomes
        raise (error.at(experiment.place_of_conditions()) if met else error) from None
    drawn = planes(frames)
    side = min(SIDE, (WIDEST - 2 * EDGE) / len(drawn) - LEFT)
    if len(frames) * len(drawn) > MOST or side < SMALLEST_SIDE:
        raise _too_many(experiment)
    name = Path(experiment.source or "").name
    caption = [f"{experiment.n} mode{'s' if experiment.n > 1 else ''}: what is known after each statement.", READING]
    if any(frame.told for frame in frames):
        caption.append("One run is followed, with the outcomes given above its measurements.")
    if predicted:
        first, *others = (theory for theory, _ in predicted[0].laws)
        caption.append(
            f"Below: densities of the outcomes, in the {first} filled"
            + "".join(f", in {o} dashed" for o in others)
            + "."
        )
    caption += remarks
    with styled():
        return _strip(frames, drawn, side, name, caption, predicted)


def _too_many(experiment: Experiment) -> InputError:
    return InputError(
        f"{len(experiment.steps)} statements on {experiment.n} modes are too many for one picture",
        f"draw at most {MOST} panels",
    )


def _strip(
    frames: list[ModeMoment],
    drawn: list[Plane],
    side: float,
    title: str,
    caption: list[str],
    predicted: Sequence[Curves],
) -> Figure:
    from matplotlib.figure import Figure

    each = len(drawn) * (LEFT + side)
    across = min(len(frames), max(1, int((WIDTH - 2 * EDGE) // (each + GAP))))
    lone = frames[0].after.size == 2
    width = max(4.0, across * (each + GAP) - GAP + 2 * EDGE)
    last = width - 2 * EDGE - (across - 1) * (each + GAP) - LEFT  # what a head has up to the margin at the right
    heads = []
    for number, frame in enumerate(frames, 1):
        text = typeset(f"{number}. {frame.statement}" + (f"\n{frame.told}" if frame.told else ""), lone=lone)
        heads.append(wrapped(text, 8, each + GAP - 0.1 if number % across else last))
    line = 8 * 1.35 / 72
    rows = [range(i, min(i + across, len(frames))) for i in range(0, len(frames), across)]
    highs = [max(len(heads[i]) for i in row) * line + 0.06 + side + BELOW + GAP for row in rows]
    told = [piece for text in caption for piece in wrapped(text, 8, width - 2 * EDGE, prose=True)]
    top = 0.28 if title else 0.0
    columns = max(1, int((width - 2 * EDGE + APART) // (WIDE + APART)))
    curves = -(-len(predicted) // columns) * (HIGH + UNDER)
    height = EDGE * 2 + top + sum(highs) + curves + len(told) * line
    made = Figure(figsize=(width, height), dpi=150, facecolor="white")
    half = max(span_of(frame.after) for frame in frames)

    def write(x: float, y: float, text: str, size: float = 8.0, weight: str = "normal") -> None:
        made.text(x / width, y / height, text, fontsize=size, fontweight=weight, va="top", parse_math=False)

    y = height - EDGE
    if title:
        write(EDGE, y, title, 11, "bold")
    y -= top
    for row, high in zip(rows, highs, strict=True):
        first = max(len(heads[i]) for i in row) * line
        for column, i in enumerate(row):
            x = EDGE + column * (each + GAP)
            write(x + LEFT, y - first + len(heads[i]) * line, "\n".join(heads[i]))
            for k, plane in enumerate(drawn):
                left, bottom = x + LEFT + k * (LEFT + side), y - first - 0.06 - side
                axes = made.add_axes((left / width, bottom / height, side / width, side / height))
                draw_panel(frames[i].after, axes, plane, half)
        y -= high
    for i, density in enumerate(predicted):
        row_of, column = divmod(i, columns)
        left, bottom = EDGE + column * (WIDE + APART), y - row_of * (HIGH + UNDER) - HIGH
        draw_curves(made.add_axes((left / width, bottom / height, WIDE / width, HIGH / height)), density)
    y -= curves
    write(EDGE, y, "\n".join(told))
    made.set_label("; ".join(text for text in (title, *caption) if text))
    return shown(made)
