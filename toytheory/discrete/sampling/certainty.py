"""Values that are certain where no noise happens: what detectors and observables must have."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from toytheory.errors import InputError

from .forms import forms_of
from .noise import collected
from .program import NOISE, SET, WIDTH, Program, with_shifts

MEND = "combine outcomes whose randomness cancels, such as two results of the same measurement"

TRIED = 4096
"""Runs without noise by which the certain values of an experiment with branches are found."""


def events(program: Program) -> Program:
    """The program whose outputs are counted from their certain values.

    Without branches an output is certain if no uniform number is part of it, which is decided exactly. With branches
    4,096 runs without noise are drawn: an output that differs among them is refused; one that differs only in runs so
    rare that none was met is not noticed.

    Raises
    ------
    InputError : an output is not certain, with the name of something random that it depends on.
    """
    certain = _tried(program) if program.has_branches else _decided(program)
    outputs = program.rows + np.arange(program.outputs.size)  # rows of their own: conditions see the values as they are
    copies = np.zeros((program.outputs.size, WIDTH), dtype=np.int64)
    copies[:, 0], copies[:, 1], copies[:, 2], copies[:, 3], copies[:, 4] = SET, outputs, program.outputs, 1, -1
    shifts = {row: -value % program.d for row, value in zip(outputs.tolist(), certain.tolist(), strict=True)}
    ops = with_shifts(np.concatenate([program.ops, copies]), shifts)
    return replace(program, rows=program.rows + outputs.size, ops=ops, outputs=outputs)


def _decided(program: Program) -> NDArray[np.int64]:
    """The certain values; InputError where an output depends on a uniform number."""
    from .liveness import live

    ops = live(program)
    forms = forms_of(program, ops, program.outputs)
    if not forms.uniform.column.size:
        return forms.offset
    number = int(np.flatnonzero(np.diff(forms.uniform.start))[0])
    output = int(forms.uniform.column[0])
    raise _uncertain(program, output, program.causes[int(ops[forms.drawn[number], 3])])


def _uncertain(program: Program, output: int, cause: str) -> InputError:
    return InputError(f"{program.names[output]} is not certain without noise: it depends on {cause}", MEND)


def _tried(program: Program) -> NDArray[np.int64]:
    """The values in runs without noise; InputError where an output differs among them."""
    from .engine import Engine
    from .philox import key_of

    quiet = replace(program, ops=program.ops[program.ops[:, 0] != NOISE], sites=collected({}, [], [], []))
    engine = Engine(quiet)
    worker = engine.worker(key_of(0))
    blocks = -(-TRIED // engine.runs)
    values: NDArray[Any] = np.empty((blocks * engine.runs, program.outputs.size), dtype=engine.dtype)
    for block in range(blocks):
        worker.run(block, engine.runs)
        worker.values(program.outputs, values[block * engine.runs : (block + 1) * engine.runs])
    differing = np.flatnonzero((values != values[0]).any(axis=0))
    if differing.size:
        raise _uncertain(program, int(differing[0]), "something random")
    return np.asarray(values[0], dtype=np.int64)
