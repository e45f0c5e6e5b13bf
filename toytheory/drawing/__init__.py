"""Pictures in the talk's own style: `draw` and, without graphics, `page_of` (docs/drawing.md).

>>> from toytheory import EpistemicState, draw
>>> figure = draw(EpistemicState.from_known("X1 - X2 = 0, P1 + P2 = 0", d=3, n=2))
>>> figure.get_label()[:24]
'X1 - X2 = 0, P1 + P2 = 0'
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from toytheory.discrete.epistemic import EpistemicState
from toytheory.discrete.measurements import Measurement
from toytheory.discrete.transformations import SymplecticMap
from toytheory.errors import InputError
from toytheory.language.experiment import Experiment
from toytheory.language.grammar import first_word
from toytheory.language.reading import load_experiment
from toytheory.language.statements.table import STATEMENTS
from toytheory.phase_space.variables import Variable

from .ensembles import Ensemble
from .grids import check_drawable
from .maps import map_page
from .measurements import measurement_page
from .pages import Page
from .painting import FORMATS, figure, picture_bytes, picture_format
from .reading import is_nothing, read_known, read_map, read_measurement, read_two_steps
from .sheets import measurements_page, states_page
from .states import cells_page, ensemble_page, state_page, values_page
from .strips import experiment_page
from .text import render

if TYPE_CHECKING:
    from matplotlib.figure import Figure

__all__ = [
    "FORMATS",
    "Ensemble",
    "Page",
    "cells_page",
    "draw",
    "experiment_page",
    "figure",
    "map_page",
    "measurement_page",
    "measurements_page",
    "page_of",
    "picture_bytes",
    "picture_format",
    "read_known",
    "read_map",
    "read_measurement",
    "read_two_steps",
    "render",
    "state_page",
    "states_page",
    "values_page",
]


def draw(
    thing: Any,
    *,
    d: int | None = None,
    n: int | None = None,
    outcomes: Mapping[str, Any] | None = None,
    title: str | None = None,
) -> Figure:
    """A Matplotlib figure of a state, map, measurement or experiment; a notebook shows it.

    Parameters
    ----------
    thing : an `EpistemicState`, `SymplecticMap`, `Measurement`, `Variable` (its measurement) or `Experiment`; several
        states or several measurements (a sheet); probabilities of ontic states (x1, p1, ...) as a mapping; or
        notation: "X1 = 0", "X -> P, P -> -X", "fourier 1", "X1 + P2", the name of a `.toy` file.
    d : values of a coordinate, for notation and mappings.
    n : number of systems, for notation; what the notation names by default.
    outcomes : of an experiment, by name: the run that is followed; by default 1 where it can occur. On modes,
        values to be conditioned on.
    title : in place of the notation.

    Raises
    ------
    InputError : for what is not valid, and for more systems than grids can show.

    >>> draw("fourier 1", d=3).get_label()[:19]
    'X1 -> P1, P1 -> -X1'
    """
    if isinstance(thing, Path) or (isinstance(thing, str) and thing.endswith(".toy")):
        thing = load_experiment(thing)
    if isinstance(thing, Experiment) and thing.system.d is None:
        from .mode_strips import draw_experiment

        return draw_experiment(thing, outcomes)
    return figure(page_of(thing, d=d, n=n, outcomes=outcomes, title=title))


def page_of(
    thing: Any,
    *,
    d: int | None = None,
    n: int | None = None,
    outcomes: Mapping[str, int] | None = None,
    title: str | None = None,
) -> Page:
    """The content of the picture that `draw` makes, with its exact probabilities and without any graphics.

    >>> page = page_of("X1 = 1", d=2)
    >>> sorted(page.blocks[0].panels[0, 0].cells)
    [(1, 0), (1, 1)]
    """
    match thing:
        case EpistemicState():
            return state_page(thing, title)
        case Ensemble():
            return ensemble_page(thing, title or "")
        case SymplecticMap():
            return map_page(thing, title)
        case Measurement():
            return measurement_page(thing, title)
        case Variable():
            return measurement_page(Measurement.of([thing], n or 1 + max(thing.systems, default=0)), title)
        case Experiment():
            return experiment_page(thing, outcomes, title)
        case Path():
            return experiment_page(load_experiment(thing), outcomes, title)
        case str():
            return _of_notation(thing, d, n, outcomes, title)
        case Mapping():
            return ensemble_page(Ensemble.of_points(thing, _dimension(d)), title or "")
        case Iterable():
            return _sheet(list(thing), title)
    raise InputError(f"a {type(thing).__name__} has no picture", "draw a state, a map, a measurement or an experiment")


def _dimension(d: int | None) -> int:
    if d is None:
        raise InputError("how many values has a coordinate?", "give d, such as d=3")
    return d


def _of_notation(
    text: str, d: int | None, n: int | None, outcomes: Mapping[str, int] | None, title: str | None
) -> Page:
    if text.endswith(".toy"):
        return experiment_page(load_experiment(text), outcomes, title)
    d = _dimension(d)
    if "->" in text or first_word(text.lstrip(), 0) in STATEMENTS["Z"]:
        return map_page(read_map(text, d, n), title)
    if "=" in text or is_nothing(text):
        known, n = read_known(text, d, n)
        check_drawable(d, n)
        return state_page(EpistemicState.from_known(known, d, n), title)
    return measurement_page(read_measurement(text, d, n), title)


def _sheet(things: list[Any], title: str | None) -> Page:
    if things and all(isinstance(each, Measurement) for each in things):
        return measurements_page(things, title or "")
    if all(isinstance(each, EpistemicState | Ensemble) for each in things):
        return states_page(things, title or "")
    raise InputError("things of different kinds on one sheet", "draw several states, or several measurements")
