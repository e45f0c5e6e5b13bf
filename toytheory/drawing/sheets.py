"""Many small pictures on one sheet: catalogues of states, of measurements."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from toytheory.discrete.epistemic import EpistemicState
from toytheory.discrete.measurements import Measurement
from toytheory.errors import InputError

from .ensembles import Ensemble
from .grids import check_amount
from .measurements import measurement_page
from .pages import Block, Key, Page
from .states import block


def _lines(text: str) -> str:
    return text.replace(", ", "\n")


def _largest(things: Sequence[EpistemicState | Ensemble | Measurement]) -> tuple[int, int]:
    """(d, n) of the largest of them; measurements are drawn on two systems at most."""
    sizes = [(each.d, min(each.n, 2) if isinstance(each, Measurement) else each.n) for each in things]
    return max((d for d, _ in sizes), default=2), max((n for _, n in sizes), default=1)


def states_page(
    states: Iterable[EpistemicState | Ensemble],
    title: str = "",
    caption: Sequence[str] = (),
    titles: Sequence[str] | None = None,
    columns: int | None = None,
) -> Page:
    """A sheet of states, in their order: epistemic ones, or any ensembles.

    Parameters
    ----------
    titles : one a state; by default what is known, and nothing for ensembles.
    columns : pictures in a row; as many as fit by default.

    Raises
    ------
    InputError : where there are none, or too many for a page, or they are too large to be drawn.

    >>> from toytheory.discrete.enumeration import epistemic_states
    >>> len(states_page(epistemic_states(3, 1)).blocks)
    13
    """
    drawn = list(states)
    check_amount(*_largest(drawn), len(drawn))
    named = ["" if isinstance(s, Ensemble) else str(s) for s in drawn] if titles is None else list(titles)
    if len(named) != len(drawn):
        raise InputError(f"{len(named)} titles for {len(drawn)} states", "give one title each")
    blocks = []
    for state, name in zip(drawn, named, strict=True):
        whole = block(state if isinstance(state, Ensemble) else Ensemble.of_state(state))
        blocks.append(Block({place: p.bare() for place, p in whole.panels.items()}, _lines(name)))
    return Page(tuple(blocks), title, tuple(caption), columns=columns, small=True)


def measurements_page(
    measurements: Iterable[Measurement], title: str = "", caption: Sequence[str] = (), columns: int | None = None
) -> Page:
    """A sheet of measurements of one system or of a pair; shades, hatching and numbers mean the same in all.

    >>> from toytheory.phase_space.variables import Variable
    >>> [key.text for key in measurements_page([Measurement.of([Variable.of({0: 1}, 3)], 1)]).legend]
    ['outcome 0', 'outcome 1', 'outcome 2']
    """
    chosen = list(measurements)
    check_amount(*_largest(chosen), len(chosen))
    pages = [measurement_page(measurement) for measurement in chosen]
    blocks = tuple(Block(page.blocks[0].panels, _lines(page.title)) for page in pages)
    return Page(blocks, title, tuple(caption), _common_keys(chosen, blocks), columns=columns, small=True)


def _common_keys(measurements: Sequence[Measurement], blocks: Sequence[Block]) -> tuple[Key, ...]:
    """The legend, where all have the same outcomes."""
    fills = [{cell.label: cell for panel in block.panels.values() for cell in panel.cells.values()} for block in blocks]
    count = {len(measurement.variables) for measurement in measurements}
    if any(each != fills[0] for each in fills) or len(count) > 1:
        return ()
    shown = dict(sorted(fills[0].items()))
    if count == {1}:
        return tuple(Key(cell, f"outcome {label}", True) for label, cell in shown.items())
    return tuple(Key(cell, f"outcomes {', '.join(label)}", True) for label, cell in shown.items())
