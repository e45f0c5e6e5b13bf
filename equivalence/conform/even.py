"""Experiments for even d > 2 of which quantum theory predicts what the toy theory does, because no half is ever needed.

Call X of each system of one kind and P of the other; `fourier` exchanges the two of a system. An experiment is *sorted*
where every variable that is prepared or measured is a combination of one kind, and every map keeps the kinds apart
(`sum` and `multiply` do, `phase` does not). Unitaries omega^F of one kind form a group without phases of their own,
and named maps permute it, so V is a sum of a part of each kind, with additive values, as in the toy theory. CSS codes
are made of these. Of other experiments nothing is asked at even d > 2: no counterpart is defined.
"""

from __future__ import annotations

import numpy as np

from toytheory.adapting.inverses import inverse_of
from toytheory.language.experiment import Experiment
from toytheory.language.steps import Condition, Discard, Displace, Measure, Noise, Prepare, Transform


def unsorted(experiment: Experiment) -> str | None:
    r"""Why an experiment is not sorted; None where it is.

    >>> from toytheory.language.reading import parse_experiment
    >>> head = "system 2 dits d=4\nprepare X1 = 1, X2 = 0\n"
    >>> [unsorted(parse_experiment(head + more)) for more in ("fourier 1\nmeasure P1", "phase 1", "measure X1 + P2")]
    [None, 'phase mixes X and P', 'X1 + P2 mixes X and P']
    """
    kind = np.arange(2 * experiment.n) % 2  # of each coordinate
    for step in experiment.steps:
        match step:
            case Prepare() | Measure():
                if isinstance(step, Prepare):
                    for k in step.systems:
                        kind[2 * k : 2 * k + 2] = 0, 1
                for variable in step.variables:
                    if len({int(kind[index]) for index, _ in variable.terms}) > 1:
                        return f"{variable} mixes X and P"
            case Transform(name=None) if inverse_of(step, experiment.d) is None:
                return "a written map has no counterpart"
            case Transform():
                where = [2 * k + side for k in step.systems for side in (0, 1)]
                before = kind[where]
                for row, index in zip(step.matrix, where, strict=True):
                    found = set(before[np.flatnonzero(np.array(row) % experiment.d)].tolist())
                    if len(found) > 1:
                        return f"{step.name or 'a written map'} mixes X and P"
                    kind[index] = found.pop()
            case Displace() | Noise() | Condition() | Discard():
                pass
            case _:
                return f"nothing is said of the step {type(step).__name__}"
    return None
